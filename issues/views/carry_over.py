"""Last year's issues: their fate on one page, and the change from year to year."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.organization.years import switch_to
from cint_portal.workflow.services import posted_version, require
from issues.forms.carry_over import CarryOverForms
from issues.models import IssueFate, IssueRegister
from issues.permissions import can_edit_register
from issues.selectors import cycle_for
from issues.selectors.carry_over import unit_changes, year_change
from issues.services.carry_over import FateChoice, decide_fates
from issues.views.page import PersonRequest, register_context, visible_register


@require_http_methods(["GET", "POST"])
@once
def carry_over_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """What became of last year's issues; those that go on are then in the register."""
    register, now = visible_register(request, pk), clock.now()
    require(can_edit_register(request.user, register))
    if request.method == "POST":
        return _save(request, register, now)
    if not register.is_editable:
        return redirect("issues:register-change", pk)
    return _show(request, register, CarryOverForms(register), now)


def _save(request: PersonRequest, register: IssueRegister, now: datetime) -> HttpResponse:
    forms = CarryOverForms(register, request.POST)
    if not forms.is_valid():
        return _show(request, register, forms, now, status=422)
    default = IssueFate.Fate.PERSISTING if "carry_rest" in request.POST else ""
    choices = {pk: FateChoice(*said) for pk, said in forms.choices(default=default).items()}
    try:
        decide_fates(
            register=register,
            choices=choices,
            actor=request.user,
            now=now,
            version=posted_version(request.POST),
        )
    except InvalidInput as refusal:
        fresh = visible_register(request, register.pk)
        return _show(request, fresh, forms, now, status=422, refusal=refusal)
    except StaleVersion as conflict:
        fresh = visible_register(request, register.pk)
        if not fresh.is_editable:
            raise
        return _show(request, fresh, forms, now, status=409, conflict=conflict)
    messages.success(request, _("Nasib isu tahun lalu disimpan; yang berlanjut sudah ada di register."))
    leads_on = "carry_rest" in request.POST or "fill" in request.POST
    return redirect("issues:register-edit" if leads_on else "issues:carry-over-edit", register.pk)


def _show(
    request: PersonRequest,
    register: IssueRegister,
    forms: CarryOverForms,
    now: datetime,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    context |= register_context(register, now, step=_("Isu tahun lalu"))
    context |= {"forms": forms.forms, "change": year_change(register), "past_year": register.cycle.year - 1}
    return render(request, "issues/carry_over_edit.html", context, status=status)


@require_GET
def register_change(request: PersonRequest, pk: int) -> HttpResponse:
    """A department's issues of last year and of this year, side by side."""
    register, now = visible_register(request, pk), clock.now()
    context = register_context(register, now, step=_("Perubahan dari tahun lalu"))
    context |= {
        "change": year_change(register),
        "past_year": register.cycle.year - 1,
        "may_decide": register.is_editable and can_edit_register(request.user, register),
    }
    return render(request, "issues/register_change.html", context)


@require_GET
def change_list(request: PersonRequest) -> HttpResponse:
    """The change of every department that the person may see."""
    today = clock.local_day(clock.now())
    cycle = cycle_for(request.GET.get("year"), today)
    context: dict[str, Any] = {
        "page_title": _("Perubahan isu"),
        "breadcrumbs": [(_("Isu"), reverse("issues:register-landing")), (_("Perubahan"), None)],
        "cycle": cycle,
    }
    if cycle is not None:
        lines = unit_changes(cycle, request.user)
        years = {"now": cycle.year, "past": cycle.year - 1}
        context["page_title"] = _("Perubahan isu %(past)s – %(now)s") % years
        context |= {
            "year_switch": switch_to(cycle),
            "lines": lines,
            "past_year": cycle.year - 1,
            "fate_labels": [str(fate.label) for fate in IssueFate.Fate],
            "total": {
                "before": sum(line.before for line in lines),
                "now": sum(line.now for line in lines),
                "new": sum(line.new for line in lines),
                "fates": [sum(counts) for counts in zip(*(line.fates for line in lines), strict=True)],
                "undecided": sum(line.undecided for line in lines),
            },
        }
    return render(request, "issues/change_list.html", context)
