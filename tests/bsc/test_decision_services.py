"""The board's decision: it binds to what was shown, one by one or all at once, and it can be returned."""

import pytest
from django.core.exceptions import PermissionDenied

from bsc.models import Measure, Scorecard
from bsc.services.approval import KpiDecision, send_scorecard
from bsc.services.decision import Shown, approve_scorecard, approve_scorecards, return_scorecard_by_board
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.workflow.models import TransitionLog
from tests.bsc.scorecards import accept_all, kpis_of, last_log, make_scorecard, shown_hash, touch_weight
from tests.company import Company
from tests.conftest import at

NOW = at("2027-01-08 10:00")


@pytest.fixture
def waiting(company: Company) -> Scorecard:
    scorecard = make_scorecard(company.cycle, company.department, "with_board", company.manager)
    accept_all(scorecard)
    return scorecard


def shown(scorecard: Scorecard) -> Shown:
    return Shown(scorecard, scorecard.version, shown_hash(scorecard))


def recipients(kind: str) -> set[str]:
    mails = OutboxMail.objects.filter(kind=kind, is_copy=False)
    return set(mails.values_list("recipient__username", flat=True))


# --- Approving --------------------------------------------------------------------------------------


def test_an_approval_carries_name_time_meaning_and_the_hash_of_the_content(
    company: Company, waiting: Scorecard
) -> None:
    digest = shown_hash(waiting)
    row = approve_scorecard(scorecard=waiting, actor=company.bod, now=NOW, version=0, content_sha256=digest)
    log = last_log(row)
    assert row.status == "approved"
    assert (log.actor_name, log.at, log.transition) == ("Lukman Hakim", NOW, "approve")
    assert log.details == {"content_sha256": digest}


def test_those_who_prepared_and_reviewed_learn_of_the_approval(company: Company, waiting: Scorecard) -> None:
    approve_scorecard(
        scorecard=waiting, actor=company.bod, now=NOW, version=0, content_sha256=shown_hash(waiting)
    )
    assert recipients("bsc.approved") == {"manager", "cms.rangkap", "kepala.cms", "cms", "cms.dua"}


def test_rows_that_the_board_never_commented_on_count_as_accepted(company: Company) -> None:
    corporate = make_scorecard(company.cycle, company.corporate, "with_board", company.cms_head)
    approve_scorecard(
        scorecard=corporate, actor=company.bod, now=NOW, version=0, content_sha256=shown_hash(corporate)
    )
    assert {kpi.decision for kpi in kpis_of(corporate)} == {"accepted"}


def test_content_that_changed_after_it_was_shown_is_not_approved(
    company: Company, waiting: Scorecard
) -> None:
    digest = shown_hash(waiting)
    Measure.objects.filter(kpis__in=kpis_of(waiting)[:1]).update(target=99)  # e.g. through a joint KPI
    with pytest.raises(Conflict):
        approve_scorecard(scorecard=waiting, actor=company.bod, now=NOW, version=0, content_sha256=digest)
    waiting.refresh_from_db()
    assert waiting.status == "with_board"
    assert not TransitionLog.objects.exists()
    assert not OutboxMail.objects.exists()


def test_an_approval_without_the_hash_of_a_page_is_refused(company: Company, waiting: Scorecard) -> None:
    with pytest.raises(Conflict):
        approve_scorecard(scorecard=waiting, actor=company.bod, now=NOW, version=0, content_sha256="")


def test_a_stale_version_is_not_approved(company: Company, waiting: Scorecard) -> None:
    digest = shown_hash(waiting)
    touch_weight(kpis_of(waiting)[0], 25)
    with pytest.raises(StaleVersion):
        approve_scorecard(scorecard=waiting, actor=company.bod, now=NOW, version=0, content_sha256=digest)


@pytest.mark.parametrize("actor", ["manager", "cms_head", "cms", "director", "auditor", "admin", "nobody"])
def test_only_the_board_approves(company: Company, waiting: Scorecard, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        approve_scorecard(
            scorecard=waiting,
            actor=getattr(company, actor),
            now=NOW,
            version=0,
            content_sha256=shown_hash(waiting),
        )


def test_approving_twice_is_a_conflict(company: Company, waiting: Scorecard) -> None:
    digest = shown_hash(waiting)
    approve_scorecard(scorecard=waiting, actor=company.bod, now=NOW, version=0, content_sha256=digest)
    with pytest.raises(Conflict):
        approve_scorecard(
            scorecard=waiting, actor=company.president, now=NOW, version=1, content_sha256=digest
        )
    assert TransitionLog.objects.count() == 1


# --- Returning --------------------------------------------------------------------------------------


def test_the_board_returns_with_its_direction_and_a_comment_on_one_kpi(
    company: Company, waiting: Scorecard
) -> None:
    kpi = kpis_of(waiting)[2]
    row = return_scorecard_by_board(
        scorecard=waiting,
        actor=company.president,
        now=NOW,
        reason="Naikkan target ekspor",
        decisions=[KpiDecision(kpi.pk, "returned", "Terlalu rendah")],
        version=0,
    )
    assert row.status == "returned_board"
    assert [k.decision for k in kpis_of(row)] == ["accepted", "accepted", "returned", "accepted"]
    assert last_log(row).comment == "Naikkan target ekspor"
    assert last_log(row).details["due_on"] == "2027-01-13"
    mail = OutboxMail.objects.get(kind="bsc.returned_by_board", recipient=company.manager)
    assert (mail.context["comment"], mail.context["returned"]) == ("Naikkan target ekspor", 1)


def test_a_return_without_a_reason_is_refused_and_keeps_no_comment(
    company: Company, waiting: Scorecard
) -> None:
    with pytest.raises(InvalidInput):
        return_scorecard_by_board(
            scorecard=waiting,
            actor=company.bod,
            now=NOW,
            reason=" ",
            decisions=[KpiDecision(kpis_of(waiting)[0].pk, "returned", "?")],
        )
    assert {kpi.decision for kpi in kpis_of(waiting)} == {"accepted"}


def test_what_the_board_returned_to_a_department_goes_to_cms_again(
    company: Company, waiting: Scorecard
) -> None:
    row = return_scorecard_by_board(
        scorecard=waiting, actor=company.bod, now=NOW, reason="Revisi", decisions=[], version=0
    )
    touch_weight(kpis_of(row)[0], 20)
    touch_weight(kpis_of(row)[1], 30)
    row = send_scorecard(scorecard=row, actor=company.manager, now=NOW)
    assert row.status == "sent_cms"
    assert [k.decision for k in kpis_of(row)] == ["pending", "pending", "accepted", "accepted"]


def test_what_the_board_returned_to_cms_goes_to_the_board_again(company: Company) -> None:
    corporate = make_scorecard(company.cycle, company.corporate, "with_board", company.cms_head)
    row = return_scorecard_by_board(scorecard=corporate, actor=company.bod, now=NOW, reason="Revisi")
    assert recipients("bsc.returned_by_board") == {"kepala.cms", "cms", "cms.dua", "cms.rangkap"}
    assert send_scorecard(scorecard=row, actor=company.cms_head, now=NOW).status == "with_board"


def test_a_stale_page_returns_nothing(company: Company, waiting: Scorecard) -> None:
    touch_weight(kpis_of(waiting)[0], 25)
    with pytest.raises(StaleVersion):
        return_scorecard_by_board(scorecard=waiting, actor=company.bod, now=NOW, reason="Revisi", version=0)


# --- Several at once (T10) --------------------------------------------------------------------------


@pytest.fixture
def several(company: Company, waiting: Scorecard) -> list[Scorecard]:
    sister = make_scorecard(company.cycle, company.sister_department, "with_board", company.colleague)
    other = make_scorecard(company.cycle, company.other_department, "with_board", company.outsider)
    return [waiting, sister, other]


def test_one_confirmation_approves_the_whole_list(company: Company, several: list[Scorecard]) -> None:
    rows = approve_scorecards(shown=list(map(shown, several)), actor=company.president, now=NOW)
    assert {row.status for row in rows} == {"approved"}
    assert TransitionLog.objects.filter(transition="approve").count() == 3
    assert recipients("bsc.approved") == {"manager", "cms.rangkap", "manager.qa", "manager.fin"}


def test_cms_gets_one_mail_for_a_batch(company: Company, several: list[Scorecard]) -> None:
    approve_scorecards(shown=list(map(shown, several)), actor=company.president, now=NOW)
    mails = OutboxMail.objects.filter(kind="bsc.batch_approved")
    assert {mail.recipient for mail in mails} == {
        company.cms_head,
        company.cms,
        company.second_cms,
        company.cms_with_department,
    }
    assert mails[0].context["count"] == 3
    assert "Departemen PPIC" in mails[0].context["units"]


def assert_nothing_decided(several: list[Scorecard]) -> None:
    states = set(Scorecard.objects.filter(pk__in=[s.pk for s in several]).values_list("status", flat=True))
    assert "approved" not in states
    assert not TransitionLog.objects.filter(transition="approve").exists()
    assert not OutboxMail.objects.exists()


def test_one_scorecard_in_another_state_stops_the_batch(company: Company, several: list[Scorecard]) -> None:
    Scorecard.objects.filter(pk=several[-1].pk).update(status="returned_board")
    with pytest.raises(Conflict):
        approve_scorecards(shown=list(map(shown, several)), actor=company.president, now=NOW)
    assert_nothing_decided(several)


def test_one_scorecard_of_ones_own_stops_the_batch(company: Company, several: list[Scorecard]) -> None:
    Scorecard.objects.filter(pk=several[-1].pk).update(contributors=[company.bod.pk])
    with pytest.raises(PermissionDenied):
        approve_scorecards(shown=list(map(shown, several)), actor=company.bod, now=NOW)
    assert_nothing_decided(several)


def test_one_changed_content_stops_the_batch(company: Company, several: list[Scorecard]) -> None:
    pages = list(map(shown, several))
    Measure.objects.filter(kpis__in=kpis_of(several[-1])[:1]).update(target=1)
    with pytest.raises(Conflict) as refusal:
        approve_scorecards(shown=pages, actor=company.bod, now=NOW)
    assert "Departemen Keuangan" in str(refusal.value)
    assert_nothing_decided(several)


def test_an_empty_choice_is_refused(company: Company) -> None:
    with pytest.raises(InvalidInput):
        approve_scorecards(shown=[], actor=company.bod, now=NOW)
