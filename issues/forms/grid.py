"""The grid in which a department fills its register: one form per row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _

from issues.forms.fields import MAX_TEXT, area, errors_by_name
from issues.models import Category, Issue, IssueRegister, Source
from issues.rules import COLUMNS, MAX_ROWS, RowValues
from issues.selectors import (
    COLUMN_TITLES,
    MissingCell,
    ShownValue,
    factor_choices,
    in_words,
    shown_values,
)

#: Rows of a new register, to be filled in one go; later there are always some to spare.
FIRST_ROWS = 10
SPARE_ROWS = 3


class IssueRowForm(forms.Form):
    """One row; a draft may leave any column empty."""

    stakeholder = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"list": "stakeholders"})
    )
    needs = forms.CharField(max_length=MAX_TEXT, required=False, widget=area())
    issue = forms.CharField(max_length=MAX_TEXT, required=False, widget=area())
    factor_id = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    source = forms.ChoiceField(choices=[("", ""), *Source.choices], required=False)
    category = forms.ChoiceField(choices=[("", ""), *Category.choices], required=False)
    DELETE = forms.BooleanField(
        required=False,
        widget=forms.CheckboxInput(attrs={"aria-label": _("Hapus baris ini saat disimpan")}),
    )

    def __init__(
        self, *args: Any, factors: list[Any], row: Issue | None = None, compares: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.compares = compares
        self.index = (self.prefix or "").rpartition("-")[2]
        self.fields["factor_id"].choices = [("", ""), *factors]  # type: ignore[attr-defined]
        for name in COLUMNS:
            self.fields[name].label = COLUMN_TITLES[name]
            self.fields[name].widget.attrs["aria-label"] = COLUMN_TITLES[name]

    @property
    def is_locked(self) -> bool:
        """CMS has accepted the row: it is shown as text."""
        return self.row is not None and self.row.decision == Issue.Decision.ACCEPTED

    @property
    def was_posted(self) -> bool:
        return any(self.add_prefix(name) in self.data for name in COLUMNS)

    @property
    def stored(self) -> RowValues:
        return self.row.values if self.row else RowValues()

    def values(self, *, deleting: bool) -> RowValues:
        """What was typed; a column that cannot be read keeps what is stored."""
        if deleting and self.cleaned_data.get("DELETE"):
            return RowValues()
        stored = asdict(self.stored)
        return RowValues(**{name: self.cleaned_data.get(name, stored[name]) for name in COLUMNS})

    @property
    def differences(self) -> list[ShownValue]:
        """Columns whose stored text is another than the typed one, on a page that was overtaken."""
        if not self.compares or not self.was_posted:
            return []
        typed, stored = asdict(self.values(deleting=True)), asdict(self.stored)
        return [shown for shown in shown_values(self.row) if typed[shown.column] != stored[shown.column]]

    @property
    def cells(self) -> list[tuple[forms.BoundField, str, str]]:
        """The six columns in their order: input, its column's name, stored text where it differs."""
        stored = {shown.column: shown.text for shown in self.differences}
        return [(self[name], name, stored.get(name, "")) for name in COLUMNS]

    @property
    def typed(self) -> list[ShownValue]:
        """The typed row in words, to be copied where it could not be stored."""
        choices = self.fields["factor_id"].choices  # type: ignore[attr-defined]
        factors: dict[Any, Any] = dict(flatten_choices(choices))
        values = asdict(self.values(deleting=True))
        return in_words({**values, "factor": factors.get(values["factor_id"], "")})

    @property
    def warning(self) -> str:
        """Internal goes with S or W, external with O or T: said, never enforced."""
        values = self.values(deleting=True) if self.is_bound else self.stored
        return str(_("Periksa: internal biasanya S/W, eksternal O/T.")) if values.is_contradictory else ""


class RegisterGrid(BaseFormSet):  # type: ignore[type-arg]
    """The register's rows by their place: form n holds the row at position n, gaps are empty rows."""

    form = IssueRowForm
    extra = min_num = 0
    max_num = absolute_max = MAX_ROWS
    can_order = can_delete = can_delete_extra = False
    validate_min = validate_max = False
    renderer = None

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, register: IssueRegister, compares: bool = False
    ) -> None:
        self.rows = {issue.position: issue for issue in register.issues.select_related("factor")}
        filled = max(self.rows, default=-1) + 1
        shown = max(FIRST_ROWS, filled + SPARE_ROWS) if register.round == 0 else filled + 1
        rows = [self.rows.get(place) for place in range(min(shown, MAX_ROWS))]
        super().__init__(
            data,
            prefix="form",
            initial=[asdict(row.values) if row else {} for row in rows],
            form_kwargs={"factors": factor_choices(register), "compares": compares},
        )

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "row": self.rows.get(index) if index is not None else None}

    def values(self, *, deleting: bool = True) -> dict[int, RowValues]:
        """Typed rows by position; rows that the page did not send are not touched."""
        return {
            place: form.values(deleting=deleting) for place, form in enumerate(self.forms) if form.was_posted
        }

    def mark(self, missing: Iterable[MissingCell]) -> None:
        """Put "not filled" beside each blank that keeps the register from being sent."""
        for cell in missing:
            if cell.position < len(self.forms):
                self.forms[cell.position].add_error(cell.column, _("Belum diisi."))

    @property
    def errors_by_name(self) -> dict[str, str]:
        return errors_by_name(self.forms)
