"""Bands of one KPI: the year's, unless its scorecard gives it bounds of its own (domain rules §7, §9)."""

from decimal import Decimal

from bsc.scoring import BandSet, Scale
from bsc.selectors.measures import WORDS, WordedBand


def own_bands(green_from: Decimal | None, yellow_from: Decimal | None, year: BandSet) -> BandSet:
    """Green and yellow from a percentage of achievement on, red below; without bounds the year's set."""
    if green_from is None or yellow_from is None:
        return year
    lower = {"hijau": green_from, "kuning": yellow_from, "merah": None}
    bands = tuple(WordedBand(name, at, name, at is not None, WORDS[name]) for name, at in lower.items())
    return BandSet(Scale.PERCENT, bands)
