"""The list of who opened unpublished figures, for the board and the head of CMS."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from bsc.models import Measure
from bsc.selectors.specs import spec_of
from cint_portal.core.dates import format_month
from cint_portal.core.templatetags.portal_format import moment, reader_language
from cint_portal.organization.models import PlanningCycle, Unit, User
from realization.models import RestrictedOpening
from realization.selectors.sight import Shown, sight_of


def openings() -> QuerySet[RestrictedOpening]:
    """Newest first; whoever may see the list sees all of it (`permissions.can_see_openings`)."""
    return RestrictedOpening.objects.select_related("person", "unit")


def about_kpi(rows: QuerySet[RestrictedOpening], text: str) -> QuerySet[RestrictedOpening]:
    """Openings that showed a KPI with these words in its name."""
    named = Measure.objects.filter(name__icontains=text.strip()).values_list("pk", flat=True)
    return rows.filter(measures__overlap=list(named))


def openers() -> QuerySet[User]:
    return User.objects.filter(pk__in=RestrictedOpening.objects.order_by().values("person"))


def opened_units() -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=RestrictedOpening.objects.order_by().values("unit"))


def opened_years() -> list[int]:
    years = RestrictedOpening.objects.order_by("-year").values_list("year", flat=True)
    return list(years.distinct())


def period_text(row: RestrictedOpening) -> str:
    """Maret 2027 · Januari 2027 – Maret 2027."""
    last = format_month(row.year, row.through_month, reader_language())
    if row.from_month == row.through_month:
        return last
    return f"{format_month(row.year, row.from_month, reader_language())} – {last}"


@dataclass(frozen=True)
class OpeningLine:
    """An opening in words, for page and workbook."""

    when: str
    person: str
    place: str
    medium: str
    unit: str
    period: str
    kpis: str


def opening_line(row: RestrictedOpening) -> OpeningLine:
    """`row` as `openings` reads it."""
    return OpeningLine(
        when=moment(row.at),
        person=str(row.person),
        place=str(row.get_place_display()),
        medium=str(row.get_medium_display()),
        unit=row.unit.name,
        period=period_text(row),
        kpis=", ".join(row.kpis),
    )


def may_still_know(person: User, rows: Sequence[RestrictedOpening]) -> bool:
    """Whether everything that these openings showed is released by now, or still this person's to know."""
    cycles = list(PlanningCycle.objects.filter(year__in={row.year for row in rows})) if rows else []
    ids = {pk for row in rows for pk in row.measures}
    sight = sight_of(person, cycles, ids) if rows else None
    specs = {row.pk: spec_of(row) for row in _measures(ids)} if rows else {}
    return sight is None or all(
        sight.shows(specs[pk], row.year, [row.through_month]) is Shown.FIGURE
        for row in rows
        for pk in row.measures
        if pk in specs
    )


def _measures(ids: Iterable[int]) -> QuerySet[Measure]:
    rows = Measure.objects.filter(pk__in=list(ids)).prefetch_related("targets")
    return rows.select_related("cycle", "owner_unit", "filler_unit", "data_provider")
