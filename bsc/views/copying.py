"""Salin dari Tahun Lalu: what would come over, the copy, and standing by what it proposes."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from bsc.forms.library import CopyForm
from bsc.models import Scorecard
from bsc.selectors.copying import copy_lines
from bsc.selectors.last_year import last_years_scorecard
from bsc.services.copying import CopyReport, confirm_all, copy_last_year
from bsc.views.approval_page import PersonRequest
from bsc.views.loading import WRITTEN, form_context, require_editable, scorecard_shown, write
from cint_portal.core.nonce import once
from cint_portal.core.numbers import whole_number
from cint_portal.workflow.services import posted_version


@require_http_methods(["GET", "POST"])
@once
def copy_create(request: PersonRequest, pk: int) -> HttpResponse:
    """Last year's objectives with what would be proposed; those chosen are copied."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    source = last_years_scorecard(scorecard, request.user)
    lines = copy_lines(source) if source else []
    offered = [(line.id, line.name) for line in lines]
    form = CopyForm(request.POST or None, offered=offered)
    made: list[CopyReport] = []
    status = 200
    if request.method == "POST":
        status = write(form, lambda: made.append(_copy(request, scorecard, form)))
        if status == WRITTEN:
            _tell(request, made[0])
            return redirect("bsc:scorecard-detail", pk)
    context = form_context(scorecard, _("Salin dari Tahun Lalu"), form)
    chosen = {whole_number(str(value)) for value in form["objectives"].value() or []}
    context |= {"source": source, "lines": [(line, line.id in chosen) for line in lines]}
    return render(request, "bsc/copy_create.html", context, status=status)


def _copy(request: PersonRequest, scorecard: Scorecard, form: CopyForm) -> CopyReport:
    return copy_last_year(
        scorecard=scorecard,
        actor=request.user,
        objectives=form.cleaned_data["objectives"],
        version=posted_version(request.POST),
    )


def _tell(request: PersonRequest, report: CopyReport) -> None:
    """What came over, and each thing that waits for a person."""
    text = _(
        "%(objectives)d sasaran dan %(kpis)d KPI disalin. "
        "Semua angkanya masih usulan sampai Anda ubah atau terima."
    )
    messages.success(request, text % {"objectives": report.objectives, "kpis": report.kpis})
    lists: list[tuple[Any, list[str]]] = [
        (_("Induk yang senama tidak ada tahun ini; tautkan kembali"), report.without_parent),
        (_("Tidak disalin: sudah ada, atau KPI Bersama yang belum ada tahun ini"), report.left_out),
        (
            _("Tahun lalu dihitung dari KPI lain, sekarang diisi; susun lagi rumusnya bila perlu"),
            report.to_rebuild,
        ),
    ]
    for what, names in lists:
        if names:
            messages.warning(request, f"{what} ({len(names)}): {', '.join(names)}.")


@require_POST
@once
def proposal_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Stand by all proposed figures as they are."""
    scorecard = scorecard_shown(request, pk)
    require_editable(request, scorecard)
    count = confirm_all(scorecard=scorecard, actor=request.user, version=posted_version(request.POST))
    text = ngettext("%(n)d usulan diterima.", "%(n)d usulan diterima.", count)
    messages.success(request, text % {"n": count})
    return redirect("bsc:scorecard-detail", pk)
