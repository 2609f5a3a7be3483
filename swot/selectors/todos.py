"""What a person of CMS has to do in the SWOT of each year."""

from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.roles import Role
from cint_portal.workflow.todo import Todo
from issues.models import Issue
from swot.models import RatingRound, SwotAnalysis, SwotItem
from swot.permissions import can_see_analysis
from swot.selectors.rounds import waiting_raters
from swot.selectors.sheet import Sheet, score_sheet, settings_of


def todos_for(user: Any, now: datetime) -> list[Todo]:
    """Rate blind where asked; for CMS also deploy, rate, finalize. Six queries at most."""
    asked = _round_todos(user)
    if not user.is_cms:
        return asked
    drafts = SwotAnalysis.objects.filter(status=SwotAnalysis.Status.DRAFT).select_related("cycle")
    at_work = RatingRound.objects.filter(closed_at=None).select_related("analysis__cycle")
    rounds = list(at_work.annotate(asked=Count("raters"), done=Count("raters__done_at")))
    drafts = drafts.exclude(pk__in=[round.analysis_id for round in rounds])  # the raters are at work
    scoring = [_scoring_todo(user, analysis, sheet) for analysis, sheet in _sheets(drafts)]
    closing = [_closing_todo(round) for round in rounds]
    return [*asked, *_deploy_todos(), *closing, *(todo for todo in scoring if todo is not None)]


def _round_todos(user: Any) -> list[Todo]:
    if not can_see_analysis(user):
        return []
    return [
        _todo(
            "task",
            _("Nilai Isu SWOT secara tertutup"),
            row.round.analysis.cycle,
            reverse("swot:round-rate", args=[row.round.analysis.cycle.year, row.round.number]),
            _("putaran ke-%(n)s") % {"n": row.round.number},
        )
        for row in waiting_raters(user)
    ]


def _closing_todo(round: Any) -> Todo:
    cycle = round.analysis.cycle
    url = reverse("swot:round-detail", args=[cycle.year, round.number])
    note = _("%(done)s dari %(all)s penilai selesai") % {"done": round.done, "all": round.asked}
    return _todo("task", _("Tutup putaran penilaian SWOT"), cycle, url, note)


def _deploy_todos() -> list[Todo]:
    counts = (
        Issue.objects.accepted()
        .filter(swot_source=None)
        .exclude(register__cycle__swot_analysis__status=SwotAnalysis.Status.FINAL)
        .order_by()
        .values("register__cycle")
        .annotate(n=Count("pk"))
    )
    waiting = {row["register__cycle"]: row["n"] for row in counts}
    cycles = PlanningCycle.objects.filter(pk__in=waiting)
    return [
        _todo(
            "task",
            _("Deploy isu ke SWOT"),
            cycle,
            reverse("swot:item-list", args=[cycle.year]),
            ngettext("%(n)s isu menunggu", "%(n)s isu menunggu", waiting[cycle.pk])
            % {"n": waiting[cycle.pk]},
        )
        for cycle in cycles
    ]


def _sheets(drafts: QuerySet[SwotAnalysis]) -> list[tuple[SwotAnalysis, Sheet]]:
    analyses = list(drafts)
    items: dict[int, list[SwotItem]] = {analysis.pk: [] for analysis in analyses}
    for item in SwotItem.objects.standing().filter(analysis__in=analyses).defer("text"):
        items[item.analysis_id].append(item)
    return [(a, score_sheet(items[a.pk], settings_of(a.cycle))) for a in analyses]


def _scoring_todo(user: Any, analysis: SwotAnalysis, sheet: Sheet) -> Todo | None:
    cycle = analysis.cycle
    if sheet.complete:
        if not user.has_role(Role.CMS_HEAD):
            return None
        url = reverse("swot:position-detail", args=[cycle.year])
        return _todo("decision", _("Tetapkan posisi final SWOT"), cycle, url)
    first = next(code for code, tab in sheet.tabs.items() if not tab.complete)
    return _todo(
        "task",
        _("Nilai Isu SWOT: bobot dan rating"),
        cycle,
        f"{reverse('swot:item-list', args=[cycle.year])}?tab={first}",
        _progress(sheet),
    )


def _progress(sheet: Sheet) -> str:
    words = _("%(done)s dari %(all)s isu dinilai") % {"done": sheet.rated, "all": sheet.count}
    empty = [code for code, tab in sheet.tabs.items() if not tab.count]
    if empty:
        words += "; " + _("tab %(tabs)s belum berisi isu") % {"tabs": ", ".join(empty)}
    return words


def _todo(kind: str, title: str, cycle: PlanningCycle, url: str, note: str = "") -> Todo:
    due_on, milestone = cycle.swot_due_on, f"swot-{cycle.year}"
    return Todo(kind, title, _("Perusahaan"), str(cycle.year), url, due_on, note, milestone=milestone)
