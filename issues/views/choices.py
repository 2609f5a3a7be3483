"""Pengaturan of issues: the lists behind the grid."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cint_portal.core.nonce import once
from cint_portal.workflow.services import require
from issues.forms import ChoiceForms
from issues.permissions import can_edit_choices
from issues.services import save_choices
from issues.views.page import PersonRequest


@require_http_methods(["GET", "POST"])
@once
def choice_list(request: PersonRequest) -> HttpResponse:
    """Stakeholders and Tinjauan Faktor; a name that registers use is switched off, not deleted."""
    require(can_edit_choices(request.user))
    forms = ChoiceForms(request.POST if request.method == "POST" else None)
    if request.method == "POST" and forms.is_valid():
        saved = save_choices(choices=forms.changed(), actor=request.user)
        text = ngettext("%(n)d pilihan disimpan.", "%(n)d pilihan disimpan.", saved)
        messages.success(request, text % {"n": saved} if saved else _("Tidak ada yang berubah."))
        return redirect("issues:choice-list")
    context = {
        "page_title": _("Pilihan Isu"),
        "breadcrumbs": [(_("Isu"), reverse("issues:register-landing")), (_("Pilihan Isu"), None)],
        "forms": forms,
    }
    return render(request, "issues/choice_list.html", context, status=422 if forms.has_errors else 200)
