"""Settle and next: what a person has just settled counts as read, and the next task is offered."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cint_portal.home.notices import mark_read
from cint_portal.notifications.models import OutboxMail
from cint_portal.workflow.signals import transition_performed

#: The message with this tag is drawn with a link to the person's next task (components/_messages.html).
TAG = "next"
_settled: ContextVar[bool] = ContextVar("settled", default=False)


@receiver(transition_performed)
def note_settled(sender: Any, log: Any, obj: Any, actor: Any, **kwargs: Any) -> None:
    """Whoever moves a document need not be told of it any more."""
    _settled.set(True)
    told = OutboxMail.objects.filter(recipient=actor.pk, content_type=log.content_type, object_id=obj.pk)
    mark_read(told, log.at)


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
