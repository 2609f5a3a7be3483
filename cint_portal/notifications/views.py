"""Pages of the operators (outbox, health, people without address) and a person's mail preferences."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cint_portal.core import clock
from cint_portal.core.nonce import once
from cint_portal.notifications import selectors
from cint_portal.notifications.filters import OutboxFilter
from cint_portal.notifications.health import examine
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.permissions import can_operate_mail
from cint_portal.notifications.preferences import groups_of, save_choices
from cint_portal.notifications.preview import preview_of
from cint_portal.notifications.resending import resend, resend_failed
from cint_portal.organization.requests import person

PER_PAGE = 50


def _operators_only(request: HttpRequest) -> None:
    if not can_operate_mail(person(request)):
        raise PermissionDenied


@require_GET
def outbox_list(request: HttpRequest) -> HttpResponse:
    _operators_only(request)
    found = OutboxFilter(request.GET, queryset=selectors.outbox())
    page = Paginator(found.qs, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Kotak Keluar E-mail"),
        "filter": found,
        "page_obj": page,
        "lines": selectors.lines(page.object_list),
        "tiles": selectors.tiles(),
        "state": request.GET.get("state", ""),
        "without_address": selectors.people_without_address().count(),
    }
    return render(request, "notifications/outbox_list.html", context)


@require_GET
def outbox_detail(request: HttpRequest, pk: int) -> HttpResponse:
    _operators_only(request)
    mail = get_object_or_404(selectors.outbox(), pk=pk)
    context = {
        "page_title": selectors.kind_name(mail.kind),
        "breadcrumbs": [(_("Kotak Keluar E-mail"), reverse("mail:outbox-list")), (f"#{mail.pk}", None)],
        "line": selectors.line_of(mail),
        "preview": preview_of(mail),
        "carried": selectors.lines(mail.carried.select_related("recipient")),
    }
    return render(request, "notifications/outbox_detail.html", context)


@require_POST
@once
def outbox_resend(request: HttpRequest, pk: int) -> HttpResponse:
    _operators_only(request)
    mail = get_object_or_404(OutboxMail, pk=pk)
    mail = resend(mail=mail, actor=person(request), now=clock.now())
    messages.success(request, _("E-mail kepada %(name)s dikirim ulang.") % {"name": mail.recipient.full_name})
    return redirect("mail:outbox-detail", pk)


@require_POST
@once
def outbox_resend_failed(request: HttpRequest) -> HttpResponse:
    """All failed mails of the list as it is filtered."""
    _operators_only(request)
    found = OutboxFilter(request.GET, queryset=OutboxMail.objects.all())
    n = resend_failed(mails=found.qs, actor=person(request), now=clock.now())
    messages.success(
        request, ngettext("%(n)s e-mail dikirim ulang.", "%(n)s e-mail dikirim ulang.", n) % {"n": n}
    )
    return redirect("mail:outbox-list")


@require_GET
def people_without_address(request: HttpRequest) -> HttpResponse:
    _operators_only(request)
    page = Paginator(selectors.people_without_address(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page_title": _("Orang tanpa alamat e-mail"),
        "breadcrumbs": [(_("Kesehatan Sistem"), reverse("mail:health")), (_("Tanpa e-mail"), None)],
        "page_obj": page,
    }
    return render(request, "notifications/people_without_address.html", context)


@require_GET
def unit_gaps(request: HttpRequest) -> HttpResponse:
    _operators_only(request)
    context = {
        "page_title": _("Unit tanpa pengganti"),
        "breadcrumbs": [(_("Kesehatan Sistem"), reverse("mail:health")), (_("Unit tanpa pengganti"), None)],
        "gaps": selectors.unit_gaps(clock.local_day(clock.now())),
    }
    return render(request, "notifications/unit_gaps.html", context)


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    _operators_only(request)
    context = {"page_title": _("Kesehatan Sistem"), "report": examine(clock.now())}
    return render(request, "notifications/health.html", context)


@require_GET
def health_status(request: HttpRequest) -> JsonResponse:
    """The same for a machine; 503 while something is broken."""
    _operators_only(request)
    report = examine(clock.now())
    return JsonResponse(report.as_data(), status=200 if report.is_running else 503)


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """A person's own choices."""
    who = person(request)
    if request.method == "POST":
        save_choices(who, request.POST.getlist("kind"))
        messages.success(request, _("Pilihan e-mail disimpan."))
        return redirect("mail:preferences")
    context = {"page_title": _("Pilihan E-mail"), "groups": groups_of(who), "person": who}
    return render(request, "notifications/preferences.html", context)
