"""The page of a bundle: from → to of every scorecard, CMS's recommendation, the board's one decision."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bsc.models import ChangeBundle, ChangeRequest
from bsc.selectors.bundle import (
    BundlePart,
    bundle_chip,
    bundles_visible_to,
    digest_of,
    may_all,
    parts_of,
    requests_of,
    status_of,
)
from bsc.selectors.change import shown_differences
from bsc.services.bundle import approve_bundle, end_bundle, forward_bundle, return_bundle
from bsc.views.approval_page import PersonRequest
from bsc.workflow import CHANGE
from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.fresh_login import ask_password
from cint_portal.core.nonce import once
from cint_portal.workflow.presentation import Action, history_lines
from cint_portal.workflow.services import require

Status = ChangeRequest.Status
_BUTTONS = ("forward", "return_by_cms", "withdraw")


@require_GET
def bundle_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """Every scorecard of the bundle that the person may see; who decides confirms the password first."""
    bundle = _visible(request, pk)
    rows = requests_of(bundle)
    if _is_open_to(request, rows) and (gate := ask_password(request, back=_page(pk))):
        return gate
    return _show(request, bundle, rows)


def _visible(request: PersonRequest, pk: int) -> ChangeBundle:
    return get_object_or_404(bundles_visible_to(request.user), pk=pk)


def _page(pk: int) -> str:
    return reverse("bsc:bundle-detail", args=[pk])


def _is_open_to(request: PersonRequest, rows: Sequence[ChangeRequest]) -> bool:
    return status_of(rows) == Status.WITH_BOARD and may_all(request.user, rows, "approve")


def _show(
    request: PersonRequest,
    bundle: ChangeBundle,
    rows: Sequence[ChangeRequest],
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    state = status_of(rows)
    is_open = state in ChangeRequest.OPEN
    parts = parts_of(rows) if is_open else []
    seen = {row.pk for row in requests_of(bundle, request.user)}
    changes = f"{reverse('bsc:change-list')}?year={bundle.cycle.year}"
    context |= {
        "page_title": str(bundle),
        "breadcrumbs": [(_("Permintaan Perubahan"), changes), (_("Revisi Target Massal"), None)],
        "bundle": bundle,
        "first": rows[0],
        "size": len(rows),
        "status": bundle_chip(rows),
        "is_open": is_open,
        "lines": _lines(rows, parts, seen),
        "hidden": len(rows) - len([row for row in rows if row.pk in seen]),
        "refusals": [(part.request.unit.name, text) for part in parts for text in part.proposed.refusals],
        "digest": digest_of(parts),
        "can_decide": _is_open_to(request, rows),
        "can_repair": state in ChangeRequest.EDITABLE and may_all(request.user, rows, "withdraw"),
        "actions": _actions(request, bundle, rows),
        "history": history_lines(CHANGE, rows[0]),
    }
    return render(request, "bsc/bundle_detail.html", context, status=status)


def _lines(
    rows: Sequence[ChangeRequest], parts: Sequence[BundlePart], seen: set[int]
) -> list[tuple[ChangeRequest, Any]]:
    """Each visible request with its from → to: as proposed, or as its Adendum brought it."""
    if parts:
        return [(part.request, part.proposed.difference) for part in parts if part.request.pk in seen]
    brought = shown_differences(rows)
    return [(row, brought.get(row.pk)) for row in rows if row.pk in seen]


def _actions(request: PersonRequest, bundle: ChangeBundle, rows: Sequence[ChangeRequest]) -> list[Action]:
    """Buttons of what this person may do with all of them now."""
    state = status_of(rows)
    steps = [CHANGE.find(name) for name in _BUTTONS]
    return [
        Action(
            step.name,
            str(step.label),
            reverse("bsc:bundle-transition", args=[bundle.pk, step.name]),
            step.needs_comment,
            step.style,
            str(step.confirm),
        )
        for step in steps
        if state in step.sources and may_all(request.user, rows, step.name)
    ]


@require_POST
@once
def bundle_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """CMS's recommendation or return; the withdrawal of who asked."""
    if name not in _BUTTONS:
        raise Http404
    bundle = _visible(request, pk)
    rows = requests_of(bundle)
    require(may_all(request.user, rows, name))
    step = _step(request, bundle, clock.now())
    comment = request.POST.get("comment", "")[:2000]
    try:
        if name == "forward":
            forward_bundle(**step, comment=comment)
        elif name == "return_by_cms":
            return_bundle(**step, comment=comment)
        else:
            end_bundle(**step, name=name, comment=comment)
    except InvalidInput as refusal:
        return _show(request, bundle, rows, status=422, refusal=refusal, open_action=name)
    messages.success(request, _("Langkah disimpan dan yang bersangkutan diberi tahu."))
    return redirect("bsc:bundle-detail", pk)


@require_POST
def bundle_decide(request: PersonRequest, pk: int) -> HttpResponse:
    """The board's one decision for all of it, with the password given a moment ago."""
    bundle = _visible(request, pk)
    require(may_all(request.user, requests_of(bundle), "approve"))
    return ask_password(request, back=_page(pk)) or _decide(request, bundle)


@once
def _decide(request: PersonRequest, bundle: ChangeBundle) -> HttpResponse:
    step = _step(request, bundle, clock.now())
    decision, comment = request.POST.get("decision", ""), request.POST.get("comment", "")[:2000]
    try:
        if decision == "approve":
            approve_bundle(**step)
        elif decision == "return":
            return_bundle(**step, comment=comment)
        elif decision == "reject":
            end_bundle(**step, name="reject", comment=comment)
        else:
            raise InvalidInput(_("Pilih keputusan: setujui, kembalikan atau tolak."))
    except InvalidInput as refusal:
        rows = requests_of(bundle)
        return _show(request, bundle, rows, status=422, refusal=refusal, comment=comment)
    messages.success(request, _("Keputusan disimpan dan yang bersangkutan diberi tahu."))
    return redirect("bsc:bundle-detail", bundle.pk)


def _step(request: PersonRequest, bundle: ChangeBundle, now: datetime) -> dict[str, Any]:
    digest = request.POST.get("content_sha256", "")
    return {"bundle": bundle, "actor": request.user, "now": now, "digest": digest}
