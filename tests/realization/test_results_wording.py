"""Every score explains itself in one Indonesian sentence (realities, "makes a manager love it" 5)."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from bsc.models import MeasureTarget
from realization.selectors.results.shapes import KpiLine
from tests.company import Company
from tests.locks import unlocked
from tests.realization.results_scenes import FEBRUARY, MARCH, D, Figure, one_kpi, only_kpi, seen, sent


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    with translation.override("id"):
        yield


def line_of(company: Company, figure: Figure, **fields: object) -> KpiLine:
    """January of a KPI that weighs everything."""
    scorecard, measure = one_kpi(company.department, company.cycle, **fields)
    sent(company.department, company.cycle, 1, {measure: figure})
    return only_kpi(seen(scorecard, FEBRUARY))


def said(line: KpiLine) -> str:
    return line.explanation.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("figure", "fields", "sentence"),
    [
        (52000, {"target": D(50000)}, "Realisasi 52.000 ÷ target 50.000 = 104 % × bobot 100 % = 104"),
        (
            65000,
            {"target": D(50000)},
            "Realisasi 65.000 ÷ target 50.000 = 130 %, dibatasi 120 %, × bobot 100 % = 120",
        ),
        (
            25,
            {"target": D(24), "polarity": "minimize", "comparator": "≤"},
            "Target 24 ÷ realisasi 25 = 96 % × bobot 100 % = 96",
        ),
        (
            25,
            {"target": D(24), "polarity": "minimize", "comparator": "≤", "minimize_by": "mirror"},
            "2 − realisasi 25 ÷ target 24 = 95,83 % × bobot 100 % = 95,83",
        ),
        (
            0,
            {"target": D(24), "polarity": "minimize", "comparator": "≤"},
            "Realisasi 0, target paling banyak 24 = 200 %, dibatasi 120 %, × bobot 100 % = 120",
        ),
        (
            3,
            {"target": D(0), "polarity": "minimize", "comparator": "≤", "worst": D(10)},
            "Realisasi 3 terhadap target 0 = 70 % × bobot 100 % = 70",
        ),
        (
            -400,
            {"target": D(-500)},
            "Realisasi -400 terhadap target -500 = 120 % × bobot 100 % = 120",
        ),
        (
            90,
            {
                "target": None,
                "lower": D(95),
                "upper": D(105),
                "polarity": "stabilize",
                "comparator": "between",
            },
            "Realisasi 90 terhadap rentang 95 – 105 = 94,74 % × bobot 100 % = 94,74",
        ),
        (
            1,
            {"polarity": "binary", "target": D(1)},
            "Realisasi 1 (tercapai bila 1) = 100 % × bobot 100 % = 100",
        ),
        (60, {"polarity": "milestone", "target": None}, "Realisasi 60 ÷ 100 = 60 % × bobot 100 % = 60"),
        (
            3,
            {"target": None, "step_rules": [["≥", "4", "1"], ["≥", "2", "0.5"], ["<", "2", "0"]]},
            "Nilai 3 menurut tabel skor = 50 % × bobot 100 % = 50",
        ),
    ],
)
def test_a_score_says_how_it_came_about(
    company: Company, figure: Figure, fields: dict[str, object], sentence: str
) -> None:
    assert said(line_of(company, figure, **fields)) == sentence


@pytest.mark.parametrize(
    ("fields", "target"),
    [
        ({"target": D(50000)}, "≥ 50.000"),
        ({"target": D(24), "comparator": "≤", "polarity": "minimize"}, "≤ 24"),
        (
            {
                "target": None,
                "lower": D(95),
                "upper": D(105),
                "polarity": "stabilize",
                "comparator": "between",
            },
            "95 – 105",
        ),
        ({"target": None, "step_rules": [["≥", "0", "1"], ["<", "0", "0"]]}, "tabel skor"),
    ],
)
def test_a_target_is_written_with_its_comparator(
    company: Company, fields: dict[str, object], target: str
) -> None:
    assert line_of(company, 1, **fields).target_text == target


def test_numbers_have_as_many_decimals_as_the_kpi_allows(company: Company) -> None:
    line = line_of(company, "7.856", target=D(8), decimals=1)
    assert line.actual_text == "7,9"
    assert said(line).startswith("Realisasi 7,9 ÷ target 8 = 98,2 %")


def test_a_planned_loss_that_is_smaller_is_met_when_the_comparator_says_so(company: Company) -> None:
    assert line_of(company, -400, target=D(-500)).met is True


def test_a_blank_names_the_months_it_waits_for(company: Company) -> None:
    scorecard, _measure = one_kpi(company.department, company.cycle)
    line = only_kpi(seen(scorecard, MARCH, "year-to-date", 2))
    assert said(line) == "Belum ada data (Jan, Feb); belum dihitung."
    assert line.chip.label == "Belum ada data"


def test_months_of_an_average_are_joined_before_they_are_compared(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, target=None)
    with unlocked():
        MeasureTarget.objects.bulk_create(
            MeasureTarget(measure=measure, month=month, value=value) for month, value in ((1, 80), (2, 100))
        )
    sent(company.department, company.cycle, 1, {measure: 80})
    sent(company.department, company.cycle, 2, {measure: 80})
    line = only_kpi(seen(scorecard, MARCH, "year-to-date", 2))
    assert said(line) == "Realisasi 80 ÷ target 90 = 88,89 % × bobot 100 % = 88,89"


def test_english_readers_get_english_numbers(company: Company) -> None:
    scorecard, measure = one_kpi(company.department, company.cycle, target=D(50000))
    sent(company.department, company.cycle, 1, {measure: 52000})
    with translation.override("en"):
        view = seen(scorecard, FEBRUARY)
    assert view.total.text == "104.00%"
    assert only_kpi(view).actual_text == "52,000"
