"""Isu Susulan: the list of a year, the form, and CMS's decision (procedure 4.1)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from cint_portal.organization.years import switch_to
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.machine import may
from cint_portal.workflow.presentation import actions, history_lines
from cint_portal.workflow.services import posted_version, require
from issues.forms import MAX_TEXT
from issues.forms.supplement import SupplementDecisionForm, SupplementForm
from issues.models import IssueRegister, SupplementaryIssue
from issues.permissions import can_add_supplement, can_mend_supplement, can_review_supplement
from issues.selectors import cycle_for, review_clock, stakeholder_suggestions
from issues.selectors.supplements import (
    supplement_chip,
    supplements_of,
    takes_supplements,
    values_in_words,
)
from issues.services import (
    accept_supplement,
    resend_supplement,
    return_supplement,
    send_supplement,
    withdraw_supplement,
)
from issues.views.page import PersonRequest, visible_register
from issues.workflow import SUPPLEMENT

PAGE_SIZE = 50


@require_GET
def supplement_list(request: PersonRequest) -> HttpResponse:
    """All Isu Susulan of a year that a person may see, whatever became of them."""
    today = clock.local_day(clock.now())
    cycle = cycle_for(request.GET.get("year"), today)
    context: dict[str, Any] = {"page_title": _("Isu Susulan"), "today": today, "cycle": cycle}
    context["breadcrumbs"] = [(_("Isu"), reverse("issues:register-landing")), (_("Isu Susulan"), None)]
    if cycle is not None:
        rows = supplements_of(cycle).filter(pk__in=SupplementaryIssue.objects.visible_to(request.user))
        page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
        calendar = work_calendar(cycle)
        context["page_title"] = _("Isu Susulan %(year)s") % {"year": cycle.year}
        context |= {
            "year_switch": switch_to(cycle),
            "registers_url": f"{reverse('issues:register-list')}?year={cycle.year}",
            "page_obj": page,
            "lines": [
                {"row": row, "status": supplement_chip(row), "review": review_clock(row, calendar, today)}
                for row in page
            ],
        }
    return render(request, "issues/supplement_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def supplement_create(request: PersonRequest, pk: int) -> HttpResponse:
    """One late issue of a department; while its register can be written, the way leads there."""
    register, now = visible_register(request, pk), clock.now()
    require(can_add_supplement(request.user, register))
    if request.method == "GET":
        if not takes_supplements(register, clock.local_day(now)):
            messages.info(request, _("Register ini masih dikerjakan: tulis isunya sebagai baris register."))
            return redirect("issues:register-detail", pk)
        return _show_form(request, register, SupplementForm(register=register))
    form = SupplementForm(request.POST, register=register)
    if not form.is_valid():
        return _show_form(request, register, form, status=422)
    row = send_supplement(
        register=register,
        values=form.values,
        occasion=form.cleaned_data["occasion"],
        actor=request.user,
        now=now,
    )
    messages.success(request, _("Isu Susulan dikirim ke CMS."))
    return redirect("issues:supplement-detail", row.pk)


def _show_form(
    request: PersonRequest,
    register: IssueRegister,
    form: SupplementForm,
    *,
    supplement: SupplementaryIssue | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    page = "issues:supplement-detail" if supplement else "issues:register-detail"
    step = _("Perbaiki") if supplement else _("Isu Susulan baru")
    context |= {
        "page_title": _("Isu Susulan %(year)s – %(unit)s")
        % {"year": register.cycle.year, "unit": register.unit},
        "breadcrumbs": [*_trail(register), (step, None)],
        "form": form,
        "supplement": supplement,
        "object_version": supplement.version if supplement else None,
        "stakeholders": stakeholder_suggestions(register),
        "back_url": reverse(page, args=[supplement.pk if supplement else register.pk]),
    }
    return render(request, "issues/supplement_form.html", context, status=status)


def _trail(register: IssueRegister) -> list[tuple[str, str | None]]:
    return [
        (_("Isu"), reverse("issues:register-landing")),
        (register.unit.name, reverse("issues:register-detail", args=[register.pk])),
        (_("Isu Susulan"), f"{reverse('issues:supplement-list')}?year={register.cycle.year}"),
    ]


def _visible(request: PersonRequest, pk: int) -> SupplementaryIssue:
    rows = SupplementaryIssue.objects.visible_to(request.user)
    related = ("register__unit", "register__cycle", "factor", "submitted_by", "decided_by", "row")
    return get_object_or_404(rows.select_related(*related), pk=pk)


@require_GET
def supplement_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """The issue, its way so far, and what this person may do with it."""
    supplement = _visible(request, pk)
    return _show(request, supplement, SupplementDecisionForm(supplement=supplement))


def _show(
    request: PersonRequest,
    supplement: SupplementaryIssue,
    form: SupplementDecisionForm,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    today, register = clock.local_day(clock.now()), supplement.register
    calendar = work_calendar(register.cycle)
    waits = supplement.awaits_review
    mends = supplement.status == supplement.Status.RETURNED and can_mend_supplement(request.user, supplement)
    context |= {
        "page_title": _("Isu Susulan %(year)s – %(unit)s")
        % {"year": register.cycle.year, "unit": register.unit},
        "breadcrumbs": [*_trail(register), (str(supplement), None)],
        "supplement": supplement,
        "values": values_in_words(supplement),
        "status": supplement_chip(supplement),
        "today": today,
        "review": review_clock(supplement, calendar, today),
        "due_on": supplement.due_on if supplement.status == supplement.Status.RETURNED else None,
        "late_days": calendar.between(supplement.due_on, today) if supplement.due_on else 0,
        "form": form if waits and may(SUPPLEMENT.find("accept"), supplement, request.user) else None,
        "may_mend": mends,
        "actions": actions(SUPPLEMENT, supplement, request.user, url_name="issues:supplement-transition"),
        "history": history_lines(SUPPLEMENT, supplement),
        "object_version": supplement.version,
    }
    return render(request, "issues/supplement_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def supplement_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Repair what CMS returned, and send it again."""
    supplement, now = _visible(request, pk), clock.now()
    require(can_mend_supplement(request.user, supplement))
    register = supplement.register
    if request.method == "GET":
        if supplement.status != SupplementaryIssue.Status.RETURNED:
            return redirect("issues:supplement-detail", pk)
        return _show_form(
            request,
            register,
            SupplementForm(register=register, supplement=supplement),
            supplement=supplement,
        )
    form = SupplementForm(request.POST, register=register, supplement=supplement)
    if not form.is_valid():
        return _show_form(request, register, form, supplement=supplement, status=422)
    resend_supplement(
        supplement=supplement,
        values=form.values,
        occasion=form.cleaned_data["occasion"],
        actor=request.user,
        now=now,
        version=posted_version(request.POST),
    )
    messages.success(request, _("Isu Susulan dikirim kembali ke CMS."))
    return redirect("issues:supplement-detail", pk)


@require_POST
@once
def supplement_review(request: PersonRequest, pk: int) -> HttpResponse:
    """CMS's decision on the one issue."""
    supplement, now = _visible(request, pk), clock.now()
    require(can_review_supplement(request.user, supplement))
    if not supplement.awaits_review:
        raise Conflict(
            _("Isu Susulan ini tidak menunggu pemeriksaan: statusnya sekarang “%(state)s”.")
            % {"state": supplement.get_status_display()}
        )
    form = SupplementDecisionForm(request.POST, supplement=supplement)
    if not form.is_valid():
        return _show(request, supplement, form, status=422)
    step: dict[str, Any] = {"actor": request.user, "now": now, "version": posted_version(request.POST)}
    if form.accepts:
        accept_supplement(supplement=supplement, **form.cleaned_data, **step)
        messages.success(request, _("Isu Susulan diterima dan masuk ke register."))
    else:
        return_supplement(supplement=supplement, comment=form.cleaned_data["comment"], **step)
        messages.success(request, _("Isu Susulan dikembalikan ke pengirimnya."))
    return redirect("issues:supplement-detail", pk)


@require_POST
@once
def supplement_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """The step that has a button of its own: giving a returned one up."""
    supplement = _visible(request, pk)
    if name != "withdraw":
        raise Http404
    try:
        withdraw_supplement(
            supplement=supplement,
            reason=request.POST.get("comment", "")[:MAX_TEXT],
            actor=request.user,
            now=clock.now(),
            version=posted_version(request.POST),
        )
    except InvalidInput as refusal:
        form = SupplementDecisionForm(supplement=supplement)
        return _show(request, supplement, form, status=422, refusal=refusal, open_action=name)
    messages.success(request, _("Isu Susulan dibatalkan."))
    return redirect("issues:supplement-detail", pk)
