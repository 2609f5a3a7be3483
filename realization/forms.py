"""Forms of the month: a row per measure, CMS's decision per row, a reason."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.core.fields import NumberField
from realization.models import Actual, Realization
from realization.rules import ActualEntry, RowDecision
from realization.selectors.grid import GridRow, MonthGrid

Decision = Actual.Decision


class ActualForm(forms.Form):
    """One measure of the month; every field may stay empty."""

    value = NumberField(required=False, label=gettext_lazy("Realisasi"))
    denominator = NumberField(required=False, label=gettext_lazy("Penyebut"))
    is_na = forms.BooleanField(required=False, label=gettext_lazy("Tidak berlaku (N/A)"))
    na_reason = forms.CharField(required=False, max_length=300, label=gettext_lazy("Alasan N/A"))
    is_provisional = forms.BooleanField(required=False, label=gettext_lazy("Angka Sementara"))
    note = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("Catatan"),
        widget=forms.Textarea(attrs={"rows": 1, "cols": 14, "maxlength": 1000}),
    )
    evidence = forms.CharField(required=False, max_length=300, label=gettext_lazy("Bukti"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, row: GridRow) -> None:
        super().__init__(data, prefix=f"m{row.spec.id}", initial=_stored(row))
        self.row = row
        if row.spec.is_ratio:
            self.fields["value"].widget.attrs["placeholder"] = _("Pembilang")
            self.fields["denominator"].widget.attrs["placeholder"] = _("Penyebut")
        else:
            del self.fields["denominator"]
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {row.spoken_name}"
        for name, width in (("value", 9), ("denominator", 9), ("na_reason", 10), ("evidence", 12)):
            if name in self.fields:
                self.fields[name].widget.attrs["size"] = width
        self.fields["na_reason"].widget.attrs["placeholder"] = _("Alasan N/A")

    def clean(self) -> dict[str, Any]:
        """Words that complete the gesture: a reason for N/A, both numbers of a ratio."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("is_na"):
            if not data.get("na_reason"):
                self.add_error("na_reason", _("Tuliskan alasan N/A."))
        elif self.row.spec.is_ratio and not self.errors:
            self._clean_ratio(data)
        return data

    def _clean_ratio(self, data: dict[str, Any]) -> None:
        over, under = data.get("value"), data.get("denominator")
        if (over is None) != (under is None):
            self.add_error("denominator", _("Isi pembilang dan penyebut."))
        elif under == 0:
            self.add_error("denominator", _("Penyebut 0: pilih Tidak berlaku (N/A) dengan alasannya."))

    @property
    def entry(self) -> ActualEntry:
        data = self.cleaned_data
        return ActualEntry(
            value=data["value"],
            denominator=data.get("denominator"),
            is_na=data["is_na"],
            na_reason=data["na_reason"],
            is_provisional=data["is_provisional"],
            note=data["note"],
            evidence=data["evidence"],
        )

    @property
    def reading(self) -> str:
        """How an ambiguous spelling was read; empty when there was no doubt."""
        fields = [self.fields[name] for name in ("value", "denominator") if name in self.fields]
        return " ".join(field.reading for field in fields if isinstance(field, NumberField) and field.reading)

    @property
    def differs(self) -> bool:
        """Typed text that is not what is stored now: shown when somebody else was faster."""
        return self.is_bound and self.has_changed()


def _stored(row: GridRow) -> dict[str, Any]:
    actual = row.actual
    if actual is None:
        return {}
    return {
        "value": actual.value,
        "denominator": actual.denominator,
        "is_na": actual.state == Actual.State.NOT_APPLICABLE,
        "na_reason": actual.na_reason,
        "is_provisional": actual.is_provisional,
        "note": actual.note,
        "evidence": actual.evidence,
    }


class MonthForms:
    """The forms of a month's open rows; rows that the page did not show are left alone."""

    def __init__(self, grid: MonthGrid, data: Mapping[str, Any] | None = None) -> None:
        self.grid = grid
        self.forms = {
            row.spec.id: ActualForm(data, row=row)
            for row in grid.due
            if is_open(grid.realization, row)
            and not row.is_veiled
            and (data is None or f"m{row.spec.id}-value" in data)
        }

    def focus_first_blank(self) -> None:
        """The link of the mail lands on the first empty cell."""
        blanks = (form for form in self.forms.values() if form.row.is_blank)
        for form in list(blanks)[:1]:
            form.fields["value"].widget.attrs["autofocus"] = True

    def is_valid(self) -> bool:
        return not self.errors  # asks every form, so that every error is shown

    @property
    def entries(self) -> dict[int, ActualEntry]:
        """What can be stored: the rows without errors."""
        return {pk: form.entry for pk, form in self.forms.items() if form.is_valid()}

    @property
    def errors(self) -> dict[str, str]:
        """By the name of the field on the page."""
        return {
            str(form.add_prefix(name)): " ".join(str(error) for error in errors)
            for form in self.forms.values()
            for name, errors in form.errors.items()
        }

    @property
    def readings(self) -> list[tuple[str, str]]:
        """(KPI, how its number was read) for every doubtful spelling."""
        return [(form.row.spoken_name, form.reading) for form in self.forms.values() if form.reading]


def is_open(realization: Realization, row: GridRow) -> bool:
    """Accepted rows are locked unless the month was reopened."""
    return not row.is_accepted or realization.status == Realization.Status.REOPENED


class DecisionForm(forms.Form):
    """CMS's decision on one row."""

    decision = forms.ChoiceField(
        choices=[
            (Decision.ACCEPTED, gettext_lazy("Terima")),
            (Decision.RETURNED, gettext_lazy("Kembalikan")),
        ],
        required=False,
        label=gettext_lazy("Keputusan"),
        widget=forms.RadioSelect,
    )
    comment = forms.CharField(
        required=False,
        max_length=1000,
        label=gettext_lazy("Komentar"),
        widget=forms.Textarea(attrs={"rows": 1, "cols": 14, "maxlength": 1000}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, row: GridRow) -> None:
        actual = row.actual
        initial = {"decision": actual.decision, "comment": actual.decision_comment} if actual else {}
        super().__init__(data, prefix=f"a{actual.pk if actual else 0}", initial=initial)
        self.row = row
        self.fields["comment"].widget.attrs["aria-label"] = f"{_('Komentar')}: {row.spoken_name}"
        self.fields["comment"].widget.attrs["placeholder"] = _("Yang perlu diperbaiki")

    @property
    def row_decision(self) -> RowDecision:
        data = self.cleaned_data
        return RowDecision(data["decision"] or Decision.PENDING, data["comment"])


def decision_forms(rows: Iterable[GridRow], data: Mapping[str, Any] | None = None) -> list[DecisionForm]:
    """A form per row that was sent; nobody decides on a figure that he may not know."""
    return [DecisionForm(data, row=row) for row in rows if row.actual is not None and not row.is_veiled]


def posted_decisions(forms_: Iterable[DecisionForm]) -> dict[int, RowDecision]:
    """By row id; what is no known decision counts as none."""
    return {form.row.actual.pk: form.row_decision for form in forms_ if form.is_valid() and form.row.actual}


class ReasonForm(forms.Form):
    """A reason in words; the service says when it is missing."""

    reason = forms.CharField(
        label=gettext_lazy("Alasan"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Tercatat di riwayat dan dibaca penerima."),
    )
