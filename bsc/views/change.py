"""Permintaan Perubahan: asking for it, CMS's review, the board's decision, the Adendum (7.1.19)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.forms.change import ChangeForm, change_initial
from bsc.models import ChangeRequest, Scorecard
from bsc.permissions import can_change_established, can_prepare_change, can_revise_in_bulk
from bsc.selectors.change import (
    change_chip,
    proposed_by,
    recommendation_in,
    requests_visible_to,
    sharing_units,
    shown_difference,
)
from bsc.selectors.change_rows import change_rows, replaced_rows, with_classes
from bsc.selectors.proposal import proposal_of
from bsc.selectors.structure import structure
from bsc.services.addendum import approve_change
from bsc.services.change import (
    create_change,
    edit_change,
    end_change,
    forward_change,
    return_change,
    submit_change,
)
from bsc.views.approval_page import PersonRequest, Trail, page_title
from bsc.views.loading import WRITTEN, unit_scorecard_shown, write
from bsc.workflow import CHANGE
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.fresh_login import ask_password, typed_before
from cint_portal.core.nonce import once
from cint_portal.organization.years import year_switch
from cint_portal.workflow.machine import may
from cint_portal.workflow.presentation import actions, history_lines
from cint_portal.workflow.services import posted_version, require

PAGE_SIZE = 25
Status = ChangeRequest.Status


@require_GET
def change_list(request: PersonRequest) -> HttpResponse:
    """Requests and addenda of a year."""
    years = year_switch(request.GET.get("year"), clock.now())
    rows = requests_visible_to(request.user).filter(scorecard__cycle=years.cycle)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Permintaan Perubahan %(year)s") % {"year": years.current},
        "breadcrumbs": [(_("BSC"), None), (_("Permintaan Perubahan"), None)],
        "year_switch": years,
        "page_obj": page,
        "lines": [(row, change_chip(row)) for row in page],
        "can_revise": can_revise_in_bulk(request.user),
    }
    return render(request, "bsc/change_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def change_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for a change of an established scorecard."""
    scorecard, now = unit_scorecard_shown(request, pk), clock.now()
    require(can_change_established(request.user, scorecard))
    _require_established(scorecard)
    month = min(12, clock.local_day(now).month + 1)
    form = ChangeForm(request.POST or None, read=structure(scorecard), initial={"effective_month": month})
    made: list[ChangeRequest] = []
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: made.append(
                create_change(scorecard=scorecard, draft=form.draft(), actor=request.user, now=now)
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("Draf perubahan disimpan. Periksa, lalu kirim."))
            return redirect("bsc:change-detail", made[0].pk)
    return _show_form(request, scorecard, form, status=status)


def _require_established(scorecard: Scorecard) -> None:
    if scorecard.status != Scorecard.Status.ESTABLISHED:
        raise Conflict(
            _("Perubahan hanya untuk scorecard yang sudah ditetapkan: statusnya sekarang “%(state)s”.")
            % {"state": scorecard.get_status_display()}
        )


@require_http_methods(["GET", "POST"])
@once
def change_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change what a draft or returned request says."""
    row = _visible(request, pk)
    require(can_prepare_change(request.user, row))
    if row.bundle_id is not None or row.status not in ChangeRequest.EDITABLE:
        return redirect("bsc:change-detail", pk)
    initial = change_initial(proposal_of(row), row.reason, reaches_back=row.reaches_back)
    form = ChangeForm(
        request.POST or None, read=structure(row.scorecard), initial=initial, replaced=replaced_rows(row)
    )
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: edit_change(
                request=row,
                draft=form.draft(),
                actor=request.user,
                version=posted_version(request.POST),
            ),
        )
        if status == WRITTEN:
            messages.success(request, _("Perubahan disimpan."))
            return redirect("bsc:change-detail", pk)
    fresh = ChangeRequest.objects.only("version").get(pk=pk)
    title = _("Ubah permintaan perubahan – %(unit)s %(year)s")
    return _show_form(
        request, row.scorecard, form, status=status, title=title, back=_page(pk), object_version=fresh.version
    )


def _show_form(
    request: PersonRequest,
    scorecard: Scorecard,
    form: ChangeForm,
    *,
    status: int,
    title: str = "",
    back: str = "",
    **context: Any,
) -> HttpResponse:
    own = reverse("bsc:scorecard-detail", args=[scorecard.pk])
    texts = {"unit": scorecard.unit.name, "year": scorecard.cycle.year}
    context |= {
        "page_title": (title or _("Ajukan perubahan – %(unit)s %(year)s")) % texts,
        "breadcrumbs": [*_trail(scorecard), (_("Ubah permintaan") if back else _("Ajukan perubahan"), None)],
        "scorecard": scorecard,
        "form": form,
        "back_url": back or own,
    }
    return render(request, "bsc/change_form.html", context, status=status)


def _visible(request: PersonRequest, pk: int) -> ChangeRequest:
    return get_object_or_404(requests_visible_to(request.user), pk=pk)


@require_GET
def change_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """From → to with what it does to the totals; who decides confirms the password first."""
    row = _visible(request, pk)
    if _is_open_to(request, row) and (gate := ask_password(request, back=_page(pk))):
        return gate
    return _show(request, row, comment=typed_before(request).get("comment", ""))


def _is_open_to(request: PersonRequest, row: ChangeRequest) -> bool:
    return (
        row.bundle_id is None
        and row.status == Status.WITH_BOARD
        and may(CHANGE.find("approve"), row, request.user)
    )


def _show(request: PersonRequest, row: ChangeRequest, *, status: int = 200, **context: Any) -> HttpResponse:
    proposed = proposed_by(row) if row.status in ChangeRequest.OPEN else None
    # A bundle is repaired with its workbook.
    is_draft = row.bundle_id is None and row.status in ChangeRequest.EDITABLE
    is_editable = is_draft and can_prepare_change(request.user, row)
    history = history_lines(CHANGE, row)
    context |= {
        "page_title": str(row),
        "breadcrumbs": [*_trail(row.scorecard), (_("Perubahan"), None)],
        "row": row,
        "scorecard": row.scorecard,
        "status": change_chip(row),
        "proposed": proposed,
        "difference": with_classes(proposed.difference if proposed else shown_difference(row), row),
        "versions": row.versions.select_related("scorecard__unit"),
        "followers": sharing_units(row) if proposed else [],
        "editable": is_editable,
        "rows": change_rows(row) if is_editable else None,
        "can_decide": _is_open_to(request, row),
        "actions": []
        if row.bundle_id
        else actions(CHANGE, row, request.user, url_name="bsc:change-transition"),
        "history": history,
        "recommendation": recommendation_in(row, history),
        "object_version": row.version,
    }
    return render(request, "bsc/change_detail.html", context, status=status)


@require_POST
@once
def change_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """Send, forward, return or withdraw."""
    deeds: dict[str, Callable[..., object]] = {
        "submit": submit_change,
        "send_to_board": submit_change,
        "forward": forward_change,
        "return_by_cms": return_change,
        "withdraw": end_change,
    }
    if name not in deeds:
        raise Http404
    row = _visible(request, pk)
    # The step that was asked for: what the board may do has a page of its own, behind the password.
    require(may(CHANGE.find(name), row, request.user))
    step: dict[str, Any] = {
        "request": row,
        "actor": request.user,
        "now": clock.now(),
        "version": posted_version(request.POST),
    }
    if name not in ("submit", "send_to_board"):
        step["comment"] = request.POST.get("comment", "")[:2000]
    if name == "withdraw":
        step["name"] = name
    return _settle(
        request,
        pk,
        lambda: deeds[name](**step),
        _("Langkah disimpan dan yang bersangkutan diberi tahu."),
        open_action=name,
        typed_comment=step.get("comment", ""),
    )


def _settle(
    request: PersonRequest, pk: int, deed: Callable[[], object], done: str, **context: Any
) -> HttpResponse:
    """Do it; who is refused or came second reads why on the request as it stands now, with what was typed."""
    try:
        deed()
    except InvalidInput as refusal:
        return _show(request, _visible(request, pk), status=422, refusal=refusal, **context)
    except Conflict as conflict:
        return _show(request, _visible(request, pk), status=409, conflict=conflict, **context)
    messages.success(request, done)
    return redirect("bsc:change-detail", pk)


@require_POST
def change_decide(request: PersonRequest, pk: int) -> HttpResponse:
    """The board's Setujui, Kembalikan or Tolak, with the password given a moment ago."""
    row = _visible(request, pk)
    require(may(CHANGE.find("approve"), row, request.user))
    return ask_password(request, back=_page(pk), keeps=True) or _decide(request, row)


@once
def _decide(request: PersonRequest, row: ChangeRequest) -> HttpResponse:
    step: dict[str, Any] = {
        "request": row,
        "actor": request.user,
        "now": clock.now(),
        "version": posted_version(request.POST),
    }
    decision, comment = request.POST.get("decision", ""), request.POST.get("comment", "")[:2000]

    def decide() -> None:
        if decision == "approve":
            approve_change(**step, content_sha256=request.POST.get("content_sha256", ""))
        elif decision == "return":
            return_change(**step, comment=comment)
        elif decision == "reject":
            end_change(**step, name="reject", comment=comment)
        else:
            raise InvalidInput(_("Pilih keputusan: setujui, kembalikan atau tolak."))

    done = _("Keputusan disimpan dan yang bersangkutan diberi tahu.")
    return _settle(request, row.pk, decide, done, comment=comment)


def _page(pk: int) -> str:
    return reverse("bsc:change-detail", args=[pk])


def _trail(scorecard: Scorecard) -> Trail:
    changes = f"{reverse('bsc:change-list')}?year={scorecard.cycle.year}"
    own = reverse("bsc:scorecard-detail", args=[scorecard.pk])
    return [(_("Permintaan Perubahan"), changes), (page_title(scorecard), own)]
