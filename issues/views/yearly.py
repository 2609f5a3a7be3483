"""CMS's statements about a year's issues: climate change, top issues, whether they still hold."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.core.nonce import once
from cint_portal.organization.models import PlanningCycle
from cint_portal.workflow.services import posted_version, require
from issues.forms.yearly import ClimateForm, TopIssueForm, ValidityForm
from issues.permissions import can_see_issues, can_state_for_the_year
from issues.selectors.yearly import (
    SEMESTERS,
    ClimateLine,
    climate_line,
    semester_days,
    semester_title,
    validity_lines,
)
from issues.services.yearly import ValidityAnswer, answer_validity, choose_top_issues, state_climate
from issues.views.page import PersonRequest


def _trail(cycle: PlanningCycle, title: str) -> list[tuple[str, str | None]]:
    return [
        (_("Isu"), reverse("issues:register-landing")),
        (str(cycle.year), f"{reverse('issues:register-list')}?year={cycle.year}"),
        (title, None),
    ]


@require_http_methods(["GET", "POST"])
@once
def climate_detail(request: PersonRequest, year: int) -> HttpResponse:
    """The year's climate statement: everybody who has to do with issues reads it, CMS writes it."""
    require(can_see_issues(request.user))
    cycle = get_object_or_404(PlanningCycle, year=year)
    line = climate_line(cycle, request.user)
    if request.method == "POST":
        require(can_state_for_the_year(request.user))
        return _state(request, cycle, line, clock.now())
    states = can_state_for_the_year(request.user)
    form = ClimateForm(cycle=cycle, statement=line.statement) if states else None
    return _show_climate(request, cycle, line, form)


def _state(request: PersonRequest, cycle: PlanningCycle, line: ClimateLine, now: datetime) -> HttpResponse:
    form = ClimateForm(request.POST, cycle=cycle, statement=line.statement)
    if not form.is_valid():
        return _show_climate(request, cycle, line, form, status=422)
    said = form.cleaned_data
    try:
        state_climate(
            cycle=cycle,
            relevance=said["relevance"],
            reason=said["reason"],
            issues=[issue.pk for issue in said["issues"]],
            actor=request.user,
            now=now,
            version=posted_version(request.POST),
        )
    except StaleVersion as conflict:
        fresh = climate_line(cycle, request.user)
        return _show_climate(request, cycle, fresh, form, status=409, conflict=conflict)
    messages.success(request, _("Pernyataan perubahan iklim disimpan."))
    return redirect("issues:climate-detail", cycle.year)


def _show_climate(
    request: PersonRequest,
    cycle: PlanningCycle,
    line: ClimateLine,
    form: ClimateForm | None,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    title = _("Perubahan iklim %(year)s") % {"year": cycle.year}
    context |= {
        "page_title": title,
        "breadcrumbs": _trail(cycle, _("Perubahan iklim")),
        "cycle": cycle,
        "line": line,
        "form": form,
        "version": line.statement.version if line.statement else 0,
    }
    return render(request, "issues/climate_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@once
def top_issue_edit(request: PersonRequest, year: int) -> HttpResponse:
    """Which accepted issues are asked about in each half-year."""
    require(can_state_for_the_year(request.user))
    cycle = get_object_or_404(PlanningCycle, year=year)
    form = TopIssueForm(request.POST or None, cycle=cycle)
    if request.method == "POST":
        form = TopIssueForm(request.POST, cycle=cycle)
        if form.is_valid():
            try:
                ids = [issue.pk for issue in form.cleaned_data["issues"]]
                choose_top_issues(cycle=cycle, issues=ids, actor=request.user, now=clock.now())
            except InvalidInput as refusal:
                form.add_error("issues", str(refusal.message))
        if form.is_valid():
            messages.success(request, _("Isu utama disimpan."))
            return redirect("issues:validity-detail", cycle.year, 1)
    context = {
        "page_title": _("Isu utama %(year)s") % {"year": cycle.year},
        "breadcrumbs": _trail(cycle, _("Isu utama")),
        "cycle": cycle,
        "form": form,
        "back_url": reverse("issues:validity-detail", args=[cycle.year, 1]),
    }
    return render(request, "issues/top_issue_form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@once
def validity_detail(request: PersonRequest, year: int, semester: int) -> HttpResponse:
    """Masih berlaku? of each top issue in a half-year (7.2.3); CMS answers."""
    require(can_see_issues(request.user))
    if semester not in SEMESTERS:
        raise Http404
    cycle = get_object_or_404(PlanningCycle, year=year)
    lines = validity_lines(cycle, semester, request.user)
    if request.method == "POST":
        require(can_state_for_the_year(request.user))
        forms = [ValidityForm(request.POST, line=line) for line in lines]
        valid = [form.is_valid() for form in forms]  # every form, so that each shows its errors
        if all(valid):
            return _answer(request, cycle, semester, forms)
        return _show_validity(request, cycle, semester, forms, status=422)
    return _show_validity(request, cycle, semester, [ValidityForm(line=line) for line in lines])


def _answer(
    request: PersonRequest, cycle: PlanningCycle, semester: int, forms: list[ValidityForm]
) -> HttpResponse:
    answers = {form.line.issue.pk: ValidityAnswer(**form.cleaned_data) for form in forms}
    answer_validity(cycle=cycle, semester=semester, answers=answers, actor=request.user, now=clock.now())
    messages.success(request, _("Penilaian isu utama disimpan."))
    return redirect("issues:validity-detail", cycle.year, semester)


def _show_validity(
    request: PersonRequest,
    cycle: PlanningCycle,
    semester: int,
    forms: list[ValidityForm],
    *,
    status: int = 200,
) -> HttpResponse:
    first, _last = semester_days(cycle.year, semester)
    has_begun = clock.local_day(clock.now()) >= first
    states = can_state_for_the_year(request.user)
    context = {
        "page_title": _("Isu utama %(period)s") % {"period": semester_title(cycle.year, semester)},
        "breadcrumbs": _trail(cycle, _("Isu utama")),
        "cycle": cycle,
        "semester": semester,
        "tabs": [
            (
                semester_title(cycle.year, n),
                reverse("issues:validity-detail", args=[cycle.year, n]),
                n == semester,
            )
            for n in SEMESTERS
        ],
        "forms": forms,
        "open": sum(not form.line.verdict for form in forms),
        "has_begun": has_begun,
        "begins_on": first,
        "may_choose": states,
        "may_answer": states and has_begun,
        "has_errors": any(form.errors for form in forms),
    }
    return render(request, "issues/validity_detail.html", context, status=status)
