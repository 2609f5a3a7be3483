"""The cascade as a tree that opens branch by branch, as a table, and what does not fit in it."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bsc.models import Kpi, ParentSeen, Scorecard
from bsc.permissions import can_confirm_parent, can_see_cascade
from bsc.selectors.cascade_findings import KINDS, Reach, finding_counts, reach_of
from bsc.selectors.cascade_tree import PER_BRANCH, branch, nodes_of, shown_rows, stems, table_rows
from bsc.selectors.parent_seen import open_changes, parent_changes
from bsc.services.parent_seen import confirm_parent
from bsc.views.approval_page import PersonRequest, page_title
from bsc.views.cascade_page import cascade_frame, cascade_source
from bsc.views.loading import trail, unit_kpi_shown, unit_scorecard_shown
from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.organization.models import Unit
from cint_portal.workflow.services import require

PER_PAGE = 30


@require_GET
def cascade_tree(request: PersonRequest) -> HttpResponse:
    """Objectives and KPIs of the chosen scorecard; what hangs on a KPI is loaded when it is opened."""
    source = cascade_source(request)
    context = cascade_frame(source, "tree")
    if source.chosen is not None:
        context["stems"] = stems(source.chosen, reach_of(source.chosen.cycle, request.user))
    return render(request, "bsc/cascade_tree.html", context)


@require_GET
def cascade_branch(request: PersonRequest, pk: int) -> HttpResponse:
    """The KPIs that hang on one: part of the tree for HTMX, a page of its own without JavaScript."""
    kpi = unit_kpi_shown(request, pk)
    require(can_see_cascade(request.user))
    scorecard = kpi.objective.perspective.scorecard
    reach = reach_of(scorecard.cycle, request.user)
    page = Paginator(branch(kpi, reach), PER_BRANCH).get_page(request.GET.get("page"))
    context = {"kpi": kpi, "page_obj": page, "nodes": [node for _objective, node in nodes_of(page, reach)]}
    if getattr(request, "htmx", False):
        return render(request, "bsc/_cascade_branch.html", context)
    tree = f"{reverse('bsc:cascade-tree')}?year={scorecard.cycle.year}"
    context |= {
        "page_title": _("Turunan %(kpi)s") % {"kpi": kpi.name},
        "breadcrumbs": [(_("Cascading KPI"), tree), (scorecard.unit.name, None), (kpi.name, None)],
        "scorecard": scorecard,
        "gap": _gap_of(kpi, reach),
    }
    return render(request, "bsc/cascade_branch.html", context)


def _gap_of(kpi: Kpi, reach: Reach) -> Any:
    targets = next(kind for kind in KINDS if kind.code == "targets")
    rows = [row for row in targets.rows(reach) if row.kpi.pk == kpi.pk]
    return targets.shown(rows)[0].detail if rows else ""


@require_GET
def cascade_table(request: PersonRequest) -> HttpResponse:
    """All department KPIs with what stands above them; `?unit=` shows one department."""
    source = cascade_source(request)
    context = cascade_frame(source, "table")
    if source.switch.cycle is not None:
        reach = reach_of(source.switch.cycle, request.user)
        unit = whole_number(request.GET.get("unit"))
        page = Paginator(table_rows(reach, unit), PER_PAGE).get_page(request.GET.get("page"))
        own = Unit.objects.filter(scorecards__in=reach.departments).order_by("name").distinct()
        context |= {"page_obj": page, "rows": shown_rows(page), "units": own, "unit": unit}
    return render(request, "bsc/cascade_table.html", context)


@require_GET
def cascade_findings(request: PersonRequest) -> HttpResponse:
    """Gaps, orphans, target gaps, units, levels, changed parents; `?kind=` chooses."""
    source = cascade_source(request)
    context = cascade_frame(source, "findings")
    if source.switch.cycle is not None:
        reach = reach_of(source.switch.cycle, request.user)
        counts = finding_counts(reach)
        asked = request.GET.get("kind", "")
        first = next((kind for kind, count in counts if count), KINDS[0])
        kind = next((one for one in KINDS if one.code == asked), first)
        page = Paginator(kind.rows(reach), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"counts": counts, "kind": kind, "page_obj": page, "rows": kind.shown(list(page))}
    return render(request, "bsc/cascade_findings.html", context)


@require_GET
def cascade_summary(request: PersonRequest) -> HttpResponse:
    """How many findings of each kind there are: a panel of the other pages, the findings without HTMX."""
    source = cascade_source(request)
    if not getattr(request, "htmx", False) or source.switch.cycle is None:
        return redirect(f"{reverse('bsc:cascade-findings')}?year={source.switch.current}")
    counts = finding_counts(reach_of(source.switch.cycle, request.user))
    context = {"counts": counts, "year": source.switch.current}
    return render(request, "bsc/_cascade_summary.html", context)


@require_GET
def cascade_review(request: PersonRequest, pk: int) -> HttpResponse:
    """Perlu ditinjau: the rows of one scorecard whose parent changed, from → to, each to be confirmed."""
    scorecard = unit_scorecard_shown(request, pk)
    changes = open_changes(Scorecard.objects.filter(pk=scorecard.pk))
    context = {
        "page_title": _("Tinjau perubahan induk"),
        "breadcrumbs": trail(scorecard, (_("Perlu ditinjau"), None)),
        "scorecard": scorecard,
        "scorecard_title": page_title(scorecard),
        "changes": parent_changes(changes),
        "may_confirm": can_confirm_parent(request.user, scorecard),
    }
    return render(request, "bsc/cascade_review.html", context)


@require_POST
@once
def parent_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """The owner confirms one changed parent."""
    visible = Scorecard.objects.visible_to(request.user)
    seen = get_object_or_404(
        ParentSeen.objects.filter(kpi__objective__perspective__scorecard__in=visible)
        | ParentSeen.objects.filter(objective__perspective__scorecard__in=visible),
        pk=pk,
    )
    confirm_parent(seen=seen, actor=request.user, now=clock.now())
    child = seen.kpi.objective if seen.kpi else seen.objective
    assert child is not None  # noqa: S101 (the table's constraint: one of both)
    messages.success(request, _("Perubahan induk sudah ditinjau."))
    return redirect("bsc:cascade-review", child.perspective.scorecard_id)
