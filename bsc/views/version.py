"""Versions of a scorecard: all of them, the one in force on a day, and what differs between two."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bsc.models import ScorecardVersion
from bsc.selectors.differences import difference
from bsc.selectors.documents import document_of_version
from bsc.selectors.establishment import ended_on, versions_of, versions_visible_to
from bsc.selectors.stored_structure import structure_of_version
from bsc.views.approval_page import PersonRequest, page_title
from bsc.views.exporting import Export, workbook_answer
from bsc.views.loading import trail, unit_scorecard_shown
from cint_portal.core import clock
from cint_portal.core.numbers import whole_number


@require_GET
def version_list(request: PersonRequest, pk: int) -> HttpResponse:
    """Every version with what brought it; `?on=` marks the one in force on that day."""
    scorecard = unit_scorecard_shown(request, pk)
    versions = list(versions_of(scorecard).select_related("change", "created_by"))
    day = _day(request.GET.get("on")) or clock.local_day(clock.now())
    context = {
        "page_title": _("Riwayat Versi – %(scorecard)s") % {"scorecard": page_title(scorecard)},
        "breadcrumbs": trail(scorecard, (_("Riwayat Versi"), None)),
        "scorecard": scorecard,
        "versions": versions,
        "day": day,
        "in_force": in_force_on(versions, day),
    }
    return render(request, "bsc/version_list.html", context)


def in_force_on(versions: list[ScorecardVersion], day: date) -> ScorecardVersion | None:
    """The newest revision whose date has come; None before the first."""
    started = [version for version in versions if version.effective_from <= day]
    return max(started, key=lambda version: version.revision, default=None)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


@require_GET
def version_diff(request: PersonRequest, pk: int) -> HttpResponse:
    """What a version changed against the one before it, or against `?from=` (a revision)."""
    version = get_object_or_404(versions_visible_to(request.user), pk=pk)
    others = [row for row in versions_of(version.scorecard) if row.pk != version.pk]
    wanted = whole_number(request.GET.get("from", ""))
    if wanted is None:
        wanted = version.revision - 1
    before = next((row for row in others if row.revision == wanted), None)
    context = {
        "page_title": _("Perbandingan versi – %(version)s") % {"version": version},
        "breadcrumbs": [
            *trail(version.scorecard, (_("Riwayat Versi"), _list(version))),
            (_("Perbandingan"), None),
        ],
        "version": version,
        "before": before,
        "others": others,
        "difference": difference(before.content, version.content) if before else None,
    }
    return render(request, "bsc/version_diff.html", context)


@require_GET
def version_export(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    """A version in one of the company's forms, with the figures that it locked."""
    version = get_object_or_404(versions_visible_to(request.user), pk=pk)
    now = clock.now()
    export = Export(
        version.scorecard,
        structure_of_version(version),
        document_of_version(version, request.user, now),
        suffix=f"-rev-{version.revision:02d}",
        until=ended_on(version),
    )
    return workbook_answer(request, kind, export, now)


def _list(version: ScorecardVersion) -> str:
    return reverse("bsc:version-list", args=[version.scorecard_id])
