"""What a finished round leaves behind, and the page that tells it: who, when, which text, which round."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.core.errors import Conflict
from cint_portal.workdays.selectors import work_calendar
from issues.models import IssueRegister, ReviewRound, RowReview
from issues.rules import RowDecision
from issues.selectors import previous_round, register_record, repair_clock
from issues.services import (
    accept_nil,
    answer_question,
    ask_department,
    decide_rows,
    declare_nil,
    finish_review,
    return_nil,
    save_rows,
    submit_register,
)
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import REVIEWED, SENT, opened, reviewed, row, sent

LogIn = Callable[[object], Client]
REPAIRED = at("2026-11-06 10:00")
ENDED_AGAIN = at("2026-11-12 16:00")


def two_rounds(company: Company) -> IssueRegister:
    """One row accepted in another category and annotated, one returned, repaired and accepted late."""
    register = sent(company)
    first, second = register.issues.all()
    question = ask_department(
        register=register, row=second.pk, text="Mesin mana?", actor=company.cms, now=at("2026-11-02 09:00")
    )
    answer_question(question=question, text="CNC 2", actor=company.manager, now=at("2026-11-02 13:20"))
    register = decide_rows(
        register=IssueRegister.objects.get(pk=register.pk),
        decisions={
            first.pk: RowDecision("accepted", "", "T", "Datang dari luar.", "Lihat juga QA baris 3."),
            second.pk: RowDecision("returned", "Sebutkan jamnya."),
        },
        actor=company.cms,
        now=at("2026-11-04 14:00"),
    )
    register = finish_review(
        register=register, actor=company.second_cms, now=REVIEWED, comment="Tinggal satu."
    )
    register = save_rows(
        register=register, rows={1: row(2, issue="Isu 14 jam")}, actor=company.drafter, now=REPAIRED
    )
    register = submit_register(register=register, actor=company.manager, now=REPAIRED)
    register = decide_rows(
        register=register,
        decisions={second.pk: RowDecision("accepted")},
        actor=company.cms,
        now=ENDED_AGAIN,
    )
    return finish_review(register=register, actor=company.cms, now=ENDED_AGAIN)


def test_each_round_keeps_its_dates_its_people_and_its_rows(company: Company) -> None:
    register = two_rounds(company)
    first, second = ReviewRound.objects.filter(register=register)
    assert (first.number, first.sent_at, first.sent_by, first.review_due_on) == (
        1,
        SENT,
        company.manager,
        date(2026, 11, 4),
    )
    assert (first.ended_at, first.ended_by, first.outcome, first.comment, first.repair_due_on) == (
        REVIEWED,
        company.second_cms,
        "returned",
        "Tinggal satu.",
        date(2026, 11, 9),
    )
    assert (second.number, second.outcome, second.repair_due_on, second.review_due_on) == (
        2,
        "accepted",
        None,
        date(2026, 11, 11),
    )
    accepted, returned = first.rows.all()
    assert (accepted.decision, accepted.decided_category, accepted.category_reason, accepted.annotation) == (
        "accepted",
        "T",
        "Datang dari luar.",
        "Lihat juga QA baris 3.",
    )
    assert (returned.decision, returned.comment, returned.values["issue"], returned.filled_by) == (
        "returned",
        "Sebutkan jamnya.",
        "Isu nomor 2",
        company.drafter,
    )
    assert {(row.decided_by, row.decided_at) for row in first.rows.all()} == {
        (company.cms, at("2026-11-04 14:00"))
    }
    (repaired,) = second.rows.all()
    assert (repaired.number, repaired.decision, repaired.values["issue"]) == (2, "accepted", "Isu 14 jam")


def test_the_departments_words_are_never_replaced_by_cmss(company: Company) -> None:
    register = two_rounds(company)
    first = register.issues.first()
    assert first is not None
    assert (first.issue, first.category, first.decided_category) == ("Isu nomor 1", "W", "T")
    assert (first.annotation, first.annotated_by) == ("Lihat juga QA baris 3.", company.cms)


def test_an_annotation_is_taken_back_with_its_author(company: Company) -> None:
    register = sent(company, count=1)
    pk = register.issues.get().pk
    for text in ("Sementara", ""):
        register = decide_rows(
            register=register,
            decisions={pk: RowDecision("pending", annotation=text)},
            actor=company.cms,
            now=REVIEWED,
        )
    issue = register.issues.get()
    assert (issue.annotation, issue.annotated_by, issue.annotated_at) == ("", None, None)


def test_a_settled_row_is_not_annotated_any_more(company: Company) -> None:
    register = reviewed(company, "accepted", "returned")
    register = submit_register(register=register, actor=company.manager, now=REPAIRED)
    settled = register.issues.first()
    assert settled is not None
    stored = RowDecision("accepted", "", settled.decided_category, annotation="Terlambat")
    with pytest.raises(Conflict):
        decide_rows(register=register, decisions={settled.pk: stored}, actor=company.cms, now=ENDED_AGAIN)


def test_the_database_keeps_a_reason_with_each_other_category(company: Company) -> None:
    register = sent(company, count=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        register.issues.update(decision="accepted", decided_category="T")


def test_the_record_counts_both_sides_in_working_days(company: Company) -> None:
    register = two_rounds(company)
    second, first = register_record(register, work_calendar(register.cycle))
    assert first.review is not None
    assert first.repair is not None
    assert second.review is not None
    assert (first.number, first.fillers, first.review.text) == (1, ["Fitri Handayani"], "3 HK, tepat waktu")
    assert first.repair.text == "2 HK, tepat waktu"
    assert (second.review.text, second.review.on_time) == ("4 HK, terlambat 1 HK", False)
    assert second.repair is None
    assert [change.title for change in second.rows[0].changes] == ["Isu"]
    assert [question.answer for question in first.rows[1].questions] == ["CNC 2"]


def test_a_running_round_tells_what_was_sent_and_asked_but_no_decision(company: Company) -> None:
    register = sent(company)
    first = register.issues.first()
    assert first is not None
    ask_department(register=register, row=first.pk, text="Mesin mana?", actor=company.cms, now=REVIEWED)
    decide_rows(
        register=IssueRegister.objects.get(pk=register.pk),
        decisions={register.issues.last().pk: RowDecision("returned", "Rahasia dulu")},  # type: ignore[union-attr]
        actor=company.cms,
        now=REVIEWED,
    )
    (running,) = register_record(IssueRegister.objects.get(pk=register.pk), work_calendar(register.cycle))
    assert (running.end, running.rows) == (None, [])
    assert [question.text for question in running.questions] == ["Mesin mana?"]


def test_a_nihil_leaves_its_reason_and_its_fate(company: Company) -> None:
    register = declare_nil(register=opened(company), reason="Tidak ada.", actor=company.manager, now=SENT)
    register = return_nil(register=register, comment="Ada keluhan.", actor=company.cms, now=REVIEWED)
    register = declare_nil(register=register, reason="Sudah selesai.", actor=company.manager, now=REPAIRED)
    accept_nil(register=register, actor=company.cms, now=ENDED_AGAIN)
    rounds = ReviewRound.objects.filter(register=register)
    assert [(r.outcome, r.nil_reason, r.comment) for r in rounds] == [
        ("returned", "Tidak ada.", "Ada keluhan."),
        ("accepted", "Sudah selesai.", ""),
    ]
    assert not RowReview.objects.exists()


def test_the_previous_round_names_cmss_category_and_its_reason(company: Company) -> None:
    register = sent(company, count=1)
    pk = register.issues.get().pk
    register = decide_rows(
        register=register,
        decisions={pk: RowDecision("returned", "Lengkapi.", "T", "Datang dari luar.")},
        actor=company.cms,
        now=REVIEWED,
    )
    register = finish_review(register=register, actor=company.cms, now=REVIEWED)
    register = submit_register(register=register, actor=company.manager, now=REPAIRED)
    before = previous_round(register.issues.get())
    assert before is not None
    assert (before.category, before.reason, before.changes) == ("T – Threat", "Datang dari luar.", [])
    assert register.issues.get().decided_category == ""


@pytest.mark.parametrize(
    ("today", "text", "tone"),
    [
        ("2026-11-04", "Departemen: 3 HK lagi", "info"),
        ("2026-11-06", "Departemen: 1 HK lagi", "warning"),
        ("2026-11-08", "Departemen: 1 HK lagi", "warning"),
        ("2026-11-09", "Departemen: hari ini", "warning"),
        ("2026-11-11", "Departemen terlambat 2 HK", "danger"),
    ],
)
def test_the_repair_is_counted_down_in_working_days(
    company: Company, today: str, text: str, tone: str
) -> None:
    register = reviewed(company, "returned")
    shown = repair_clock(register, work_calendar(register.cycle), date.fromisoformat(today))
    assert shown is not None
    assert (shown.text, shown.tone, shown.due_on) == (text, tone, date(2026, 11, 9))


# --- The page -------------------------------------------------------------------------------------


def record_url(register: IssueRegister) -> str:
    return reverse("issues:register-record", args=[register.pk])


def test_the_page_tells_every_round_to_whoever_sees_the_register(company: Company, as_person: LogIn) -> None:
    clock.move_to(at("2026-11-13 09:00"))
    register = two_rounds(company)
    for person in (company.drafter, company.director, company.cms, company.auditor):
        html = as_person(person).get(record_url(register)).content.decode()
        for text in (
            "Putaran ke-2",
            "Fitri Handayani",
            "Andi Wijaya · Sab, 31 Okt 2026, 20.00 WIB",
            "Citra Lestari · Rab, 4 Nov 2026, 15.00 WIB",
            "Sebutkan jamnya.",
            "Kategori menurut CMS: T – Threat. Alasan: Datang dari luar.",
            "Lihat juga QA baris 3.",
            "4 HK, terlambat 1 HK",
        ):
            assert text in html, text
    assert as_person(company.outsider).get(record_url(register)).status_code == 404


def test_before_the_first_sending_the_page_says_what_will_be_here(company: Company, as_person: LogIn) -> None:
    html = as_person(company.manager).get(record_url(opened(company))).content.decode()
    assert "Belum pernah dikirim ke CMS" in html


def test_the_record_takes_the_same_queries_at_5_and_at_50_rows(company: Company, as_person: LogIn) -> None:
    client = as_person(company.cms)
    first = reviewed(company, *["accepted"] * 5)
    other = IssueRegister.objects.get(unit=company.sister_department)
    other = save_rows(
        register=other, rows={n: row(n + 1) for n in range(50)}, actor=company.colleague, now=SENT
    )
    other = submit_register(register=other, actor=company.colleague, now=SENT)
    second = reviewed(company, *["accepted"] * 50, register=other)
    counts = []
    for register in (first, second):
        client.get(record_url(register))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(record_url(register)).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]
