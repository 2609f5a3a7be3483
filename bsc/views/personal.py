"""Personal scorecards: the list of one's circle, creating one, taking over KPIs of the department."""

from datetime import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from bsc.filters import PersonalFilter
from bsc.forms.personal import PersonalForm, TakeKpisForm
from bsc.models import Scorecard
from bsc.permissions import can_see_personal
from bsc.selectors.approval import status_chip
from bsc.selectors.personal import listed_personal, offered_kpis, people_without, personal_years
from bsc.services.personal import create_personal, take_department_kpis
from bsc.views.approval_page import PersonRequest, page_title
from bsc.views.loading import WRITTEN, form_context, require_editable, write, year_context
from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.organization.years import YearSwitch
from cint_portal.workflow.services import posted_version, require

PER_PAGE = 50


def personal_shown(request: PersonRequest, pk: int) -> Scorecard:
    """A personal scorecard whose circle the person is in, else 404: also while the year has none."""
    found = Scorecard.every.personal(request.user)
    return get_object_or_404(found.select_related("cycle", "employee", "unit__parent__parent"), pk=pk)


def _year(request: PersonRequest, now: datetime) -> tuple[YearSwitch, PlanningCycle]:
    """The asked year, or 404 where it has no personal scorecards; 403 for whom they do not concern."""
    switch = personal_years(request.GET.get("year"), now)
    if switch is None or switch.cycle is None:
        raise Http404
    require(can_see_personal(request.user))
    return switch, switch.cycle


@require_GET
def personal_list(request: PersonRequest) -> HttpResponse:
    """One's own first, then those of one's people; below them who has none yet."""
    switch, cycle = _year(request, clock.now())
    rows = listed_personal(request.user, cycle)
    filtered = PersonalFilter(request.GET, queryset=rows.exclude(employee=request.user))
    page = Paginator(filtered.qs, PER_PAGE).get_page(request.GET.get("page"))
    missing = people_without(request.user, cycle)
    own = rows.filter(employee=request.user).first()
    context = {
        "page_title": _("Scorecard Karyawan"),
        "breadcrumbs": [(_("BSC"), None), (_("Scorecard Karyawan"), None)],
        **year_context(switch),
        "own": own,
        "own_status": status_chip(own) if own else None,
        "own_missing": next((one for one in missing if one.employee == request.user), None),
        "filter": filtered,
        "has_others": bool(page) or any(request.GET.get(name) for name in ("q", "status")),
        "page_obj": page,
        "lines": [(row, status_chip(row)) for row in page],
        "missing": [one for one in missing if one.employee != request.user],
    }
    return render(request, "bsc/personal_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def personal_create(request: PersonRequest) -> HttpResponse:
    """For oneself or one of one's people; `?person=` chooses beforehand."""
    _switch, cycle = _year(request, clock.now())
    members = people_without(request.user, cycle)
    require(bool(members))
    chosen = request.GET.get("person") or members[0].key
    form = PersonalForm(request.POST or None, members=members, initial={"person": chosen})
    made: list[Scorecard] = []
    status = 200
    if request.method == "POST":
        status = write(
            form,
            lambda: made.append(create_personal(cycle=cycle, actor=request.user, **form.values())),
        )
        if status == WRITTEN:
            messages.success(request, _("%(scorecard)s dibuat.") % {"scorecard": page_title(made[0])})
            return redirect("bsc:scorecard-detail", made[0].pk)
    list_url = f"{reverse('bsc:personal-list')}?year={cycle}"
    context = {
        "page_title": _("Buat scorecard karyawan %(year)s") % {"year": cycle},
        "breadcrumbs": [(_("Scorecard Karyawan"), list_url), (_("Buat scorecard"), None)],
        "form": form,
        "back_url": list_url,
    }
    return render(request, "bsc/scorecard_form.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def personal_take(request: PersonRequest, pk: int) -> HttpResponse:
    """Ambil KPI departemen: each shared, served by an own one, or left."""
    scorecard = personal_shown(request, pk)
    require_editable(request, scorecard)
    offered = offered_kpis(scorecard)
    form = TakeKpisForm(request.POST if request.method == "POST" else None, offered=offered)
    status = 200
    if request.method == "POST":
        status = write(form, lambda: _take(request, scorecard, form))
        if status == WRITTEN:
            return redirect("bsc:scorecard-detail", pk)
    context = form_context(scorecard, _("Ambil KPI departemen"), form)
    context |= {"lines": form.lines, "taken": [one for one in offered if one.is_taken]}
    return render(request, "bsc/personal_take.html", context, status=status)


def _take(request: PersonRequest, scorecard: Scorecard, form: TakeKpisForm) -> None:
    taken = take_department_kpis(
        scorecard=scorecard,
        actor=request.user,
        takings=form.takings(),
        version=posted_version(request.POST),
    )
    text = ngettext("%(n)d KPI diambil. Isi bobotnya.", "%(n)d KPI diambil. Isi bobotnya.", len(taken))
    messages.success(request, text % {"n": len(taken)})
