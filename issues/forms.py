"""Forms of the register: the grid of the six columns, and CMS's decision per row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.choices import flatten_choices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from issues.models import Category, Issue, IssueRegister, Source
from issues.rules import COLUMNS, MAX_ROWS, RowDecision, RowValues
from issues.selectors import (
    COLUMN_TITLES,
    MissingCell,
    ShownValue,
    factor_choices,
    in_words,
    previous_round,
    shown_values,
)

#: Rows of a new register, to be filled in one go; later there are always some to spare.
FIRST_ROWS = 10
SPARE_ROWS = 3
#: Of a text column and of a comment.
MAX_TEXT = 2000


def _area(css_class: str = "") -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 2, "maxlength": MAX_TEXT, "class": css_class})


class IssueRowForm(forms.Form):
    """One row; a draft may leave any column empty."""

    stakeholder = forms.CharField(
        max_length=200, required=False, widget=forms.TextInput(attrs={"list": "stakeholders"})
    )
    needs = forms.CharField(max_length=MAX_TEXT, required=False, widget=_area())
    issue = forms.CharField(max_length=MAX_TEXT, required=False, widget=_area())
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


def errors_by_name(rows: Iterable[forms.Form]) -> dict[str, str]:
    """Each field's errors by its name in the page, as the autosave answer wants them."""
    return {
        row.add_prefix(name): " ".join(str(error) for error in errors)
        for row in rows
        for name, errors in row.errors.items()
    }


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


class RowDecisionForm(forms.Form):
    """CMS's decision on one row."""

    decision = forms.ChoiceField(
        choices=[(Issue.Decision.ACCEPTED, _("Terima")), (Issue.Decision.RETURNED, _("Kembalikan"))],
        required=False,
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(
        label=_("Kategori SWOT"),
        choices=Category.choices,
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    comment = forms.CharField(
        label=_("Komentar untuk departemen"),
        max_length=MAX_TEXT,
        required=False,
        widget=_area("form-control"),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, issue: Issue, register: IssueRegister
    ) -> None:
        decided = issue.decision if issue.decision != Issue.Decision.PENDING else ""
        initial = {
            "decision": decided,
            "category": issue.final_category,
            "comment": issue.decision_comment,
        }
        super().__init__(data, prefix=f"row-{issue.pk}", initial=initial)
        self.row = issue
        self.previous = previous_round(issue)
        self.is_settled = issue.is_settled(register)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("decision") == Issue.Decision.RETURNED and not cleaned.get("comment"):
            self.add_error("comment", _("Tuliskan apa yang perlu diperbaiki."))
        return cleaned

    def decide(self, *, default: str = Issue.Decision.PENDING) -> RowDecision:
        cleaned = self.cleaned_data
        return RowDecision(cleaned["decision"] or default, cleaned["comment"], cleaned["category"])


class ReviewForms:
    """The decision forms of all rows that this round decides, bound or not."""

    def __init__(self, register: IssueRegister, data: Mapping[str, Any] | None = None) -> None:
        issues = register.issues.select_related("factor", "filled_by")
        self.forms = [RowDecisionForm(data, issue=issue, register=register) for issue in issues]
        self.open = [form for form in self.forms if not form.is_settled]
        self.settled = [form for form in self.forms if form.is_settled]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.open]  # every form, so that each shows its errors
        return all(valid)

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.open)

    def decisions(self, *, default: str = Issue.Decision.PENDING) -> dict[int, RowDecision]:
        """Decisions of the forms that can be read, by the rows' ids; `default` for rows without one."""
        return {form.row.pk: form.decide(default=default) for form in self.open if form.is_valid()}

    @property
    def progress(self) -> str:
        """5 dari 16 baris sudah diperiksa, as stored."""
        decided = sum(form.row.decision != Issue.Decision.PENDING for form in self.forms)
        counts = {"n": decided, "total": len(self.forms)}
        return gettext("%(n)d dari %(total)d baris sudah diperiksa") % counts

    @property
    def errors_by_name(self) -> dict[str, str]:
        return errors_by_name(self.open)
