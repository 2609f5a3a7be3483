"""Questions about a KPI between department, CMS and board: no bounce, a task and a mail for who is asked."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.utils import IntegrityError, InternalError

from bsc.models import KpiMessage, Scorecard
from bsc.permissions import side_of
from bsc.selectors.thread_todos import question_todos
from bsc.selectors.threads import open_counts, threads_of
from bsc.services.thread import write_message
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.models import OutboxMail
from tests.bsc.scorecards import approved, kpis_of, make_scorecard
from tests.company import Company
from tests.conftest import at

NOW = at("2026-12-17 10:00")


@pytest.fixture
def sent(company: Company) -> Scorecard:
    return make_scorecard(company.cycle, company.department, "sent_cms", company.manager)


def mails(kind: str) -> set[str]:
    return set(OutboxMail.objects.filter(kind=f"bsc.{kind}").values_list("recipient__username", flat=True))


def test_each_speaks_for_one_side(company: Company, sent: Scorecard) -> None:
    people = (
        "manager",
        "second_layer",
        "drafter",
        "cms",
        "cms_head",
        "bod",
        "president",
        "director",
        "auditor",
    )
    assert {name: side_of(getattr(company, name), sent) for name in people} == {
        "manager": "preparers",
        "second_layer": "preparers",
        "drafter": "",
        "cms": "cms",
        "cms_head": "cms",
        "bod": "board",
        "president": "board",
        "director": "",
        "auditor": "",
    }


def test_a_question_is_a_task_until_the_asked_side_answers(company: Company, sent: Scorecard) -> None:
    kpi = kpis_of(sent)[0]
    write_message(kpi=kpi, actor=company.cms, now=NOW, text="Dari mana datanya?", asks="preparers")
    sent.refresh_from_db()
    assert (sent.status, sent.version) == ("sent_cms", 0)
    (todo,) = question_todos(company.manager, NOW)
    assert todo.url == f"/bsc/scorecards/kpis/{kpi.pk}/messages/"
    assert question_todos(company.cms, NOW) == question_todos(company.bod, NOW) == []
    assert open_counts([sent.pk]) == {sent.pk: 1}
    assert "manager" in mails("kpi_question")
    write_message(kpi=kpi, actor=company.second_layer, now=NOW, text="Dari sistem produksi.")
    assert question_todos(company.manager, NOW) == []
    assert open_counts([sent.pk]) == {}
    assert mails("kpi_answer") == {"cms"}


def test_a_remark_of_another_side_leaves_the_question_open(company: Company, sent: Scorecard) -> None:
    kpi = kpis_of(sent)[0]
    write_message(kpi=kpi, actor=company.cms, now=NOW, text="Dari mana datanya?", asks="preparers")
    write_message(kpi=kpi, actor=company.bod, now=NOW, text="Saya juga ingin tahu.")
    assert len(question_todos(company.manager, NOW)) == 1
    thread = threads_of(sent)[kpi.pk]
    assert [(one.side, one.is_open) for one in thread.messages] == [("CMS", True), ("Direksi", False)]


def test_the_board_is_asked_through_those_who_decide(company: Company, sent: Scorecard) -> None:
    write_message(kpi=kpis_of(sent)[0], actor=company.manager, now=NOW, text="Boleh 96?", asks="board")
    assert mails("kpi_question") == {"direksi", "dirut"}
    assert len(question_todos(company.bod, NOW)) == 1


@pytest.mark.parametrize("actor", ["drafter", "director", "auditor", "outsider", "nobody"])
def test_who_speaks_for_nobody_writes_nothing(company: Company, sent: Scorecard, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        write_message(kpi=kpis_of(sent)[0], actor=getattr(company, actor), now=NOW, text="Halo")


@pytest.mark.parametrize(("text", "asks"), [(" ", ""), ("Halo", "cms"), ("Halo", "lain")])
def test_a_message_says_something_to_another_side(
    company: Company, sent: Scorecard, text: str, asks: str
) -> None:
    with pytest.raises(InvalidInput):
        write_message(kpi=kpis_of(sent)[0], actor=company.cms, now=NOW, text=text, asks=asks)


def test_a_decided_scorecard_is_not_asked_about(company: Company) -> None:
    row = approved(company, company.department)
    with pytest.raises(Conflict):
        write_message(kpi=kpis_of(row)[0], actor=company.cms, now=NOW, text="Dari mana?")


def test_what_was_said_stays_and_outlives_its_kpi(company: Company, sent: Scorecard) -> None:
    Scorecard.objects.filter(pk=sent.pk).update(status="draft")
    kpi = kpis_of(sent)[0]
    write_message(kpi=kpi, actor=company.cms, now=NOW, text="Dari mana datanya?", asks="preparers")
    for change in ({"text": "lain"}, {"asks": ""}):
        with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
            KpiMessage.objects.update(**change)
    name = kpi.name
    kpi.delete()
    row = KpiMessage.objects.get()
    assert (row.kpi_id, row.kpi_name) == (None, name)
    assert question_todos(company.manager, NOW) == []
