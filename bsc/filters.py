"""Filters of lists; their state stands in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bsc.models import PersonalStatus, Scorecard
from bsc.selectors.lists import search
from cint_portal.core.filters import ListFilter
from cint_portal.organization.models import Unit


class ScorecardFilter(ListFilter):
    """By level, by status, by a word in unit, objective or KPI; the year travels along."""

    q = django_filters.CharFilter(method="with_words", label=_("Cari unit, sasaran, KPI"))
    kind = django_filters.ChoiceFilter(
        field_name="unit__kind", choices=Unit.Kind.choices, label=_("Tingkat"), empty_label=_("Semua tingkat")
    )
    status = django_filters.ChoiceFilter(
        choices=Scorecard.Status.choices, label=_("Status"), empty_label=_("Semua status")
    )
    year = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)

    class Meta:
        model = Scorecard
        fields: list[str] = []

    def with_words(self, queryset: Any, name: str, value: str) -> Any:
        return search(queryset, value)

    def keep(self, queryset: Any, name: str, value: str) -> Any:
        """The year chose the rows already."""
        return queryset


class PersonalFilter(ListFilter):
    """Personal scorecards by a word in person or unit, by status; the year travels along."""

    q = django_filters.CharFilter(method="with_words", label=_("Cari karyawan atau unit"))
    status = django_filters.ChoiceFilter(
        choices=PersonalStatus.choices, label=_("Status"), empty_label=_("Semua status")
    )
    year = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)

    class Meta:
        model = Scorecard
        fields: list[str] = []

    def with_words(self, queryset: Any, name: str, value: str) -> Any:
        words = " ".join(value.split())
        return queryset.filter(Q(employee__full_name__icontains=words) | Q(unit__name__icontains=words))

    def keep(self, queryset: Any, name: str, value: str) -> Any:
        """The year chose the rows already."""
        return queryset


class ReviewFilter(ListFilter):
    """What waits for CMS, departments only: by a word in unit, objective or KPI, by year."""

    q = django_filters.CharFilter(method="with_words", label=_("Cari unit, sasaran, KPI"))
    year = django_filters.NumberFilter(field_name="cycle__year", widget=forms.HiddenInput)

    class Meta:
        model = Scorecard
        fields: list[str] = []

    def with_words(self, queryset: Any, name: str, value: str) -> Any:
        return search(queryset, value)


class QueueFilter(ReviewFilter):
    """What waits for the board: by level too."""

    kind = django_filters.ChoiceFilter(
        field_name="unit__kind", choices=Unit.Kind.choices, label=_("Tingkat"), empty_label=_("Semua tingkat")
    )
