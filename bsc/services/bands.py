"""The band sets of a year."""

from django.db import transaction

from bsc.models import Band, BandSet
from bsc.selectors.measures import SHIPPED, WordedBand, worded
from cint_portal.organization.models import PlanningCycle

NAMES = {
    BandSet.Purpose.TOTAL: "Lima warna",
    BandSet.Purpose.KPI: "Tiga warna KPI",
    BandSet.Purpose.APPRAISAL: "Nilai huruf",
}


@transaction.atomic
def create_default_bands(*, cycle: PlanningCycle) -> int:
    """Store the shipped sets (domain rules §7) for what the year has none; returns how many were added."""
    stored = set(BandSet.objects.filter(cycle=cycle).values_list("purpose", flat=True))
    missing = [purpose for purpose in BandSet.Purpose if purpose not in stored]
    for purpose in missing:
        shipped = worded(SHIPPED[purpose])
        row = BandSet.objects.create(
            cycle=cycle, purpose=purpose, name=NAMES[purpose], scale=shipped.scale.value
        )
        Band.objects.bulk_create(
            Band(
                band_set=row,
                position=position,
                label=band.label,
                word=band.word if isinstance(band, WordedBand) else "",
                color=band.color,
                lower=band.lower,
                inclusive=band.inclusive,
            )
            for position, band in enumerate(shipped)
        )
    return len(missing)
