"""The department answers what CMS asks about a row, on the register's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.core.nonce import once
from issues.forms import MAX_TEXT
from issues.models import Question
from issues.services import answer_question
from issues.views.page import PersonRequest, visible_register
from issues.views.register import show_register


@require_POST
@once
def question_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer one question; a refusal shows the register's page with the text still in its field."""
    question = get_object_or_404(Question, pk=pk)
    register = visible_register(request, question.register_id)
    now = clock.now()
    text = request.POST.get("answer", "")[:MAX_TEXT]
    try:
        answer_question(question=question, text=text, actor=request.user, now=now)
    except (InvalidInput, Conflict) as refusal:
        return show_register(
            request,
            visible_register(request, register.pk),
            now,
            status=refusal.status,
            refusal=refusal,
            typed_answer=text,
            answering=question.pk,
        )
    messages.success(request, _("Jawaban dikirim ke CMS."))
    return redirect(f"{reverse('issues:register-detail', args=[register.pk])}#pertanyaan")
