"""Deploying accepted issues, choosing on the axis, freezing and reopening the position (7.1.6–7.1.8)."""

from collections import Counter
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import PlanningCycle, User
from cint_portal.workflow.services import lock, perform_transition, require
from issues.models import Issue
from swot.models import Cell, SwotAnalysis, SwotItem, SwotItemSource
from swot.permissions import can_edit_analysis
from swot.scoring import AXIS
from swot.selectors.items import waiting_issues
from swot.selectors.rounds import open_round_of, raters_of
from swot.selectors.sheet import TABS, Sheet, freeze, missing_lines, score_sheet, settings_of
from swot.selectors.standing import standing_of
from swot.workflow import ANALYSIS


@transaction.atomic
def deploy_issues(*, cycle: PlanningCycle, actor: User, now: datetime) -> int:
    """Make a SWOT item of each accepted issue not yet deployed; returns how many were added.

    Creates the year's analysis when missing. Raises PermissionDenied, Conflict once the position is final.
    """
    require(can_edit_analysis(actor, SwotAnalysis(cycle=cycle)))
    if not waiting_issues(cycle).exists():
        return 0
    analysis, _created = SwotAnalysis.objects.get_or_create(cycle=cycle)
    lock(analysis)  # two deployments at once: the second finds nothing left
    issues = list(waiting_issues(cycle))
    if not issues:
        return 0

    def change(row: SwotAnalysis) -> None:
        _add_items(row, issues)
        row.note_contributor(actor)

    counts = Counter(issue.decided_category for issue in issues)
    perform_transition(
        ANALYSIS,
        analysis,
        "deploy",
        actor=actor,
        now=now,
        comment=_deployed_text(counts),
        change=change,
        details={"added": len(issues), "categories": dict(counts)},
    )
    return len(issues)


def _deployed_text(counts: Counter[str]) -> str:
    per_tab = " · ".join(f"{tab} {counts[tab]}" for tab in TABS if counts[tab])
    return _("%(n)s isu ditambahkan: %(per_tab)s") % {"n": counts.total(), "per_tab": per_tab}


def _add_items(analysis: SwotAnalysis, issues: list[Issue]) -> None:
    highest = analysis.items.order_by().values("category").annotate(last=Max("position"))
    places = Counter({row["category"]: row["last"] for row in highest})
    items = []
    for issue in issues:
        places[issue.decided_category] += 1
        items.append(
            SwotItem(
                analysis=analysis,
                category=issue.decided_category,
                text=issue.issue,
                position=places[issue.decided_category],
            )
        )
    SwotItem.objects.bulk_create(items)
    SwotItemSource.objects.bulk_create(
        SwotItemSource(item=item, issue=issue) for item, issue in zip(items, issues, strict=True)
    )


def choose_quadrant(
    *,
    analysis: SwotAnalysis,
    actor: User,
    now: datetime,
    quadrant: str,
    reason: str,
    version: int | None = None,
) -> SwotAnalysis:
    """A person's choice, with a reason, when the position lies on an axis (domain rules §2).

    Raises InvalidInput (no reason, unknown quadrant, not on the axis), Conflict, PermissionDenied.
    """

    def change(row: SwotAnalysis) -> None:
        if quadrant not in Cell.values:
            raise InvalidInput(_("Pilih salah satu kuadran."))
        if _sheet(row).position.quadrant is not AXIS:
            raise InvalidInput(_("Kuadran hanya dipilih bila posisi berada tepat di sumbu."))
        row.chosen_quadrant, row.axis_reason = quadrant, reason.strip()
        row.note_contributor(actor)

    return perform_transition(
        ANALYSIS,
        analysis,
        "choose_quadrant",
        actor=actor,
        now=now,
        comment=reason,
        version=version,
        change=change,
        details={"quadrant": quadrant},
    )


def finalize_analysis(
    *, analysis: SwotAnalysis, actor: User, now: datetime, version: int | None = None
) -> SwotAnalysis:
    """Freeze settings, numbers and position (7.1.8).

    Raises InvalidInput while a tab is incomplete or the axis is undecided, Conflict, PermissionDenied.
    """
    details: dict[str, Any] = {}

    def change(row: SwotAnalysis) -> None:
        items = list(SwotItem.objects.in_tab_order().standing().filter(analysis=row))
        sheet = score_sheet(items, settings_of(row.cycle, raters_of(row)))
        _check_complete(row, sheet)
        if sheet.position.quadrant is not AXIS:
            row.chosen_quadrant, row.axis_reason = "", ""
        elif not row.chosen_quadrant:
            raise InvalidInput(_("Posisi berada di sumbu: pilih kuadran dan tulis alasannya lebih dahulu."))
        row.result, row.finalized_at = freeze(sheet, items), now
        standing = standing_of(sheet, row.chosen_quadrant, row.axis_reason)
        if standing is not None:
            details.update(quadrant=standing.quadrant, posture=standing.posture)

    return perform_transition(
        ANALYSIS, analysis, "finalize", actor=actor, now=now, version=version, change=change, details=details
    )


def _sheet(analysis: SwotAnalysis) -> Sheet:
    return score_sheet(analysis.items.standing(), settings_of(analysis.cycle))


def _check_complete(analysis: SwotAnalysis, sheet: Sheet) -> None:
    if open_round_of(analysis) is not None:
        raise InvalidInput(_("Putaran penilaian masih terbuka: tutup dahulu, lalu sepakati nilainya."))
    problems = missing_lines(sheet)
    if problems:
        raise InvalidInput(_("Posisi belum dapat ditetapkan: penilaian belum lengkap."), tuple(problems))


def reopen_analysis(
    *, analysis: SwotAnalysis, actor: User, now: datetime, reason: str, version: int | None = None
) -> SwotAnalysis:
    """Open a final position for scoring again; the frozen numbers stay in the row history.

    Raises InvalidInput without a reason, Conflict, PermissionDenied.
    """

    def change(row: SwotAnalysis) -> None:
        row.result, row.finalized_at = None, None

    return perform_transition(
        ANALYSIS, analysis, "reopen", actor=actor, now=now, comment=reason, version=version, change=change
    )
