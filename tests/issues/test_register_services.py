"""Filling a register and sending it: what is kept, what is refused, what it leaves behind."""

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import RoleAssignment
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import TransitionLog
from issues.emails import REGISTER_RECEIVED
from issues.models import Issue, IssueRegister
from issues.rules import MAX_ROWS, RowValues
from issues.services import declare_nil, save_rows, submit_register
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import FILLED, SENT, drafted, opened, reviewed, row, rows, sent, texts

EMPTY = RowValues()


def save(
    register: IssueRegister, typed: dict[int, RowValues], actor: object, **more: object
) -> IssueRegister:
    return save_rows(register=register, rows=typed, actor=actor, now=FILLED, **more)  # type: ignore[arg-type]


def refused(call: object, *errors: type[Exception]) -> None:
    with pytest.raises(errors):
        call()  # type: ignore[operator]


# --- Saving ---------------------------------------------------------------------------------------


def test_the_first_row_starts_the_draft_and_names_its_author(company: Company) -> None:
    register = save(opened(company), {0: row()}, company.drafter)
    assert (register.status, register.version, register.contributors) == ("draft", 1, [company.drafter.pk])
    issue = register.issues.get()
    assert (issue.values, issue.filled_by, issue.decision) == (row(), company.drafter, "pending")
    assert TransitionLog.objects.get(machine="issue_register").transition == "draft"


def test_later_edits_count_versions_and_authors_without_a_transition(company: Company) -> None:
    register = drafted(company)
    register = save(register, {0: row(9)}, company.second_layer)
    assert (register.version, register.contributors) == (2, [company.drafter.pk, company.second_layer.pk])
    assert texts(register) == ["Isu nomor 9", "Isu nomor 2"]
    by = {issue.position: issue.filled_by for issue in register.issues.all()}
    assert by == {0: company.second_layer, 1: company.drafter}
    assert TransitionLog.objects.filter(machine="issue_register").count() == 1


def test_saving_what_is_stored_or_nothing_at_all_changes_nothing(company: Company) -> None:
    untouched = opened(company)
    assert save(untouched, {0: EMPTY, 1: EMPTY}, company.manager).status == "not_started"
    register = drafted(company)
    again = save(register, rows(2), company.second_layer)
    assert (again.version, again.contributors) == (register.version, [company.drafter.pk])


def test_half_a_row_is_kept_in_a_draft(company: Company) -> None:
    half = RowValues(stakeholder="Pemasok", source="external")
    register = save(opened(company), {0: half}, company.drafter)
    assert register.issues.get().values == half


def test_empty_rows_vanish_and_gaps_close_when_a_draft_is_saved(company: Company) -> None:
    register = save(drafted(company, count=3), {1: EMPTY}, company.drafter)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 3"]
    assert [issue.position for issue in register.issues.all()] == [0, 1]


def test_a_page_that_saves_itself_neither_removes_nor_moves_rows(company: Company) -> None:
    register = save(opened(company), {4: row(5)}, company.drafter, tidy=False)
    register = save(register, {4: EMPTY, 7: row(8)}, company.drafter, tidy=False)
    assert {issue.position: issue.values for issue in register.issues.all()} == {4: EMPTY, 7: row(8)}


def test_a_row_keeps_its_identity_while_it_is_edited(company: Company) -> None:
    register = drafted(company)
    before = list(register.issues.values_list("pk", flat=True))
    save(register, {0: row(7), 1: row(8)}, company.drafter, tidy=False)
    assert list(register.issues.values_list("pk", flat=True)) == before


def test_a_stale_page_overwrites_nothing(company: Company) -> None:
    register = drafted(company)
    shown = register.version
    save(register, {0: row(5)}, company.second_layer, version=shown)
    refused(lambda: save(register, {0: row(6)}, company.drafter, version=shown), StaleVersion)
    assert texts(register)[0] == "Isu nomor 5"


def test_more_rows_than_a_form_holds_are_refused(company: Company) -> None:
    register = opened(company)
    refused(lambda: save(register, {MAX_ROWS: row()}, company.drafter), InvalidInput)


@pytest.mark.parametrize(
    "who",
    ["colleague", "outsider", "director", "cms", "cms_head", "bod", "auditor", "admin", "leaver", "nobody"],
)
def test_who_does_not_write_for_the_department_cannot_save(company: Company, who: str) -> None:
    register = opened(company)
    refused(lambda: save(register, {0: row()}, getattr(company, who)), PermissionDenied)
    assert not Issue.objects.exists()


def test_a_register_that_is_with_cms_or_done_cannot_be_edited(company: Company) -> None:
    register = sent(company)
    refused(lambda: save(register, {0: row(5)}, company.manager), Conflict)
    register = reviewed(company, "accepted", "accepted", register=register)
    refused(lambda: save(register, {0: row(5)}, company.manager), Conflict)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]


def test_after_a_return_only_returned_and_new_rows_can_be_edited(company: Company) -> None:
    register = reviewed(company, "accepted", "returned")
    refused(lambda: save(register, {0: row(5)}, company.manager), Conflict)
    refused(lambda: save(register, {0: EMPTY}, company.manager), Conflict)
    register = save(register, {0: row(1), 1: row(6), 2: row(7)}, company.manager)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 6", "Isu nomor 7"]
    assert register.status == "returned"


def test_after_a_return_rows_keep_their_numbers_when_one_is_withdrawn(company: Company) -> None:
    register = reviewed(company, "returned", "accepted")
    save(register, {0: EMPTY}, company.manager)
    assert [issue.position for issue in register.issues.all()] == [1]


# --- Sending --------------------------------------------------------------------------------------


def test_sending_stamps_the_receipt_and_the_record_of_who_filled(company: Company) -> None:
    register = sent(company)
    assert (register.status, register.round, register.submitted_by) == ("submitted", 1, company.manager)
    assert register.submitted_at == register.first_submitted_at == SENT
    assert register.contributors == [company.drafter.pk, company.manager.pk]
    log = TransitionLog.objects.get(transition="submit")
    assert (log.actor_name, log.details) == (
        "Andi Wijaya",
        {"round": 1, "filled_by": ["Fitri Handayani"], "handed_over_by": ""},
    )


def test_sending_calls_cms_but_not_those_who_belong_to_the_department(company: Company) -> None:
    register = sent(company)
    mails = OutboxMail.objects.filter(kind=REGISTER_RECEIVED)
    assert {mail.recipient for mail in mails} == {company.cms_head, company.cms, company.second_cms}
    assert {(mail.occasion, mail.due_on) for mail in mails} == {("round-1", register.review_due_on)}


def test_an_incomplete_row_is_named_with_its_column_and_nothing_is_sent(company: Company) -> None:
    register = save(drafted(company), {1: row(2, category="", needs="")}, company.drafter)
    with pytest.raises(InvalidInput) as refusal:
        submit_register(register=register, actor=company.manager, now=SENT)
    assert refusal.value.problems == (
        "Baris 2: Kebutuhan & Harapan Pihak Berkepentingan, Kategori SWOT belum diisi.",
    )
    register.refresh_from_db()
    assert (register.status, register.first_submitted_at) == ("draft", None)
    assert not OutboxMail.objects.filter(kind=REGISTER_RECEIVED).exists()


def test_rows_that_were_left_empty_do_not_keep_a_register_from_being_sent(company: Company) -> None:
    register = save(drafted(company), {0: EMPTY}, company.drafter, tidy=False)
    register = submit_register(register=register, actor=company.manager, now=SENT)
    assert texts(register) == ["Isu nomor 2"]


def test_an_empty_register_is_not_sent(company: Company) -> None:
    register = save(drafted(company), {0: EMPTY, 1: EMPTY}, company.drafter)
    with pytest.raises(InvalidInput, match="Nihil"):
        submit_register(register=register, actor=company.manager, now=SENT)


@pytest.mark.parametrize(
    "who", ["second_layer", "drafter", "colleague", "outsider", "director", "cms", "bod", "auditor", "nobody"]
)
def test_only_the_manager_sends(company: Company, who: str) -> None:
    register = drafted(company)
    refused(
        lambda: submit_register(register=register, actor=getattr(company, who), now=SENT), PermissionDenied
    )
    register.refresh_from_db()
    assert register.status == "draft"


def test_a_register_is_not_sent_twice_nor_before_it_is_begun(company: Company) -> None:
    untouched = opened(company)
    refused(lambda: submit_register(register=untouched, actor=company.manager, now=SENT), Conflict)
    register = sent(company)
    refused(lambda: submit_register(register=register, actor=company.manager, now=SENT), Conflict)
    assert OutboxMail.objects.filter(kind=REGISTER_RECEIVED).count() == 3


def test_what_was_read_is_what_is_sent(company: Company) -> None:
    register = drafted(company)
    shown = register.version
    save(register, {0: row(9)}, company.drafter)
    refused(
        lambda: submit_register(register=register, actor=company.manager, now=SENT, version=shown),
        StaleVersion,
    )


def test_a_resubmission_opens_the_returned_rows_for_review_and_keeps_the_accepted_ones(
    company: Company,
) -> None:
    register = reviewed(company, "accepted", "returned")
    register = save(register, {1: row(6)}, company.manager)
    register = submit_register(register=register, actor=company.manager, now=at("2026-11-06 10:00"))
    accepted, repaired = register.issues.all()
    assert (register.round, register.first_submitted_at) == (2, SENT)
    assert (accepted.decision, accepted.decided_by) == ("accepted", company.cms)
    assert (repaired.decision, repaired.decision_comment, repaired.decided_by) == ("pending", "", None)
    assert repaired.reviews.get().values["issue"] == "Isu nomor 2"
    assert repaired.reviews.get().comment == "Sebutkan angkanya."


# --- Vacant post ----------------------------------------------------------------------------------


def test_the_director_fills_and_sends_for_a_vacant_post_and_only_then(company: Company) -> None:
    register = drafted(company)
    director = company.director
    refused(lambda: submit_register(register=register, actor=director, now=SENT), PermissionDenied)
    RoleAssignment.objects.filter(role=Role.MANAGER, unit=company.department).delete()
    register = save(register, {2: row(3)}, director)
    assert submit_register(register=register, actor=director, now=SENT).submitted_by == director


def test_another_director_has_no_say_over_a_vacant_post(company: Company) -> None:
    register = drafted(company)
    RoleAssignment.objects.filter(role=Role.MANAGER, unit=company.department).delete()
    for other in (company.other_director, company.president):
        refused(lambda who=other: submit_register(register=register, actor=who, now=SENT), PermissionDenied)


# --- Nihil ----------------------------------------------------------------------------------------


def nil(register: IssueRegister, actor: object, reason: str = "Tidak ada perubahan.") -> IssueRegister:
    return declare_nil(register=register, reason=reason, actor=actor, now=SENT)  # type: ignore[arg-type]


def test_nothing_to_report_is_sent_with_its_reason(company: Company) -> None:
    register = nil(opened(company), company.manager, "  Tidak ada perubahan.  ")
    assert (register.status, register.nil_reason, register.round) == ("nil", "Tidak ada perubahan.", 1)
    assert register.first_submitted_at == register.submitted_at == SENT
    assert register.review_due_on is not None
    assert OutboxMail.objects.filter(kind=REGISTER_RECEIVED).count() == 3
    assert TransitionLog.objects.get(transition="declare_nil").comment == "Tidak ada perubahan."


def test_nihil_needs_a_reason_and_an_empty_register(company: Company) -> None:
    register = opened(company)
    refused(lambda: nil(register, company.manager, "   "), InvalidInput)
    register = drafted(company)
    refused(lambda: nil(register, company.manager), InvalidInput)
    register.refresh_from_db()
    assert register.status == "draft"


@pytest.mark.parametrize("who", ["second_layer", "drafter", "colleague", "cms", "director", "nobody"])
def test_only_the_manager_declares_nihil(company: Company, who: str) -> None:
    register = opened(company)
    refused(lambda: nil(register, getattr(company, who)), PermissionDenied)


def test_a_register_with_cms_cannot_become_nihil(company: Company) -> None:
    register = sent(company)
    refused(lambda: nil(register, company.manager), Conflict)
