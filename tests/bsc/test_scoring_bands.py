"""Bands, grades and colours (domain rules §7) and the ways in which such tables go wrong (§11)."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bsc.scoring import (
    ALARM,
    APPRAISAL_GRADES,
    FIVE_COLORS,
    KPI_BANDS,
    THREE_LIGHTS,
    Band,
    BandSet,
    Scale,
    achievement,
    check_bands,
    grade,
    grade_on,
    met,
)
from cint_portal.core.rounding import display

D = Decimal
SHIPPED = [FIVE_COLORS, APPRAISAL_GRADES, THREE_LIGHTS, KPI_BANDS]


@pytest.mark.parametrize(
    ("score", "color"),
    [
        ("120.00", "biru"),
        ("100.01", "biru"),
        ("80.01", "biru"),
        ("80.00", "hijau"),
        ("60.01", "hijau"),
        ("60.00", "kuning"),
        ("40.01", "kuning"),
        ("40.00", "merah"),
        ("20.01", "merah"),
        ("20.00", "hitam"),
        ("0.00", "hitam"),
        ("87.53", "biru"),
    ],
)
def test_five_colours_of_a_total(score: str, color: str) -> None:
    assert grade(D(score), FIVE_COLORS).color == color


@pytest.mark.parametrize(
    ("score", "letter"),
    [
        ("1.001", "A+"),
        ("1.000", "A"),
        ("0.901", "A"),
        ("0.900", "B"),
        ("0.751", "B"),
        ("0.750", "C"),
        ("0.601", "C"),
        ("0.600", "D"),
        ("0.000", "D"),
        ("0.915", "A"),
    ],
)
def test_appraisal_grades_of_a_total(score: str, letter: str) -> None:
    assert grade(D(score), APPRAISAL_GRADES).label == letter


@pytest.mark.parametrize(
    ("level", "color"),
    [
        ("10", "hijau"),
        ("8.00", "hijau"),
        ("7.99", "kuning"),
        ("3.01", "kuning"),
        ("3", "merah"),
        ("0", "merah"),
    ],
)
def test_three_lights_of_a_level(level: str, color: str) -> None:
    assert grade(D(level), THREE_LIGHTS).color == color


@pytest.mark.parametrize(
    ("score", "color"),
    [("110", "hijau"), ("100.00", "hijau"), ("99.99", "kuning"), ("90.00", "kuning"), ("89.99", "merah")],
)
def test_the_achievement_of_a_kpi_has_bands_of_its_own(score: str, color: str) -> None:
    assert grade(D(score), KPI_BANDS).color == color


def test_every_colour_of_a_total_has_an_alarm() -> None:
    assert {band.color: ALARM[band.color] for band in FIVE_COLORS} == {
        "biru": "normal",
        "hijau": "normal",
        "kuning": "siaga",
        "merah": "bahaya",
        "hitam": "bahaya",
    }


def test_the_scales_of_the_shipped_sets() -> None:
    assert [shipped.scale for shipped in SHIPPED] == [Scale.PERCENT, Scale.UNIT, Scale.LEVEL, Scale.PERCENT]


def test_no_hundredth_between_0_and_150_is_without_a_band_and_bands_only_rise() -> None:
    for shipped in SHIPPED:
        order = [band.label for band in shipped]
        seen = [order.index(grade(D(step).scaleb(-2), shipped).label) for step in range(0, 15_001, 7)]
        assert all(later <= earlier for earlier, later in pairwise(seen))


def test_a_total_of_59_995_shows_60_00_and_has_the_band_of_60_00() -> None:
    assert display(D("59.995"), 2) == D("60.00")
    assert grade_on(D("0.59995"), FIVE_COLORS).color == "kuning"
    assert grade_on(D("0.6000499"), FIVE_COLORS).color == "kuning"
    assert grade_on(D("0.60005"), FIVE_COLORS).color == "hijau"


def test_a_score_is_not_cut_before_its_colour_is_looked_up() -> None:
    assert grade_on(D("0.8001"), FIVE_COLORS).color == "biru"
    assert grade_on(D("0.80005"), FIVE_COLORS).color == "biru"
    assert grade_on(D("0.80004"), FIVE_COLORS).color == "hijau"


def test_a_total_of_0_90044_has_one_grade_everywhere() -> None:
    assert display(D("0.90044"), 3) == D("0.900")
    assert grade_on(D("0.90044"), APPRAISAL_GRADES).label == "B"
    assert grade(display(D("0.90044"), 3), APPRAISAL_GRADES).label == "B"


def test_a_kpi_of_81_percent_is_missed_and_red_beside_a_blue_total_of_81_percent() -> None:
    value = achievement(D(81), D(100), "maximize")
    assert value is not None
    assert met(D(81), D(100), "≥") is False
    assert grade_on(value, KPI_BANDS).color == "merah"
    assert grade_on(value, FIVE_COLORS).color == "biru"


@pytest.mark.parametrize(
    "bands",
    [
        [],
        [Band("only", D(10), "merah")],
        [Band("high", D(10), "hijau"), Band("higher", D(20), "biru"), Band("rest", None, "merah")],
        [Band("one", D(10), "hijau"), Band("same", D(10), "biru"), Band("rest", None, "merah")],
        [Band("open", None, "hijau"), Band("rest", None, "merah")],
        [Band("nan", D("NaN"), "hijau"), Band("rest", None, "merah")],
    ],
)
def test_a_table_with_gaps_or_in_disorder_is_refused(bands: list[Band]) -> None:
    with pytest.raises(ValueError):
        check_bands(bands)
    with pytest.raises(ValueError):
        grade(D(50), bands)


def test_one_open_band_takes_everything() -> None:
    only = Band("semua", None, "hijau")
    assert grade(D(-5), [only]) is only
    assert grade_on(D(1), BandSet(Scale.UNIT, (only,))) is only


@pytest.mark.parametrize("bad", ["NaN", "Infinity"])
def test_a_score_that_is_no_number_has_no_grade(bad: str) -> None:
    with pytest.raises(ValueError, match="finite"):
        grade(D(bad), FIVE_COLORS)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=6, unique=True),
    st.lists(st.booleans(), min_size=6, max_size=6),
    st.decimals(-10, 110, places=2),
)
def test_a_score_lies_between_the_edge_of_its_band_and_the_next(
    edges: list[Decimal], inclusive: list[bool], score: Decimal
) -> None:
    lowers = sorted(edges, reverse=True)
    bands = [Band(str(n), low, "", inclusive[n]) for n, low in enumerate(lowers)]
    found = grade(score, [*bands, Band("rest", None, "")])
    above = [band for band in bands if score > band.lower or (band.inclusive and score == band.lower)]
    assert found.label == (above[0].label if above else "rest")
