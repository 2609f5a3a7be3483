"""Figures of many scorecards without reading them whole: KPIs, what is decided of them, Σ of the weights."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bsc.models import Kpi, Scorecard
from bsc.selectors.cards import total_weight

_CARD = "objective__perspective__scorecard"
_LANE = "objective__perspective"


@dataclass(frozen=True)
class Figures:
    """`weight` is Σ bobot in words, e.g. 100 %."""

    kpis: int
    accepted: int
    returned: int
    weight: str

    @property
    def decided(self) -> int:
        return self.accepted + self.returned


NOTHING = Figures(0, 0, 0, total_weight({}))


def number_of_kpis(scorecards: Iterable[Scorecard]) -> int:
    """KPIs of all of them, a group once for its sub-indicators. One query."""
    ids = [row.pk for row in scorecards]
    return Kpi.objects.filter(**{f"{_CARD}__in": ids}, group=None).count() if ids else 0


def figures_of(scorecards: Sequence[Scorecard]) -> dict[int, Figures]:
    """Figures by scorecard, in one query; who has no KPI is not in it."""
    rows: dict[int, list[dict[str, Any]]] = defaultdict(list)
    found = Kpi.objects.filter(**{f"{_CARD}__in": [row.pk for row in scorecards]}).order_by()
    for row in found.values(
        "pk", "group_id", "weight", "through_month", "decision", _LANE, f"{_LANE}__weight", _CARD
    ):
        rows[row[_CARD]].append(row)
    return {row.pk: _figures(row.weighting, rows[row.pk]) for row in scorecards if row.pk in rows}


def _figures(weighting: str, rows: list[dict[str, Any]]) -> Figures:
    decisions = Counter(row["decision"] for row in rows if row["group_id"] is None)
    return Figures(
        kpis=decisions.total(),
        accepted=decisions[Kpi.Decision.ACCEPTED],
        returned=decisions[Kpi.Decision.RETURNED],
        weight=total_weight({"weighting": weighting, "perspectives": _lanes(rows)}),
    )


def _lanes(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """As much of a content as its weights need, so that one rule weighs both."""
    parts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        parts[row["group_id"]].append({"id": row["pk"], "weight": row["weight"]})
    lanes: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["group_id"] is None:
            objective: dict[str, Any] = {"kpis": []}
            lane = lanes.setdefault(
                row[_LANE], {"weight": row[f"{_LANE}__weight"], "objectives": [objective]}
            )
            lane["objectives"][0]["kpis"].append(_kpi(row, parts[row["pk"]]))
    return list(lanes.values())


def _kpi(row: dict[str, Any], parts: list[dict[str, Any]]) -> dict[str, Any]:
    ended = {} if row["through_month"] is None else {"through_month": row["through_month"]}
    return {"id": row["pk"], "weight": row["weight"], "parts": parts, **ended}
