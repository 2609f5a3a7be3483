"""The record of a register: who filled, sent and reviewed each row, in which round, when."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.core import clock
from cint_portal.workdays.selectors import work_calendar
from issues.selectors import register_record as rounds_of
from issues.views.page import PersonRequest, register_context, visible_register


@require_GET
def register_record(request: PersonRequest, pk: int) -> HttpResponse:
    """All rounds, newest first, for everybody who may see the register."""
    register = visible_register(request, pk)
    now = clock.now()
    context = {
        **register_context(register, now, step=_("Catatan pemeriksaan")),
        "rounds": rounds_of(register, work_calendar(register.cycle)),
    }
    return render(request, "issues/register_record.html", context)
