"""CMS's review: decisions per row, the end of the round, who may not decide."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.workflow.models import TransitionLog
from issues.emails import REGISTER_ACCEPTED, REGISTER_RETURNED
from issues.models import Issue, IssueRegister
from issues.rules import RowDecision
from issues.selectors import previous_round
from issues.services import (
    accept_nil,
    decide_rows,
    declare_nil,
    finish_review,
    return_nil,
    save_rows,
    submit_register,
)
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import (
    FILLED,
    REVIEWED,
    SENT,
    decisions,
    drafted,
    opened,
    reviewed,
    row,
    rows,
    sent,
)

ACCEPTED, RETURNED, PENDING = "accepted", "returned", "pending"


def decide(register: IssueRegister, *words: str, actor: object, **more: object) -> IssueRegister:
    chosen = decisions(register, *words)
    return decide_rows(register=register, decisions=chosen, actor=actor, now=REVIEWED, **more)  # type: ignore[arg-type]


def finish(register: IssueRegister, actor: object, **more: object) -> IssueRegister:
    return finish_review(register=register, actor=actor, now=REVIEWED, **more)  # type: ignore[arg-type]


def state_of(register: IssueRegister) -> list[tuple[str, str, str]]:
    return [(i.decision, i.decision_comment, i.decided_category) for i in register.issues.all()]


# --- Decisions ------------------------------------------------------------------------------------


def test_decisions_are_kept_with_their_author_and_move_no_status(company: Company) -> None:
    register = decide(sent(company), ACCEPTED, RETURNED, actor=company.cms)
    assert state_of(register) == [(ACCEPTED, "", "W"), (RETURNED, "Sebutkan angkanya.", "W")]
    assert {(i.decided_by, i.decided_at) for i in register.issues.all()} == {(company.cms, REVIEWED)}
    assert register.status == "submitted"
    assert not OutboxMail.objects.filter(kind__in=[REGISTER_ACCEPTED, REGISTER_RETURNED]).exists()


def test_the_reviewers_category_stands_beside_the_departments(company: Company) -> None:
    register = sent(company, count=1)
    issue = register.issues.get()
    decide_rows(
        register=register,
        decisions={issue.pk: RowDecision(ACCEPTED, category="T", reason="Datang dari pesaing.")},
        actor=company.cms,
        now=REVIEWED,
    )
    issue.refresh_from_db()
    assert (issue.category, issue.decided_category, issue.final_category) == ("W", "T", "T")


def test_a_decision_can_be_taken_back_until_the_round_ends(company: Company) -> None:
    register = decide(sent(company), ACCEPTED, RETURNED, actor=company.cms)
    register = decide(register, PENDING, ACCEPTED, actor=company.second_cms)
    assert state_of(register) == [(PENDING, "", ""), (ACCEPTED, "", "W")]
    first = register.issues.first()
    assert (first.decided_by, first.decided_at) == (None, None)


def test_deciding_the_same_again_changes_nothing(company: Company) -> None:
    register = decide(sent(company), ACCEPTED, ACCEPTED, actor=company.cms)
    again = decide(register, ACCEPTED, ACCEPTED, actor=company.second_cms)
    assert again.version == register.version
    assert {issue.decided_by for issue in again.issues.all()} == {company.cms}


def test_a_return_needs_a_comment_and_then_nothing_of_the_batch_is_kept(company: Company) -> None:
    register = sent(company)
    first, second = register.issues.all()
    batch = {first.pk: RowDecision(ACCEPTED), second.pk: RowDecision(RETURNED, "  ")}
    with pytest.raises(InvalidInput, match="Baris 2"):
        decide_rows(register=register, decisions=batch, actor=company.cms, now=REVIEWED)
    assert {issue.decision for issue in register.issues.all()} == {PENDING}


def test_a_row_of_another_register_is_refused(company: Company) -> None:
    register = sent(company)
    other = IssueRegister.objects.get(unit=company.sister_department)
    foreign = Issue.objects.create(register=other, position=0, issue="Milik QA")
    with pytest.raises(Conflict):
        decide_rows(
            register=register,
            decisions={foreign.pk: RowDecision(RETURNED, "x")},
            actor=company.cms,
            now=REVIEWED,
        )
    foreign.refresh_from_db()
    assert foreign.decision == PENDING


def test_a_stale_review_overwrites_nothing(company: Company) -> None:
    register = sent(company)
    decide(register, ACCEPTED, ACCEPTED, actor=company.cms, version=register.version)
    with pytest.raises(StaleVersion):
        decide(register, RETURNED, RETURNED, actor=company.second_cms, version=register.version)


def test_what_an_earlier_round_accepted_is_never_decided_again(company: Company) -> None:
    register = reviewed(company, ACCEPTED, RETURNED)
    register = submit_register(register=register, actor=company.manager, now=at("2026-11-05 09:00"))
    settled, repaired = register.issues.all()
    assert settled.is_settled(register)
    assert not repaired.is_settled(register)
    for other in (
        RowDecision(RETURNED, "Berubah pikiran"),
        RowDecision(PENDING),
        RowDecision(ACCEPTED, category="S"),
    ):
        with pytest.raises(Conflict, match="Baris 1"):
            decide_rows(register=register, decisions={settled.pk: other}, actor=company.cms, now=REVIEWED)


@pytest.mark.parametrize("stage", ["not_started", "draft", "returned", "accepted"])
def test_rows_are_decided_only_while_the_register_is_with_cms(company: Company, stage: str) -> None:
    register = at_stage(company, stage)
    issue = register.issues.first()
    batch = {issue.pk: RowDecision(ACCEPTED)} if issue else {}
    with pytest.raises(Conflict):
        decide_rows(register=register, decisions=batch, actor=company.cms, now=REVIEWED)


def at_stage(company: Company, stage: str) -> IssueRegister:
    if stage in ("returned", "accepted"):
        return reviewed(company, stage)
    return opened(company) if stage == "not_started" else drafted(company)


def test_an_accepted_row_is_complete_whatever_the_code_does(company: Company) -> None:
    register = drafted(company, count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        register.issues.update(decision=ACCEPTED, decided_category="W", needs="")


# --- Who may decide -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who",
    [
        "cms_with_department",  # two hats
        "manager",
        "second_layer",
        "drafter",
        "colleague",
        "director",
        "president",
        "bod",
        "auditor",
        "admin",
        "nobody",
    ],
)
def test_who_is_not_an_independent_reviewer_decides_nothing(company: Company, who: str) -> None:
    register = sent(company)
    actor = getattr(company, who)
    with pytest.raises(PermissionDenied):
        decide(register, ACCEPTED, ACCEPTED, actor=actor)
    complete = decide(register, ACCEPTED, ACCEPTED, actor=company.cms)
    with pytest.raises(PermissionDenied):
        finish(complete, actor)


def test_a_reviewer_who_once_wrote_the_register_may_not_review_it(company: Company) -> None:
    register = drafted(company)
    register.contributors = [*register.contributors, company.cms.pk]
    register.save()
    register = submit_register(register=register, actor=company.manager, now=SENT)
    with pytest.raises(PermissionDenied):
        decide(register, ACCEPTED, ACCEPTED, actor=company.cms)
    decide(register, ACCEPTED, ACCEPTED, actor=company.second_cms)


def sent_by_cms(company: Company) -> IssueRegister:
    """CMS's own register, sent by the president for the vacant head."""
    opened(company)
    register = IssueRegister.objects.get(unit=company.cms_department)
    register = save_rows(register=register, rows=rows(1), actor=company.president, now=FILLED)
    return submit_register(register=register, actor=company.president, now=SENT)


def test_cms_does_not_review_itself_its_substitute_does(company: Company) -> None:
    register = sent_by_cms(company)
    for who in (company.cms_head, company.cms):
        with pytest.raises(PermissionDenied):
            decide(register, ACCEPTED, actor=who)
    company.cms_department.substitute_reviewer = company.outsider
    company.cms_department.save()
    register = IssueRegister.objects.get(pk=register.pk)
    assert register in IssueRegister.objects.visible_to(company.outsider)
    finish(decide(register, ACCEPTED, actor=company.outsider), company.outsider)


# --- The end of the round -------------------------------------------------------------------------


def test_one_returned_row_sends_the_register_back_with_a_date_of_its_own(company: Company) -> None:
    register = reviewed(company, ACCEPTED, RETURNED)
    assert (register.status, register.due_on, register.reviewed_at) == (
        "returned",
        date(2026, 11, 9),
        REVIEWED,
    )
    log = TransitionLog.objects.get(transition="return")
    assert log.details == {"round": 1, "returned_rows": [2]}
    mails = OutboxMail.objects.filter(kind=REGISTER_RETURNED, is_copy=False)
    assert {mail.recipient for mail in mails} == {company.manager, company.cms_with_department}
    assert {(mail.context["rows"], mail.due_on, mail.occasion) for mail in mails} == {
        (1, date(2026, 11, 9), "round-1")
    }


def test_when_all_rows_are_accepted_the_register_is_done(company: Company) -> None:
    register = reviewed(company, ACCEPTED, ACCEPTED)
    assert (register.status, register.due_on) == ("accepted", date(2026, 10, 31))
    assert TransitionLog.objects.get(transition="accept").actor_name == "Budi Santoso"
    assert OutboxMail.objects.filter(kind=REGISTER_ACCEPTED, is_copy=False).count() == 2


def test_a_round_does_not_end_while_a_row_has_no_decision(company: Company) -> None:
    register = decide(sent(company, count=3), ACCEPTED, PENDING, PENDING, actor=company.cms)
    with pytest.raises(InvalidInput, match=r"2, 3\."):
        finish(register, company.cms)
    register.refresh_from_db()
    assert register.status == "submitted"


def test_a_round_ends_once(company: Company) -> None:
    register = reviewed(company, ACCEPTED)
    with pytest.raises(Conflict):
        finish(register, company.second_cms)
    assert OutboxMail.objects.filter(kind=REGISTER_ACCEPTED, is_copy=False).count() == 2


def test_the_comment_to_the_department_reaches_log_and_mail(company: Company) -> None:
    register = decide(sent(company, count=1), RETURNED, actor=company.cms)
    finish(register, company.cms, comment="Lihat juga notulen rapat.")
    assert TransitionLog.objects.get(transition="return").comment == "Lihat juga notulen rapat."
    assert OutboxMail.objects.filter(kind=REGISTER_RETURNED, is_copy=False).first().context["comment"] == (
        "Lihat juga notulen rapat."
    )


def test_what_was_returned_is_kept_for_reading_beside_the_repair(company: Company) -> None:
    register = reviewed(company, RETURNED)
    register = save_rows(register=register, rows={0: row(8)}, actor=company.manager, now=REVIEWED)
    issue = register.issues.get()
    before = previous_round(issue)
    assert issue.issue == "Isu nomor 8"
    assert before is not None
    assert (before.round, before.comment) == (1, "Sebutkan angkanya.")
    assert [(change.title, change.before, change.after) for change in before.changes] == [
        ("Kebutuhan & Harapan Pihak Berkepentingan", "Kebutuhan 1", "Kebutuhan 8"),
        ("Isu", "Isu nomor 1", "Isu nomor 8"),
    ]


# --- Nihil ----------------------------------------------------------------------------------------


def nil(company: Company) -> IssueRegister:
    return declare_nil(register=opened(company), reason="Tidak ada.", actor=company.manager, now=SENT)


def test_an_accepted_nihil_stays_nihil_and_is_done(company: Company) -> None:
    register = accept_nil(register=nil(company), actor=company.cms, now=REVIEWED)
    assert (register.status, register.reviewed_at, register.awaits_review) == ("nil", REVIEWED, False)
    assert OutboxMail.objects.filter(kind=REGISTER_ACCEPTED, is_copy=False).count() == 2
    with pytest.raises(Conflict):
        accept_nil(register=register, actor=company.second_cms, now=REVIEWED)
    with pytest.raises(Conflict):
        return_nil(register=register, comment="x", actor=company.second_cms, now=REVIEWED)


def test_a_returned_nihil_comes_back_with_its_comment_and_a_date(company: Company) -> None:
    register = return_nil(register=nil(company), comment="Ada keluhan.", actor=company.cms, now=REVIEWED)
    assert (register.status, register.due_on) == ("returned", date(2026, 11, 9))
    assert TransitionLog.objects.get(transition="return").comment == "Ada keluhan."
    again = declare_nil(register=register, reason="Sudah ditangani.", actor=company.manager, now=REVIEWED)
    assert (again.status, again.round, again.first_submitted_at) == ("nil", 2, SENT)


def test_a_nihil_is_not_returned_without_a_word(company: Company) -> None:
    register = nil(company)
    with pytest.raises(InvalidInput):
        return_nil(register=register, comment=" ", actor=company.cms, now=REVIEWED)
    register.refresh_from_db()
    assert register.status == "nil"


def test_a_filled_register_is_not_ended_as_a_nihil(company: Company) -> None:
    register = sent(company)
    with pytest.raises(Conflict):
        accept_nil(register=register, actor=company.cms, now=REVIEWED)
    with pytest.raises(Conflict):
        return_nil(register=register, comment="x", actor=company.cms, now=REVIEWED)


@pytest.mark.parametrize("who", ["cms_with_department", "manager", "director", "bod", "nobody"])
def test_who_is_not_an_independent_reviewer_ends_no_nihil(company: Company, who: str) -> None:
    register = nil(company)
    with pytest.raises(PermissionDenied):
        accept_nil(register=register, actor=getattr(company, who), now=REVIEWED)
    with pytest.raises(PermissionDenied):
        return_nil(register=register, comment="x", actor=getattr(company, who), now=REVIEWED)
