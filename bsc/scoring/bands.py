"""Bands, grades and lights as data, and the one function that reads them (domain.md §7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from cint_portal.core.rounding import Number, Scale, display_on, exact


@dataclass(frozen=True)
class Band:
    """A half-open interval that starts above `lower` (or at it when inclusive); the last one has none."""

    label: str
    lower: Number | None
    color: str
    inclusive: bool = False


@dataclass(frozen=True)
class BandSet:
    """Bands from high to low and the scale in which they are judged, and only there."""

    scale: Scale
    bands: tuple[Band, ...]

    def __iter__(self) -> Iterator[Band]:
        return iter(self.bands)


def grade(score: Number, bands: Sequence[Band] | BandSet) -> Band:
    """The first band whose `lower` the displayed score exceeds, or reaches when inclusive (§7)."""
    rows = list(bands)
    check_bands(rows)
    value = exact(score)
    return next(band for band in rows if _reaches(value, band))


def _reaches(value: Fraction, band: Band) -> bool:
    if band.lower is None:
        return True
    lower = exact(band.lower)
    return value > lower or (band.inclusive and value == lower)


def grade_on(score: Number, band_set: BandSet) -> Band:
    """The band of an exact score (1 = 100 %; a level 0..10), judged on the number its scale shows."""
    return grade(display_on(score, band_set.scale), band_set)


def check_bands(bands: Sequence[Band]) -> None:
    """ValueError unless the bands fall strictly from high to low and only the last is open below."""
    if not bands or bands[-1].lower is not None:
        raise ValueError("the last band must be open below")
    lowers = [exact(band.lower) for band in bands[:-1] if band.lower is not None]
    if len(lowers) != len(bands) - 1:
        raise ValueError("only the last band is open below")
    if any(high <= low for high, low in pairwise(lowers)):
        raise ValueError("bands must be ordered from high to low")


FIVE_COLORS = BandSet(
    Scale.PERCENT,
    (
        Band("biru", Decimal(80), "biru"),
        Band("hijau", Decimal(60), "hijau"),
        Band("kuning", Decimal(40), "kuning"),
        Band("merah", Decimal(20), "merah"),
        Band("hitam", None, "hitam"),
    ),
)
"""Total of a scorecard in % (carton seed, Table 11): the scorecard default."""

ALARM = {"biru": "normal", "hijau": "normal", "kuning": "siaga", "merah": "bahaya", "hitam": "bahaya"}
"""What a colour of the total means (carton seed, below Table 11)."""

APPRAISAL_GRADES = BandSet(
    Scale.UNIT,
    (
        Band("A+", Decimal("1.00"), "netral"),
        Band("A", Decimal("0.90"), "netral"),
        Band("B", Decimal("0.75"), "netral"),
        Band("C", Decimal("0.60"), "netral"),
        Band("D", None, "netral"),
    ),
)
"""A 0–1 total (pharma seed, Table 4): PPK and appraisal default. Letters, no colour of their own."""

THREE_LIGHTS = BandSet(
    Scale.LEVEL,
    (
        Band("hijau", Decimal(8), "hijau", inclusive=True),
        Band("kuning", Decimal(3), "kuning"),
        Band("merah", None, "merah"),
    ),
)
"""An OMAX level 0..10 (fertiliser seed)."""

KPI_BANDS = BandSet(
    Scale.PERCENT,
    (
        Band("hijau", Decimal(100), "hijau", inclusive=True),
        Band("kuning", Decimal(90), "kuning", inclusive=True),
        Band("merah", None, "merah"),
    ),
)
"""The achievement of one KPI in %; the five colours belong to totals."""
