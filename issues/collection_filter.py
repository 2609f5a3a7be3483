"""Filter and order of the collection's page; their state is the address."""

from typing import Any

import django_filters
from django import forms
from django.db.models import Case, F, IntegerField, OrderBy, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from issues.filters import RegisterFilter
from issues.models import IssueRegister

Status = IssueRegister.Status
#: Columns that the page can be ordered by, by their names in the address.
ORDERS = {
    "unit": "unit__name",
    "status": "status_rank",
    "due": "due_on",
    "sent": "first_submitted_at",
    "review": "review_due_on",
}
_RANK = Case(
    *(When(status=status, then=Value(rank)) for rank, status in enumerate(Status.values)),
    output_field=IntegerField(),
)


class CollectionFilter(RegisterFilter):
    """The register list's filter, whom to chase, what is ready or extended, and the order."""

    state = django_filters.ChoiceFilter(
        label=_("Keadaan"),
        method="filter_state",
        empty_label=_("Semua"),
        choices=[
            ("open", _("Menunggu departemen")),
            ("late", _("Lewat batas waktu")),
            ("chase", _("Perlu ditagih")),
            ("ready", _("Siap diperiksa manager")),
            ("extended", _("Diperpanjang")),
            ("review", _("Menunggu CMS")),
            ("settled", _("Selesai diperiksa")),
        ],
    )
    ordering = django_filters.CharFilter(method="keep", widget=forms.HiddenInput)

    def filter_state(
        self, queryset: QuerySet[IssueRegister], name: str, value: str
    ) -> QuerySet[IssueRegister]:
        extra = {
            "chase": lambda: queryset.filter(pk__in=IssueRegister.objects.to_send().still_taken(self.today)),
            "ready": lambda: queryset.exclude(handed_over_at=None),
            "extended": lambda: queryset.filter(extensions__isnull=False).distinct(),
            "settled": lambda: queryset.filter(
                Q(status=Status.ACCEPTED) | Q(status=Status.NIL, reviewed_at__isnull=False)
            ),
        }.get(value)
        if extra:
            return extra()
        usual: QuerySet[IssueRegister] = super().filter_state(queryset, name, value)
        return usual

    def keep(self, queryset: QuerySet[IssueRegister], name: str, value: str) -> QuerySet[IssueRegister]:
        """The order is applied once rows are counted (`ordered`)."""
        return queryset

    def ordered(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """By the column that the address names, blanks last; by unit when it names none or nonsense."""
        wanted = str(self.data.get("ordering", ""))
        field = ORDERS.get(wanted.removeprefix("-"), "unit__name")
        order = OrderBy(F(field), descending=wanted.startswith("-"), nulls_last=True)
        ordered: QuerySet[Any] = queryset.alias(status_rank=_RANK).order_by(order, "unit__name", "pk")
        return ordered
