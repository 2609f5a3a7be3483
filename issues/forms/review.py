"""CMS's decision per row of a register."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from issues.forms.fields import MAX_TEXT, area, errors_by_name
from issues.models import Category, Issue, IssueRegister
from issues.rules import RowDecision
from issues.selectors import previous_round


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
        widget=area("form-control"),
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
