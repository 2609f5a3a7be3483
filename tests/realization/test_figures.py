"""What a figure is worth in its month: achievement, colour, met; questions that doubt it."""

from decimal import Decimal
from typing import Any

import pytest

from bsc.models import Measure, MeasureTarget
from bsc.scoring import KPI_BANDS
from bsc.selectors.measures import worded
from bsc.selectors.rows import MeasureSpec
from bsc.selectors.specs import spec_of
from realization.rules import ActualEntry, ActualValue, Around, questions
from realization.selectors.figures import (
    MonthResult,
    doubts,
    figure_text,
    loss_words,
    month_result,
    target_text,
)
from tests.company import Company
from tests.realization.builders import a_measure

BANDS = worded(KPI_BANDS)


def spec(company: Company, **fields: Any) -> MeasureSpec:
    return spec_of(a_measure(company.department, company.cycle, **fields))


def value(number: object, denominator: object = None) -> ActualValue:
    under = None if denominator is None else Decimal(str(denominator))
    return ActualValue("value", Decimal(str(number)), under)


def judged(measure: MeasureSpec, *figures: ActualValue) -> MonthResult:
    """The result of the last of several months from January on."""
    return month_result(measure, len(figures), dict(enumerate(figures, start=1)), BANDS)


@pytest.mark.parametrize(
    ("number", "label", "color", "met"),
    [
        ("100", "100,00\u00a0%", "hijau", "Tercapai"),
        ("99.996", "100,00\u00a0%", "hijau", "Tercapai"),
        ("95", "95,00\u00a0%", "kuning", "Tidak Tercapai"),
        ("81", "81,00\u00a0%", "merah", "Tidak Tercapai"),
    ],
)
def test_number_colour_and_word_never_contradict(
    company: Company, number: str, label: str, color: str, met: str
) -> None:
    result = judged(spec(company), value(number))
    assert result.band is not None
    assert (result.band.label, result.band.color, result.met_text) == (label, color, met)


def test_above_the_cap_the_value_without_it_is_shown_beside(company: Company) -> None:
    result = judged(spec(company), value(150))
    assert (result.achievement, result.uncapped) == (Decimal("1.2"), Decimal("1.5"))
    assert result.explanation == "Tercapai · tanpa batas 150,00\u00a0%"


@pytest.mark.parametrize("figure", [ActualValue(), ActualValue("na", na_reason="tidak ada")])
def test_blank_and_not_applicable_have_no_result(company: Company, figure: ActualValue) -> None:
    result = judged(spec(company), figure)
    assert (result.achievement, result.band, result.met, result.explanation) == (None, None, None, "")


def test_smaller_is_better(company: Company) -> None:
    measure = spec(company, polarity="minimize", comparator="≤", target=Decimal(24))
    assert judged(measure, value(25)).met is False
    assert judged(measure, value(25)).achievement == Decimal("0.96")


def test_a_range_is_met_between_its_bounds(company: Company) -> None:
    measure = spec(
        company,
        polarity="stabilize",
        comparator="between",
        lower=Decimal(95),
        upper=Decimal(105),
        target=None,
    )
    assert target_text(measure, 1) == "95,00 – 105,00"
    assert [judged(measure, value(n)).met for n in (95, 105, 106)] == [True, True, False]


def test_a_ratio_is_judged_as_a_quotient(company: Company) -> None:
    measure = spec(company, consolidation="ratio", target=None)
    MeasureTarget.objects.create(measure_id=measure.id, month=1, value=Decimal(8), denominator=Decimal(100))
    measure = spec_of(Measure.objects.get(pk=measure.id))
    assert target_text(measure, 1) == "8,00 / 100,00"
    assert judged(measure, value(9, 100)).achievement == Decimal("1.125")
    assert figure_text(measure, value(9, 100)) == "9,00 / 100,00"


def test_a_cumulative_figure_is_judged_by_what_it_adds(company: Company) -> None:
    measure = spec(company, consolidation="sum", input_mode="cumulative", decimals=0)
    result = judged(measure, value(100), value(190))
    assert (result.achievement, result.derived) == (Decimal("0.9"), "bulan ini 90")


def test_after_a_blank_month_a_cumulative_figure_answers_for_both(company: Company) -> None:
    measure = spec(company, consolidation="sum", input_mode="cumulative")
    assert judged(measure, ActualValue(), value(190)).achievement == Decimal("0.95")


def test_case_12_a_fall_is_asked_and_shown(company: Company) -> None:
    measure = spec(company, consolidation="sum", input_mode="cumulative", decimals=0)
    months = [value(100), value(210), value(205)]
    assert [judged(measure, *months[:n]).derived for n in (1, 2, 3)] == [
        "bulan ini 100",
        "bulan ini 110",
        "bulan ini -5",
    ]
    assert doubts(measure, Decimal(205), 3, months[1]) == [
        "Angka kumulatif ini di bawah bulan lalu. Memang turun?"
    ]


@pytest.mark.parametrize(
    ("number", "around", "found"),
    [
        (None, Around(last=Decimal(94)), ()),
        ("0", Around(last=Decimal(94)), ()),
        ("0.95", Around(last=Decimal(94)), ("hundredth",)),
        ("95", Around(last=Decimal(94)), ()),
        ("205", Around(last=Decimal(210), is_cumulative=True), ("falls",)),
        ("210", Around(last=Decimal(210), is_cumulative=True), ()),
        ("300", Around(target=Decimal(100), adds_up=True), ("cumulative",)),
        ("299", Around(target=Decimal(100), adds_up=True), ()),
        ("300", Around(target=Decimal(100)), ()),
        ("300", Around(target=Decimal(100), adds_up=True, is_cumulative=True), ()),
        ("300", Around(target=Decimal(-100), adds_up=True), ()),
    ],
)
def test_figures_are_doubted_not_refused(number: str | None, around: Around, found: tuple[str, ...]) -> None:
    assert questions(None if number is None else Decimal(number), around) == found


def test_a_planned_loss_is_said_in_words(company: Company) -> None:
    measure = spec(company, unit="Rp juta", target=Decimal(-500), decimals=0)
    assert judged(measure, value(-400)).achievement == Decimal("1.2")
    assert loss_words(measure, 1, value(-400)) == "Target rugi ≤ 500, realisasi rugi 400"
    assert loss_words(measure, 1, value(20)) == "Target rugi ≤ 500, realisasi laba 20"
    assert loss_words(measure, 1, None) == "Target rugi ≤ 500"


@pytest.mark.parametrize(
    "fields", [{"unit": "°C", "target": Decimal(-5)}, {"unit": "Rp", "target": Decimal(5)}]
)
def test_other_targets_are_not_called_losses(company: Company, fields: dict[str, Any]) -> None:
    assert loss_words(spec(company, **fields), 1, value(1)) == ""


def test_targets_and_figures_in_indonesian(company: Company) -> None:
    measure = spec(company, target=Decimal("1234.5"), comparator="≥")
    assert target_text(measure, 1) == "≥ 1.234,50"
    assert target_text(spec(company, target=None), 1) == "–"
    assert [figure_text(measure, f) for f in (None, ActualValue(), ActualValue("na"), value(0))] == [
        "–",
        "–",
        "N/A",
        "0,00",
    ]


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (ActualEntry(), "blank"),
        (ActualEntry(value=Decimal(0)), "value"),
        (ActualEntry(is_na=True), "na"),
        (ActualEntry(value=Decimal(0), is_na=True), "na"),
    ],
)
def test_the_state_of_an_entry(entry: ActualEntry, state: str) -> None:
    assert entry.state == state
