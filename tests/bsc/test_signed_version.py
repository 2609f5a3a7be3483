"""The locked version as a signed document: name, time, meaning and hash on page and paper (T56)."""

import io
from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from bsc.models import Scorecard, ScorecardVersion
from bsc.reports import build_version, may_ask_version, request_version
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.signatures import signatures_of
from bsc.services.establishment import MeetingRecord, establish_set
from bsc.workflow import SCORECARD
from cint_portal.documents.models import ReportJob
from cint_portal.workflow.services import perform_transition
from tests.bsc.scorecards import make_scorecard
from tests.company import Company
from tests.conftest import at

AsPerson = Callable[..., Client]
SENT, CHECKED = at("2026-12-14 10:05"), at("2026-12-16 09:30")
DECIDED, MET = at("2027-01-08 15:20"), at("2027-01-20 16:00")


def silent(done: int, total: int) -> None:
    """Nobody watches the progress here."""


def step(scorecard: Scorecard, name: str, actor: object, now: object, **extra: object) -> Scorecard:
    details = {"content_sha256": content_hash(content_of(scorecard))}
    return perform_transition(
        SCORECARD,
        scorecard,
        name,
        actor=actor,  # type: ignore[arg-type]
        now=now,  # type: ignore[arg-type]
        details=details,
        **extra,  # type: ignore[arg-type]
    )


@pytest.fixture
def version(company: Company) -> ScorecardVersion:
    """Sent, returned by the board once, sent again, forwarded, approved, established."""
    card = make_scorecard(company.cycle, company.department, "draft", company.manager)
    card = step(card, "submit", company.manager, at("2026-12-10 10:00"))
    card = step(card, "forward", company.cms, at("2026-12-11 10:00"))
    card = step(card, "return_by_board", company.bod, at("2026-12-12 10:00"), comment="Perbaiki target")
    card = step(card, "submit", company.manager, SENT)
    card = step(card, "forward", company.cms, CHECKED)
    card = step(card, "approve", company.bod, DECIDED)
    record = MeetingRecord("BSC/NOT/2027/001", date(2027, 1, 20), date(2027, 1, 20), "Kartika Sari")
    establish_set(cycle=company.cycle, meeting=record, scorecards=[card], actor=company.cms_head, now=MET)
    return ScorecardVersion.objects.get(scorecard=card)


def test_the_round_that_went_through_is_signed_in_order(company: Company, version: ScorecardVersion) -> None:
    signed = signatures_of(version)
    assert [(one.name, one.at) for one in signed] == [
        (company.manager.full_name, SENT),
        (company.cms.full_name, CHECKED),
        (company.bod.full_name, DECIDED),
        (company.cms_head.full_name, MET),
    ]
    assert [one.meaning for one in signed] == [
        "Menyusun dan mengirim ke CMS",
        "Memeriksa dan meneruskan ke Direksi (CMS)",
        "Menyetujui (Direksi)",
        "Mencatat penetapan dalam Rapat Penetapan BSC",
    ]
    assert {one.content_sha256 for one in signed} == {version.content_sha256}


def test_what_happens_after_the_lock_signs_nothing(company: Company, version: ScorecardVersion) -> None:
    before = signatures_of(version)
    other = make_scorecard(company.cycle, company.sister_department, "draft", company.colleague)
    step(other, "submit", company.colleague, at("2027-02-01 10:00"))
    assert signatures_of(version) == before


def test_the_print_shows_name_time_meaning_and_hash(company: Company, version: ScorecardVersion) -> None:
    pages = PdfReader(io.BytesIO(build_version({"version": version.pk}, "pdf", company.manager, MET, silent)))
    text = " ".join(" ".join(page.extract_text() for page in pages.pages).split())
    for one in signatures_of(version):
        assert one.name in text
        assert one.meaning in text
    for moment in ("14 Des 2026, 10.05 WIB", "8 Jan 2027, 15.20 WIB", "20 Jan 2027, 16.00 WIB"):
        assert moment in text
    assert version.content_sha256 in text.replace(" ", "")
    assert "Tanda tangan elektronik tidak tersertifikasi" in text
    assert "Rev. 00" in text


def test_the_page_shows_the_same(company: Company, version: ScorecardVersion, as_person: AsPerson) -> None:
    page = as_person(company.manager).get(reverse("bsc:version-detail", args=[version.pk])).content.decode()
    for one in signatures_of(version):
        assert one.name in page
        assert one.meaning in page
    assert page.count(version.content_sha256) == 5  # the version's own, and once per signature


def test_a_reader_of_the_scorecard_asks_for_the_print(
    company: Company, version: ScorecardVersion, as_person: AsPerson
) -> None:
    answer = as_person(company.manager).post(reverse("bsc:version-request", args=[version.pk]))
    job = ReportJob.objects.get()
    assert answer["Location"] == reverse("documents:report-detail", args=[job.pk])
    assert (job.code, job.format, job.file_name) == (
        "bsc.version",
        "pdf",
        f"scorecard-2027-{company.department.code}-rev-00.pdf",
    )


def test_nobody_else_may_ask(company: Company, version: ScorecardVersion) -> None:
    assert may_ask_version(company.manager, {"version": version.pk})
    for person in (company.admin, company.nobody):
        assert not may_ask_version(person, {"version": version.pk})
        with pytest.raises(PermissionDenied):
            request_version(version=version, actor=person, now=MET)
    assert not may_ask_version(company.manager, {"version": 0})
    assert not ReportJob.objects.exists()
