"""A scorecard's content in words: the same cards for what is reviewed, decided and locked."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models import Kpi, Measure, Scorecard
from bsc.models.scorecard import CascadeKind, ObjectiveKind
from bsc.selectors.rounds import kpis_in
from cint_portal.core.dates import format_month
from cint_portal.core.rounding import decimal_of, display, exact
from cint_portal.core.templatetags.portal_format import MISSING, num, pct, reader_language

Content = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """One property of a KPI as the page shows it."""

    label: str
    value: str


@dataclass(frozen=True)
class Change:
    """A property that differs from the last round."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class KpiCard:
    """A KPI row in words; `facts` are all its properties, for the reader who opens the row."""

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
    facts: tuple[Fact, ...]
    months: tuple[Fact, ...]
    parts: tuple["KpiCard", ...]


@dataclass(frozen=True)
class ObjectiveCard:
    name: str
    kinds: str
    source: str
    basis: str
    kpis: tuple[KpiCard, ...]


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
        kpis = [kpi for objective in lane["objectives"] for kpi in objective["kpis"]]
        weights |= _lane_weights(lane, kpis, content.get("weighting", ""))
    return weights


def _lane_weights(lane: Content, kpis: list[Content], weighting: str) -> dict[int, Fraction]:
    parts = {part["id"]: _fraction(part["weight"]) for kpi in kpis for part in kpi["parts"]}
    own = {kpi["id"]: _own_weight(kpi, weighting) for kpi in kpis}
    blank = [pk for pk, weight in own.items() if weight is None]
    if weighting == Scorecard.Weighting.PERSPECTIVE and blank:
        rest = (_fraction(lane["weight"]) or Fraction(0)) - sum(w for w in own.values() if w is not None)
        own |= dict.fromkeys(blank, Fraction(rest) / len(blank))
    return {pk: weight for pk, weight in {**own, **parts}.items() if weight is not None}


def _own_weight(kpi: Content, weighting: str) -> Fraction | None:
    if weighting == Scorecard.Weighting.KPI and kpi["parts"]:
        return sum((_fraction(part["weight"]) or Fraction(0) for part in kpi["parts"]), Fraction(0))
    return _fraction(kpi["weight"])


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else exact(Decimal(text))


def total_weight(content: Content) -> str:
    """Σ bobot over all KPIs, e.g. 100 %."""
    weights = planned_weights(content)
    return _percent(sum((weights.get(kpi["id"], Fraction(0)) for kpi in kpis_in(content)), Fraction(0)))


def _percent(weight: Fraction | None) -> str:
    return MISSING if weight is None else pct(display(decimal_of(weight), 2).normalize())


def _lane(lane: Content, content: Content, weights: dict[int, Fraction]) -> LaneCard:
    labels = content.get("labels", {})
    objectives = tuple(
        ObjectiveCard(
            name=row["name"],
            kinds=", ".join(str(ObjectiveKind(kind).label) for kind in row["kinds"]),
            source=labels.get("sources", {}).get(str(row["source_id"]), ""),
            basis=row["basis"],
            kpis=tuple(_kpi(kpi, content, weights) for kpi in row["kpis"]),
        )
        for row in lane["objectives"]
    )
    kpis = [kpi["id"] for row in lane["objectives"] for kpi in row["kpis"]]
    whole = _fraction(lane["weight"]) if content["weighting"] == Scorecard.Weighting.PERSPECTIVE else None
    total = sum((weights.get(pk, Fraction(0)) for pk in kpis), Fraction(0)) if whole is None else whole
    return LaneCard(lane["kind"], lane["label"], _percent(total), objectives)


def _kpi(kpi: Content, content: Content, weights: dict[int, Fraction]) -> KpiCard:
    measure = kpi["measure"]
    labels = content.get("labels", {})
    parent = labels.get("parents", {}).get(str(kpi["parent_id"]), "")
    weight = _percent(weights.get(kpi["id"]))
    return KpiCard(
        id=kpi["id"],
        code=kpi["code"],
        name=kpi["name"],
        target=target_text(measure) if measure else _parts_text(kpi),
        unit=measure["unit"] if measure else "",
        weight=weight,
        last_year=_number(measure["last_year"]) if measure else MISSING,
        parent=parent,
        filler=_unit_name(measure, "filler_id", content) if measure else "",
        is_illustration=bool(measure and measure["is_illustration"]),
        facts=tuple(f for f in _facts(kpi, measure or {}, content, weight, parent) if f.value),
        months=_months(measure, content["year"]) if measure else (),
        parts=tuple(_kpi(part, content, weights) for part in kpi["parts"]),
    )


def _parts_text(kpi: Content) -> str:
    n = len(kpi["parts"])
    return ngettext("%(n)d sub-indikator", "%(n)d sub-indikator", n) % {"n": n}


def target_text(measure: Content) -> str:
    """≥ 95 · 90–100 · tabel skor: the year's target as the form shows it."""
    if measure["lower"] is not None and measure["upper"] is not None:
        return f"{_number(measure['lower'])}–{_number(measure['upper'])}"
    if measure["target"] is not None:
        return f"{measure['comparator']} {_number(measure['target'])}"
    if measure["steps"]:
        return _("tabel skor")
    return _("per bulan") if measure["targets"] else MISSING


def _facts(kpi: Content, measure: Content, content: Content, weight: str, parent: str) -> list[Fact]:
    """All properties in the order of the KPI form; empty ones are dropped by the caller."""
    facts = [
        Fact(_("Bobot"), weight),
        Fact(_("KPI Induk"), parent),
        Fact(_("Cascading"), _label(CascadeKind, kpi["cascade_kind"]) if parent else ""),
        Fact(_("Konsolidasi ke induk"), _label(Kpi.Rollup, kpi["rollup"]) if parent else ""),
        Fact(_("Dasar Penetapan"), kpi["basis"]),
        Fact(_("PIC"), kpi["pic"]),
    ]
    return [*facts, *_measure_facts(measure, content)] if measure else facts


def _measure_facts(measure: Content, content: Content) -> list[Fact]:
    return [
        Fact(_("Definisi"), measure["definition"]),
        Fact(_("Rumus"), measure["formula_text"]),
        Fact(_("Satuan"), measure["unit"]),
        Fact(_("Target"), target_text(measure)),
        Fact(_("Pencapaian Tahun Lalu"), _number(measure["last_year"], blank="")),
        Fact(_("Sifat"), _label(Measure.Polarity, measure["polarity"])),
        Fact(_("Frekuensi Pengukuran"), _label(Measure.Frequency, measure["frequency"])),
        Fact(_("Konsolidasi"), _label(Measure.Consolidation, measure["consolidation"])),
        Fact(_("Cara Input"), _label(Measure.InputMode, measure["input_mode"])),
        Fact(_("Tabel skor"), _steps_text(measure["steps"])),
        Fact(_("Toleransi nol"), _("ya") if measure["zero_tolerance"] else ""),
        Fact(_("Pemilik utama"), _unit_name(measure, "owner_id", content)),
        Fact(_("Pengisi Realisasi"), _unit_name(measure, "filler_id", content)),
        Fact(_("Data yang dibutuhkan"), measure["data_needed"]),
        Fact(_("Penyedia Data"), _unit_name(measure, "provider_id", content)),
        Fact(_("Bukti"), measure["evidence_required"]),
    ]


def _months(measure: Content, year: int) -> tuple[Fact, ...]:
    """The phased targets by month, pairs of a ratio as a ÷ b."""
    return tuple(
        Fact(
            format_month(year, int(month), reader_language()).split()[0],
            _number(value) if denominator is None else f"{_number(value)} ÷ {_number(denominator)}",
        )
        for month, (value, denominator) in sorted(measure["targets"].items(), key=lambda item: int(item[0]))
    )


def _steps_text(steps: list[list[Any]]) -> str:
    """> 0 → 1; = 0 → 0,5: the conditions in their order."""
    return "; ".join(f"{comparator} {_bound(bound)} → {_number(score)}" for comparator, bound, score in steps)


def _bound(bound: Any) -> str:
    return "–".join(map(_number, bound)) if isinstance(bound, list) else _number(bound)


def _number(text: str | None, blank: str = MISSING) -> str:
    return blank if text is None else num(Decimal(text))


def _unit_name(measure: Content, field: str, content: Content) -> str:
    return str(content.get("labels", {}).get("units", {}).get(str(measure[field]), ""))


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else value


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
    return [
        Change(label, old.get(label, MISSING), new.get(label, MISSING))
        for old, new in [(_flat(before), _flat(after))]
        for label in dict.fromkeys([*old, *new])
        if old.get(label) != new.get(label)
    ]


def months_text(months: tuple[Fact, ...]) -> str:
    """95 setiap bulan, or month by month when they differ."""
    values = {fact.value for fact in months}
    if len(values) == 1:
        return _("%(value)s setiap periode") % {"value": values.pop()}
    return " · ".join(f"{fact.label[:3]} {fact.value}" for fact in months)


def _flat(card: KpiCard) -> dict[str, str]:
    """Name, facts, months and sub-indicators under distinct labels."""
    rows = {_("KPI"): card.name} | {fact.label: fact.value for fact in card.facts}
    rows |= {_("Target per bulan"): months_text(card.months)} if card.months else {}
    for part in card.parts:
        rows |= {f"{part.name}: {label}": value for label, value in _flat(part).items()}
    return rows
