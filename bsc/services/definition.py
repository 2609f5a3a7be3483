"""What a change request says anew of a KPI: name, range, definition, source, evidence, who fills it in."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.models import ChangeLine, ChangeRequest, Kpi
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
    held = _own(row, kpi)
    now = _now(row, held)
    changed = {
        name: value
        for name, value in definition.items()
        if name in now.keys() | UNSAID.keys() and name in DEFINITION
        if value != now.get(name, UNSAID.get(name))
    }
    _check(now | changed, held)
    line = ChangeLine.objects.filter(request=row, kpi=kpi).first() or ChangeLine(request=row, kpi=kpi)
    if line.ends:
        raise InvalidInput(_("KPI ini dihentikan dalam permintaan yang sama."))
    line.definition = changed
    _keep(line)
    row.note_contributor(actor)
    row.version += 1
    row.save(update_fields=["contributors", "version"])
    return line if line.pk else None


def _now(row: ChangeRequest, kpi: Kpi) -> Content:
    """What is in force; a group has nothing but its name."""
    if kpi.measure is None:
        return {"name": kpi.name}
    found: Content = measure_content(spec_of(kpi.measure), row.scorecard.cycle.year)["measure"]
    return found


def _own(row: ChangeRequest, kpi: Kpi) -> Kpi:
    found = Kpi.objects.filter(pk=kpi.pk, objective__perspective__scorecard=row.scorecard_id)
    held = found.select_related("measure__cycle", "measure__owner_unit", "measure__filler_unit").first()
    if held is None or held.through_month is not None:
        raise Conflict(_("KPI ini tidak dapat diubah definisinya."))
    if held.measure is not None and held.measure.owner_unit_id != row.scorecard.unit_id:
        raise Conflict(_("Definisi KPI Bersama ini milik %(unit)s.") % {"unit": held.measure.owner_unit})
    return held


def _check(wanted: Content, kpi: Kpi) -> None:
    if not wanted["name"].strip():
        raise InvalidInput(_("Nama KPI harus diisi."))
    measure = kpi.measure
    if measure is None:
        return
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
