"""Data from another department: a task of the provider with a date of its own (realities 7)."""

from datetime import date

import pytest

from bsc.models import Measure
from realization.models import Realization
from realization.selectors.provided import provider_todos
from realization.selectors.todos import todos_for
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import Status, a_month
from tests.realization.results_scenes import NA, one_kpi, sent

NOW = at("2027-02-03 09:00")


@pytest.fixture
def provided(company: Company) -> Measure:
    """The department enters January's figure from data that the sister department keeps."""
    _card, measure = one_kpi(company.department, company.cycle, data_provider=company.sister_department)
    return measure


def opened(company: Company) -> Realization:
    return a_month(company.department, company.cycle, 1, Status.NOT_FILLED)


def test_the_provider_has_until_the_10th_to_hand_over(company: Company, provided: Measure) -> None:
    opened(company)
    (todo,) = [row for row in todos_for(company.colleague, NOW) if row.title.startswith("Serahkan data")]
    assert (todo.title, todo.unit, todo.note, todo.due_on, todo.url) == (
        "Serahkan data realisasi ke Departemen PPIC",
        "Departemen QA",
        provided.name,
        date(2027, 2, 10),
        f"/bsc/measures/{provided.pk}/",
    )
    others = [row.title for row in todos_for(company.manager, NOW)]
    assert not any(title.startswith("Serahkan") for title in others), "the owner is not chased for it"


def test_a_measure_may_set_another_day(company: Company, provided: Measure) -> None:
    with unlocked():
        Measure.objects.filter(pk=provided.pk).update(provider_due_day=5)
    opened(company)
    (todo,) = provider_todos([company.sister_department.pk])
    assert todo.due_on == date(2027, 2, 5)


@pytest.mark.parametrize("figure", [90, 0, NA])
def test_it_is_settled_when_the_figure_stands_in_the_month(
    company: Company, provided: Measure, figure: int | str
) -> None:
    sent(company.department, company.cycle, 1, {provided: figure}, Status.DRAFT)
    assert provider_todos([company.sister_department.pk]) == []


@pytest.mark.parametrize(
    "change",
    [{"frequency": "quarterly"}, {"value_source": "own_growth"}, {"data_provider": None}],
    ids=str,
)
def test_nothing_is_owed_for_what_is_not_measured_not_entered_or_ones_own(
    company: Company, provided: Measure, change: dict[str, object]
) -> None:
    with unlocked():
        Measure.objects.filter(pk=provided.pk).update(**change)
    opened(company)
    assert provider_todos([company.sister_department.pk]) == []


def test_who_provides_for_itself_owes_nobody(company: Company, provided: Measure) -> None:
    with unlocked():
        Measure.objects.filter(pk=provided.pk).update(data_provider=company.department)
    opened(company)
    assert provider_todos([company.department.pk]) == []


def test_a_month_that_was_sent_asks_no_more(company: Company, provided: Measure) -> None:
    a_month(company.department, company.cycle, 1, Status.SUBMITTED)
    assert provider_todos([company.sister_department.pk]) == []
