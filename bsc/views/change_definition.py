"""What a change request says anew of a KPI: name, range, definition, source, evidence, filler (7.1.19)."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bsc.forms.definition import DefinitionForm, NameForm, definition_initial
from bsc.models import Kpi, Scorecard
from bsc.selectors.rows import KpiRow
from bsc.selectors.structure import structure
from bsc.services.definition import define_kpi
from bsc.views.approval_page import PersonRequest
from bsc.views.change_sheet import Sheet, answer, editable_request
from cint_portal.core.nonce import once
from cint_portal.workflow.services import posted_version


@require_http_methods(["GET", "POST"])
@once
def definition_edit(request: PersonRequest, pk: int, kpi_pk: int) -> HttpResponse:
    """What may change of an established KPI without its figures meaning something else."""
    row = editable_request(request, pk)
    kpi = get_object_or_404(
        Kpi.objects.select_related("measure"),
        pk=kpi_pk,
        objective__perspective__scorecard=row.scorecard_id,
        through_month=None,
    )
    line = row.lines.filter(kpi=kpi).first()
    shown = row_shown(row.scorecard, kpi_pk)
    initial = definition_initial(shown, line.definition if line else {})
    data = request.POST or None
    form: NameForm = (
        DefinitionForm(data, scorecard=row.scorecard, row=shown, initial=initial)
        if shown.measure
        else NameForm(data, initial=initial)
    )
    sheet = Sheet(
        "bsc/change_definition.html",
        _("Ubah nama atau definisi – %(kpi)s") % {"kpi": kpi.name},
        _("Perubahan definisi disimpan dalam permintaan."),
        {"kpi": kpi},
    )
    version = posted_version(request.POST)
    return answer(
        request,
        row,
        form,
        sheet,
        lambda: define_kpi(
            request=row, kpi=kpi, definition=form.values(), actor=request.user, version=version
        ),
    )


def row_shown(scorecard: Scorecard, kpi_pk: int) -> KpiRow:
    """A KPI or sub-indicator of the scorecard as values, else 404."""
    for kpi in structure(scorecard).kpis:
        for row in (kpi, *kpi.parts):
            if row.id == kpi_pk:
                return row
    raise Http404
