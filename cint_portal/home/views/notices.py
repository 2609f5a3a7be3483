"""Notifikasi: what came, when and about what; read and unread."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.home.notices import address_of, mark_read, mark_unread, notices_of, readable, with_words
from cint_portal.organization.requests import person

PER_PAGE = 20


@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    """All notices, or the unread ones, newest first."""
    mails = notices_of(person(request))
    only_unread = request.GET.get("state") == "unread"
    shown = mails.filter(read_at=None) if only_unread else mails
    page = Paginator(readable(shown), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Notifikasi"),
        "breadcrumbs": [(_("Beranda"), reverse("home")), (_("Notifikasi"), None)],
        "only_unread": only_unread,
        "page_obj": page,
        "notices": with_words(page, clock.now()),
    }
    return render(request, "home/notice_list.html", context)


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go to the page that settles it."""
    mails = notices_of(person(request)).filter(pk=pk)
    mail = get_object_or_404(mails)
    mark_read(mails, clock.now())
    return redirect(address_of(mail))


@require_POST
def notice_mark(request: HttpRequest, pk: int) -> HttpResponse:
    """Read without opening it, or unread again; back to the list as it was."""
    mails = notices_of(person(request)).filter(pk=pk)
    get_object_or_404(mails)
    if request.POST.get("state") == "unread":
        mark_unread(mails)
    else:
        mark_read(mails, clock.now())
    state = "?state=unread" if request.POST.get("shown") == "unread" else ""
    return redirect(reverse("notice-list") + state)


@require_POST
@once
def notice_read_all(request: HttpRequest) -> HttpResponse:
    n = mark_read(notices_of(person(request)), clock.now())
    text = ngettext("%(n)d notifikasi ditandai terbaca.", "%(n)d notifikasi ditandai terbaca.", n)
    messages.success(request, text % {"n": n})
    return redirect("notice-list")
