"""Reports of realization that a worker builds."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cint_portal.core.clock import local_day
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.models import ReportJob
from cint_portal.documents.reports import Progress, ReportKind
from cint_portal.organization.models import PlanningCycle, User
from realization.excel import review_workbook
from realization.models import RestrictedOpening
from realization.pdf import review_pdf
from realization.permissions import can_see_realizations
from realization.selectors.opened import collecting
from realization.selectors.results.access import results_of_year
from realization.selectors.results.review import CODE, ReviewReport, review_report
from realization.services.openings import note_again, record_openings

PLACE = RestrictedOpening.Place.REVIEW


def build_review(params: dict[str, Any], format: str, user: User, now: datetime, progress: Progress) -> bytes:
    """The half-year review with the units that the person may see; raises PdfUnavailable."""
    cycle = PlanningCycle.objects.get(year=params["year"])
    with collecting() as ledger:
        report = review_report(user, cycle, params["semester"], now, progress)
    record_openings(ledger, person=user, medium=format, place=PLACE, now=now)
    document = identity(report, user)
    data = review_workbook(report, document) if format == "xlsx" else review_pdf(report, document)
    progress(len(report.sections) + 1, len(report.sections) + 1)
    return data


def reopened_review(job: ReportJob, user: User, now: datetime) -> None:
    """The file is opened, perhaps long after it was built: noted again, or refused to who lost the right.

    Raises PermissionDenied.
    """
    built = local_day(job.started_at or job.requested_at)
    note_again(person=user, medium=job.format, place=PLACE, year=job.params["year"], built_on=built, now=now)


def identity(report: ReviewReport, user: User) -> DocumentIdentity:
    """The frame: number and revision of the procedure, class of the year's documents."""
    cycle, units = report.cycle, report.sections
    revision = _("Rev. %(number)s") % {"number": cycle.procedure_revision} if cycle.procedure_revision else ""
    return DocumentIdentity(
        title=f"BSC Report – {report.title}",
        exported_by=user.full_name,
        exported_at=report.now,
        number=cycle.procedure_number,
        revision=revision,
        confidentiality=cycle.confidentiality,
        unit=units[0].unit_name if len(units) == 1 else _("%(n)d unit kerja") % {"n": len(units)},
    )


def may_ask_review(user: User, params: dict[str, Any]) -> bool:
    """Whoever reads results, for a year in which there is one to read."""
    cycle = PlanningCycle.objects.filter(year=params.get("year", 0)).first()
    if cycle is None or params.get("semester") not in (1, 2) or not can_see_realizations(user):
        return False
    return bool(results_of_year(user, cycle))


HALF_YEAR_REVIEW = ReportKind(CODE, build_review, may_ask_review, reopened_review)
