"""The board's decisions: queue, one scorecard for a thumb, several in one confirmation (7.1.12, 7.1.16)."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from bsc.filters import QueueFilter
from bsc.forms.approval import BoardReturnForm
from bsc.models import Scorecard
from bsc.permissions import can_see_decision_queue, can_see_resolutions, deciders_of
from bsc.selectors.approval import board_due_on, clock_until, to_decide
from bsc.selectors.cards import lanes_of, total_weight
from bsc.selectors.content import content_hash, content_of, content_of_structure
from bsc.selectors.differences import difference
from bsc.selectors.queues import PAGE_SIZE, decision_queue, recommended
from bsc.selectors.resolutions import waiting_list_of
from bsc.selectors.rounds import BOARD_ROUND, FORWARDED, content_with_hash, last_log, last_logs
from bsc.selectors.structure import structures
from bsc.services.approval import rows_of
from bsc.services.decision import Shown, approve_scorecard, approve_scorecards, return_scorecard_by_board
from bsc.views.approval_page import PersonRequest, decision_trail, scorecard_context, visible_scorecard
from bsc.workflow import SCORECARD
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.fresh_login import ask_password, typed_before
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.machine import may
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import posted_version, require

Status = Scorecard.Status
#: What ends a scorecard's waiting, as the loser of a race reads it.
DECISIONS = ("approve", "return_by_board", "establish")


@require_GET
def decision_list(request: PersonRequest) -> HttpResponse:
    """Menunggu Keputusan Saya: choose one to read, or several to approve at once."""
    require(can_see_decision_queue(request.user))
    filtered = QueueFilter(request.GET, queryset=Scorecard.objects.all())
    queue = decision_queue(request.user, clock.now(), filtered.qs)
    page = Paginator(queue.rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Menunggu Keputusan Saya"),
        "breadcrumbs": [(_("BSC"), None), (_("Menunggu Keputusan Saya"), None)],
        "filter": filtered,
        "page_obj": page,
        "lines": queue.lines(list(page)),
        "summary": queue.summary(),
        "sees_resolutions": can_see_resolutions(request.user),
    }
    return render(request, "bsc/decision_list.html", context)


@require_GET
def decision_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """One scorecard with its KPIs and CMS's recommendation; who may decide confirms the password first."""
    scorecard = visible_scorecard(request, pk)
    require(can_see_decision_queue(request.user))
    if _open_to(request, scorecard) and (gate := ask_password(request, back=request.path)):
        return gate
    form = BoardReturnForm(typed_before(request) or None, kpis=rows_of(scorecard))
    return _show(request, scorecard, form, clock.now())


def _open_to(request: PersonRequest, scorecard: Scorecard) -> bool:
    """May this person decide on it now?"""
    return scorecard.status == Status.WITH_BOARD and may(SCORECARD.find("approve"), scorecard, request.user)


def _show(
    request: PersonRequest,
    scorecard: Scorecard,
    form: BoardReturnForm,
    now: datetime,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= scorecard_context(scorecard, request.user, now, decision_trail(), rounds=BOARD_ROUND)
    waits = scorecard.status == Status.WITH_BOARD
    calendar, deciders = work_calendar(scorecard.cycle), deciders_of(scorecard)
    forwarded = last_log(scorecard, *FORWARDED)
    context |= {
        "form": form,
        "can_decide": _open_to(request, scorecard),
        "waits": waits,
        "listed": waiting_list_of(scorecard) if waits else None,
        "decided": None if waits else _decided(scorecard),
        "wrote_it": request.user.pk in scorecard.contributors,
        "deciders": deciders,
        "recommendation": forwarded,
        "recommended": recommended(forwarded),
        "place": _place(request.user, scorecard),
        "clock": clock_until(board_due_on(scorecard), calendar, clock.local_day(now)) if waits else None,
    }
    return render(request, "bsc/decision_detail.html", context, status=status)


def _decided(scorecard: Scorecard) -> TransitionLog | None:
    """By whose decision it stands where it stands now."""
    log = last_log(scorecard, *DECISIONS)
    return log if log and log.to_state == scorecard.status else None


def _place(user: User, scorecard: Scorecard) -> tuple[int, int] | None:
    """Which of how many it is in this person's queue."""
    queue = [row.pk for row in to_decide(user)]
    return (queue.index(scorecard.pk) + 1, len(queue)) if scorecard.pk in queue else None


def _next_page(user: User) -> str:
    """The next one follows; after the last the queue says that nothing waits."""
    waiting = to_decide(user)
    return _page(waiting[0].pk) if waiting else reverse("bsc:decision-list")


def _show_conflict(
    request: PersonRequest, pk: int, conflict: Conflict, form: BoardReturnForm | None, now: datetime
) -> HttpResponse:
    """The loser's page: who decided or what changed since the page was shown; what was typed stays."""
    fresh = visible_scorecard(request, pk)
    shown = content_with_hash(fresh, request.POST.get("content_sha256", ""))
    return _show(
        request,
        fresh,
        form or BoardReturnForm(kpis=rows_of(fresh)),
        now,
        status=409,
        conflict=conflict,
        since_shown=difference(shown, content_of(fresh)),
    )


@require_POST
def decision_approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Setujui what the page showed; an old confirmation leads to the password and writes nothing."""
    scorecard = visible_scorecard(request, pk)
    require(may(SCORECARD.find("approve"), scorecard, request.user))
    return ask_password(request, back=_page(pk)) or _approve(request, scorecard)


@once
def _approve(request: PersonRequest, scorecard: Scorecard) -> HttpResponse:
    now = clock.now()
    try:
        row = approve_scorecard(
            scorecard=scorecard,
            actor=request.user,
            now=now,
            version=posted_version(request.POST),
            content_sha256=request.POST.get("content_sha256", ""),
        )
    except Conflict as conflict:
        return _show_conflict(request, scorecard.pk, conflict, None, now)
    messages.success(request, _("Scorecard %(unit)s disetujui.") % {"unit": row.unit.name})
    return redirect(_next_page(request.user))


@require_POST
def decision_return(request: PersonRequest, pk: int) -> HttpResponse:
    """Kembalikan with the board's direction."""
    scorecard = visible_scorecard(request, pk)
    require(may(SCORECARD.find("return_by_board"), scorecard, request.user))
    return ask_password(request, back=_page(pk), keeps=True) or _return(request, scorecard)


@once
def _return(request: PersonRequest, scorecard: Scorecard) -> HttpResponse:
    now = clock.now()
    form = BoardReturnForm(request.POST, kpis=rows_of(scorecard))
    if not form.is_valid():
        return _show(request, scorecard, form, now, status=422)
    try:
        row = return_scorecard_by_board(
            scorecard=scorecard,
            actor=request.user,
            now=now,
            reason=form.cleaned_data["reason"],
            decisions=form.decisions(),
            version=posted_version(request.POST),
        )
    except Conflict as conflict:
        return _show_conflict(request, scorecard.pk, conflict, form, now)
    messages.success(request, _("Scorecard %(unit)s dikembalikan dengan arahan.") % {"unit": row.unit.name})
    return redirect(_next_page(request.user))


def _page(pk: int) -> str:
    return reverse("bsc:decision-detail", args=[pk])


# --- Several at once --------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def decision_batch(request: PersonRequest) -> HttpResponse:
    """The chosen scorecards on one page, then one confirmation for all of them."""
    require(can_see_decision_queue(request.user))
    if gate := ask_password(request, back=_back_to_choice(request)):
        return gate
    if request.method == "POST":
        return _approve_batch(request)
    chosen = [row for row in to_decide(request.user) if str(row.pk) in request.GET.getlist("pk")]
    if not chosen:
        messages.warning(request, _("Pilih sekurangnya satu scorecard."))
        return redirect("bsc:decision-list")
    return _show_batch(request, chosen)


def _back_to_choice(request: PersonRequest) -> str:
    return request.get_full_path() if request.method == "GET" else reverse("bsc:decision-list")


def _show_batch(
    request: PersonRequest, chosen: list[Scorecard], *, status: int = 200, **context: Any
) -> HttpResponse:
    """After a conflict the same list as it is now: what changed or left is marked and no longer chosen."""
    read, sent = structures(chosen), last_logs(chosen, *FORWARDED)
    contents = {row.pk: content_of_structure(read[row.pk]) for row in chosen}
    context |= {
        "page_title": _("Setujui yang dipilih"),
        "breadcrumbs": [*decision_trail(), (_("Setujui yang dipilih"), None)],
        "rows": [
            {
                "scorecard": row,
                "lanes": lanes_of(contents[row.pk]),
                "kpi_count": len(read[row.pk].kpis),
                "weight": total_weight(contents[row.pk]),
                "content_sha256": content_hash(contents[row.pk]),
                "recommendation": sent.get(row.pk),
                "recommended": recommended(sent.get(row.pk)),
                "waits": read[row.pk].status == Status.WITH_BOARD,
                "changed": status == 409
                and _differs(request, row.pk, read[row.pk].version, contents[row.pk]),
                "version": read[row.pk].version,
            }
            for row in chosen
        ],
    }
    return render(request, "bsc/decision_batch.html", context, status=status)


def _differs(request: PersonRequest, pk: int, version: int, content: dict[str, Any]) -> bool:
    """Is it no longer what the posted page showed?"""
    posted = request.POST.get(f"version-{pk}", ""), request.POST.get(f"content_sha256-{pk}", "")
    return posted != (str(version), content_hash(content))


@once
def _approve_batch(request: PersonRequest) -> HttpResponse:
    """All or none: one scorecard that may not be approved any more stops the list."""
    shown = [_shown(request, pk) for pk in request.POST.getlist("pk")]
    try:
        rows = approve_scorecards(shown=shown, actor=request.user, now=clock.now())
    except InvalidInput as refusal:
        messages.warning(request, str(refusal))
        return redirect("bsc:decision-list")
    except Conflict as conflict:
        return _show_batch(request, [one.scorecard for one in shown], status=409, conflict=conflict)
    text = ngettext("%(n)d scorecard disetujui.", "%(n)d scorecard disetujui.", len(rows))
    messages.success(request, text % {"n": len(rows)})
    return redirect("bsc:decision-list")


def _shown(request: PersonRequest, pk: str) -> Shown:
    """A scorecard of the posted list with the version and hash that its page showed."""
    scorecards = Scorecard.objects.visible_to(request.user).select_related("unit", "cycle")
    version = posted_version({"version": request.POST.get(f"version-{pk}", "")})
    scorecard = get_object_or_404(scorecards, pk=whole_number(pk) or 0)
    return Shown(scorecard, version, request.POST.get(f"content_sha256-{pk}", ""))
