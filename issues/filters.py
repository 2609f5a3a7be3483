"""Filters of the register lists; their state is the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from cint_portal.organization.models import PlanningCycle, User
from issues.models import AWAITING_REVIEW, TO_SEND, IssueRegister

Status = IssueRegister.Status


def _years() -> list[tuple[int, str]]:
    return [(year, str(year)) for year in PlanningCycle.objects.values_list("year", flat=True)]


class RegisterFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Year, where it stands, status, unit. `today` decides what is late."""

    year = django_filters.ChoiceFilter(
        field_name="cycle__year", label=_("Tahun BSC"), choices=_years, empty_label=None
    )
    state = django_filters.ChoiceFilter(
        label=_("Keadaan"),
        method="filter_state",
        empty_label=_("Semua"),
        choices=[
            ("open", _("Menunggu departemen")),
            ("late", _("Lewat batas waktu")),
            ("review", _("Menunggu CMS")),
        ],
    )
    status = django_filters.ChoiceFilter(label=_("Status"), choices=Status.choices, empty_label=_("Semua"))
    q = django_filters.CharFilter(
        label=_("Unit Kerja"), method="filter_unit", widget=forms.TextInput(attrs={"type": "search"})
    )

    class Meta:
        model = IssueRegister
        fields: list[str] = []

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def filter_state(
        self, queryset: QuerySet[IssueRegister], name: str, value: str
    ) -> QuerySet[IssueRegister]:
        if value == "review":
            return queryset.filter(AWAITING_REVIEW)
        return queryset.filter(TO_SEND, **({"due_on__lt": self.today} if value == "late" else {}))

    def filter_unit(
        self, queryset: QuerySet[IssueRegister], name: str, value: str
    ) -> QuerySet[IssueRegister]:
        return queryset.filter(Q(unit__name__icontains=value) | Q(unit__code__icontains=value))


class ReviewQueueFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Whose review it is, how urgent, which unit."""

    reviewer = django_filters.ChoiceFilter(
        label=_("Pemeriksa"), method="filter_reviewer", empty_label=_("Semua"), choices=[]
    )
    due = django_filters.ChoiceFilter(
        label=_("Batas Waktu"),
        method="filter_due",
        empty_label=_("Semua"),
        choices=[("late", _("Terlambat")), ("today", _("Hari ini"))],
    )
    q = django_filters.CharFilter(
        label=_("Unit Kerja"), method="filter_unit", widget=forms.TextInput(attrs={"type": "search"})
    )

    class Meta:
        model = IssueRegister
        fields: list[str] = []

    def __init__(self, *args: Any, today: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.user = today, user
        begun = User.objects.filter(pk__in=self.queryset.order_by().values("reviewer")).exclude(pk=user.pk)
        self.filters["reviewer"].extra["choices"] = [
            ("me", _("Saya")),
            ("none", _("Belum dimulai")),
            *((str(person.pk), person.full_name) for person in begun.order_by("full_name")),
        ]

    def filter_reviewer(
        self, queryset: QuerySet[IssueRegister], name: str, value: str
    ) -> QuerySet[IssueRegister]:
        if value == "none":
            return queryset.filter(reviewer=None)
        return queryset.filter(reviewer=self.user.pk if value == "me" else int(value))

    def filter_due(self, queryset: QuerySet[IssueRegister], name: str, value: str) -> QuerySet[IssueRegister]:
        return queryset.filter(**{"review_due_on__lt" if value == "late" else "review_due_on": self.today})

    def filter_unit(
        self, queryset: QuerySet[IssueRegister], name: str, value: str
    ) -> QuerySet[IssueRegister]:
        return queryset.filter(Q(unit__name__icontains=value) | Q(unit__code__icontains=value))
