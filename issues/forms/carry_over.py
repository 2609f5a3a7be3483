"""One form per issue of last year: what became of it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.forms.fields import MAX_TEXT
from issues.models import IssueFate, IssueRegister
from issues.selectors.carry_over import PastIssue, past_lines


class FateForm(forms.Form):
    """The fate of one issue, and a word about it."""

    fate = forms.ChoiceField(
        choices=[("", _("Belum diputuskan")), *IssueFate.Fate.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    note = forms.CharField(
        max_length=MAX_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1, "class": "form-control", "maxlength": MAX_TEXT}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, line: PastIssue) -> None:
        initial = {"fate": line.fate, "note": line.note}
        super().__init__(data, prefix=f"issue-{line.issue.pk}", initial=initial)
        self.line = line
        spoken = {"name": str(line.issue)}
        self.fields["fate"].widget.attrs["aria-label"] = _("Nasib isu: %(name)s") % spoken
        self.fields["note"].widget.attrs["aria-label"] = _("Keterangan: %(name)s") % spoken


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
