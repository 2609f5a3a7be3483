"""One form per issue of last year: what became of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.forms.fields import IssueAnswerForm
from issues.models import IssueFate, IssueRegister
from issues.selectors.carry_over import PastIssue, past_lines


class FateForm(IssueAnswerForm):
    """The fate of one issue, and a word about it."""

    answer = "fate"
    spoken = _("Nasib isu: %(name)s")
    line: PastIssue

    fate = forms.ChoiceField(
        choices=[("", _("Belum diputuskan")), *IssueFate.Fate.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class CarryOverForms:
    """All of last year's issues of a register, bound or not."""

    def __init__(self, register: IssueRegister, data: Mapping[str, Any] | None = None) -> None:
        self.forms = [FateForm(data, line=line) for line in past_lines(register)]

    def is_valid(self) -> bool:
        valid = [form.is_valid() for form in self.forms]  # every form, so that each shows its errors
        return all(valid)

    def choices(self, *, default: str = "") -> dict[int, tuple[str, str]]:
        """Fate and note by the issues' ids; `default` for those left undecided."""
        return {
            form.line.issue.pk: (form.cleaned_data["fate"] or default, form.cleaned_data["note"])
            for form in self.forms
        }
