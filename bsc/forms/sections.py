"""The folded sections of the KPI form: what each says while it is closed, and which must be open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bsc.models import Kpi, Measure
from bsc.models.scorecard import CascadeKind
from cint_portal.core.numbers import whole_number
from cint_portal.core.templatetags.portal_format import num

Source = Measure.ValueSource


@dataclass(frozen=True)
class Section:
    """`lacking` marks what the scorecard cannot be sent without."""

    summary: str
    is_open: bool
    lacking: bool = False


FIELDS: dict[str, tuple[str, ...]] = {
    "definition": ("definition", "purpose", "formula_text", "is_process", "facet"),
    "measuring": ("decimals", "frequency", "consolidation", "input_mode", "lower", "upper", "phasing"),
    "source": (
        "value_source", "filler_unit", "pic", "data_needed", "data_provider", "provider_due_day",
        "calculation", "evidence_required", "expression",
    ),
    "score": ("minimize_by", "cap", "worst", "zero_tolerance", "green_from", "yellow_from"),
    "links": (
        "parent", "cascade_kind", "cascade_scope", "basis_kind", "basis", "rollup", "initiatives",
    ),
    "quality": ("deviation_action", "standard", "clause", "smart", "criteria", "is_illustration"),
}  # fmt: skip
#: Every form of a row has it; without a measure it stands with the name, and alone it makes no section.
ABOVE = ("pic",)
#: Fields of a grid belong to the section of their first word.
GRIDS = {"month": "measuring", "denominator": "measuring", "step": "score", "input": "source"}


def sections_of(form: forms.BaseForm) -> dict[str, Section]:
    """By key; a section with an error is open, whatever it says."""
    wrong = {_section_of(name) for name in form.errors}
    words: dict[str, Callable[[forms.BaseForm], tuple[str, bool]]] = {
        "definition": _definition,
        "measuring": _measuring,
        "source": _source,
        "score": _score,
        "links": _links,
        "quality": _quality,
    }
    found = {}
    for key, say in words.items():
        if any(name in form.fields for name in FIELDS[key] if name not in ABOVE):
            summary, lacking = say(form)
            found[key] = Section(summary, key in wrong, lacking)
    return found


def _section_of(name: str) -> str:
    named = (key for key, names in FIELDS.items() if name in names)
    return next(named, GRIDS.get(name.split("_")[0], ""))


def _value(form: forms.BaseForm, name: str) -> Any:
    """What the field shows now; empty for one that this form does not have."""
    return form[name].value() if name in form.fields else ""


def _label(form: forms.BaseForm, name: str) -> str:
    """The words of what is chosen."""
    if name not in form.fields:
        return ""
    value = str(_value(form, name) or "")
    choices: Iterable[Any] = form.fields[name].choices  # type: ignore[attr-defined]
    return next((str(text) for key, text in choices if str(key) == value), "")


def _joined(parts: Iterable[object]) -> str:
    return " · ".join(str(part) for part in parts if part)


def _definition(form: forms.BaseForm) -> tuple[str, bool]:
    named = {"definition": _("definisi"), "purpose": _("tujuan"), "formula_text": _("rumus")}
    filled = [text for name, text in named.items() if _value(form, name)]
    kind = _("KPI proses (lead)") if _value(form, "is_process") else _("KPI hasil (lag)")
    written = _("%(names)s terisi") % {"names": ", ".join(filled)} if filled else _("belum diisi")
    facet = _label(form, "facet") if _value(form, "facet") else ""
    return _joined([kind, written if "definition" in form.fields else "", facet]), False


def _measuring(form: forms.BaseForm) -> tuple[str, bool]:
    typed = _value(form, "phasing") == "typed"
    months = _("target diisi per bulan") if typed else _("target dibagi otomatis")
    return _joined([_label(form, "frequency"), _label(form, "consolidation"), months]), False


def _source(form: forms.BaseForm) -> tuple[str, bool]:
    source = _value(form, "value_source")
    filler, pic = _label(form, "filler_unit"), _value(form, "pic")
    entered = source in ("", Source.ENTERED)
    unnamed = entered and "filler_unit" in form.fields and filler.startswith("–")
    who = (
        _("diisi oleh %(unit)s") % {"unit": filler}
        if filler and not unnamed
        else _("pengisi belum ditentukan")
    )
    provider = _label(form, "data_provider") if _value(form, "data_provider") else ""
    data = _("data dari %(unit)s, tanggal %(day)s") % {
        "unit": provider,
        "day": _value(form, "provider_due_day"),
    }
    has_source = "value_source" in form.fields
    first = (who if entered else _label(form, "value_source")) if has_source else ""
    person = f"PIC {pic}" if pic else _("PIC belum diisi")
    return _joined([first, person, data if provider else ""]), unnamed


def _score(form: forms.BaseForm) -> tuple[str, bool]:
    steps = sum(bool(_value(form, f"step_{row}_comparator")) for row in range(6))
    rows = ngettext("tabel skor %(n)d baris", "tabel skor %(n)d baris", steps) % {"n": steps}
    zero = _("toleransi nol") if _value(form, "zero_tolerance") else ""
    bands = _("batas warna sendiri") if _value(form, "green_from") else ""
    special = [rows if steps else "", zero, bands]
    return _joined(special) or _("dihitung dari realisasi terhadap target; warna menurut Tahun BSC"), False


def _links(form: forms.BaseForm) -> tuple[str, bool]:
    parent, basis = _parent(form), str(_value(form, "basis") or "")
    served = len(_value(form, "initiatives") or ())
    initiatives = ngettext("%(n)d Strategi Inisiatif", "%(n)d Strategi Inisiatif", served) % {"n": served}
    kind = _label(form, "cascade_kind") if _value(form, "cascade_kind") != CascadeKind.NONE else ""
    rolled = _label(form, "rollup") if _value(form, "rollup") not in ("", None, Kpi.Rollup.NONE) else ""
    below = _("dari turunannya: %(how)s") % {"how": rolled} if rolled else ""
    hung = _joined([parent, kind if parent else ""]) or (_("Dasar Penetapan terisi") if basis else "")
    hung = hung or (
        _("Dasar Penetapan ada pada sasarannya") if getattr(form, "rests_on_objective", False) else ""
    )
    lacking = getattr(form, "needs_link", False) and not hung
    first = hung or _("belum ada KPI Induk atau Dasar Penetapan")
    return _joined([first if "basis" in form.fields else "", below, initiatives if served else ""]), lacking


def _parent(form: forms.BaseForm) -> str:
    """The name of the parent that is chosen, without asking for the whole list again."""
    chosen = _value(form, "parent")
    if not chosen:
        return ""
    parents = form.fields["parent"].queryset  # type: ignore[attr-defined]
    found = parents.filter(pk=whole_number(str(chosen)) or 0).first()
    return found.name if found else ""


def _quality(form: forms.BaseForm) -> tuple[str, bool]:
    smart, criteria = len(_value(form, "smart") or ()), len(_value(form, "criteria") or ())
    ticks = _("SMART %(smart)s/5 · kriteria %(criteria)s/5") % {
        "smart": num(smart),
        "criteria": num(criteria),
    }
    named = {"deviation_action": _("tindak lanjut terisi"), "standard": _value(form, "standard")}
    return _joined([ticks, *(text for name, text in named.items() if _value(form, name))]), False
