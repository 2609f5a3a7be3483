"""Minta Konfirmasi: asked per row, answered on the register's page, never bouncing the register."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from issues.models import Issue, IssueRegister, Question
from issues.question_emails import QUESTION_ANSWERED, QUESTION_ASKED
from issues.rules import RowDecision
from issues.selectors import todos_for
from issues.services import (
    answer_question,
    ask_department,
    decide_rows,
    finish_review,
    submit_register,
    withdraw_question,
)
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import REVIEWED, decisions, drafted, reviewed, sent

LogIn = Callable[[object], Client]
ASKED_AT = at("2026-11-02 09:00")
ANSWERED_AT = at("2026-11-02 13:20")


def first_row(register: IssueRegister) -> Issue:
    issue = register.issues.first()
    assert issue is not None
    return issue


def ask(register: IssueRegister, actor: object, text: str = "Mesin mana?", **more: object) -> Question:
    row = more.pop("row", first_row(register).pk)
    return ask_department(register=register, row=row, text=text, actor=actor, now=ASKED_AT, **more)  # type: ignore[arg-type]


def answer(question: Question, actor: object, text: str = "Mesin CNC 2") -> Question:
    return answer_question(question=question, text=text, actor=actor, now=ANSWERED_AT)  # type: ignore[arg-type]


def again(register: IssueRegister) -> IssueRegister:
    return IssueRegister.objects.get(pk=register.pk)


def mails(kind: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(kind=kind, is_copy=False).order_by("recipient_id"))


# --- Asking ---------------------------------------------------------------------------------------


def test_a_question_tells_the_department_and_leaves_the_register_with_cms(company: Company) -> None:
    register = sent(company)
    question = ask(register, company.cms)
    fresh = again(register)
    assert (fresh.status, fresh.round, fresh.review_due_on) == ("submitted", 1, date(2026, 11, 4))
    assert (question.number, question.round, question.asked_by, question.asked_at) == (
        1,
        1,
        company.cms,
        ASKED_AT,
    )
    assert {mail.recipient for mail in mails(QUESTION_ASKED)} == {
        company.manager,
        company.cms_with_department,
    }
    text = render_mail(mails(QUESTION_ASKED)[0]).text
    assert "Pertanyaan: Mesin mana?" in text
    assert "“Isu nomor 1”" in text
    assert f"/issues/registers/{register.pk}/#pertanyaan" in text


def test_asking_stops_an_older_page_of_another_reviewer(company: Company) -> None:
    register = sent(company)
    ask(register, company.cms, version=register.version)
    with pytest.raises(StaleVersion):
        ask(register, company.second_cms, version=register.version)


def test_a_row_decided_before_the_question_is_undecided_again(company: Company) -> None:
    register = sent(company)
    register = decide_rows(
        register=register,
        decisions=decisions(register, "accepted", "accepted"),
        actor=company.cms,
        now=ASKED_AT,
    )
    ask(register, company.cms)
    assert [issue.decision for issue in register.issues.all()] == ["pending", "accepted"]


@pytest.mark.parametrize("text", ["", "  \n "])
def test_a_question_needs_words(company: Company, text: str) -> None:
    with pytest.raises(InvalidInput, match="Baris 1"):
        ask(sent(company), company.cms, text)
    assert not Question.objects.exists()


def test_a_row_has_one_open_question_at_a_time(company: Company) -> None:
    register = sent(company)
    question = ask(register, company.cms)
    with pytest.raises(InvalidInput, match="belum dijawab"):
        ask(register, company.second_cms, "Sejak kapan?")
    answer(question, company.manager)
    ask(register, company.second_cms, "Sejak kapan?")
    assert register.questions.count() == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Question.objects.filter(pk=question.pk).update(
            answer="", answered_by=None, answered_at=None
        )  # two open ones


@pytest.mark.parametrize("who", ["cms_with_department", "manager", "drafter", "director", "bod", "auditor"])
def test_only_who_may_review_asks(company: Company, who: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(sent(company), getattr(company, who))


def test_nothing_is_asked_about_a_settled_a_foreign_or_an_unsent_row(company: Company) -> None:
    with pytest.raises(Conflict):
        ask(drafted(company), company.cms)
    register = reviewed(company, "accepted", "returned")
    register = submit_register(register=register, actor=company.manager, now=at("2026-11-05 09:00"))
    with pytest.raises(Conflict, match="putaran sebelumnya"):
        ask(register, company.cms)
    with pytest.raises(Conflict, match="tidak ada"):
        ask(register, company.cms, row=0)


# --- Open questions ---------------------------------------------------------------------------------


def test_an_open_question_keeps_its_row_and_a_whole_batch_from_being_accepted(company: Company) -> None:
    register = sent(company, count=3)
    ask(register, company.cms)
    with pytest.raises(InvalidInput, match="Baris 1: departemen belum menjawab"):
        decide_rows(
            register=again(register),
            decisions=decisions(register, "accepted", "accepted", "accepted"),
            actor=company.cms,
            now=REVIEWED,
        )
    assert [issue.decision for issue in register.issues.all()] == ["pending"] * 3


@pytest.mark.parametrize("close", ["answer", "withdraw"])
def test_answered_or_withdrawn_the_row_can_be_accepted(company: Company, close: str) -> None:
    register = sent(company, count=1)
    question = ask(register, company.cms)
    if close == "answer":
        answer(question, company.manager)
    else:
        withdraw_question(question=question, actor=company.second_cms, now=REVIEWED)
    register = decide_rows(
        register=again(register), decisions=decisions(register, "accepted"), actor=company.cms, now=REVIEWED
    )
    assert finish_review(register=register, actor=company.cms, now=REVIEWED).status == "accepted"


def test_returning_the_row_closes_its_question(company: Company) -> None:
    register = sent(company, count=1)
    question = ask(register, company.cms)
    register = decide_rows(
        register=again(register), decisions=decisions(register, "returned"), actor=company.cms, now=REVIEWED
    )
    finish_review(register=register, actor=company.cms, now=REVIEWED)
    question.refresh_from_db()
    assert (question.withdrawn_by, question.withdrawn_at) == (company.cms, REVIEWED)
    with pytest.raises(Conflict, match="ditutup oleh Budi Santoso"):
        answer(question, company.manager)


def test_nobody_decides_past_an_answer_that_he_has_not_seen(company: Company) -> None:
    register = sent(company, count=1)
    question = ask(register, company.cms)
    answer(question, company.manager)
    pk = first_row(register).pk
    for word, comment in (("accepted", ""), ("returned", "Lengkapi.")):
        with pytest.raises(InvalidInput, match="tanya jawabnya bertambah"):
            decide_rows(
                register=again(register),
                decisions={pk: RowDecision(word, comment, seen=1)},
                actor=company.cms,
                now=REVIEWED,
            )
    decide_rows(
        register=again(register),
        decisions={pk: RowDecision("accepted", seen=2)},
        actor=company.cms,
        now=REVIEWED,
    )


# --- Answering ------------------------------------------------------------------------------------


def test_an_answer_goes_back_to_who_asked_and_stops_no_reviewers_page(company: Company) -> None:
    register = sent(company)
    question = ask(register, company.second_cms)
    before = again(register).version
    answer(question, company.manager)
    assert again(register).version == before
    (mail,) = mails(QUESTION_ANSWERED)
    assert mail.recipient == company.second_cms
    assert "Jawaban: Mesin CNC 2" in render_mail(mail).text
    assert "Batas waktu pemeriksaan tetap: Rabu, 4 November 2026" in render_mail(mail).text


def test_when_the_asker_may_not_review_any_more_all_reviewers_are_told(company: Company) -> None:
    register = sent(company)
    question = ask(register, company.second_cms)
    company.second_cms.is_active = False
    company.second_cms.save()
    answer(Question.objects.get(pk=question.pk), company.manager)
    assert {mail.recipient for mail in mails(QUESTION_ANSWERED)} == {company.cms, company.cms_head}


@pytest.mark.parametrize("who", ["second_layer", "drafter", "colleague", "cms", "director", "bod", "auditor"])
def test_who_does_not_send_does_not_answer(company: Company, who: str) -> None:
    question = ask(sent(company), company.cms)
    with pytest.raises(PermissionDenied):
        answer(question, getattr(company, who))
    assert Question.objects.open().count() == 1


def test_a_question_is_answered_once_and_with_words(company: Company) -> None:
    question = ask(sent(company), company.cms)
    with pytest.raises(InvalidInput):
        answer(question, company.manager, " ")
    answer(question, company.manager)
    with pytest.raises(Conflict, match="sudah dijawab oleh Andi Wijaya"):
        answer(question, company.manager, "Lagi")
    with pytest.raises(Conflict, match="sudah dijawab"):
        withdraw_question(question=question, actor=company.cms, now=REVIEWED)


def test_only_who_may_review_withdraws(company: Company) -> None:
    question = ask(sent(company), company.cms)
    with pytest.raises(PermissionDenied):
        withdraw_question(question=question, actor=company.manager, now=REVIEWED)


def test_mails_about_what_is_settled_are_not_sent(company: Company) -> None:
    question = ask(sent(company), company.cms)
    asked = mails(QUESTION_ASKED)[0]
    assert kinds.kind(QUESTION_ASKED).still_due(asked)
    answer(question, company.manager)
    assert not kinds.kind(QUESTION_ASKED).still_due(asked)


def test_the_manager_finds_the_question_among_the_tasks(company: Company) -> None:
    register = sent(company)
    question = ask(register, company.cms)
    (task,) = todos_for(company.manager, ANSWERED_AT)
    assert (task.title, task.note) == ("Jawab konfirmasi yang diminta CMS", "1 pertanyaan")
    assert task.url == f"/issues/registers/{register.pk}/#pertanyaan"
    assert todos_for(company.drafter, ANSWERED_AT) == []
    answer(question, company.manager)
    assert todos_for(company.manager, ANSWERED_AT) == []


# --- Pages ----------------------------------------------------------------------------------------


def review_url(register: IssueRegister) -> str:
    return reverse("issues:register-review", args=[register.pk])


def answer_url(question: Question) -> str:
    return reverse("issues:question-answer", args=[question.pk])


@pytest.fixture
def _tuesday(company: Company) -> None:
    clock.move_to(at("2026-11-03 14:07"))


@pytest.mark.usefixtures("_tuesday")
def test_the_row_asks_and_keeps_the_other_decisions(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    first, second = register.issues.all()
    data = {
        "version": register.version,
        f"row-{first.pk}-question": "Mesin mana?",
        f"row-{second.pk}-decision": "accepted",
        "ask": first.pk,
    }
    response = as_person(company.cms).post(review_url(register), data)
    assert response["Location"] == f"{review_url(register)}#row-{first.pk}"
    assert [issue.decision for issue in register.issues.all()] == ["pending", "accepted"]
    assert Question.objects.get().text == "Mesin mana?"
    html = as_person(company.cms).get(review_url(register)).content.decode()
    assert "Menunggu jawaban departemen" in html
    assert f'name="withdraw" value="{Question.objects.get().pk}"' in html


@pytest.mark.usefixtures("_tuesday")
def test_a_question_without_words_keeps_what_was_typed(company: Company, as_person: LogIn) -> None:
    register = sent(company, count=1)
    pk = first_row(register).pk
    data = {"version": register.version, f"row-{pk}-comment": "Setengah jadi", "ask": pk}
    response = as_person(company.cms).post(review_url(register), data)
    assert response.status_code == 422
    assert "Setengah jadi" in response.content.decode()


@pytest.mark.usefixtures("_tuesday")
def test_a_question_is_withdrawn_on_its_own_register_only(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    question = ask(register, company.cms)
    client = as_person(company.second_cms)
    version = again(register).version
    other = IssueRegister.objects.get(unit=company.sister_department)
    assert client.post(review_url(register), {"version": version, "withdraw": "x"}).status_code == 404
    assert client.post(review_url(other), {"version": 0, "withdraw": question.pk}).status_code == 409
    assert client.post(review_url(register), {"version": version, "withdraw": question.pk}).status_code == 302
    question.refresh_from_db()
    assert question.withdrawn_by == company.second_cms


@pytest.mark.usefixtures("_tuesday")
def test_the_manager_answers_on_the_registers_page(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    question = ask(register, company.cms)
    page = reverse("issues:register-detail", args=[register.pk])
    client = as_person(company.manager)
    assert answer_url(question) in client.get(page).content.decode()
    response = client.post(answer_url(question), {"answer": "Mesin CNC 2"})
    assert response["Location"] == f"{page}#pertanyaan"
    html = client.get(page).content.decode()
    assert "Mesin CNC 2" in html
    assert answer_url(question) not in html


@pytest.mark.usefixtures("_tuesday")
def test_who_may_not_answer_reads_the_question_without_a_field(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    question = ask(register, company.cms)
    page = reverse("issues:register-detail", args=[register.pk])
    for person in (company.drafter, company.director, company.second_cms):
        html = as_person(person).get(page).content.decode()
        assert "Mesin mana?" in html
        assert answer_url(question) not in html


@pytest.mark.usefixtures("_tuesday")
def test_an_answer_that_came_too_late_stays_in_sight(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    question = ask(register, company.cms)
    withdraw_question(question=question, actor=company.cms, now=REVIEWED)
    response = as_person(company.manager).post(answer_url(question), {"answer": "Panjang dan penting"})
    assert response.status_code == 409
    assert "ditutup oleh Budi Santoso" in response.content.decode()
    assert "Panjang dan penting" in response.content.decode()


@pytest.mark.usefixtures("_tuesday")
def test_an_empty_answer_is_marked_beside_its_field(company: Company, as_person: LogIn) -> None:
    question = ask(sent(company), company.cms)
    response = as_person(company.manager).post(answer_url(question), {"answer": " "})
    assert response.status_code == 422
    assert f'id="answer-error-{question.pk}">Tuliskan jawabannya.' in response.content.decode()


@pytest.mark.usefixtures("_tuesday")
def test_the_bulk_acceptance_is_refused_as_a_whole(company: Company, as_person: LogIn) -> None:
    register = sent(company, count=3)
    ask(register, company.cms)
    data = {"version": again(register).version, "accept_rest": "1"}
    response = as_person(company.cms).post(review_url(register), data)
    assert response.status_code == 422
    assert "Baris 1: departemen belum menjawab" in response.content.decode()
    assert [issue.decision for issue in register.issues.all()] == ["pending"] * 3


@pytest.mark.usefixtures("_tuesday")
def test_the_autosave_goes_on_while_one_row_waits_to_be_read(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    question = ask(register, company.cms)
    first, second = register.issues.all()
    answer(question, company.manager)
    data = {
        "version": again(register).version,
        f"row-{first.pk}-decision": "accepted",
        f"row-{first.pk}-seen": "1",
        f"row-{second.pk}-decision": "accepted",
        f"row-{second.pk}-seen": "0",
    }
    url = reverse("issues:register-review-autosave", args=[register.pk])
    response = as_person(company.cms).post(url, data).json()
    assert list(response["errors"]) == [f"row-{first.pk}-decision"]
    assert [issue.decision for issue in register.issues.all()] == ["pending", "accepted"]
