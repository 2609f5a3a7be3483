"""The stored properties of a KPI in words, in the order of its form."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bsc.models import Kpi, Measure
from bsc.models.measure import PROVIDER_DUE_DAY
from bsc.models.scorecard import BasisKind, CascadeKind, CascadeScope
from bsc.periods import Period
from cint_portal.core.dates import format_month
from cint_portal.core.templatetags.portal_format import MISSING, num, reader_language, short_date

Content = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """One property of a KPI as the page shows it."""

    label: str
    value: str


def target_text(measure: Content) -> str:
    """≥ 95 · 90–100 · tabel skor: the year's target as the form shows it."""
    if measure["lower"] is not None and measure["upper"] is not None:
        return f"{number(measure['lower'])}–{number(measure['upper'])}"
    if measure["target"] is not None:
        return f"{measure['comparator']} {number(measure['target'])}"
    if measure["steps"]:
        return _("tabel skor")
    return _("per bulan") if measure["targets"] else MISSING


def facts_of(kpi: Content, measure: Content, content: Content, weight: str, parent: str) -> list[Fact]:
    """All properties in the order of the KPI form; empty ones are dropped by the caller."""
    facts = [
        Fact(_("Bobot"), weight),
        Fact(_("Berlaku mulai"), _month(kpi.get("from_month"), content)),
        Fact(_("Berlaku sampai"), _month(kpi.get("through_month"), content)),
        Fact(_("Menggantikan"), _other(kpi.get("replaces_id"), "id", content)),
        Fact(_("Digantikan oleh"), _successor(kpi, content)),
        Fact(_("KPI Induk"), parent),
        Fact(_("Cascading"), _cascading(kpi) if parent else ""),
        Fact(
            _("Dihitung dari KPI turunannya"),
            "" if kpi["rollup"] == "none" else _label(Kpi.Rollup, kpi["rollup"]),
        ),
        Fact(_("Dasar Penetapan"), basis_text(kpi)),
        Fact(_("Faset"), _label(Kpi.Facet, kpi.get("facet", ""))),
        Fact(_("PIC"), kpi["pic"]),
        Fact(_("Batas warna KPI ini"), _own_bands(kpi)),
    ]
    return [*facts, *measure_facts(measure, content)] if measure else facts


def _month(month: int | None, content: Content) -> str:
    """First or last month of a KPI that an Adendum added or ended; 0 is December of the year before."""
    if month is None:
        return ""
    shown = Period(content["year"], 1).shift(month - 1)
    return format_month(shown.year, shown.month, reader_language())


def _successor(kpi: Content, content: Content) -> str:
    """Only a KPI that ended can have one."""
    return _other(kpi["id"], "replaces_id", content) if "through_month" in kpi else ""


def _other(pk: int | None, name: str, content: Content) -> str:
    """Name and unit of the row that says this; most rows ask for none."""
    if pk is None:
        return ""
    rows = (
        row
        for lane in content.get("perspectives", ())
        for objective in lane["objectives"]
        for kpi in objective["kpis"]
        for row in (kpi, *kpi["parts"])
    )
    found = next((row for row in rows if row.get(name) == pk), None)
    if found is None:
        return ""
    return f"{found['name']} ({found['measure']['unit']})" if found["measure"] else str(found["name"])


def _cascading(kpi: Content) -> str:
    """Langsung, sebagian."""
    parts = [_label(CascadeKind, kpi["cascade_kind"]), _label(CascadeScope, kpi.get("cascade_scope", ""))]
    return ", ".join(part for part in parts if part)


def basis_text(row: Content) -> str:
    """Risiko K3: HIRARC 2027 no. 14."""
    parts = [_label(BasisKind, row.get("basis_kind", "")), row["basis"]]
    return ": ".join(part for part in parts if part)


def _own_bands(kpi: Content) -> str:
    green, yellow = kpi.get("green_from"), kpi.get("yellow_from")
    if green is None or yellow is None:
        return ""
    return _("hijau mulai %(green)s %%, kuning mulai %(yellow)s %%") % {
        "green": number(green),
        "yellow": number(yellow),
    }


def measure_facts(measure: Content, content: Content) -> list[Fact]:
    return [
        Fact(_("Definisi"), measure["definition"]),
        Fact(_("Tujuan KPI"), measure.get("purpose", "")),
        Fact(_("Rumus"), measure["formula_text"]),
        Fact(_("Satuan"), measure["unit"]),
        Fact(_("Target"), target_text(measure)),
        Fact(_("Pencapaian Tahun Lalu"), number(measure["last_year"], blank="")),
        Fact(_("Arah Target"), direction_of(measure)),
        Fact(_("Sifat"), _label(Measure.Polarity, measure["polarity"])),
        Fact(_("Frekuensi Pengukuran"), _label(Measure.Frequency, measure["frequency"])),
        Fact(_("Konsolidasi"), _label(Measure.Consolidation, measure["consolidation"])),
        Fact(_("Cara Input"), _label(Measure.InputMode, measure["input_mode"])),
        Fact(_("Tabel skor"), _steps_text(measure["steps"])),
        Fact(_("Toleransi nol"), _("ya") if measure["zero_tolerance"] else ""),
        Fact(_("Pemilik utama"), unit_name(measure, "owner_id", content)),
        Fact(_("Sumber angka"), _source_text(measure, content)),
        Fact(_("Pengisi Realisasi"), unit_name(measure, "filler_id", content)),
        Fact(_("Data yang dibutuhkan"), measure["data_needed"]),
        Fact(_("Penyedia Data"), _provider(measure, content)),
        Fact(_("Cara perhitungan data"), measure.get("calculation", "")),
        Fact(_("Bukti"), measure["evidence_required"]),
        Fact(_("Bila menyimpang dari target"), measure.get("deviation_action", "")),
        Fact(_("Standar dan klausul"), _standard(measure)),
        Fact("SMART", _ticks(Measure.Smart, measure.get("smart", []))),
        Fact(_("Lima kriteria KPI"), _ticks(Measure.Criterion, measure.get("criteria", []))),
    ]


def direction_of(measure: Content) -> str:
    """Arah Target against last year: Naik, Stabil, Turun; derived and shown, never scored (§9)."""
    target, last = measure["target"], measure["last_year"]
    if target is None or last is None:
        return ""
    if Decimal(target) == Decimal(last):
        return _("Stabil")
    return _("Naik") if Decimal(target) > Decimal(last) else _("Turun")


def _source_text(measure: Content, content: Content) -> str:
    """What computes the figure; nothing for one that a department enters."""
    source = measure["value_source"]
    if source == Measure.ValueSource.ENTERED:
        return ""
    names = content.get("labels", {}).get("inputs", {})
    inputs = "; ".join(f"{symbol} = {names.get(str(pk), pk)}" for symbol, pk in measure.get("inputs", []))
    formula = f"{measure.get('expression', '')} ({inputs})" if inputs else ""
    return ": ".join(part for part in (_label(Measure.ValueSource, source), formula) if part)


def filler_text(measure: Content, content: Content) -> str:
    """Who enters the figure, or how it is worked out."""
    source = measure["value_source"]
    if source == Measure.ValueSource.ENTERED:
        return unit_name(measure, "filler_id", content)
    words = {
        Measure.ValueSource.FORMULA: _("rumus"),
        Measure.ValueSource.ROLLUP: _("dari KPI turunan"),
        Measure.ValueSource.OWN_GROWTH: _("pertumbuhan total"),
    }
    return words.get(source, "")


def _provider(measure: Content, content: Content) -> str:
    """Departemen QA, paling lambat tanggal 10 bulan berikutnya."""
    name = unit_name(measure, "provider_id", content)
    if not name or measure["provider_id"] == measure["filler_id"]:
        return name
    day = measure.get("provider_due_day", PROVIDER_DUE_DAY)
    return _("%(unit)s, paling lambat tanggal %(day)d bulan berikutnya") % {"unit": name, "day": day}


def _standard(measure: Content) -> str:
    parts = (measure.get("standard", ""), measure.get("clause", ""))
    return " ".join(part for part in parts if part)


def _ticks(choices: Any, ticked: list[str]) -> str:
    """3/5: Specific, Measurable, Time-bound."""
    names = [_label(choices, value).split(":")[0] for value in ticked]
    return f"{len(names)}/{len(choices.values)}: {', '.join(names)}" if names else ""


def months_of(measure: Content, year: int) -> tuple[Fact, ...]:
    """The phased targets by month, pairs of a ratio as a ÷ b."""
    return tuple(
        Fact(
            format_month(year, int(month), reader_language()).split()[0],
            number(value) if denominator is None else f"{number(value)} ÷ {number(denominator)}",
        )
        for month, (value, denominator) in sorted(measure["targets"].items(), key=lambda item: int(item[0]))
    )


def _steps_text(steps: list[list[Any]]) -> str:
    """> 0 → 1; = 0 → 0,5: the conditions in their order."""
    return "; ".join(f"{comparator} {_bound(bound)} → {number(score)}" for comparator, bound, score in steps)


def _bound(bound: Any) -> str:
    return "–".join(map(number, bound)) if isinstance(bound, list) else number(bound)


def number(text: str | None, blank: str = MISSING) -> str:
    return blank if text is None else num(Decimal(text))


def unit_name(measure: Content, field: str, content: Content) -> str:
    return str(content.get("labels", {}).get("units", {}).get(str(measure[field]), ""))


def _label(choices: Any, value: str) -> str:
    return str(choices(value).label) if value in choices.values else str(value)


def consultation_text(row: Content) -> str:
    """Risalah P2K3 no. 12, 4 November 2026."""
    parts = (row.get("consultation", ""), day_text(row.get("consulted_on")))
    return ", ".join(part for part in parts if part)


def day_text(text: str | None) -> str:
    return short_date(date.fromisoformat(text)) if text else ""
