"""The queue of what waits for CMS, by due date: registers, and Isu Susulan one by one."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.core import clock
from cint_portal.workflow.services import require
from issues.filters import ReviewQueueFilter, SupplementQueueFilter
from issues.permissions import can_see_review_queue
from issues.selectors import queue_lines, registers_without_reviewer, review_queue
from issues.selectors.supplements import supplement_queue, supplement_queue_lines
from issues.views.page import PersonRequest

PAGE_SIZE = 50


@require_GET
def review_queue_list(request: PersonRequest) -> HttpResponse:
    """What waits for this reviewer, the most urgent first; each line leads to the review."""
    require(can_see_review_queue(request.user))
    today = clock.local_day(clock.now())
    filtered = ReviewQueueFilter(
        request.GET, queryset=review_queue(request.user), today=today, user=request.user
    )
    supplements = SupplementQueueFilter(request.GET, queryset=supplement_queue(request.user), today=today)
    page = Paginator(filtered.qs, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Antrean Pemeriksaan Isu"),
        "breadcrumbs": [(_("Isu"), reverse("issues:register-landing")), (_("Antrean pemeriksaan"), None)],
        "filter": filtered,
        "page_obj": page,
        "lines": queue_lines(page.object_list, user=request.user, today=today),
        "supplements": supplement_queue_lines(supplements.qs, user=request.user, today=today),
        "today": today,
        "without_reviewer": _without_reviewer() if request.user.is_cms else [],
    }
    return render(request, "issues/review_queue.html", context)


def _without_reviewer() -> list[str]:
    return [register.unit.name for register in registers_without_reviewer()]
