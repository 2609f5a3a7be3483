"""What an Adendum would make of a scorecard: content in, content out; nothing is read or written (§4)."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bsc.models import ChangeAddition, ChangeRequest, Kpi, Measure
from bsc.models.measure import PROVIDER_DUE_DAY
from bsc.periods import rephase
from bsc.selectors.content import measure_content
from bsc.selectors.rounds import kpis_in
from bsc.selectors.rows import MonthTarget
from bsc.selectors.specs import OWN_INPUTS, spec_of
from bsc.selectors.stored_rows import read_targets
from cint_portal.core.rounding import plain_text
from cint_portal.organization.models import Unit

Content = dict[str, Any]

#: What of a measure's content a request may define anew, beside its targets; a group has its name only.
DEFINITION = (
    "name", "definition", "formula_text", "calculation", "data_needed", "provider_id", "provider_due_day",
    "evidence_required", "filler_id", "lower", "upper",
)  # fmt: skip
#: These hold from the effective month on, not for the months before.
BY_MONTH = ("filler_id", "lower", "upper")
#: What these say where a content leaves them out.
UNSAID = {"calculation": "", "provider_due_day": PROVIDER_DUE_DAY}


@dataclass(frozen=True)
class KpiChange:
    """What is to change in one KPI; None and empty keep what is. Months (1..12) are typed targets."""

    kpi_id: int
    target: Decimal | None = None
    months: Mapping[int, MonthTarget] = field(default_factory=dict, hash=False)
    weight: Decimal | None = None
    ends: bool = False
    #: Fields of DEFINITION that become different, as a content writes them.
    definition: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def retargets(self) -> bool:
        return self.target is not None or bool(self.months)

    @property
    def is_empty(self) -> bool:
        return not (self.retargets or self.definition or self.ends or self.weight is not None)


@dataclass(frozen=True)
class Added:
    """A row to be added, as the content will hold it: to an objective, or to a group as sub-indicator.

    The measure of a KPI Bersama keeps its targets: they are its owner's, for the whole year.
    """

    objective_id: int
    row: Content = field(hash=False)
    group_id: int | None = None
    is_joint: bool = False
    replaces_id: int | None = None


@dataclass(frozen=True)
class Proposal:
    """All changes of a request, from its effective month on."""

    effective_month: int
    kpis: tuple[KpiChange, ...]
    lanes: Mapping[int, Decimal] = field(default_factory=dict, hash=False)
    added: tuple[Added, ...] = ()
    #: Names of the units and parents that it speaks of, for the reader of the content.
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    @property
    def is_empty(self) -> bool:
        return not (self.kpis or self.lanes or self.added)


class ProposalError(ValueError):
    """`code` says why, `kpi_id` where.

    months (none is left), ratio (needs typed months), range, ends (its group ends in the same request).
    """

    def __init__(self, code: str, kpi_id: int) -> None:
        super().__init__(code)
        self.code, self.kpi_id = code, kpi_id


def proposal_of(request: ChangeRequest) -> Proposal:
    """The stored lines as values: three queries, more where they speak of other units and KPIs."""
    kpis = tuple(
        KpiChange(
            line.kpi_id, line.target, read_targets(line.months), line.weight, line.ends, line.definition
        )
        for line in request.lines.all()
    )
    lanes = {lane.perspective_id: lane.weight for lane in request.lanes.all()}
    added = added_by(list(request.additions.all()), request.scorecard.cycle.year)
    return Proposal(request.effective_month, kpis, lanes, added, _labels(kpis, added))


def added_by(additions: Sequence[ChangeAddition], year: int) -> tuple[Added, ...]:
    """In their order; a KPI Bersama with its measure as it is now (three queries if there is one)."""
    wanted = {one.measure_id for one in additions if one.measure_id is not None}
    joint = {row.pk: measure_content(spec_of(row), year)["measure"] for row in _joint(wanted)}
    return tuple(
        Added(
            one.objective_id,
            one.content(joint.get(one.measure_id or 0)),
            group_id=one.group_id if one.above_id is None else -one.above_id,
            is_joint=one.measure_id is not None,
            replaces_id=one.replaces_id,
        )
        for one in additions
    )


def _joint(wanted: set[int]) -> Iterable[Measure]:
    if not wanted:
        return ()
    rows = Measure.objects.filter(pk__in=wanted)
    rows = rows.select_related("cycle", "owner_unit", "filler_unit", "data_provider")
    return rows.prefetch_related("targets", OWN_INPUTS)


def _labels(kpis: Iterable[KpiChange], added: Iterable[Added]) -> dict[str, dict[str, str]]:
    said = [change.definition for change in kpis] + [one.row["measure"] or {} for one in added]
    units = {one.get(name) for one in said for name in ("filler_id", "provider_id", "owner_id")} - {None}
    parents = {one.row["parent_id"] for one in added} - {None}
    found: dict[str, dict[str, str]] = {}
    if units:
        rows = Unit.objects.filter(pk__in=units).values_list("pk", "name")
        found["units"] = {str(pk): name for pk, name in rows}
    if parents:
        kpi_rows = Kpi.objects.filter(pk__in=parents).select_related("measure")
        found["parents"] = {str(row.pk): row.name for row in kpi_rows}
    return found


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
    _add_rows(result, proposal)
    for kind, names in proposal.labels.items():
        result["labels"][kind] = {**result["labels"].get(kind, {}), **names}
    return result


def _add_rows(content: Content, proposal: Proposal) -> None:
    """New rows stand at the end of their objective or group, in force from the effective month on."""
    objectives = {row["id"]: row["kpis"] for lane in content["perspectives"] for row in lane["objectives"]}
    groups = {row["id"]: row for row in rows_in(content)}
    for one in proposal.added:
        row = _new_row(one, proposal.effective_month)
        group = groups.get(one.group_id or 0)
        if group is not None and not is_running(group):
            raise ProposalError("ends", group["id"])
        (objectives[one.objective_id] if group is None else group["parts"]).append(row)
        groups[row["id"]] = row


def _new_row(one: Added, month: int) -> Content:
    row = deepcopy(one.row)
    if month > 1:
        row["from_month"] = month
    if one.replaces_id is not None:
        row["replaces_id"] = one.replaces_id
    measure = row["measure"]
    if measure is None:
        return row
    kept = {key: pair for key, pair in measure["targets"].items() if int(key) >= month}
    if measure["targets"] and not kept:
        raise ProposalError("months", row["id"])
    if not one.is_joint:
        measure["targets"] = kept
    return row


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
    if change.definition:
        _define(row, change.definition)
    if change.retargets:
        _retarget(row["measure"], change, month)


def _define(row: Content, definition: Mapping[str, Any]) -> None:
    row["name"] = definition.get("name", row["name"])
    measure = row["measure"]
    for name, value in definition.items() if measure else ():
        if name in UNSAID and value == UNSAID[name]:
            measure.pop(name, None)
        else:
            measure[name] = value


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
