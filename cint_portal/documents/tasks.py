"""Thin task: build the reports that wait."""

from celery import shared_task

from cint_portal.documents.services import build_job, claim_job


@shared_task
def build_reports() -> None:
    """Build every waiting report, one after the other."""
    while (job := claim_job()) is not None:
        build_job(job)
