"""Mails of approval and establishment: words, link, and whether they still make sense when they are sent."""

import pytest
from django.urls import reverse

from bsc.models import Scorecard
from bsc.services.approval import KpiDecision, forward_scorecard, return_scorecard, send_scorecard
from bsc.services.decision import Shown, approve_scorecard, approve_scorecards, return_scorecard_by_board
from bsc.services.establishment import MeetingRecord, establish_set
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import MailContent, render_mail
from tests.bsc.scorecards import accept_all, approved, kpis_of, make_scorecard, shown_hash
from tests.company import Company
from tests.conftest import at

NOW = at("2026-12-16 14:00")


def mail_of(kind: str, person: object) -> OutboxMail:
    return OutboxMail.objects.get(kind=kind, recipient=person)


def rendered(kind: str, person: object) -> MailContent:
    return render_mail(mail_of(kind, person))


@pytest.fixture
def sent(company: Company) -> Scorecard:
    scorecard = make_scorecard(company.cycle, company.department)
    return send_scorecard(scorecard=scorecard, actor=company.manager, now=NOW)


@pytest.fixture
def waiting(company: Company, sent: Scorecard) -> Scorecard:
    accept_all(sent)
    return forward_scorecard(scorecard=sent, actor=company.cms, now=NOW, comment="Layak disetujui")


def test_cms_reads_what_came_in_and_until_when(company: Company, sent: Scorecard) -> None:
    mail = rendered("bsc.sent_to_cms", company.cms)
    assert mail.subject == (
        "[BSC] Scorecard 2027 – Departemen PPIC: menunggu pemeriksaan CMS (s.d. Senin, 21 Desember 2026)"
    )
    assert "4 KPI" in mail.text
    assert reverse("bsc:approval-review", args=[sent.pk]) in mail.text


def test_the_manager_reads_how_many_kpis_came_back(company: Company, sent: Scorecard) -> None:
    first, *others = kpis_of(sent)
    decisions = [
        KpiDecision(first.pk, "returned", "Naikkan"),
        *(KpiDecision(k.pk, "accepted") for k in others),
    ]
    return_scorecard(scorecard=sent, decisions=decisions, actor=company.cms, now=NOW, comment="Lihat baris 1")
    mail = rendered("bsc.returned_by_cms", company.manager)
    assert "1 KPI perlu diperbaiki" in mail.subject
    assert "3 KPI diterima" in mail.text
    assert "Lihat baris 1" in mail.text
    assert reverse("bsc:scorecard-detail", args=[sent.pk]) in mail.text


def test_the_board_reads_the_recommendation_and_lands_on_the_decision(
    company: Company, waiting: Scorecard
) -> None:
    mail = rendered("bsc.sent_to_board", company.president)
    assert "menunggu keputusan Direksi" in mail.subject
    assert "Rekomendasi CMS: Setuju. Layak disetujui" in mail.text
    assert reverse("bsc:decision-detail", args=[waiting.pk]) in mail.text


def test_a_return_by_the_board_carries_its_direction(company: Company, waiting: Scorecard) -> None:
    return_scorecard_by_board(scorecard=waiting, actor=company.bod, now=NOW, reason="Naikkan target ekspor")
    mail = rendered("bsc.returned_by_board", company.manager)
    assert "Naikkan target ekspor" in mail.text
    assert "Senin, 21 Desember 2026" in mail.text


def test_cms_revises_the_corporate_scorecard_without_a_date(company: Company) -> None:
    corporate = make_scorecard(company.cycle, company.corporate, "with_board", company.cms_head)
    return_scorecard_by_board(scorecard=corporate, actor=company.bod, now=NOW, reason="Revisi")
    mail = rendered("bsc.returned_by_board", company.cms_head)
    assert "kembali ke Direksi" in mail.text
    assert "paling lambat" not in mail.text


def test_the_manager_reads_that_the_board_approved(company: Company, waiting: Scorecard) -> None:
    approve_scorecard(
        scorecard=waiting,
        actor=company.bod,
        now=NOW,
        version=waiting.version,
        content_sha256=shown_hash(waiting),
    )
    mail = rendered("bsc.approved", company.manager)
    assert "disetujui Direksi" in mail.subject
    assert "Lukman Hakim" in mail.text


def test_cms_reads_a_batch_in_one_mail(company: Company, waiting: Scorecard) -> None:
    page = Shown(waiting, waiting.version, shown_hash(waiting))
    approve_scorecards(shown=[page], actor=company.bod, now=NOW)
    mail = rendered("bsc.batch_approved", company.cms_head)
    assert "• Departemen PPIC" in mail.text
    assert "/bsc/establishments/create/?year=2027" in mail.text


def test_everybody_reads_what_the_meeting_established(company: Company) -> None:
    now = at("2027-01-20 16:00")
    record = MeetingRecord("BSC/NOT/2027/001", now.date(), now.date(), "Kartika Sari")
    chosen = [approved(company, company.department)]
    meeting = establish_set(
        cycle=company.cycle, meeting=record, scorecards=chosen, actor=company.cms_head, now=now
    )
    mail = rendered("bsc.established", company.second_layer)
    assert "1 scorecard ditetapkan" in mail.subject
    assert "BSC/NOT/2027/001" in mail.text
    assert reverse("bsc:meeting-detail", args=[meeting.pk]) in mail.text


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("bsc.sent_to_cms", "sent_cms"),
        ("bsc.sent_to_board", "with_board"),
        ("bsc.returned_by_cms", "returned_cms"),
        ("bsc.returned_by_board", "returned_board"),
    ],
)
def test_a_mail_that_the_work_has_overtaken_is_not_sent(
    company: Company, sent: Scorecard, kind: str, state: str
) -> None:
    mail = OutboxMail(kind=kind, about=sent)
    answers = {}
    for status in Scorecard.Status.values:
        sent.status = status
        answers[status] = kinds.kind(kind).still_due(mail)
    assert [status for status, due in answers.items() if due] == [state]
