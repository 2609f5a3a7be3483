"""A scorecard's content in words: the same cards for what is reviewed, decided and locked."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models import Scorecard
from bsc.models.scorecard import ObjectiveKind
from bsc.selectors.replacing import term_text
from bsc.selectors.rounds import kpis_in
from bsc.selectors.wording import (
    Content,
    Fact,
    basis_text,
    consultation_text,
    day_text,
    facts_of,
    filler_text,
    months_of,
    number,
    target_text,
)
from cint_portal.core.rounding import decimal_of, display, exact
from cint_portal.core.templatetags.portal_format import MISSING, pct


@dataclass(frozen=True)
class Change:
    """A property that differs from the last round."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class KpiCard:
    """A KPI row in words; what only the reader who opens the row sees is put into words then."""

    id: int
    code: str
    name: str
    target: str
    unit: str
    weight: str
    last_year: str
    parent: str
    filler: str
    is_illustration: bool
    parts: tuple["KpiCard", ...]
    #: The row as stored, and the content that it stands in.
    row: Content = field(repr=False, compare=False)
    content: Content = field(repr=False, compare=False)

    @property
    def last_year_in_unit(self) -> str:
        return f"{self.last_year} {self.unit}" if self.unit and self.last_year != MISSING else self.last_year

    @property
    def in_force(self) -> str:
        """When an Adendum lets it begin or end; empty for the whole year."""
        row = self.row
        return term_text(row.get("from_month"), row.get("through_month"), self.content["year"])

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All properties that say something."""
        found = facts_of(self.row, self.row["measure"] or {}, self.content, self.weight, self.parent)
        return tuple(fact for fact in found if fact.value)

    @cached_property
    def months(self) -> tuple[Fact, ...]:
        """Targets by period."""
        measure = self.row["measure"]
        return months_of(measure, self.content["year"]) if measure else ()


@dataclass(frozen=True)
class ActivityCard:
    """A line of the action programme in words."""

    activity: str
    resources: str
    pic: str
    dates: str
    evaluation: str


@dataclass(frozen=True)
class ObjectiveCard:
    name: str
    kinds: str
    source: str
    basis: str
    kpis: tuple[KpiCard, ...]
    consultation: str = ""
    programme: tuple[ActivityCard, ...] = ()


@dataclass(frozen=True)
class LaneCard:
    kind: str
    label: str
    weight: str
    objectives: tuple[ObjectiveCard, ...]

    @property
    def kpis(self) -> tuple[KpiCard, ...]:
        return tuple(kpi for objective in self.objectives for kpi in objective.kpis)


def lanes_of(content: Content) -> list[LaneCard]:
    """Perspectives, objectives and KPIs of a live or stored content (`content_of`, `ScorecardVersion`)."""
    weights = planned_weights(content)
    return [_lane(lane, content, weights) for lane in content.get("perspectives", ())]


def planned_weights(content: Content) -> dict[int, Fraction]:
    """Weight of each row in %: its own, or its equal part of what its perspective leaves (§4)."""
    weights: dict[int, Fraction] = {}
    for lane in content.get("perspectives", ()):
        kpis = [kpi for row in lane["objectives"] for kpi in row["kpis"] if "through_month" not in kpi]
        weights |= _lane_weights(lane, kpis, content.get("weighting", ""))
    return weights


def _lane_weights(lane: Content, kpis: list[Content], weighting: str) -> dict[int, Fraction]:
    parts = {part["id"]: _fraction(part["weight"]) for kpi in kpis for part in _running_parts(kpi)}
    own = {kpi["id"]: _own_weight(kpi, weighting) for kpi in kpis}
    blank = [pk for pk, weight in own.items() if weight is None]
    if weighting == Scorecard.Weighting.PERSPECTIVE and blank:
        rest = (_fraction(lane["weight"]) or Fraction(0)) - sum(w for w in own.values() if w is not None)
        own |= dict.fromkeys(blank, Fraction(rest) / len(blank))
    return {pk: weight for pk, weight in {**own, **parts}.items() if weight is not None}


def _running_parts(kpi: Content) -> list[Content]:
    return [part for part in kpi["parts"] if "through_month" not in part]


def _own_weight(kpi: Content, weighting: str) -> Fraction | None:
    if weighting == Scorecard.Weighting.KPI and kpi["parts"]:
        return sum((_fraction(part["weight"]) or Fraction(0) for part in _running_parts(kpi)), Fraction(0))
    return _fraction(kpi["weight"])


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else exact(Decimal(text))


def total_weight(content: Content) -> str:
    """Σ bobot over all KPIs, e.g. 100 %."""
    weights = planned_weights(content)
    return _percent(sum((weights.get(kpi["id"], Fraction(0)) for kpi in kpis_in(content)), Fraction(0)))


def _percent(weight: Fraction | None) -> str:
    return MISSING if weight is None else percent(decimal_of(weight))


def percent(weight: Decimal) -> str:
    """A weight in words, e.g. 62,5 %."""
    return pct(display(weight, 2).normalize())


def _lane(lane: Content, content: Content, weights: dict[int, Fraction]) -> LaneCard:
    labels = content.get("labels", {})
    objectives = tuple(
        ObjectiveCard(
            name=row["name"],
            kinds=", ".join(str(ObjectiveKind(kind).label) for kind in row["kinds"]),
            source=labels.get("sources", {}).get(str(row["source_id"]), ""),
            basis=basis_text(row),
            consultation=consultation_text(row),
            programme=tuple(_activity(line) for line in row.get("programme", [])),
            kpis=tuple(_kpi(kpi, content, weights) for kpi in row["kpis"]),
        )
        for row in lane["objectives"]
    )
    kpis = [kpi["id"] for row in lane["objectives"] for kpi in row["kpis"]]
    whole = _fraction(lane["weight"]) if content["weighting"] == Scorecard.Weighting.PERSPECTIVE else None
    total = sum((weights.get(pk, Fraction(0)) for pk in kpis), Fraction(0)) if whole is None else whole
    return LaneCard(lane["kind"], lane["label"], _percent(total), objectives)


def _activity(line: Content) -> ActivityCard:
    return ActivityCard(
        activity=line["activity"],
        resources=line["resources"],
        pic=line["pic"],
        dates=" – ".join(day_text(line[end]) for end in ("starts_on", "ends_on") if line[end]),
        evaluation=line["evaluation"],
    )


def _kpi(kpi: Content, content: Content, weights: dict[int, Fraction]) -> KpiCard:
    measure = kpi["measure"]
    labels = content.get("labels", {})
    return KpiCard(
        id=kpi["id"],
        code=kpi["code"],
        name=kpi["name"],
        target=target_text(measure) if measure else _parts_text(kpi),
        unit=measure["unit"] if measure else "",
        weight=_percent(weights.get(kpi["id"])),
        last_year=number(measure["last_year"]) if measure else MISSING,
        parent=labels.get("parents", {}).get(str(kpi["parent_id"]), ""),
        filler=filler_text(measure, content) if measure else "",
        is_illustration=bool(measure and measure["is_illustration"]),
        parts=tuple(_kpi(part, content, weights) for part in kpi["parts"]),
        row=kpi,
        content=content,
    )


def _parts_text(kpi: Content) -> str:
    n = len(kpi["parts"])
    return ngettext("%(n)d sub-indikator", "%(n)d sub-indikator", n) % {"n": n}


def changes_between(before: Content, after: Content) -> dict[int, list[Change]]:
    """From → to per KPI id; a row that is new has one change without a before."""
    old = {kpi.id: kpi for lane in lanes_of(before) for kpi in lane.kpis} if before else {}
    if not old:
        return {}
    found = {kpi.id: _changes(old.get(kpi.id), kpi) for lane in lanes_of(after) for kpi in lane.kpis}
    return {pk: changes for pk, changes in found.items() if changes}


def _changes(before: KpiCard | None, after: KpiCard) -> list[Change]:
    if before is None:
        return [Change(_("KPI baru"), "", after.name)]
    known = {part.id for part in before.parts}
    kept = tuple(part for part in after.parts if part.id in known)
    old, new = _flat(before), _flat(replace(after, parts=kept))
    changed = [
        Change(label, old.get(label, MISSING), new.get(label, MISSING))
        for label in dict.fromkeys([*old, *new])
        if old.get(label) != new.get(label)
    ]
    return changed + [_new_part(part) for part in after.parts if part.id not in known]


def _new_part(part: KpiCard) -> Change:
    """All that a new sub-indicator says, in one line."""
    label = _("Sub-indikator baru: %(kpi)s") % {"kpi": part.name}
    facts = [f"{name} {value}" for name, value in _flat(part).items() if name != _("KPI")]
    return Change(label, "", "; ".join(facts))


def facts_of_kpi(content: Content, pk: int) -> tuple[Change, ...]:
    """Everything that a KPI says, for a reader who has never seen it."""
    card = next(kpi for lane in lanes_of(content) for kpi in lane.kpis if kpi.id == pk)
    return tuple(Change(label, "", text) for label, text in _flat(card).items() if label != _("KPI"))


def months_text(months: tuple[Fact, ...]) -> str:
    """95 setiap periode, or in runs of the same target: Jan–Okt 90 · Nov–Des 99."""
    runs = [list(run) for _value, run in groupby(months, key=lambda fact: fact.value)]
    if len(runs) == 1:
        return _("%(value)s setiap periode") % {"value": months[0].value}
    return " · ".join(f"{_run_label(run)} {run[0].value}" for run in runs)


def _run_label(run: list[Fact]) -> str:
    first, last = run[0].label[:3], run[-1].label[:3]
    return first if len(run) == 1 else f"{first}–{last}"


def _flat(card: KpiCard) -> dict[str, str]:
    """Name, facts, months and sub-indicators under distinct labels."""
    rows = {_("KPI"): card.name} | {fact.label: fact.value for fact in card.facts}
    rows |= {_("Target per bulan"): months_text(card.months)} if card.months else {}
    for part in card.parts:
        name = _part_name(part)
        rows |= {f"{name}: {label}": value for label, value in _flat(part).items()}
    return rows


def _part_name(part: KpiCard) -> str:
    """The one that takes the place of another of its name is told apart."""
    return _("%(kpi)s (pengganti)") % {"kpi": part.name} if "replaces_id" in part.row else part.name
