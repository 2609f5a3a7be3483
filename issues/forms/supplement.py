"""Forms of an Isu Susulan: the issue itself, and CMS's decision on it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from issues.forms.fields import MAX_TEXT, area
from issues.models import Category, IssueRegister, Source, SupplementaryIssue
from issues.rules import RowValues
from issues.selectors import COLUMN_TITLES, factor_choices

#: What the form asks for; the other optional columns are left to the register.
ASKED = ("stakeholder", "needs", "issue", "factor_id", "source", "category", "is_climate")


class SupplementForm(forms.Form):
    """The six columns, all of them, and what made the issue arise."""

    stakeholder = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"list": "stakeholders"}))
    needs = forms.CharField(max_length=MAX_TEXT, widget=area())
    issue = forms.CharField(max_length=MAX_TEXT, widget=area())
    factor_id = forms.TypedChoiceField(coerce=int)
    source = forms.ChoiceField(choices=[("", ""), *Source.choices])
    category = forms.ChoiceField(
        choices=[("", ""), *Category.choices],
        help_text=_("Usulan Anda; CMS menetapkannya. Internal biasanya S/W, eksternal O/T."),
    )
    occasion = forms.CharField(
        label=_("Apa yang memunculkan isu ini"),
        max_length=MAX_TEXT,
        widget=area(),
        help_text=_("Kejadian, peraturan atau temuan, dengan tanggalnya."),
    )
    is_climate = forms.BooleanField(label=_("Terkait perubahan iklim"), required=False)
    #: As on the page, so that mistakes are listed from top to bottom.
    field_order = ["issue", "occasion", "stakeholder", "needs", "factor_id", "source", "category"]

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        register: IssueRegister,
        supplement: SupplementaryIssue | None = None,
    ) -> None:
        initial = {**asdict(supplement.values), "occasion": supplement.occasion} if supplement else {}
        super().__init__(data, initial=initial)
        self.stored = supplement.values if supplement else RowValues()
        self.fields["factor_id"].choices = [("", ""), *factor_choices(register)]  # type: ignore[attr-defined]
        for name, title in COLUMN_TITLES.items():
            if name in self.fields:
                self.fields[name].label = title

    @property
    def values(self) -> RowValues:
        """As typed; columns that this form does not ask for keep what is stored."""
        asked = {name: self.cleaned_data[name] for name in ASKED}
        return RowValues(**{**asdict(self.stored), **asked})


class SupplementDecisionForm(forms.Form):
    """CMS accepts with a category or returns with a comment; another category needs its reason."""

    category = forms.ChoiceField(label=_("Kategori SWOT"), choices=Category.choices)
    comment = forms.CharField(
        label=_("Komentar untuk departemen"),
        max_length=MAX_TEXT,
        required=False,
        widget=area(),
        help_text=_("Wajib bila dikembalikan atau bila kategorinya diubah."),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, supplement: SupplementaryIssue) -> None:
        super().__init__(data, initial={"category": supplement.category})
        self.supplement = supplement
        self.accepts = data is not None and "accept" in data

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("comment"):
            return cleaned
        if not self.accepts:
            self.add_error("comment", _("Tuliskan apa yang perlu diperbaiki."))
        elif cleaned.get("category") not in (None, self.supplement.category):
            self.add_error("comment", _("Tuliskan alasan perubahan kategori; departemen membacanya."))
        return cleaned
