"""Measures by who enters them, and the bands of a year."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from bsc import scoring
from bsc.models import Band, BandSet, Kpi, Measure
from bsc.scoring import Scale
from bsc.selectors.rows import DECIDED
from cint_portal.organization.models import PlanningCycle, Unit


@dataclass(frozen=True)
class WordedBand(scoring.Band):
    """A band with the word that stands beside its colour."""

    word: str = ""


Purpose = BandSet.Purpose

#: What a cycle without stored bands is judged by (domain rules §7).
SHIPPED: dict[str, scoring.BandSet] = {
    Purpose.TOTAL: scoring.FIVE_COLORS,
    Purpose.KPI: scoring.KPI_BANDS,
    Purpose.APPRAISAL: scoring.APPRAISAL_GRADES,
}
WORDS = {"biru": "Sangat Baik", "hijau": "Normal", "kuning": "Siaga", "merah": "Bahaya", "hitam": "Bahaya"}


def entered_measures(cycle: PlanningCycle) -> QuerySet[Measure]:
    """Measures that a department fills and that a decided scorecard weighs, ready for `spec_of`.

    `since` and `through` are the first and last month in which one of them weighs it: an Adendum may have
    added or ended a KPI. Another unit than `filler_unit` may have filled earlier months (`filler_in`).
    """
    weighed = Kpi.objects.filter(
        measure=OuterRef("pk"), objective__perspective__scorecard__status__in=DECIDED
    )
    return (
        Measure.objects.filter(
            Exists(weighed),
            cycle=cycle,
            value_source=Measure.ValueSource.ENTERED,
            filler_unit__isnull=False,
        )
        .annotate(since=Subquery(_first_month(weighed)), through=Subquery(_last_month(weighed)))
        .select_related("cycle", "owner_unit", "filler_unit", "data_provider")
        .prefetch_related("targets")
        .order_by("name", "id")
    )


def _last_month(weighed: QuerySet[Kpi]) -> QuerySet[Kpi, Any]:
    months = weighed.order_by().values("measure").annotate(last=Max(Coalesce("through_month", 12)))
    return months.values("last")


def _first_month(weighed: QuerySet[Kpi]) -> QuerySet[Kpi, Any]:
    months = weighed.order_by().values("measure").annotate(first=Min(Coalesce("from_month", 1)))
    return months.values("first")


def filled_by(unit_id: int) -> Q:
    """Measures that the unit fills now or filled in earlier months of the year."""
    return Q(filler_unit=unit_id) | Q(earlier__contains=[{"filler": unit_id}])


def measures_filled_by(unit: Unit, cycle: PlanningCycle) -> list[Measure]:
    """What this unit has to fill in the year, its own KPIs and those of other scorecards that name it."""
    return list(entered_measures(cycle).filter(filler_unit=unit))


def bands(cycle: PlanningCycle, purpose: str) -> tuple[WordedBand, ...]:
    """Bands from high to low; the shipped ones while the cycle has stored none."""
    return tuple(band for band in band_set(cycle, purpose) if isinstance(band, WordedBand))


def band_set(cycle: PlanningCycle, purpose: str) -> scoring.BandSet:
    """Bands with the scale in which they are judged, for `bsc.scoring.grade_on`."""
    return band_sets(cycle)[purpose]


def band_sets(cycle: PlanningCycle) -> dict[str, scoring.BandSet]:
    """All three sets of a cycle in two queries, by purpose."""
    stored = {row.purpose: row for row in BandSet.objects.filter(cycle=cycle).prefetch_related("bands")}
    return {
        purpose: _read(stored[purpose]) if purpose in stored else worded(shipped)
        for purpose, shipped in SHIPPED.items()
    }


def worded(shipped: scoring.BandSet) -> scoring.BandSet:
    """A shipped set with the company's words."""
    return scoring.BandSet(
        shipped.scale,
        tuple(
            WordedBand(row.label, row.lower, row.color, row.inclusive, WORDS.get(row.label, ""))
            for row in shipped
        ),
    )


def _read(stored: BandSet) -> scoring.BandSet:
    rows: list[Band] = list(stored.bands.all())
    return scoring.BandSet(
        Scale(stored.scale),
        tuple(WordedBand(row.label, row.lower, row.color, row.inclusive, row.word) for row in rows),
    )
