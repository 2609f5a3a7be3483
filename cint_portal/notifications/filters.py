"""Filters of the outbox; their state is the address."""

from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cint_portal.core import clock
from cint_portal.core.filters import ListFilter
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail


def _kind_choices() -> list[tuple[str, str]]:
    return sorted(((kind.code, kind.name) for kind in kinds.all_kinds()), key=lambda choice: choice[1])


def _day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class OutboxFilter(ListFilter):
    """State, kind, person, days on which the mail was written."""

    state = django_filters.ChoiceFilter(
        label=_("Status"), choices=OutboxMail.State.choices, empty_label=_("Semua")
    )
    kind = django_filters.ChoiceFilter(label=_("Jenis"), choices=_kind_choices, empty_label=_("Semua"))
    q = django_filters.CharFilter(
        label=_("Penerima"), method="filter_person", widget=forms.TextInput(attrs={"type": "search"})
    )
    since = django_filters.DateFilter(label=_("Dari tanggal"), method="filter_since", widget=_day_input())
    until = django_filters.DateFilter(label=_("Sampai tanggal"), method="filter_until", widget=_day_input())

    class Meta:
        model = OutboxMail
        fields: list[str] = []

    def filter_person(self, queryset: QuerySet[OutboxMail], name: str, value: str) -> Any:
        words = Q(recipient__full_name__icontains=value) | Q(recipient__email__icontains=value)
        return queryset.filter(words | Q(recipient__username__icontains=value) | Q(mailbox__icontains=value))

    def filter_since(self, queryset: QuerySet[OutboxMail], name: str, value: date) -> Any:
        return queryset.filter(created_at__gte=clock.start_of_day(value))

    def filter_until(self, queryset: QuerySet[OutboxMail], name: str, value: date) -> Any:
        return queryset.filter(created_at__lt=clock.start_of_day(value + timedelta(days=1)))
