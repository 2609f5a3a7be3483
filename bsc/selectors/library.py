"""Pustaka KPI: decided definitions of all years and departments that a person may see."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from bsc.models import Kpi, KpiOrigin, LibraryMark, Measure, Objective, Scorecard
from bsc.models.personal import of_units
from bsc.models.scorecard import ObjectiveKind
from bsc.permissions import can_edit_scorecard
from bsc.selectors.rows import DECIDED
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import Unit, User

Standing = LibraryMark.Standing


def library_key(name: str) -> str:
    """A definition's name whatever its case and spaces; the database folds the same way."""
    return " ".join(name.split()).lower()


def library(user: User) -> QuerySet[Measure]:
    """Every version of every definition, the recommended first, then by name and year.

    Annotated: `key`, `standing`, `standing_reason`, `takers`.
    """
    mark = LibraryMark.objects.filter(owner_unit=OuterRef("owner_unit"), name_key=Lower(OuterRef("name")))
    theirs = of_units("kpi__objective__perspective__scorecard")
    takers = KpiOrigin.objects.filter(theirs, source=OuterRef("pk")).order_by().values("source")
    return (
        Measure.objects.filter(Exists(_kpis(user).filter(measure=OuterRef("pk"))))
        .annotate(
            key=Lower("name"),
            standing=Coalesce(Subquery(mark.values("standing")), Value("")),
            standing_reason=Coalesce(Subquery(mark.values("reason")), Value("")),
            takers=Coalesce(Subquery(takers.annotate(n=Count("pk")).values("n")), Value(0)),
        )
        .select_related("cycle", "owner_unit", "filler_unit", "data_provider")
        .order_by("-standing", "name", "-cycle__year", "owner_unit__name", "pk")
    )


def _kpis(user: User) -> QuerySet[Kpi]:
    """Rows of decided scorecards that the person may see."""
    scorecards = Scorecard.objects.visible_to(user).filter(status__in=DECIDED)
    return Kpi.objects.filter(objective__perspective__scorecard__in=scorecards)


def newest(measures: QuerySet[Measure], user: User) -> QuerySet[Measure]:
    """The latest version alone of what a unit defines year after year."""
    later = Measure.objects.filter(
        Exists(_kpis(user).filter(measure=OuterRef("pk"))),
        owner_unit=OuterRef("owner_unit"),
        name__iexact=OuterRef("name"),
        cycle__year__gt=OuterRef("cycle__year"),
    )
    return measures.exclude(Exists(later))


def in_lane(measures: QuerySet[Measure], kind: str) -> QuerySet[Measure]:
    return measures.filter(Exists(_rows().filter(objective__perspective__kind=kind)))


def of_kind(measures: QuerySet[Measure], kind: str) -> QuerySet[Measure]:
    return measures.filter(Exists(_rows().filter(objective__kinds__contains=[kind])))


def standing_is(measures: QuerySet[Measure], standing: str, *, excluded: bool = False) -> QuerySet[Measure]:
    """What CMS has marked so, or everything but that; for querysets of `library`."""
    wanted: dict[str, Any] = {"standing": standing}
    return measures.exclude(**wanted) if excluded else measures.filter(**wanted)


def _rows() -> QuerySet[Kpi]:
    return Kpi.objects.of_units().filter(measure=OuterRef("pk"))


def with_words(measures: QuerySet[Measure], text: str) -> QuerySet[Measure]:
    """Name, definition, formula or purpose contain every word."""
    for word in text.split():
        said = Q(name__icontains=word) | Q(definition__icontains=word)
        measures = measures.filter(said | Q(formula_text__icontains=word) | Q(purpose__icontains=word))
    return measures


@dataclass(frozen=True)
class LibraryLine:
    """A definition in the list, with where its owner weighs it."""

    measure: Measure
    lane: str
    lane_kind: str
    objective: str
    kinds: str
    standing: str


def library_lines(measures: QuerySet[Measure], user: User, ids: list[int]) -> list[LibraryLine]:
    """The entries of a page in their order; two queries however many they are."""
    kpis = _kpis(user).select_related("objective__perspective__scorecard")
    found = measures.prefetch_related(Prefetch("kpis", kpis, to_attr="seen")).in_bulk(ids)
    return [library_line(found[pk]) for pk in ids]


def library_line(measure: Measure) -> LibraryLine:
    """An entry read with `seen`, the rows that weigh it; its owner's own row speaks for it."""
    rows: list[Kpi] = measure.seen  # type: ignore[attr-defined]
    own = [
        row for row in rows if row.objective.perspective.scorecard.unit_id == measure.owner_unit_id
    ] or rows
    objective = own[0].objective
    return LibraryLine(
        measure,
        objective.perspective.label,
        objective.perspective.kind,
        objective.name,
        ", ".join(str(ObjectiveKind(kind).label) for kind in objective.kinds),
        measure.standing,  # type: ignore[attr-defined]
    )


def units_of_measure(user: User) -> list[str]:
    """The choices of the filter."""
    rows = library(user).order_by("unit").values_list("unit", flat=True)
    return list(rows.distinct())


def departments_of(user: User) -> QuerySet[Unit]:
    return Unit.objects.filter(pk__in=library(user).order_by().values("owner_unit")).order_by("name")


def years_of(user: User) -> list[int]:
    rows = library(user).order_by("-cycle__year").values_list("cycle__year", flat=True)
    return list(rows.distinct())


def open_objectives(user: User) -> list[Objective]:
    """Where the person may put a KPI now: objectives of the drafts that he or she writes."""
    drafts = Scorecard.every.open_to(user).filter(status__in=Scorecard.EDITABLE)
    found = list(drafts.select_related("unit__parent"))
    posts = Posts() if any(row.is_personal for row in found) else None
    mine = [row.pk for row in found if can_edit_scorecard(user, row, posts)]
    rows = Objective.objects.filter(perspective__scorecard__in=mine)
    return list(
        rows.select_related(
            "perspective__scorecard__unit",
            "perspective__scorecard__cycle",
            "perspective__scorecard__employee",
        ).order_by(
            "-perspective__scorecard__cycle__year",
            "perspective__scorecard__unit__name",
            "perspective__position",
            "position",
        )
    )
