"""What a change request defines anew in a KPI: range, definition, source, evidence, who fills it in."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.models import ChangeLine, ChangeRequest, Kpi, Measure
from bsc.selectors.content import measure_content
from bsc.selectors.proposal import DEFINITION, UNSAID
from bsc.selectors.specs import spec_of
from bsc.services.change import editable, refuse_alone
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User

Content = dict[str, Any]


@transaction.atomic
def define_kpi(
    *,
    request: ChangeRequest,
    kpi: Kpi,
    definition: Mapping[str, Any],
    actor: User,
    version: int | None = None,
) -> ChangeLine | None:
    """Keep what differs from the measure as it is; None where nothing does.

    `definition` holds fields of `proposal.DEFINITION` as a content writes them. Raises PermissionDenied,
    Conflict (state, another scorecard's KPI, a measure of another unit), StaleVersion, InvalidInput.
    """
    row = editable(request, actor, version)
    refuse_alone(row)
    measure = _own_measure(row, kpi)
    now: Content = measure_content(spec_of(measure), row.scorecard.cycle.year)["measure"]
    changed = {
        name: value
        for name, value in definition.items()
        if name in DEFINITION and value != now.get(name, UNSAID.get(name))
    }
    _check(now | changed, measure)
    line = ChangeLine.objects.filter(request=row, kpi=kpi).first() or ChangeLine(request=row, kpi=kpi)
    if line.ends:
        raise InvalidInput(_("KPI ini dihentikan dalam permintaan yang sama."))
    line.definition = changed
    _keep(line)
    row.note_contributor(actor)
    row.version += 1
    row.save(update_fields=["contributors", "version"])
    return line if line.pk else None


def _own_measure(row: ChangeRequest, kpi: Kpi) -> Measure:
    found = Kpi.objects.filter(pk=kpi.pk, objective__perspective__scorecard=row.scorecard_id)
    held = found.select_related("measure__cycle", "measure__owner_unit", "measure__filler_unit").first()
    if held is None or held.measure is None or held.through_month is not None:
        raise Conflict(_("KPI ini tidak dapat diubah definisinya."))
    if held.measure.owner_unit_id != row.scorecard.unit_id:
        raise Conflict(_("Definisi KPI Bersama ini milik %(unit)s.") % {"unit": held.measure.owner_unit})
    return held.measure


def _check(wanted: Content, measure: Measure) -> None:
    lower, upper = wanted["lower"], wanted["upper"]
    if (lower is None) != (upper is None):
        raise InvalidInput(_("Isi batas bawah dan batas atas, atau keduanya kosong."))
    ranged = measure.lower is not None and measure.upper is not None
    if ranged != (lower is not None):
        raise InvalidInput(_("Rentang hanya diganti, tidak ditambahkan atau dihapus."))
    if wanted["filler_id"] is None and measure.filler_unit_id is not None:
        raise InvalidInput(_("Pilih siapa yang mengisi realisasinya."))


def _keep(line: ChangeLine) -> None:
    """A line that says nothing any more goes."""
    is_empty = line.target is None and not line.months and line.weight is None and not line.definition
    if not is_empty:
        line.save()
    elif line.pk is not None:
        line.delete()
