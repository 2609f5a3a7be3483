"""What the pages of review and decision share: who asks, the scorecard, its content in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.personal_workflow import machine_of
from bsc.selectors.approval import status_chip
from bsc.selectors.cards import Change, KpiCard, lanes_of, total_weight
from bsc.selectors.content import content_hash, content_of_structure
from bsc.selectors.differences import Difference, difference
from bsc.selectors.guidance import warnings_before_sending
from bsc.selectors.rounds import RETURNS, returned_content
from bsc.selectors.signatures import signed_steps
from bsc.selectors.structure import structure
from bsc.selectors.thread_words import threads_read_by
from bsc.selectors.threads import Thread, thread_url
from cint_portal.core.clock import local_day
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.presentation import history_lines

Trail = list[tuple[str, str | None]]


class PersonRequest(HttpRequest):
    """A request as views get it: the middleware lets only people in."""

    user: User


def visible_scorecard(request: PersonRequest, pk: int) -> Scorecard:
    """The scorecard, or 404 when it is none of this person's."""
    scorecards = Scorecard.objects.visible_to(request.user).select_related("unit", "cycle")
    return get_object_or_404(scorecards, pk=pk)


@dataclass(frozen=True)
class KpiLine:
    """A KPI as a page shows it: its card, what changed since the last round, and its form if it has one."""

    card: KpiCard
    changes: list[Change]
    form: Any = None
    thread: Thread | None = None
    thread_url: str = ""


def scorecard_context(
    scorecard: Scorecard,
    reader: User,
    now: datetime,
    trail: Trail,
    forms: Mapping[int, Any] | None = None,
    rounds: Sequence[str] = RETURNS,
) -> dict[str, Any]:
    """Title, status, content in words with its hash, warnings, what changed since `rounds`, and history."""
    read = structure(scorecard)
    content = content_of_structure(read)
    changed = difference(returned_content(scorecard, *rounds), content)
    lanes, threads = lanes_of(content), threads_read_by(reader, scorecard)

    def lines(objectives: Any) -> list[Any]:
        return [
            (row, [_kpi_line(card, changed, forms or {}, threads) for card in row.kpis]) for row in objectives
        ]

    return {
        "page_title": page_title(scorecard),
        "breadcrumbs": [*trail, (str(scorecard.employee or scorecard.unit), None)],
        "period_strip": period_strip(scorecard, now),
        "scorecard": scorecard,
        "status": status_chip(scorecard),
        "lanes": [(lane, lines(lane.objectives)) for lane in lanes],
        "kpi_count": sum(len(lane.kpis) for lane in lanes),
        "weight_total": total_weight(content),
        "difference": changed,
        "changed_count": len(changed.changed),
        "content": content,
        "open_questions": sum(thread.open_count for thread in threads.values()),
        "signatures": signed_steps(scorecard),
        "warnings": warnings_before_sending(read),
        "content_sha256": content_hash(content),
        "object_version": scorecard.version,
        "history": history_lines(machine_of(scorecard), scorecard),
        "today": local_day(now),
    }


def _kpi_line(
    card: KpiCard, changed: Difference, forms: Mapping[int, Any], threads: Mapping[int, Thread]
) -> KpiLine:
    return KpiLine(
        card, changed.by_id.get(card.id, []), forms.get(card.id), threads.get(card.id), thread_url(card.id)
    )


def page_title(scorecard: Scorecard) -> str:
    """A personal scorecard is called by its person."""
    if scorecard.employee is not None:
        texts = {"name": scorecard.employee.full_name, "year": scorecard.cycle.year}
        return _("Scorecard %(name)s %(year)s") % texts
    return _("Scorecard %(unit)s %(year)s") % {"unit": scorecard.unit.name, "year": scorecard.cycle.year}


def period_strip(scorecard: Scorecard, now: datetime) -> str:
    """Scorecards are made for the coming year: the page says so."""
    year = scorecard.cycle.year
    return "" if year == local_day(now).year else _("Tahun BSC %(year)s") % {"year": year}


def review_trail() -> Trail:
    return [(_("Pemeriksaan KPI Departemen"), reverse("bsc:approval-list"))]


def decision_trail() -> Trail:
    return [(_("Menunggu Keputusan Saya"), reverse("bsc:decision-list"))]


def show_problems(
    request: PersonRequest, scorecard: Scorecard, refusal: InvalidInput, now: datetime
) -> HttpResponse:
    """What keeps it from being sent, on a page that leads back."""
    back = reverse("bsc:scorecard-detail", args=[scorecard.pk])
    context = {
        "page_title": _("Belum dapat dikirim"),
        "breadcrumbs": [(page_title(scorecard), back), (_("Kirim"), None)],
        "period_strip": period_strip(scorecard, now),
        "refusal": refusal,
        "back_url": back,
    }
    return render(request, "bsc/approval_problems.html", context, status=refusal.status)
