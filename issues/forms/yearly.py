"""Forms of CMS's statements about a year: climate, top issues, whether they still hold."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import PlanningCycle
from issues.forms.fields import MAX_TEXT, IssueAnswerForm, area
from issues.models import ClimateStatement, Issue, TopIssue, ValidityCheck
from issues.selectors import accepted_issues
from issues.selectors.top_issues import top_candidates
from issues.selectors.yearly import ValidityLine, climate_candidates


class IssueChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Accepted issues with their department."""

    def label_from_instance(self, issue: Any) -> str:
        return f"{issue.register.unit} · {issue.final_category} · {issue.issue}"


class ClimateForm(forms.Form):
    """Relevant or not, why, and which issues say so."""

    relevance = forms.ChoiceField(
        label=_("Apakah perubahan iklim isu yang relevan bagi perusahaan tahun ini?"),
        choices=ClimateStatement.Relevance.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Alasan"), max_length=MAX_TEXT, widget=area())
    issues = IssueChoices(
        label=_("Isu terkait"),
        queryset=Issue.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Isu yang ditandai departemen “terkait perubahan iklim” ada di atas."),
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        cycle: PlanningCycle,
        statement: ClimateStatement | None = None,
    ) -> None:
        candidates = climate_candidates(cycle)
        initial: dict[str, Any] = {"issues": candidates.filter(is_climate=True)}
        if statement:
            initial = {"relevance": statement.relevance, "reason": statement.reason}
            initial["issues"] = [link.issue_id for link in statement.links.all()]
        super().__init__(data, initial=initial)
        self.fields["issues"].queryset = candidates  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Not relevant names no issue; said beside the field."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("relevance") == ClimateStatement.Relevance.NOT_RELEVANT and cleaned.get("issues"):
            self.add_error("issues", _("Pernyataan “tidak relevan” tidak menyebut isu terkait."))
        return cleaned


class TopIssueForm(forms.Form):
    """Which accepted issues CMS follows through the year."""

    issues = IssueChoices(
        label=_("Isu utama"),
        queryset=Issue.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, cycle: PlanningCycle) -> None:
        """Until CMS has chosen, the weightiest are ticked: a proposal, stored only when CMS saves it."""
        chosen = list(TopIssue.objects.filter(issue__register__cycle=cycle).values_list("issue", flat=True))
        candidates = top_candidates(cycle)
        self.is_proposal = not chosen
        proposed = [candidate.issue.pk for candidate in candidates if candidate.proposed]
        super().__init__(data, initial={"issues": chosen or proposed})
        field: Any = self.fields["issues"]
        field.queryset = accepted_issues(cycle)
        field.choices = [
            (str(candidate.issue.pk), f"{field.label_from_instance(candidate.issue)} ({candidate.reason})")
            for candidate in candidates
        ]


class ValidityForm(IssueAnswerForm):
    """Masih berlaku? for one top issue."""

    answer = "verdict"
    spoken = _("Masih berlaku? %(name)s")
    line: ValidityLine

    verdict = forms.ChoiceField(
        choices=[("", _("Belum dinilai")), *ValidityCheck.Verdict.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        verdict = cleaned.get("verdict")
        if verdict in (ValidityCheck.Verdict.CHANGED, ValidityCheck.Verdict.NO_LONGER) and not cleaned.get(
            "note"
        ):
            self.add_error("note", _("Tuliskan apa yang berubah."))
        if self.line.verdict and verdict == "":
            self.add_error("verdict", _("Jawaban yang sudah tersimpan dapat diubah, tidak dikosongkan."))
        return cleaned
