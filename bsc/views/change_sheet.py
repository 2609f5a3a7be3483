"""What the form pages inside a change request share: who may open them, how they answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import ChangeRequest
from bsc.selectors.change import requests_visible_to
from bsc.services.change import check_editable_by
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import WRITTEN, write


@dataclass(frozen=True)
class Sheet:
    """A form page of a request: how it is drawn and called, what is said once it is kept."""

    template: str
    title: str
    kept: str
    context: dict[str, Any] = field(default_factory=dict)


def editable_request(request: PersonRequest, pk: int) -> ChangeRequest:
    """404 for whom it is none of, 403 and 409 as for the request itself."""
    row = get_object_or_404(requests_visible_to(request.user), pk=pk)
    check_editable_by(row, request.user)
    return row


def answer(
    request: PersonRequest, row: ChangeRequest, form: forms.Form, sheet: Sheet, deed: Callable[[], object]
) -> HttpResponse:
    """Show the form, or keep what was typed and lead back to the request."""
    status = 200
    if request.method == "POST":
        status = write(form, deed)
        if status == WRITTEN:
            messages.success(request, sheet.kept)
            return redirect("bsc:change-detail", row.pk)
    fresh = ChangeRequest.objects.only("version").get(pk=row.pk)
    own = reverse("bsc:change-detail", args=[row.pk])
    context = sheet.context | {
        "page_title": sheet.title,
        "breadcrumbs": [
            (_("Permintaan Perubahan"), f"{reverse('bsc:change-list')}?year={row.scorecard.cycle.year}"),
            (str(row), own),
            (sheet.title, None),
        ],
        "period_strip": _("Tahun BSC %(year)s") % {"year": row.scorecard.cycle.year},
        "row": row,
        "scorecard": row.scorecard,
        "form": form,
        "object_version": fresh.version,
        "back_url": own,
    }
    return render(request, sheet.template, context, status=status)
