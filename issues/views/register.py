"""A department's register: reading it, handing it over, sending it."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.errors import InvalidInput
from cint_portal.core.nonce import once
from cint_portal.workflow.presentation import Action, actions
from cint_portal.workflow.services import posted_version
from issues.forms import MAX_TEXT
from issues.models import Issue, IssueRegister
from issues.permissions import can_answer_question, can_edit_register
from issues.selectors import (
    fillers_of,
    option_words,
    previous_round,
    questions_of_round,
    values_of,
    with_reviews,
)
from issues.services import declare_nil, hand_over, submit_register
from issues.views.page import PersonRequest, register_context, visible_register
from issues.views.through_year import through_year
from issues.workflow import REGISTER, may_review


@require_GET
def register_detail(request: PersonRequest, pk: int) -> HttpResponse:
    """The register as text, for everybody who may see it, with what this person may do."""
    return show_register(request, visible_register(request, pk), clock.now())


def _row(issue: Issue, register: IssueRegister) -> dict[str, Any]:
    """A row with CMS's decision on it, which the department sees once the review is finished."""
    decided = not register.awaits_review or issue.is_settled(register)
    return {
        "issue": issue,
        "previous": previous_round(issue),
        "options": option_words(values_of(issue)),
        "shows_decision": decided and register.round > 0,
    }


def _actions(request: PersonRequest, register: IssueRegister, *, filled: bool) -> list[Action]:
    """Rows are sent, no rows are declared Nihil: never both buttons."""
    available = actions(REGISTER, register, request.user, url_name="issues:register-transition")
    return [action for action in available if action.name == ("submit" if filled else "declare_nil")]


def show_register(
    request: PersonRequest, register: IssueRegister, now: datetime, *, status: int = 200, **context: Any
) -> HttpResponse:
    """The register's page, also as the answer to a step on it that was refused."""
    issues = with_reviews(register.issues.all())
    rows = [_row(issue, register) for issue in issues]
    year = through_year(request.user, register, now)
    context |= {
        **register_context(register, now),
        **year,
        "rows": rows,
        "has_decisions": any(row["shows_decision"] for row in rows),
        "fillers": fillers_of(register),
        "may_edit": register.is_editable and can_edit_register(request.user, register),
        "may_review": register.awaits_review and may_review(request.user, register),
        "actions": [] if year["is_shut"] else _actions(request, register, filled=bool(rows)),
        "questions": questions_of_round(register),
        "may_answer": can_answer_question(request.user, register),
    }
    return render(request, "issues/register_detail.html", context, status=status)


@require_POST
@once
def register_transition(request: PersonRequest, pk: int, name: str) -> HttpResponse:
    """The steps that have a button on the register's page; a review ends on its own page."""
    register = visible_register(request, pk)
    if name not in ("submit", "hand_over", "declare_nil"):
        raise Http404
    now = clock.now()
    step: dict[str, Any] = {"actor": request.user, "now": now, "version": posted_version(request.POST)}
    try:
        if name == "submit":
            submit_register(register=register, **step)
            messages.success(request, _("Register dikirim ke CMS."))
        elif name == "hand_over":
            hand_over(register=register, **step)
            messages.success(request, _("Manager diberi tahu bahwa register siap diperiksa."))
            return redirect("issues:register-summary", pk)
        else:
            declare_nil(register=register, reason=request.POST.get("comment", "")[:MAX_TEXT], **step)
            messages.success(request, _("Pernyataan Nihil dikirim ke CMS."))
    except InvalidInput as refusal:
        return show_register(request, register, now, status=refusal.status, refusal=refusal)
    return redirect("issues:register-detail", pk)
