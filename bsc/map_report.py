"""The strategy map and the process analysis of a scorecard on paper, built by a worker."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.selectors.documents import document_of
from bsc.selectors.process import process_analysis
from bsc.selectors.strategy_map import strategy_map
from cint_portal.documents.models import ReportJob
from cint_portal.documents.pdf import render_pdf
from cint_portal.documents.reports import Progress, ReportKind
from cint_portal.documents.services import request_report
from cint_portal.organization.models import User

CODE = "bsc.map"


def request_map(*, scorecard: Scorecard, actor: User, now: datetime) -> ReportJob:
    """Queue the print of a scorecard's map; raises PermissionDenied."""
    return request_report(
        CODE,
        actor=actor,
        now=now,
        format=ReportJob.Format.PDF,
        title=title_of(scorecard),
        file_stem=f"peta-strategi-{scorecard.cycle.year}-{scorecard.unit.code}",
        scorecard=scorecard.pk,
    )


def title_of(scorecard: Scorecard) -> str:
    return _("Peta Strategi %(unit)s %(year)s") % {"unit": scorecard.unit.name, "year": scorecard.cycle.year}


def build_map(params: dict[str, Any], format: str, user: User, now: datetime, progress: Progress) -> bytes:
    """The map as it is now, its arrows in words, and the process analysis; raises PdfUnavailable."""
    scorecard = Scorecard.objects.visible_to(user).select_related("unit", "cycle").get(pk=params["scorecard"])
    document = replace(document_of(scorecard, user, now), title=title_of(scorecard))
    context = {
        "map": strategy_map(scorecard),
        "title": title_of(scorecard),
        "analysis": process_analysis(scorecard),
        "status": scorecard.get_status_display(),
    }
    data = render_pdf("bsc/print_map.html", context, base_context={"document": document})
    progress(1, 1)
    return data


def may_ask_map(user: User, params: dict[str, Any]) -> bool:
    """Whoever sees the scorecard."""
    return Scorecard.objects.visible_to(user).filter(pk=params.get("scorecard", 0)).exists()


MAP = ReportKind(CODE, build_map, may_ask_map)
