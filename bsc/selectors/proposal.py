"""What an Adendum would make of a scorecard: content in, content out; nothing is read or written (§4)."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from bsc.models import ChangeRequest
from bsc.periods import rephase
from bsc.scoring import weights_add_up
from bsc.selectors.rounds import kpis_in
from bsc.selectors.rows import KpiRow, MeasureSpec, MonthTarget, ScorecardStructure
from cint_portal.core.rounding import plain_text

Content = dict[str, Any]
_WHOLE = Decimal(100)


@dataclass(frozen=True)
class KpiChange:
    """What is to change in one KPI; None and empty keep what is. Months (1..12) are typed targets."""

    kpi_id: int
    target: Decimal | None = None
    months: Mapping[int, MonthTarget] = field(default_factory=dict, hash=False)
    weight: Decimal | None = None
    ends: bool = False

    @property
    def retargets(self) -> bool:
        return self.target is not None or bool(self.months)


@dataclass(frozen=True)
class Proposal:
    """All changes of a request, from its effective month on."""

    effective_month: int
    kpis: tuple[KpiChange, ...]
    lanes: Mapping[int, Decimal] = field(default_factory=dict, hash=False)

    @property
    def is_empty(self) -> bool:
        return not self.kpis and not self.lanes


class ProposalError(ValueError):
    """`code` says why, `kpi_id` where: months (none is left), ratio (needs typed months), range."""

    def __init__(self, code: str, kpi_id: int) -> None:
        super().__init__(code)
        self.code, self.kpi_id = code, kpi_id


def proposal_of(request: ChangeRequest) -> Proposal:
    """The stored lines as values (two queries)."""
    kpis = tuple(
        KpiChange(line.kpi_id, line.target, _read_months(line.months), line.weight, line.ends)
        for line in request.lines.all()
    )
    lanes = dict(request.lanes.values_list("perspective_id", "weight"))
    return Proposal(request.effective_month, kpis, lanes)


def _read_months(stored: Mapping[str, Any]) -> dict[int, MonthTarget]:
    return {
        int(month): (Decimal(value), None if denominator is None else Decimal(denominator))
        for month, (value, denominator) in stored.items()
    }


def proposed_content(content: Content, proposal: Proposal) -> Content:
    """The content with the changes in it; earlier months keep their targets (realities case 11).

    Raises ProposalError.
    """
    result = deepcopy(content)
    rows = {row["id"]: row for row in rows_in(result)}
    for change in proposal.kpis:
        row = rows.get(change.kpi_id)
        if row is not None:
            _change_row(row, change, proposal.effective_month)
    for lane in result["perspectives"]:
        if lane["id"] in proposal.lanes:
            lane["weight"] = plain_text(proposal.lanes[lane["id"]])
    return result


def rows_in(content: Content) -> Iterable[Content]:
    """KPIs and sub-indicators of a content, groups before their parts."""
    for kpi in kpis_in(content):
        yield kpi
        yield from kpi["parts"]


def is_running(row: Content) -> bool:
    """Not ended by an Adendum."""
    return row.get("through_month") is None


def _change_row(row: Content, change: KpiChange, month: int) -> None:
    if change.ends:
        for ended in (row, *row["parts"]):
            ended["through_month"] = month - 1
        return
    if change.weight is not None:
        row["weight"] = plain_text(change.weight)
    if change.retargets:
        _retarget(row["measure"], change, month)


def _retarget(measure: Content, change: KpiChange, month: int) -> None:
    if measure["lower"] is not None:
        raise ProposalError("range", change.kpi_id)
    targets = {int(key): tuple(pair) for key, pair in measure["targets"].items()}
    wanted = change.months or _spread(measure, targets, change, month)
    for key, (value, denominator) in wanted.items():
        if key >= month:
            measure["targets"][str(key)] = [
                plain_text(value),
                None if denominator is None else plain_text(denominator),
            ]
    if change.target is not None:
        measure["target"] = plain_text(change.target)


def _spread(
    measure: Content, targets: dict[int, tuple[str, str | None]], change: KpiChange, month: int
) -> dict[int, MonthTarget]:
    """What the new yearly target leaves for the months from the effective one on."""
    if any(denominator is not None for _value, denominator in targets.values()):
        raise ProposalError("ratio", change.kpi_id)
    phased = [Decimal(targets[m][0]) if m in targets else None for m in range(1, 13)]
    assert change.target is not None  # noqa: S101 (retargets without typed months)
    try:
        revised = rephase(
            phased, change.target.normalize(), adds_up=measure["consolidation"] == "sum", from_month=month
        )
    except ValueError as error:
        raise ProposalError("months", change.kpi_id) from error
    return {m: (value, None) for m, value in enumerate(revised, start=1) if value is not None and m >= month}


def proposed_structure(read: ScorecardStructure, content: Content) -> ScorecardStructure:
    """The scorecard with targets, weights and ended KPIs of a proposed content: what its results would be."""
    rows = {row["id"]: row for row in rows_in(content)}
    lanes = {lane["id"]: lane for lane in content["perspectives"]}
    return replace(
        read,
        perspectives=tuple(
            replace(
                lane,
                weight=_decimal(lanes[lane.id]["weight"]),
                objectives=tuple(
                    replace(row, kpis=tuple(_proposed_row(kpi, rows) for kpi in row.kpis))
                    for row in lane.objectives
                ),
            )
            for lane in read.perspectives
        ),
    )


def _proposed_row(kpi: KpiRow, rows: Mapping[int, Content]) -> KpiRow:
    row = rows[kpi.id]
    return replace(
        kpi,
        weight=_decimal(row["weight"]),
        through_month=row.get("through_month"),
        measure=_proposed_spec(kpi.measure, row["measure"]) if kpi.measure else None,
        parts=tuple(_proposed_row(part, rows) for part in kpi.parts),
    )


def _proposed_spec(spec: MeasureSpec, measure: Content) -> MeasureSpec:
    return replace(spec, target=_decimal(measure["target"]), targets=_read_months(measure["targets"]))


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def weight_problem(content: Content) -> Decimal | None:
    """Σ of the running weights on the level that must make 100, when it does not; None when it does."""
    by_lane = content["weighting"] == "perspective"
    weights = _lane_weights(content) if by_lane else _kpi_weights(content)
    return None if weights_add_up(weights) else sum(weights, Decimal(0))


def _lane_weights(content: Content) -> list[Decimal]:
    return [Decimal(lane["weight"]) for lane in content["perspectives"] if lane["weight"] is not None]


def _kpi_weights(content: Content) -> list[Decimal]:
    leaves = [leaf for kpi in kpis_in(content) for leaf in (kpi["parts"] or [kpi]) if is_running(leaf)]
    return [Decimal(leaf["weight"]) for leaf in leaves if leaf["weight"] is not None]
