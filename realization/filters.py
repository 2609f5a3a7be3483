"""Filters of the list of openings; their state stands in the address."""

from typing import Any

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from cint_portal.core.filters import ListFilter
from realization.models import RestrictedOpening
from realization.selectors.openings import about_kpi, opened_units, opened_years, openers


class OpeningFilter(ListFilter):
    """Who, from when to when, which unit's figures, of which year, on what, and a word of the KPI's name."""

    person = django_filters.ChoiceFilter(label=_("Orang"), empty_label=_("Semua orang"))
    unit = django_filters.ChoiceFilter(label=_("Unit Kerja"), empty_label=_("Semua unit kerja"))
    year = django_filters.ChoiceFilter(label=_("Tahun BSC"), empty_label=_("Semua tahun"))
    medium = django_filters.ChoiceFilter(
        choices=RestrictedOpening.Medium.choices, label=_("Bentuk"), empty_label=_("Semua bentuk")
    )
    since = django_filters.DateFilter(
        field_name="day",
        lookup_expr="gte",
        label=_("Dari tanggal"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        field_name="day",
        lookup_expr="lte",
        label=_("Sampai tanggal"),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    q = django_filters.CharFilter(method="with_kpi", label=_("Nama KPI"))

    class Meta:
        model = RestrictedOpening
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "person": [(row.pk, str(row)) for row in openers()],
            "unit": [(row.pk, row.name) for row in opened_units()],
            "year": [(year, str(year)) for year in opened_years()],
        }
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    def with_kpi(self, queryset: Any, name: str, value: str) -> Any:
        return about_kpi(queryset, value)
