"""Report jobs: asked for by a person, built whole or not at all, seen by that person alone."""

import hashlib
import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from cint_portal.audit.models import AuditEvent
from cint_portal.core import clock
from cint_portal.documents import reports, services
from cint_portal.documents.models import ReportJob
from cint_portal.documents.reports import ReportKind
from cint_portal.documents.views import protected_file
from tests.company import Company

CODE = "test.report"


def build(
    params: dict[str, object], format: str, user: object, now: object, progress: reports.Progress
) -> bytes:
    if params.get("fails"):
        progress(1, 3)
        raise RuntimeError("no data")
    for done in (1, 2, 3):
        progress(done, 3)
    return b"content"


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = ReportKind(CODE, build, lambda user, params: user.is_cms)
    monkeypatch.setitem(reports._reports, CODE, kind)


def ask(company: Company, **params: object) -> ReportJob:
    return services.request_report(
        CODE,
        actor=company.cms,
        now=clock.now(),
        format="pdf",
        title="Uji",
        file_stem="Uji / Semester I",
        **params,
    )


def test_who_may_not_see_the_content_may_not_ask(company: Company) -> None:
    with pytest.raises(PermissionDenied):
        services.request_report(
            CODE, actor=company.manager, now=clock.now(), format="pdf", title="Uji", file_stem="uji"
        )
    assert not ReportJob.objects.exists()


def test_a_job_names_its_process_and_its_sections(company: Company, settings: pytest.FixtureRequest) -> None:
    ask(company)
    job = services.claim_job()
    assert job is not None
    services.build_job(job)
    job.refresh_from_db()
    assert (job.state, job.worker_pid, job.sections_done, job.sections_total) == ("done", os.getpid(), 3, 3)
    file = Path(settings.MEDIA_ROOT) / job.file_path  # type: ignore[attr-defined]
    assert file.read_bytes() == b"content"
    assert job.file_sha256 == hashlib.sha256(b"content").hexdigest()
    assert job.file_name == "Uji-Semester-I.pdf"


def test_a_failed_build_is_kept_with_its_reason_and_offers_no_file(
    company: Company, as_person: Callable[..., Client]
) -> None:
    ask(company, fails=True)
    job = services.claim_job()
    assert job is not None
    with pytest.raises(RuntimeError):
        services.build_job(job)
    job.refresh_from_db()
    assert (job.state, job.file_path) == ("failed", "")
    assert "no data" in job.error
    assert as_person(company.cms).get(f"/reports/{job.pk}/file/").status_code == 404


def test_a_job_of_a_dead_worker_is_built_again_and_given_up_after_three_tries(company: Company) -> None:
    job = ask(company)
    for attempt in (1, 2, 3):
        claimed = services.claim_job()
        assert claimed is not None
        assert claimed.attempts == attempt
        assert services.claim_job() is None
        ReportJob.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert services.claim_job() is None
    job.refresh_from_db()
    assert job.state == "failed"


def test_the_file_goes_to_its_owner_alone_and_is_logged(
    company: Company, as_person: Callable[..., Client]
) -> None:
    ask(company)
    job = services.claim_job()
    assert job is not None
    services.build_job(job)
    answer = as_person(company.cms).get(f"/reports/{job.pk}/file/")
    assert b"".join(answer.streaming_content) == b"content"  # type: ignore[attr-defined]
    assert answer["Content-Disposition"] == 'attachment; filename="Uji-Semester-I.pdf"'
    assert AuditEvent.objects.get(kind="download").actor_name == "Budi Santoso"
    assert as_person(company.second_cms).get(f"/reports/{job.pk}/file/").status_code == 404
    assert as_person(company.second_cms).get(f"/reports/{job.pk}/").status_code == 404


def test_whoever_lost_the_right_to_a_report_gets_its_file_no_more(
    company: Company, as_person: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(company)
    job = services.claim_job()
    assert job is not None
    services.build_job(job)
    monkeypatch.setitem(reports._reports, CODE, ReportKind(CODE, build, lambda user, params: False))
    assert as_person(company.cms).get(f"/reports/{job.pk}/file/").status_code == 403
    assert not AuditEvent.objects.filter(kind="download").exists()


def test_behind_the_proxy_the_file_is_sent_by_it(
    company: Company, as_person: Callable[..., Client], settings: pytest.FixtureRequest
) -> None:
    settings.PROTECTED_FILES_LOCATION = "/protected"  # type: ignore[attr-defined]
    ask(company)
    job = services.claim_job()
    assert job is not None
    services.build_job(job)
    answer = as_person(company.cms).get(f"/reports/{job.pk}/file/")
    job.refresh_from_db()
    assert answer["X-Accel-Redirect"] == f"/protected/{job.file_path}"


@pytest.mark.parametrize("behind_proxy", [True, False])
def test_a_name_with_quotes_stays_one_name(
    behind_proxy: bool, settings: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """What a person calls a file adds nothing to the header (T52)."""
    settings.PROTECTED_FILES_LOCATION = "/protected" if behind_proxy else ""  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]
    (tmp_path / "f.pdf").write_bytes(b"%PDF-")
    answer = protected_file("f.pdf", name='a"; filename="b.html', content_type="application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="a\\"; filename=\\"b.html"'
    answer = protected_file("f.pdf", name="laporan 😀.pdf", content_type="application/pdf")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''laporan%20%F0%9F%98%80.pdf"


def test_the_page_shows_progress_while_it_is_built(
    company: Company, as_person: Callable[..., Client]
) -> None:
    job = ask(company)
    page = as_person(company.cms).get(f"/reports/{job.pk}/").content.decode()
    assert f"/reports/{job.pk}/progress/" in page
    ReportJob.objects.update(state="running", worker_pid=4711, sections_total=5, sections_done=2)
    part = as_person(company.cms).get(f"/reports/{job.pk}/progress/").content.decode()
    assert "2 dari 5" in part
    assert "4711" in part
