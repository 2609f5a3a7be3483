"""Every file of the corpus is accepted or refused with a reason, and nothing is half written (G8)."""

import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from issues.models import Issue, IssueRegister, IssueUpload
from tests.company import Company
from tests.conftest import at
from tests.documents.peaks import told_peaks
from tests.issues import corpus
from tests.issues.registers import drafted
from tests.issues.workbooks import template_of
from tests.matrix.framework import stored_rows

LogIn = Callable[[object], Client]
SECONDS = 10
MEGABYTES = 512


class Desk:
    """A drafter who uploads file after file."""

    def __init__(self, company: Company, client: Client) -> None:
        self.register = drafted(company)
        self.client = client
        self.template = template_of(self.register)
        self.foreign = template_of(IssueRegister.objects.get(unit=company.other_department))
        self.before = list(Issue.objects.values())

    def upload(self, data: bytes) -> str:
        """What came of it: "refused" or "accepted"; anything else is a fault and says so."""
        rows, uploads = stored_rows(), IssueUpload.objects.count()
        started = time.monotonic()
        address = reverse("issues:upload-create", args=[self.register.pk])
        answer = self.client.post(address, {"file": SimpleUploadedFile("isu.xlsx", data)})
        if time.monotonic() - started > SECONDS:
            return f"took {time.monotonic() - started:.0f} seconds"
        if list(Issue.objects.values()) != self.before:
            return "changed the draft"
        if answer.status_code == 422:
            if "invalid-feedback" not in answer.content.decode():
                return "refused without a reason"
            return "refused" if stored_rows() == rows else "refused, yet something was stored"
        if answer.status_code != 302 or IssueUpload.objects.count() != uploads + 1:
            return f"answered {answer.status_code}"
        preview = self.client.get(answer["Location"])
        return "accepted" if preview.status_code == 200 else f"has a preview of {preview.status_code}"

    def problems(self) -> int:
        """Cells to repair in the latest preview."""
        upload = IssueUpload.objects.latest("pk")
        page = self.client.get(reverse("issues:upload-detail", args=[self.register.pk, upload.pk]))
        return len(page.context["preview"].problems)


@pytest.fixture
def desk(company: Company, as_person: LogIn) -> Desk:
    clock.move_to(at("2026-10-21 09:00"))
    client = as_person(company.drafter)
    client.raise_request_exception = False
    return Desk(company, client)


def outcomes(desk: Desk, files: Iterator[tuple[str, corpus.Build]]) -> dict[str, str]:
    return {name: desk.upload(build()) for name, build in files}


@pytest.fixture
def largest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Callable[[], float]]:
    """The largest peak of a reading process so far, in megabytes."""
    with told_peaks(monkeypatch, tmp_path) as peak:
        yield peak


def test_hostile_files_are_refused_with_a_reason_and_leave_no_trace(
    desk: Desk, largest: Callable[[], float]
) -> None:
    found = outcomes(desk, corpus.hostile(desk.template, desk.foreign))
    assert {name: outcome for name, outcome in found.items() if outcome != "refused"} == {}
    assert len(found) >= 120
    assert 0 < largest() < MEGABYTES


def test_doubtful_files_are_refused_or_shown_and_change_nothing(
    desk: Desk, largest: Callable[[], float]
) -> None:
    found = outcomes(desk, corpus.doubtful(desk.template))
    assert {name: outcome for name, outcome in found.items() if outcome not in ("refused", "accepted")} == {}
    assert len(found) >= 80
    assert 0 < largest() < MEGABYTES


def test_good_files_are_accepted_without_anything_to_repair(desk: Desk) -> None:
    for name, build in corpus.good(desk.template):
        assert (name, desk.upload(build()), desk.problems()) == (name, "accepted", 0)


def test_a_reason_is_a_sentence_that_says_what_to_do(desk: Desk) -> None:
    address = reverse("issues:upload-create", args=[desk.register.pk])
    answer = desk.client.post(address, {"file": SimpleUploadedFile("isu.xlsx", desk.template[:900])})
    assert "Simpan ulang dari Excel sebagai .xlsx, lalu unggah lagi." in unescape(answer.content.decode())
