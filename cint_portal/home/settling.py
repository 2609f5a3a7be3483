"""Settle and next: what a person has just settled counts as read, and the next task is offered."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cint_portal.home.notices import mark_read
from cint_portal.notifications.models import OutboxMail
from cint_portal.workflow.signals import task_settled, transition_performed

#: The message with this tag is drawn with a link to the person's next task (components/_messages.html).
TAG = "next"
_settled: ContextVar[bool] = ContextVar("settled", default=False)


@receiver(transition_performed)
def note_transition(sender: Any, log: Any, obj: Any, actor: Any, **kwargs: Any) -> None:
    """Whoever moves a document need not be told of it any more."""
    _note(obj, actor, log.at)


@receiver(task_settled)
def note_task(sender: Any, obj: Any, actor: Any, at: datetime, **kwargs: Any) -> None:
    """The same for a task that moves no document."""
    _note(obj, actor, at)


def _note(obj: Any, actor: Any, at: datetime) -> None:
    _settled.set(True)
    content_type = ContentType.objects.get_for_model(type(obj))
    told = OutboxMail.objects.filter(recipient=actor.pk, content_type=content_type, object_id=obj.pk)
    mark_read(told, at)


def offer_next(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """After a step that moved something, the page that follows offers the person's next task."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST":
            return get_response(request)
        token = _settled.set(False)
        try:
            response = get_response(request)
            if _settled.get() and response.status_code == 302:
                messages.success(request, _("Tugas ini selesai."), extra_tags=TAG)
            return response
        finally:
            _settled.reset(token)

    return middleware
