"""The grid in which a department fills its register: one form per row."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from functools import cached_property
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.forms.formsets import BaseFormSet
from django.utils.choices import flatten_choices
from django.utils.translation import gettext_lazy as _

from cint_portal.core.fields import PlainTextField
from cint_portal.core.scope import ObjectiveKind
from issues.forms.fields import MAX_TEXT, area, errors_by_name
from issues.models import Category, Issue, IssueRegister, Source
from issues.rules import COLUMNS, MAX_ROWS, OPTIONAL, Line, RowValues, arrange, placed
from issues.selectors import (
    COLUMN_TITLES,
    OPTION_TITLES,
    MissingCell,
    ShownValue,
    factor_choices,
    in_words,
    option_words,
    options_in_words,
    shown_values,
)

#: Rows of a new register, to be filled in one go; later there are always some to spare.
FIRST_ROWS = 10
SPARE_ROWS = 3
#: A page keeps rows that were deleted on it, for the way back.
MOST_FORMS = 2 * MAX_ROWS
NO_KEY = "__key__"


def _short(**attrs: str) -> PlainTextField:
    return PlainTextField(max_length=200, required=False, widget=forms.TextInput(attrs=attrs))


class IssueRowForm(forms.Form):
    """One row; a draft may leave any column empty."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    stakeholder = _short(list="stakeholders")
    needs = PlainTextField(max_length=MAX_TEXT, required=False, widget=area())
    issue = PlainTextField(max_length=MAX_TEXT, required=False, widget=area())
    factor_id = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    source = forms.ChoiceField(choices=[("", ""), *Source.choices], required=False)
    category = forms.ChoiceField(choices=[("", ""), *Category.choices], required=False)
    kinds = forms.MultipleChoiceField(
        choices=ObjectiveKind.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    origin = _short()
    affected_target = _short()
    is_obligation = forms.BooleanField(required=False)
    obligation_reference = _short()
    is_climate = forms.BooleanField(required=False)
    DELETE = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, factors: list[Any], row: Issue | None = None, compares: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.row = row
        self.compares = compares
        self.index = (self.prefix or "").rpartition("-")[2]
        self.number: int | None = None
        self.fields["factor_id"].choices = [("", ""), *factors]  # type: ignore[attr-defined]
        for name, title in COLUMN_TITLES.items():
            self.fields[name].label = title
            self.fields[name].widget.attrs["aria-label"] = title
        for name, title in OPTION_TITLES.items():
            self.fields[name].label = title

    def clean(self) -> dict[str, Any]:
        """Who writes where an obligation stands has said that it is one."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("obligation_reference"):
            cleaned["is_obligation"] = True
        if "kinds" in cleaned:
            cleaned["kinds"] = tuple(kind for kind in ObjectiveKind.values if kind in cleaned["kinds"])
        return cleaned

    @cached_property
    def row_key(self) -> str:
        """What names this row in the page and over all savings; a new row gets its name here."""
        if self.row:
            return str(self.row.key)
        return NO_KEY if self.index == "__prefix__" else str(self._read("key") or uuid4())

    def _read(self, name: str) -> Any:
        """One cleaned value; None on a page that nobody has sent, or where it cannot be read."""
        return self.cleaned_data.get(name) if self.is_bound and self.errors is not None else None

    @property
    def is_locked(self) -> bool:
        """CMS has accepted the row: it is shown as text."""
        return self.row is not None and self.row.decision == Issue.Decision.ACCEPTED

    @property
    def is_dropped(self) -> bool:
        return bool(self._read("DELETE"))

    @property
    def was_posted(self) -> bool:
        return any(self.add_prefix(name) in self.data for name in COLUMNS)

    @property
    def stored(self) -> RowValues:
        return self.row.values if self.row else RowValues()

    @property
    def values(self) -> RowValues:
        """What was typed; a column that cannot be read, or was not sent, keeps what is stored."""
        if not (self.is_bound and self.was_posted):
            return self.stored
        sent = (*COLUMNS, *OPTIONAL) if self.add_prefix("origin") in self.data else COLUMNS
        typed = {name: self._read(name) for name in sent if name not in self.errors}
        return replace(self.stored, **typed)

    @property
    def differences(self) -> list[ShownValue]:
        """Columns whose stored text is another than the typed one, on a page that was overtaken."""
        if not self.compares or not self.was_posted:
            return []
        typed = {shown.column: shown.text for shown in self.typed}
        return [shown for shown in shown_values(self.row) if typed[shown.column] != shown.text]

    @property
    def option_differences(self) -> list[ShownValue]:
        """The same of the optional columns."""
        if not self.compares or not self.was_posted:
            return []
        typed = {shown.column: shown.text for shown in options_in_words(asdict(self.values))}
        stored = options_in_words(asdict(self.stored))
        return [shown for shown in stored if typed[shown.column] != shown.text]

    @property
    def typed_options(self) -> list[ShownValue]:
        """What was typed into the optional columns."""
        return option_words(asdict(self.values))

    @property
    def cells(self) -> list[tuple[forms.BoundField, str, str]]:
        """The six columns in their order: input, its column's name, stored text where it differs."""
        stored = {shown.column: shown.text for shown in self.differences}
        return [(self[name], name, stored.get(name, "")) for name in COLUMNS]

    @property
    def opens(self) -> bool:
        """Are the optional columns unfolded: does one of them say something, or miss something?"""
        has_news = self.values.has_options or bool(self.option_differences)
        return has_news or any(name in self.errors for name in OPTIONAL)

    @property
    def typed(self) -> list[ShownValue]:
        """The typed row in words, to be copied where it could not be stored."""
        choices = self.fields["factor_id"].choices  # type: ignore[attr-defined]
        factors: dict[Any, Any] = dict(flatten_choices(choices))
        values = asdict(self.values)
        return in_words({**values, "factor": factors.get(values["factor_id"], "")})

    @property
    def warning(self) -> str:
        """Internal goes with S or W, external with O or T: said, never enforced."""
        return (
            str(_("Periksa: internal biasanya S/W, eksternal O/T.")) if self.values.is_contradictory else ""
        )


class RegisterGrid(BaseFormSet):  # type: ignore[type-arg]
    """The register's rows, each named by its key; blank ones are new.

    Until the register is sent for the first time the order on the page is the order of the rows, gaps
    included. Afterwards CMS speaks of rows by their numbers: those stay, and new rows come behind.
    """

    form = IssueRowForm
    extra = min_num = 0
    max_num = MAX_ROWS
    absolute_max = MOST_FORMS
    can_order = can_delete = can_delete_extra = False
    validate_min = validate_max = False
    renderer = None

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, register: IssueRegister, compares: bool = False
    ) -> None:
        issues = list(Issue.everything.filter(register=register).select_related("factor"))
        self.by_key = {issue.key: issue for issue in issues}
        self.present = [issue for issue in issues if issue.removed_at is None]
        self.has_fixed_places = register.round > 0
        self.behind = max((issue.position for issue in issues), default=-1) + 1
        self.rows = self._numbered() if self.has_fixed_places else self._with_gaps()
        super().__init__(
            data,
            prefix="form",
            initial=[asdict(row.values) if row else {} for row in self.rows],
            form_kwargs={"factors": factor_choices(register), "compares": compares},
        )

    def _numbered(self) -> list[Issue | None]:
        spare = [None] if self.present else [None] * FIRST_ROWS
        return [*self.present, *spare]

    def _with_gaps(self) -> list[Issue | None]:
        places = {issue.position: issue for issue in self.present}
        shown = max(FIRST_ROWS, max(places, default=-1) + 1 + SPARE_ROWS)
        return [places.get(place) for place in range(min(shown, MAX_ROWS))]

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kwargs = super().get_form_kwargs(index)
        # A row that somebody has emptied is a change like any other.
        return kwargs if index is None else {**kwargs, "row": self._row(index), "empty_permitted": False}

    def _row(self, index: int) -> Issue | None:
        """The stored row that a form is about: by its key, on a page without keys by its place."""
        typed = self.data.get(f"form-{index}-key", "") if self.is_bound else ""
        if typed:
            key = _uuid(typed)
            return self.by_key.get(key) if key else None
        return self.rows[index] if index < len(self.rows) else None

    @cached_property
    def ordered(self) -> list[IssueRowForm]:
        """The forms in the order of the page, with the number that a person reads on each."""
        forms_ = {form.index: form for form in self.forms}
        sent = self.data.getlist("row") if hasattr(self.data, "getlist") else []
        order = dict.fromkeys([*(index for index in sent if index in forms_), *forms_])
        ordered = [forms_[index] for index in order]
        shown = [form for form in ordered if not form.is_dropped]
        by_key = {form.row_key: form for form in shown}
        for place, line in placed([self._line(form) for form in shown], free=self._free).items():
            by_key[str(line.key)].number = place + 1
        return ordered

    def focus_first_blank(self) -> None:
        """The link of the mail lands on the first empty cell; of a returned register, on a returned row."""
        rows = [form for form in self.ordered if not form.is_locked]
        returned = [form for form in rows if form.row and form.row.decision == Issue.Decision.RETURNED]
        cells = [(form, COLUMNS[0]) for form in returned] or [
            (form, name) for form in rows for name in COLUMNS if not getattr(form.values, name)
        ]
        for form, name in cells[:1]:
            form.fields[name].widget.attrs["autofocus"] = True

    @property
    def _free(self) -> int:
        return self.behind if self.has_fixed_places else 0

    def _line(self, form: IssueRowForm) -> Line:
        fixed = form.row.position if form.row and self.has_fixed_places else None
        return Line(UUID(form.row_key), form.values, fixed)

    def sheet(self, action: str = "", at: str = "") -> dict[int, Line]:
        """The typed rows by their place, after the step of one of them if there is one."""
        shown = [form for form in self.ordered if not form.is_dropped]
        lines = [self._line(form) for form in shown]
        places = [place for place, form in enumerate(shown) if form.index == at]
        if places and not (self.has_fixed_places and action in ("up", "down")):
            lines = arrange(lines, action, places[0])
        return placed(lines, free=self._free)

    def removed(self, sheet: Mapping[int, Line]) -> set[UUID]:
        """Keys of the page's rows that are not on the sheet any more."""
        kept = {line.key for line in sheet.values()}
        return {form.row.key for form in self.forms if form.row and form.row.key not in kept}

    def mark(self, missing: Iterable[MissingCell]) -> None:
        """Put "not filled" beside each blank that keeps the register from being sent."""
        by_number = {form.number: form for form in self.ordered}
        for cell in missing:
            if form := by_number.get(cell.position + 1):
                form.add_error(cell.column, _("Belum diisi."))

    @property
    def errors_by_name(self) -> dict[str, str]:
        return errors_by_name(self.forms)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
