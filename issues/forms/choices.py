"""The lists that the grid offers: stakeholders and review factors, as CMS edits them."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.models import BaseModelFormSet, modelformset_factory
from django.utils.translation import gettext_lazy as _

from cint_portal.core.fields import PlainTextField
from issues.models import ReviewFactor, Stakeholder

SPARE = 3


class ChoiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """One name of a list; a blank line is no name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = field.label


class StakeholderForm(ChoiceForm):
    name = PlainTextField(label=_("Stakeholders"), max_length=200)

    class Meta:
        model = Stakeholder
        fields = ["name", "position", "is_active"]
        labels = {"position": _("Urutan")}


class FactorForm(ChoiceForm):
    name = PlainTextField(label=_("Tinjauan Faktor"), max_length=100)

    class Meta:
        model = ReviewFactor
        fields = ["name", "source", "position", "is_active"]
        labels = {"position": _("Urutan")}


class ChoiceForms:
    """Both lists on one page, bound or not; names are switched off, never deleted."""

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        self.stakeholders = self._formset(StakeholderForm, Stakeholder, data, "stakeholder")
        self.factors = self._formset(FactorForm, ReviewFactor, data, "factor")

    @staticmethod
    def _formset(form: Any, model: Any, data: Mapping[str, Any] | None, prefix: str) -> BaseModelFormSet:  # type: ignore[type-arg]
        made = modelformset_factory(model, form=form, extra=SPARE, max_num=300, absolute_max=300)
        return made(data, prefix=prefix, queryset=model.objects.all())

    def is_valid(self) -> bool:
        return all([self.stakeholders.is_valid(), self.factors.is_valid()])

    @property
    def has_errors(self) -> bool:
        return any(formset.total_error_count() for formset in (self.stakeholders, self.factors))

    def changed(self) -> list[Stakeholder | ReviewFactor]:
        """Rows that say something else than before, not yet stored."""
        return [*self.stakeholders.save(commit=False), *self.factors.save(commit=False)]
