"""The confirm page of a deletion: it names what is lost, and works without JavaScript."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from bsc.models import Scorecard
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import WRITTEN, form_context, require_editable, write


def confirm_or_delete(
    request: PersonRequest,
    scorecard: Scorecard,
    *,
    title: str,
    name: str,
    losses: list[str],
    delete: Callable[[], None],
) -> HttpResponse:
    """GET asks; POST deletes and leads back to the scorecard."""
    require_editable(request, scorecard)
    form = forms.Form(request.POST if request.method == "POST" else None)
    status = write(form, delete) if request.method == "POST" else 200
    if request.method == "POST" and status == WRITTEN:
        messages.success(request, _("“%(name)s” dihapus.") % {"name": name})
        return redirect("bsc:scorecard-detail", scorecard.pk)
    context = form_context(scorecard, title, form) | {"name": name, "losses": losses}
    return render(request, "bsc/confirm_delete.html", context, status=status)
