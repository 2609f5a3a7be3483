"""Filters of the KPI library; their state stands in the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bsc.models import LibraryMark, Measure, ScorecardPerspective
from bsc.models.scorecard import ObjectiveKind
from bsc.selectors.library import (
    departments_of,
    in_lane,
    newest,
    of_kind,
    standing_is,
    units_of_measure,
    with_words,
    years_of,
)
from cint_portal.core.filters import ListFilter
from cint_portal.organization.models import User

Standing = LibraryMark.Standing


class LibraryFilter(ListFilter):
    """Words, unit of measure, perspective, kind of objective, department, year, what CMS says.

    Without a year the latest version of each definition is listed; retired ones only when asked for.
    """

    q = django_filters.CharFilter(
        method="filter_words",
        label=_("Cari"),
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("nama, definisi, rumus …")}),
    )
    unit = django_filters.ChoiceFilter(label=_("Satuan"), empty_label=_("Semua"))
    lane = django_filters.ChoiceFilter(
        method="filter_lane",
        label=_("Perspektif"),
        choices=ScorecardPerspective.Kind.choices,
        empty_label=_("Semua"),
    )
    kind = django_filters.ChoiceFilter(
        method="filter_kind", label=_("Jenis Sasaran"), choices=ObjectiveKind.choices, empty_label=_("Semua")
    )
    owner = django_filters.ChoiceFilter(
        field_name="owner_unit", label=_("Unit Kerja"), empty_label=_("Semua")
    )
    year = django_filters.ChoiceFilter(
        method="filter_year", label=_("Tahun BSC"), empty_label=_("Versi terbaru")
    )
    standing = django_filters.ChoiceFilter(
        method="filter_standing",
        label=_("Catatan CMS"),
        choices=Standing.choices,
        empty_label=_("Yang dipakai"),
    )
    objective = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)

    class Meta:
        model = Measure
        fields: list[str] = []

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        choices = {
            "unit": [(unit, unit) for unit in units_of_measure(user)],
            "owner": [(unit.pk, unit.name) for unit in departments_of(user)],
            "year": [(str(year), str(year)) for year in years_of(user)],
        }
        for name, offered in choices.items():
            self.filters[name].extra["choices"] = offered

    def filter_queryset(self, queryset: QuerySet[Measure]) -> QuerySet[Measure]:
        """What holds unless the reader chose otherwise."""
        queryset = super().filter_queryset(queryset)
        data = self.form.cleaned_data
        if not data.get("standing"):
            queryset = standing_is(queryset, Standing.RETIRED, excluded=True)
        return queryset if data.get("year") else newest(queryset, self.user)

    def filter_words(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return with_words(queryset, value)

    def filter_lane(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return in_lane(queryset, value)

    def filter_kind(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return of_kind(queryset, value)

    def filter_year(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return queryset.filter(cycle__year=int(value))

    def filter_standing(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        return standing_is(queryset, value)

    def keep(self, queryset: QuerySet[Measure], name: str, value: str) -> QuerySet[Measure]:
        """The objective for which a definition is looked for travels along."""
        return queryset
