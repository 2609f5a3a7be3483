"""The mailbox page of the embedded mode."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cint_portal.demo.models import MailboxMessage


@login_not_required
@require_GET
def mailbox(request: HttpRequest) -> HttpResponse:
    """Every mail that the demo delivered, newest first."""
    if not settings.EMBEDDED:
        raise Http404
    search = request.GET.get("q", "").replace("\0", "").strip()
    messages = MailboxMessage.objects.filter(recipient__icontains=search)
    context = {
        "page_title": _("Kotak surat demo"),
        "page_obj": Paginator(messages, 20).get_page(request.GET.get("page")),
        "search": search,
    }
    return render(request, "demo/mailbox.html", context)
