"""The register view as a PDF that a worker builds: the same filters, cut to what the person may see."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from cint_portal.documents.models import ReportJob
from cint_portal.documents.reports import Progress, ReportKind
from cint_portal.documents.services import request_report
from cint_portal.organization.models import PlanningCycle, User
from issues.filters import filtered_issues
from issues.models import IssueRegister
from issues.pdf import register_pdf
from issues.selectors.documents import document_of
from issues.selectors.issue_list import issue_lines
from issues.selectors.yearly import climate_fact

CODE = "issues.register"


def request_register(*, cycle: PlanningCycle, query: QueryDict, actor: User, now: datetime) -> ReportJob:
    """Queue the PDF of the list as it is filtered; raises PermissionDenied."""
    return request_report(
        CODE,
        actor=actor,
        now=now,
        format=ReportJob.Format.PDF,
        title=title_of(cycle),
        file_stem=f"isu-internal-eksternal-{cycle.year}",
        year=cycle.year,
        query=query.urlencode(),
    )


def title_of(cycle: PlanningCycle) -> str:
    return _("Isu Internal & Eksternal %(year)s") % {"year": cycle.year}


def build_register(
    params: dict[str, Any], format: str, user: User, now: datetime, progress: Progress
) -> bytes:
    """The list of the day on which it is built; raises PdfUnavailable."""
    cycle = PlanningCycle.objects.get(year=params["year"])
    chosen = filtered_issues(user, cycle, QueryDict(params["query"]))
    lines = issue_lines(chosen.qs)
    progress(1, 2)
    document = document_of(cycle, title_of(cycle), user, now)
    data = register_pdf(lines, document, [*chosen.facts(len(lines)), climate_fact(cycle, user)])
    progress(2, 2)
    return data


def may_ask_register(user: User, params: dict[str, Any]) -> bool:
    """Whoever sees a register of that year."""
    return IssueRegister.objects.visible_to(user).filter(cycle__year=params.get("year", 0)).exists()


REGISTER = ReportKind(CODE, build_register, may_ask_register)
