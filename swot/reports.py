"""The planning workbook and its print, built by a worker (7.1.6–7.1.9)."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cint_portal.documents.models import ReportJob
from cint_portal.documents.reports import Progress, ReportKind
from cint_portal.documents.services import request_report
from cint_portal.organization.models import PlanningCycle, User
from issues.models import Issue
from issues.selectors.documents import document_of
from issues.selectors.issue_list import listed_issues
from swot.excel.workbook import planning_workbook
from swot.models import SwotAnalysis
from swot.pdf import planning_pdf
from swot.selectors.planning import planning_report

CODE = "swot.planning"


def request_planning(*, cycle: PlanningCycle, format: str, actor: User, now: datetime) -> ReportJob:
    """Queue the year's plan in one format; raises PermissionDenied."""
    return request_report(
        CODE,
        actor=actor,
        now=now,
        format=format,
        title=title_of(cycle),
        file_stem=f"perencanaan-strategis-swot-{cycle.year}",
        year=cycle.year,
    )


def title_of(cycle: PlanningCycle) -> str:
    return _("Perencanaan Strategis SWOT %(year)s") % {"year": cycle.year}


def build_planning(
    params: dict[str, Any], format: str, user: User, now: datetime, progress: Progress
) -> bytes:
    """As the year stands when it is built, issues cut to what the person may see; raises PdfUnavailable."""
    analysis = SwotAnalysis.objects.select_related("cycle").get(cycle__year=params["year"])
    report = planning_report(analysis, now)
    progress(1, 2)
    document = document_of(analysis.cycle, title_of(analysis.cycle), user, now)
    if format == ReportJob.Format.XLSX:
        accepted = listed_issues(user).filter(
            register__cycle=analysis.cycle, decision=Issue.Decision.ACCEPTED
        )
        data = planning_workbook(report, accepted, document)
    else:
        data = planning_pdf(report, document)
    progress(2, 2)
    return data


def may_ask_planning(user: User, params: dict[str, Any]) -> bool:
    """Whoever sees the SWOT of a year that has one."""
    return SwotAnalysis.objects.visible_to(user).filter(cycle__year=params.get("year", 0)).exists()


PLANNING = ReportKind(CODE, build_planning, may_ask_planning)
