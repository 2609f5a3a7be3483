"""Filters of the register lists; their state is the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cint_portal.core.filters import ListFilter
from cint_portal.core.scope import ObjectiveKind
from cint_portal.organization.models import PlanningCycle, User
from issues.models import (
    AWAITING_REVIEW,
    TO_SEND,
    Category,
    Issue,
    IssueRegister,
    ReviewFactor,
    Source,
    SupplementaryIssue,
)
from issues.selectors.issue_list import STATUSES, listed_issues, searched

Status = IssueRegister.Status


def _years() -> list[tuple[int, str]]:
    return [(year, str(year)) for year in PlanningCycle.objects.values_list("year", flat=True)]


def _factors() -> list[tuple[int, str]]:
    return list(ReviewFactor.objects.values_list("pk", "name"))


class RegisterFilter(ListFilter):
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


class ReviewQueueFilter(ListFilter):
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


class SupplementQueueFilter(ListFilter):
    """The part of the queue's filters that Isu Susulan have, too; nobody begins to review one."""

    reviewer = django_filters.CharFilter(method="filter_reviewer")
    due = django_filters.CharFilter(method="filter_due")
    q = django_filters.CharFilter(method="filter_unit")

    class Meta:
        model = SupplementaryIssue
        fields: list[str] = []

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def filter_reviewer(
        self, queryset: QuerySet[SupplementaryIssue], name: str, value: str
    ) -> QuerySet[SupplementaryIssue]:
        return queryset if value == "none" else queryset.none()

    def filter_due(
        self, queryset: QuerySet[SupplementaryIssue], name: str, value: str
    ) -> QuerySet[SupplementaryIssue]:
        return queryset.filter(**{"review_due_on__lt" if value == "late" else "review_due_on": self.today})

    def filter_unit(
        self, queryset: QuerySet[SupplementaryIssue], name: str, value: str
    ) -> QuerySet[SupplementaryIssue]:
        unit = Q(register__unit__name__icontains=value) | Q(register__unit__code__icontains=value)
        return queryset.filter(unit)


class IssueFilter(ListFilter):
    """The register view: rows of all departments that the person may see, for one year."""

    year = django_filters.ChoiceFilter(
        label=_("Tahun BSC"), choices=_years, empty_label=None, method="filter_year"
    )
    q = django_filters.CharFilter(
        label=_("Cari"),
        method="filter_text",
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("kata dalam isu …")}),
    )
    # A text with suggestions: a list of two hundred departments costs more than the page's rows.
    unit = django_filters.CharFilter(
        label=_("Unit Kerja"), method="filter_unit", widget=forms.TextInput(attrs={"list": "units"})
    )
    status = django_filters.ChoiceFilter(
        field_name="shown_status",
        label=_("Status"),
        empty_label=_("Semua"),
        choices=[(name, words[0]) for name, words in STATUSES.items()],
    )
    category = django_filters.ChoiceFilter(
        field_name="shown_category",
        label=_("Kategori SWOT"),
        empty_label=_("Semua"),
        choices=Category.choices,
    )
    source = django_filters.ChoiceFilter(
        label=_("Sumber Isu"), empty_label=_("Semua"), choices=Source.choices
    )
    factor = django_filters.ChoiceFilter(label=_("Tinjauan Faktor"), empty_label=_("Semua"), choices=_factors)
    stakeholder = django_filters.CharFilter(
        label=_("Stakeholders"),
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"list": "stakeholders"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Jenis Sasaran"),
        method="filter_kind",
        empty_label=_("Semua"),
        choices=ObjectiveKind.choices,
    )
    ordering = django_filters.OrderingFilter(
        fields={
            "register__unit__name": "unit",
            "stakeholder": "stakeholder",
            "factor__name": "factor",
            "source": "source",
            "shown_category": "category",
            "shown_status": "status",
        },
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Issue
        fields: list[str] = []

    def filter_year(self, queryset: QuerySet[Issue], name: str, value: str) -> QuerySet[Issue]:
        """The rows are of one year already (`filtered_issues`)."""
        return queryset

    def filter_unit(self, queryset: QuerySet[Issue], name: str, value: str) -> QuerySet[Issue]:
        named = Q(register__unit__name__icontains=value) | Q(register__unit__code__iexact=value)
        return queryset.filter(named)

    def filter_text(self, queryset: QuerySet[Issue], name: str, value: str) -> QuerySet[Issue]:
        return searched(queryset, value)

    def filter_kind(self, queryset: QuerySet[Issue], name: str, value: str) -> QuerySet[Issue]:
        return queryset.filter(kinds__contains=[value])

    def facts(self, count: int) -> list[tuple[str, str]]:
        """What an exported list says about itself: the filters in words, and how many rows there are."""
        values: dict[str, Any] = self.form.cleaned_data if self.form.is_valid() else {}
        facts = [(str(_("Jumlah isu")), str(count))]
        for name, value in values.items():
            if value and name not in ("year", "ordering"):
                choices = dict(getattr(self.form.fields[name], "choices", ()))
                facts.append((str(self.form.fields[name].label), str(choices.get(value, value))))
        return facts


def filtered_issues(user: User, cycle: PlanningCycle, query: QueryDict) -> IssueFilter:
    """The register view of a year as an address asks for it, cut to what the person may see."""
    wanted = query.copy()
    wanted["year"] = str(cycle.year)
    issues = listed_issues(user).filter(register__cycle=cycle)
    return IssueFilter(wanted, queryset=issues)
