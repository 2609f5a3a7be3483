"""Asking for a report and building it; a half-written file is never offered."""

import hashlib
import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q
from django.utils import translation

from cint_portal.core import clock
from cint_portal.core.background import wake
from cint_portal.documents import downloads, reports
from cint_portal.documents.models import ReportJob
from cint_portal.organization.models import User

TASK = "cint_portal.documents.tasks.build_reports"
LEASE = timedelta(minutes=10)
MAX_ATTEMPTS = 3
State = ReportJob.State


@transaction.atomic
def request_report(
    code: str, *, actor: User, now: datetime, format: str, title: str, file_stem: str, **params: Any
) -> ReportJob:
    """Queue a report; raises PermissionDenied when the kind refuses these parameters to the person."""
    if not reports.report(code).allowed(actor, params):
        raise PermissionDenied
    job = ReportJob.objects.create(
        code=code,
        format=format,
        params=params,
        title=title[:200],
        file_name=f"{downloads.file_stem(file_stem)}.{format}",
        requested_by=actor,
        requested_at=now,
    )
    wake(TASK)
    return job


@transaction.atomic
def claim_job() -> ReportJob | None:
    """Take the oldest waiting job, or one whose worker died; other workers skip it."""
    now = clock.now()
    abandoned = Q(state=State.RUNNING, lease_until__lte=now)
    job = (
        ReportJob.objects.select_for_update(skip_locked=True)
        .filter(Q(state=State.QUEUED) | abandoned)
        .order_by("id")
        .first()
    )
    if job is None:
        return None
    if job.attempts >= MAX_ATTEMPTS:
        ReportJob.objects.filter(pk=job.pk).update(state=State.FAILED, error="worker lost", finished_at=now)
        return claim_job()
    ReportJob.objects.filter(pk=job.pk).update(
        state=State.RUNNING,
        attempts=F("attempts") + 1,
        worker_pid=os.getpid(),
        started_at=now,
        lease_until=now + LEASE,
        sections_done=0,
    )
    job.refresh_from_db()
    return job


def build_job(job: ReportJob) -> None:
    """Build, write the file whole, then mark the job as done; an error is kept on the job."""
    try:
        with translation.override(job.requested_by.language or settings.LANGUAGE_CODE):
            data = reports.report(job.code).build(
                job.params, job.format, job.requested_by, job.started_at, lambda n, m: _progress(job, n, m)
            )
        path = store(data, suffix=job.format)
    except Exception as error:
        ReportJob.objects.filter(pk=job.pk).update(
            state=State.FAILED, error=repr(error)[:500], finished_at=clock.now()
        )
        raise
    ReportJob.objects.filter(pk=job.pk).update(
        state=State.DONE,
        file_path=path,
        file_sha256=hashlib.sha256(data).hexdigest(),
        finished_at=clock.now(),
        sections_done=F("sections_total"),
    )


def _progress(job: ReportJob, done: int, total: int) -> None:
    """Committed at once, outside the build's own transaction, so that the page can show it."""
    ReportJob.objects.filter(pk=job.pk).update(
        sections_total=total, sections_done=done, lease_until=clock.now() + LEASE
    )


def store(data: bytes, *, suffix: str) -> str:
    """Write to a temporary name, sync, rename; returns the path below MEDIA_ROOT."""
    name = f"reports/{uuid.uuid4().hex}.{suffix}"
    target = Path(settings.MEDIA_ROOT) / name
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".part")
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(target)
    return name
