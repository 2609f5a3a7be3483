"""Sending, CMS's review, returning and forwarding: what each does, refuses and leaves behind."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from bsc.models import Kpi, Measure, Scorecard
from bsc.services.approval import (
    KpiDecision,
    forward_scorecard,
    return_scorecard,
    review_kpis,
    send_scorecard,
)
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.workdays.models import Holiday
from cint_portal.workflow.models import TransitionLog
from tests.bsc.scorecards import accept_all, kpis_of, last_log, make_scorecard, touch_weight
from tests.company import Company
from tests.conftest import at

NOW = at("2026-12-16 14:00")  # a Wednesday


@pytest.fixture
def draft(company: Company) -> Scorecard:
    return make_scorecard(company.cycle, company.department)


@pytest.fixture
def sent(company: Company) -> Scorecard:
    return make_scorecard(company.cycle, company.department, "sent_cms", company.manager)


def recipients(kind: str) -> set[str]:
    return set(OutboxMail.objects.filter(kind=kind).values_list("recipient__username", flat=True))


def returned(kpi: Kpi, comment: str = "Target belum SMART") -> KpiDecision:
    return KpiDecision(kpi.pk, "returned", comment)


def accepted(kpi: Kpi) -> KpiDecision:
    return KpiDecision(kpi.pk, "accepted")


# --- Sending ----------------------------------------------------------------------------------------


def test_a_manager_sends_a_complete_scorecard_to_cms(company: Company, draft: Scorecard) -> None:
    row = send_scorecard(scorecard=draft, actor=company.manager, now=NOW, version=0)
    assert (row.status, row.version, row.contributors) == ("sent_cms", 1, [company.manager.pk])
    assert last_log(row).transition == "submit"


def test_cms_has_three_working_days_after_the_day_of_receipt(company: Company, draft: Scorecard) -> None:
    Holiday.objects.create(day=date(2026, 12, 18), name="Libur", kind="company")
    row = send_scorecard(scorecard=draft, actor=company.manager, now=NOW)
    assert row.review_due_on == date(2026, 12, 22)  # Thu, (Fri off), Mon, Tue


def test_cms_but_nobody_of_the_unit_is_told_what_came_in(company: Company, draft: Scorecard) -> None:
    row = send_scorecard(scorecard=draft, actor=company.manager, now=NOW)
    assert recipients("bsc.sent_to_cms") == {"kepala.cms", "cms", "cms.dua"}
    mail = OutboxMail.objects.filter(kind="bsc.sent_to_cms").first()
    assert mail is not None
    assert (mail.due_on, mail.about) == (row.review_due_on, row)
    assert mail.context["kpis"] == 4


def test_an_incomplete_scorecard_is_not_sent_and_the_refusal_names_the_kpi(
    company: Company, draft: Scorecard
) -> None:
    measure = Measure.objects.get(name="Cacat produk PPIC")
    measure.targets.all().delete()
    Measure.objects.filter(pk=measure.pk).update(target=None)
    with pytest.raises(InvalidInput) as refusal:
        send_scorecard(scorecard=draft, actor=company.manager, now=NOW)
    assert any("Cacat produk PPIC" in sentence for sentence in refusal.value.problems)
    draft.refresh_from_db()
    assert (draft.status, draft.contributors) == ("draft", [])
    assert not OutboxMail.objects.exists()
    assert not TransitionLog.objects.exists()


def test_weights_that_do_not_make_100_are_not_sent(company: Company, draft: Scorecard) -> None:
    touch_weight(kpis_of(draft)[0], 30)
    with pytest.raises(InvalidInput):
        send_scorecard(scorecard=draft, actor=company.manager, now=NOW)


@pytest.mark.parametrize("actor", ["second_layer", "drafter", "colleague", "cms_head", "bod"])
def test_only_the_manager_sends(company: Company, draft: Scorecard, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        send_scorecard(scorecard=draft, actor=getattr(company, actor), now=NOW)


def test_sending_twice_is_a_conflict_and_leaves_one_log_line(company: Company, draft: Scorecard) -> None:
    send_scorecard(scorecard=draft, actor=company.manager, now=NOW)
    with pytest.raises(Conflict):
        send_scorecard(scorecard=draft, actor=company.manager, now=NOW)
    assert TransitionLog.objects.count() == 1
    assert OutboxMail.objects.count() == 3


def test_a_stale_page_sends_nothing(company: Company, draft: Scorecard) -> None:
    touch_weight(kpis_of(draft)[0], 25)
    with pytest.raises(StaleVersion):
        send_scorecard(scorecard=draft, actor=company.manager, now=NOW, version=0)


@pytest.mark.parametrize("level", ["corporate", "directorate"])
def test_the_head_of_cms_sends_scorecards_above_departments_to_the_board(
    company: Company, level: str
) -> None:
    scorecard = make_scorecard(company.cycle, getattr(company, level))
    row = send_scorecard(scorecard=scorecard, actor=company.cms_head, now=NOW)
    assert (row.status, row.review_due_on) == ("with_board", None)
    assert recipients("bsc.sent_to_board") == {"dirut", "direksi"}
    assert OutboxMail.objects.filter(due_on=company.cycle.board_corporate_on).count() == 2


# --- Review -----------------------------------------------------------------------------------------


def test_decisions_so_far_are_kept(company: Company, sent: Scorecard) -> None:
    first, second, *_rest = kpis_of(sent)
    review_kpis(scorecard=sent, decisions=[accepted(first), returned(second)], actor=company.cms, version=0)
    rows = kpis_of(sent)
    assert [row.decision for row in rows] == ["accepted", "returned", "pending", "pending"]
    assert rows[1].decision_comment == "Target belum SMART"
    sent.refresh_from_db()
    assert (sent.status, sent.version, sent.contributors) == ("sent_cms", 1, [company.manager.pk])


def test_a_kpi_is_not_returned_without_words(company: Company, sent: Scorecard) -> None:
    kpi = kpis_of(sent)[0]
    with pytest.raises(InvalidInput) as refusal:
        review_kpis(scorecard=sent, decisions=[returned(kpi, "  ")], actor=company.cms)
    assert refusal.value.problems == (str(kpi),)
    assert kpis_of(sent)[0].decision == "pending"


def test_a_kpi_of_another_scorecard_is_not_decided_along(company: Company, sent: Scorecard) -> None:
    foreign = kpis_of(make_scorecard(company.cycle, company.sister_department, "sent_cms"))[0]
    with pytest.raises(Conflict):
        review_kpis(scorecard=sent, decisions=[accepted(foreign)], actor=company.cms)
    foreign.refresh_from_db()
    assert foreign.decision == "pending"


def test_two_reviewers_do_not_overwrite_each_other(company: Company, sent: Scorecard) -> None:
    kpi = kpis_of(sent)[0]
    review_kpis(scorecard=sent, decisions=[accepted(kpi)], actor=company.cms, version=0)
    with pytest.raises(StaleVersion):
        review_kpis(scorecard=sent, decisions=[returned(kpi)], actor=company.second_cms, version=0)


@pytest.mark.parametrize("actor", ["manager", "cms_with_department", "bod", "director", "admin", "auditor"])
def test_who_is_not_a_reviewer_keeps_no_decision(company: Company, sent: Scorecard, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        review_kpis(scorecard=sent, decisions=[], actor=getattr(company, actor))


def test_a_reviewer_who_edited_the_scorecard_keeps_no_decision(company: Company) -> None:
    own = make_scorecard(company.cycle, company.department, "sent_cms", company.cms)
    with pytest.raises(PermissionDenied):
        review_kpis(scorecard=own, decisions=[], actor=company.cms)


def test_nothing_is_reviewed_before_it_is_sent(company: Company, draft: Scorecard) -> None:
    with pytest.raises(Conflict):
        review_kpis(scorecard=draft, decisions=[], actor=company.cms)


# --- Returning --------------------------------------------------------------------------------------


def test_cms_returns_single_kpis_and_the_others_stay_accepted(company: Company, sent: Scorecard) -> None:
    first, *others = kpis_of(sent)
    row = return_scorecard(
        scorecard=sent,
        decisions=[returned(first), *map(accepted, others)],
        actor=company.cms,
        now=NOW,
        comment="Lihat catatan per KPI",
    )
    assert row.status == "returned_cms"
    assert [kpi.decision for kpi in kpis_of(sent)] == ["returned", "accepted", "accepted", "accepted"]
    assert last_log(row).comment == "Lihat catatan per KPI"
    assert last_log(row).details["due_on"] == "2026-12-21"


def test_the_manager_learns_how_many_kpis_came_back_and_until_when(company: Company, sent: Scorecard) -> None:
    first, second, *others = kpis_of(sent)
    decisions = [returned(first), returned(second), *map(accepted, others)]
    return_scorecard(scorecard=sent, decisions=decisions, actor=company.cms, now=NOW)
    mail = OutboxMail.objects.get(kind="bsc.returned_by_cms", recipient=company.manager)
    assert (mail.context["returned"], mail.context["accepted"]) == (2, 2)
    assert mail.due_on == date(2026, 12, 21)


def test_a_return_names_at_least_one_kpi(company: Company, sent: Scorecard) -> None:
    with pytest.raises(InvalidInput):
        return_scorecard(scorecard=sent, actor=company.cms, now=NOW, comment="kurang baik")
    sent.refresh_from_db()
    assert sent.status == "sent_cms"


def test_a_refused_return_keeps_no_decision(company: Company, sent: Scorecard) -> None:
    first, second, *_rest = kpis_of(sent)
    with pytest.raises(InvalidInput):
        return_scorecard(
            scorecard=sent, decisions=[accepted(first), returned(second, "")], actor=company.cms, now=NOW
        )
    assert {kpi.decision for kpi in kpis_of(sent)} == {"pending"}


def test_in_the_next_round_only_returned_and_changed_rows_are_open(company: Company, sent: Scorecard) -> None:
    first, second, third, fourth = kpis_of(sent)
    decisions = [returned(first), *map(accepted, (second, third, fourth))]
    row = return_scorecard(scorecard=sent, decisions=decisions, actor=company.cms, now=NOW)
    touch_weight(second, 20)
    touch_weight(first, 30)
    row = send_scorecard(scorecard=row, actor=company.manager, now=NOW)
    assert [kpi.decision for kpi in kpis_of(row)] == ["pending", "pending", "accepted", "accepted"]


def test_the_comment_of_the_last_round_stays_beside_the_repaired_row(
    company: Company, sent: Scorecard
) -> None:
    first, *others = kpis_of(sent)
    decisions = [returned(first, "Satuan keliru"), *map(accepted, others)]
    row = return_scorecard(scorecard=sent, decisions=decisions, actor=company.cms, now=NOW)
    send_scorecard(scorecard=row, actor=company.manager, now=NOW)
    assert kpis_of(sent)[0].decision_comment == "Satuan keliru"


def test_a_new_round_restarts_the_clock_of_cms_and_mails_again(company: Company, sent: Scorecard) -> None:
    row = return_scorecard(scorecard=sent, decisions=[returned(kpis_of(sent)[0])], actor=company.cms, now=NOW)
    row = send_scorecard(scorecard=row, actor=company.manager, now=at("2026-12-21 23:59"))
    assert row.review_due_on == date(2026, 12, 24)
    assert recipients("bsc.sent_to_cms") == {"kepala.cms", "cms", "cms.dua"}


# --- Forwarding -------------------------------------------------------------------------------------


def test_cms_forwards_when_every_kpi_is_accepted(company: Company, sent: Scorecard) -> None:
    row = forward_scorecard(
        scorecard=sent,
        decisions=list(map(accepted, kpis_of(sent))),
        actor=company.cms,
        now=NOW,
        comment="Sesuai arah Direksi",
    )
    assert row.status == "with_board"
    assert last_log(row).comment == "Sesuai arah Direksi"
    assert recipients("bsc.sent_to_board") == {"dirut", "direksi"}
    assert OutboxMail.objects.filter(due_on=company.cycle.board_departments_on).count() == 2


def test_an_open_or_returned_kpi_stops_the_forwarding_by_name(company: Company, sent: Scorecard) -> None:
    first, second, *others = kpis_of(sent)
    with pytest.raises(InvalidInput) as refusal:
        forward_scorecard(
            scorecard=sent, decisions=[returned(first), *map(accepted, others)], actor=company.cms, now=NOW
        )
    assert refusal.value.problems == (str(first), str(second))
    sent.refresh_from_db()
    assert sent.status == "sent_cms"


def test_what_became_incomplete_meanwhile_is_not_forwarded(company: Company, sent: Scorecard) -> None:
    accept_all(sent)
    touch_weight(kpis_of(sent)[0], 10)
    with pytest.raises(InvalidInput):
        forward_scorecard(scorecard=sent, actor=company.cms, now=NOW)


def test_another_person_of_cms_may_forward_what_a_colleague_reviewed(
    company: Company, sent: Scorecard
) -> None:
    review_kpis(scorecard=sent, decisions=list(map(accepted, kpis_of(sent))), actor=company.cms)
    assert forward_scorecard(scorecard=sent, actor=company.second_cms, now=NOW).status == "with_board"
