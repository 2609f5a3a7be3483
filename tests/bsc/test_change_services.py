"""After the lock: a request passes CMS and the board; its Adendum changes the months from its own on."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bsc.change_reminder_emails import CHANGE_REVIEW_DUE, CHANGE_REVIEW_OVERDUE
from bsc.models import ChangeRequest, Kpi, Measure, MeasureTarget, Scorecard, ScorecardVersion
from bsc.selectors.change import proposed_by
from bsc.selectors.change_reminding import changes_to_review
from bsc.selectors.change_todos import change_todos
from bsc.selectors.content import content_of
from bsc.selectors.proposal import KpiChange
from bsc.services.addendum import approve_change
from bsc.services.change import (
    create_change,
    edit_change,
    end_change,
    forward_change,
    return_change,
    submit_change,
)
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.kinds import kind
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from cint_portal.workflow.models import TransitionLog
from tests.bsc.changes import (
    NOW,
    approve,
    draft,
    established,
    requested,
    targets_of,
    to_120,
    with_board,
    with_cms,
)
from tests.bsc.scorecards import kpis_of, make_scorecard
from tests.company import Company
from tests.locks import unlocked
from tests.notifications.ticks import queued, tick


@pytest.fixture
def scorecard(company: Company) -> Scorecard:
    return established(company)


def mails(kind: str) -> set[str]:
    found = OutboxMail.objects.filter(kind=kind, is_copy=False)
    return set(found.values_list("recipient__username", flat=True))


# --- Asking -----------------------------------------------------------------------------------------


def test_a_manager_asks_and_nothing_of_the_scorecard_changes(company: Company, scorecard: Scorecard) -> None:
    before = content_of(scorecard)
    row = requested(company, scorecard)
    scorecard.refresh_from_db()
    assert (row.status, scorecard.status) == ("draft", "established")
    assert content_of(scorecard) == before
    assert row.contributors == [company.manager.pk]


@pytest.mark.parametrize("actor", ["second_layer", "drafter", "colleague", "cms", "bod", "auditor"])
def test_others_may_not_ask(company: Company, scorecard: Scorecard, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        create_change(
            scorecard=scorecard, draft=draft(to_120(scorecard)), actor=getattr(company, actor), now=NOW
        )
    assert not ChangeRequest.objects.exists()


def test_a_scorecard_that_is_not_established_is_edited_not_changed(company: Company) -> None:
    row = make_scorecard(company.cycle, company.department, "draft", company.manager)
    with pytest.raises(Conflict):
        create_change(scorecard=row, draft=draft(to_120(row)), actor=company.manager, now=NOW)


def test_one_request_at_a_time(company: Company, scorecard: Scorecard) -> None:
    requested(company, scorecard)
    with pytest.raises(Conflict):
        requested(company, scorecard)
    assert ChangeRequest.objects.count() == 1


def test_a_reason_is_needed(company: Company, scorecard: Scorecard) -> None:
    with pytest.raises(InvalidInput):
        requested(company, scorecard, reason="  ")


def test_a_kpi_of_another_scorecard_cannot_be_named(company: Company, scorecard: Scorecard) -> None:
    other = established(company, company.sister_department)
    with pytest.raises(Conflict):
        requested(company, scorecard, kpis=(to_120(other),))
    assert not ChangeRequest.objects.exists()


def test_editing_replaces_the_lines_and_counts_the_version(company: Company, scorecard: Scorecard) -> None:
    row = requested(company, scorecard)
    second = kpis_of(scorecard)[1]
    again = edit_change(
        request=row,
        draft=draft(KpiChange(second.pk, target=Decimal(99)), month=9),
        actor=company.manager,
        version=0,
    )
    assert [line.kpi_id for line in again.lines.all()] == [second.pk]
    assert (again.version, again.effective_month) == (1, 9)
    with pytest.raises(StaleVersion):
        edit_change(request=row, draft=draft(), actor=company.manager, version=0)


def test_what_was_sent_cannot_be_edited(company: Company) -> None:
    row = with_cms(company)
    with pytest.raises(Conflict):
        edit_change(request=row, draft=draft(), actor=company.manager)


# --- Sending ----------------------------------------------------------------------------------------


def test_sending_starts_cms_three_working_days_and_marks_the_scorecard(company: Company) -> None:
    row = with_cms(company)
    assert (row.status, row.scorecard.status) == ("sent_cms", "under_change")
    # Mon 8 Mar 2027 + 3 HK: Tue 9, then the Lebaran weeks of the table decide.
    assert row.review_due_on is not None
    assert row.review_due_on > NOW.date()
    assert mails("bsc.change_to_review") == {"kepala.cms", "cms", "cms.dua"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (None, "Belum ada yang diubah"),
        (KpiChange(0, weight=Decimal(30)), "105"),
        (KpiChange(0, ends=True), "75"),
        (KpiChange(0, target=Decimal(95)), "Belum ada yang diubah"),
    ],
)
def test_what_does_not_add_up_is_not_sent(
    company: Company, scorecard: Scorecard, change: KpiChange | None, says: str
) -> None:
    first = kpis_of(scorecard)[0].pk
    kpis = () if change is None else (KpiChange(first, change.target, {}, change.weight, change.ends),)
    row = requested(company, scorecard, kpis=kpis)
    with pytest.raises(InvalidInput) as refused:
        submit_change(request=row, actor=company.manager, now=NOW)
    assert says in " ".join(map(str, refused.value.problems))
    row.refresh_from_db()
    assert row.status == "draft"
    assert not OutboxMail.objects.exists()


def test_cms_does_not_review_its_own_words_and_the_department_never_reviews(company: Company) -> None:
    row = with_cms(company)
    for actor in (company.manager, company.cms_with_department, company.bod):
        with pytest.raises(PermissionDenied):
            forward_change(request=row, actor=actor, now=NOW, comment="Setuju")


def test_a_return_keeps_the_request_and_says_why(company: Company) -> None:
    row = return_change(request=with_cms(company), actor=company.cms, now=NOW, comment="Sertakan RKAP")
    assert (row.status, row.scorecard.status) == ("returned", "under_change")
    assert "manager" in mails("bsc.change_returned")
    with pytest.raises(InvalidInput):
        return_change(request=with_board_again(company, row), actor=company.bod, now=NOW, comment=" ")


def with_board_again(company: Company, row: ChangeRequest) -> ChangeRequest:
    row = submit_change(request=row, actor=company.manager, now=NOW)
    return forward_change(request=row, actor=company.cms, now=NOW, comment="Sudah lengkap")


def test_a_withdrawn_request_leaves_the_scorecard_as_it_was(company: Company) -> None:
    row = with_cms(company)
    row = end_change(request=row, name="withdraw", actor=company.manager, now=NOW, comment="Batal")
    row.scorecard.refresh_from_db()
    assert (row.status, row.scorecard.status, row.scorecard.revision) == ("withdrawn", "established", 0)


def test_a_rejected_request_leaves_the_scorecard_as_it_was(company: Company) -> None:
    row = end_change(
        request=with_board(company), name="reject", actor=company.bod, now=NOW, comment="Target tetap"
    )
    row.scorecard.refresh_from_db()
    assert (row.status, row.scorecard.status) == ("rejected", "established")
    assert ScorecardVersion.objects.count() == 1
    assert "manager" in mails("bsc.change_rejected")


# --- Deciding ---------------------------------------------------------------------------------------


def test_an_approval_puts_the_adendum_in_force_from_its_month(company: Company, scorecard: Scorecard) -> None:
    row = approve(company, with_board(company, scorecard=scorecard))
    scorecard.refresh_from_db()
    assert (row.status, row.number) == ("in_force", 1)
    assert (scorecard.status, scorecard.revision) == ("established", 1)
    version = ScorecardVersion.objects.get(scorecard=scorecard, revision=1)
    assert (version.effective_from.isoformat(), version.change) == ("2027-07-01", row)
    assert version.content == content_of(scorecard)
    assert targets_of(kpis_of(scorecard)[0]) == [Decimal(95)] * 6 + [Decimal(120)] * 6
    assert {"manager", "kepala.cms"} <= mails("bsc.change_in_force")


def test_a_sum_shares_what_the_new_target_leaves(company: Company, scorecard: Scorecard) -> None:
    kpi = kpis_of(scorecard)[0]
    with unlocked():
        Measure.objects.filter(pk=kpi.measure_id).update(consolidation="sum", target=1140)
    approve(
        company, with_board(company, scorecard=scorecard, kpis=(KpiChange(kpi.pk, target=Decimal(1200)),))
    )
    assert targets_of(kpi) == [Decimal(95)] * 6 + [Decimal(105)] * 6


def test_typed_months_are_taken_as_they_are(company: Company, scorecard: Scorecard) -> None:
    kpi = kpis_of(scorecard)[0]
    months = {month: (Decimal(90 + month), None) for month in range(7, 13)}
    approve(company, with_board(company, scorecard=scorecard, kpis=(KpiChange(kpi.pk, months=months),)))
    assert targets_of(kpi) == [Decimal(95)] * 6 + [Decimal(90 + month) for month in range(7, 13)]
    kpi.refresh_from_db()
    assert kpi.measure is not None
    assert kpi.measure.target == 95


def test_weights_move_and_an_ended_kpi_keeps_its_past(company: Company, scorecard: Scorecard) -> None:
    first, second, *_others = kpis_of(scorecard)
    kpis = (KpiChange(first.pk, ends=True), KpiChange(second.pk, weight=Decimal(50)))
    approve(company, with_board(company, scorecard=scorecard, kpis=kpis))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.through_month, first.weight, second.weight) == (6, 25, 50)


def test_another_content_than_shown_is_not_approved(company: Company) -> None:
    row = with_board(company)
    with pytest.raises(Conflict):
        approve(company, row, content_sha256="0" * 64)
    row.refresh_from_db()
    assert row.status == "with_board"
    assert ScorecardVersion.objects.count() == 1


@pytest.mark.parametrize("actor", ["manager", "cms", "cms_head", "director"])
def test_only_the_board_approves(company: Company, actor: str) -> None:
    row = with_board(company)
    digest = proposed_by(row).digest
    with pytest.raises(PermissionDenied):
        approve_change(
            request=row, actor=getattr(company, actor), now=NOW, version=row.version, content_sha256=digest
        )
    assert ScorecardVersion.objects.count() == 1


def test_a_second_adendum_counts_on(company: Company, scorecard: Scorecard) -> None:
    approve(company, with_board(company, scorecard=scorecard))
    again = requested(
        company, scorecard, kpis=(KpiChange(kpis_of(scorecard)[1].pk, target=Decimal(97)),), month=9
    )
    again = submit_change(request=again, actor=company.manager, now=NOW)
    again = forward_change(request=again, actor=company.cms, now=NOW, comment="Setuju")
    assert approve(company, again).number == 2
    assert [row.revision for row in ScorecardVersion.objects.order_by("revision")] == [0, 1, 2]


def test_a_joint_kpi_gives_every_scorecard_that_weighs_it_a_version(
    company: Company, scorecard: Scorecard
) -> None:
    other = established(company, company.sister_department)
    with unlocked():
        Kpi.objects.filter(pk=kpis_of(other)[0].pk).update(measure=kpis_of(scorecard)[0].measure)
    row = approve(company, with_board(company, scorecard=scorecard))
    other.refresh_from_db()
    follower = ScorecardVersion.objects.get(scorecard=other, revision=1)
    assert (other.revision, follower.change) == (1, row)
    assert follower.content == content_of(other)


def test_a_joint_kpi_of_a_scorecard_between_approval_and_meeting_waits(
    company: Company, scorecard: Scorecard
) -> None:
    other = make_scorecard(company.cycle, company.sister_department, "approved", company.colleague)
    with unlocked():
        Kpi.objects.filter(pk=kpis_of(other)[0].pk).update(measure=kpis_of(scorecard)[0].measure)
    row = requested(company, scorecard)
    with pytest.raises(InvalidInput):
        submit_change(request=row, actor=company.manager, now=NOW)


def test_the_log_tells_every_step_and_the_scorecard_follows(company: Company, scorecard: Scorecard) -> None:
    approve(company, with_board(company, scorecard=scorecard))
    steps = TransitionLog.objects.order_by("id").values_list("machine", "transition")
    assert list(steps) == [
        ("change_request", "submit"),
        ("scorecard", "begin_change"),
        ("change_request", "forward"),
        ("change_request", "approve"),
        ("change_request", "apply"),
        ("scorecard", "end_change"),
    ]
    approval = TransitionLog.objects.get(transition="approve")
    assert len(approval.details["content_sha256"]) == 64


# --- The database's own guard -----------------------------------------------------------------------


def test_an_open_request_opens_nothing_in_the_database(company: Company, scorecard: Scorecard) -> None:
    with_board(company, scorecard=scorecard)
    kpi = kpis_of(scorecard)[0]
    for rows, values in (
        (Kpi.objects.filter(pk=kpi.pk), {"weight": 50}),
        (Measure.objects.filter(pk=kpi.measure_id), {"target": 1}),
        (MeasureTarget.objects.filter(measure=kpi.measure_id), {"value": 1}),
        (Scorecard.objects.filter(pk=scorecard.pk), {"revision": 1}),
    ):
        with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
            rows.update(**values)


def test_after_the_adendum_it_is_locked_again(company: Company, scorecard: Scorecard) -> None:
    approve(company, with_board(company, scorecard=scorecard))
    with pytest.raises(DatabaseError, match="locked"), transaction.atomic():
        Kpi.objects.filter(pk=kpis_of(scorecard)[0].pk).update(weight=50)


def test_an_author_decides_in_no_way(company: Company) -> None:
    row = with_board(company)
    with pytest.raises(DatabaseError, match="independent"), transaction.atomic():
        TransitionLog.objects.create(
            at=NOW,
            machine="change_request",
            transition="approve",
            from_state="with_board",
            to_state="approved",
            actor_id=company.manager.pk,
            actor_name="Andi",
            content_type=TransitionLog.objects.filter(machine="change_request").last().content_type,
            object_id=row.pk,
            object_label="x",
            object_version=9,
        )


# --- Tasks ------------------------------------------------------------------------------------------


def test_the_task_lies_with_whoever_has_to_act(company: Company) -> None:
    row = requested(company)

    def waits_for() -> set[str]:
        people = (company.manager, company.cms, company.bod, company.colleague, company.director)
        return {person.username for person in people if change_todos(person, NOW)}

    assert waits_for() == {"manager"}
    row = submit_change(request=row, actor=company.manager, now=NOW)
    assert waits_for() == {"cms"}
    row = forward_change(request=row, actor=company.cms, now=NOW, comment="Setuju")
    assert waits_for() == {"direksi"}
    approve(company, row)
    assert waits_for() == set()


# --- Reminders --------------------------------------------------------------------------------------


def test_cms_is_reminded_on_its_own_clock_until_it_answers(company: Company) -> None:
    row = with_cms(company)
    due_on = row.review_due_on
    assert due_on is not None
    tick(CHANGE_REVIEW_DUE, due_on.isoformat())
    assert queued(CHANGE_REVIEW_DUE) == {
        (CHANGE_REVIEW_DUE, "due+0", name) for name in ("kepala.cms", "cms", "cms.dua")
    }
    mail = OutboxMail.objects.filter(kind=CHANGE_REVIEW_DUE).first()
    assert mail is not None
    assert f"/bsc/changes/{row.pk}/" in render_mail(mail).text
    assert kind(CHANGE_REVIEW_OVERDUE).still_due(mail)
    forward_change(request=row, actor=company.cms, now=NOW, comment="Setuju")
    mail = OutboxMail.objects.get(pk=mail.pk)
    assert not kind(CHANGE_REVIEW_OVERDUE).still_due(mail)
    assert list(changes_to_review(due_on)) == []
