"""Data from another department: a task of the provider with a date of its own (realities 7)."""

from datetime import date

import pytest

from bsc.models import Measure
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from realization.models import Realization
from realization.reminder_emails import PROVIDED_DUE, PROVIDED_OVERDUE
from realization.selectors.provided import provider_todos
from realization.selectors.todos import todos_for
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked
from tests.notifications.ticks import queued, tick
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


# --- Reminders --------------------------------------------------------------------------------------


def test_the_provider_is_reminded_of_its_own_date_and_the_owner_is_not(
    company: Company, provided: Measure
) -> None:
    month = opened(company)
    for day in range(1, 13):
        tick(PROVIDED_DUE, f"2027-02-{day:02d}")
    steps = {(step, name) for code, step, name in queued(PROVIDED_DUE) if code == PROVIDED_DUE}
    # Wednesday 10 February: three days before is a Sunday, so on Friday.
    key = f"p{company.sister_department.pk}/"
    assert steps == {(key + step, "manager.qa") for step in ("due-3", "due-1", "due+0", "late+1")}
    assert {name for _code, step, name in queued(PROVIDED_OVERDUE)} >= {"direktur"}
    assert "manager" not in {name for _code, _step, name in queued(PROVIDED_DUE)}
    mail = OutboxMail.objects.filter(kind=PROVIDED_DUE).first()
    assert mail is not None
    assert mail.about == month
    page = render_mail(mail).text
    assert provided.name in page
    assert f"/bsc/measures/{provided.pk}/" in page


def test_nobody_is_reminded_of_data_that_stand_in_the_month(company: Company, provided: Measure) -> None:
    opened(company)
    tick(PROVIDED_DUE, "2027-02-09")
    mail = OutboxMail.objects.get(kind=PROVIDED_DUE)
    assert kinds.kind(PROVIDED_OVERDUE).still_due(mail)
    Realization.objects.all().delete()
    sent(company.department, company.cycle, 1, {provided: 90}, Status.DRAFT)
    tick(PROVIDED_DUE, "2027-02-10")
    assert OutboxMail.objects.filter(kind=PROVIDED_DUE).count() == 1
