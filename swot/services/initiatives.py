"""Strategi Inisiatif (7.1.9): what the company will do, born of one or more strategies."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.core.errors import InvalidInput, StaleVersion
from cint_portal.organization.models import Unit, User
from cint_portal.workflow.services import lock, require
from swot.models import StrategicInitiative, Strategy, SwotAnalysis
from swot.permissions import can_edit_analysis
from swot.selectors.initiatives import serves_downstream


@dataclass(frozen=True)
class InitiativeFields:
    """What a person writes about an initiative."""

    code: str
    name: str
    owner_unit: Unit
    strategies: Sequence[Strategy]
    perspective: str = ""
    horizon: str = ""
    budget_note: str = ""
    expected_effect: str = ""
    risk_reference: str = ""


TEXTS = ("code", "name", "perspective", "horizon", "budget_note", "expected_effect", "risk_reference")


@transaction.atomic
def create_initiative(
    *, analysis: SwotAnalysis, actor: User, fields: InitiativeFields
) -> StrategicInitiative:
    """Write a new initiative; raises InvalidInput (code in use, no strategy), PermissionDenied."""
    require(can_edit_analysis(actor, analysis))
    row = lock(analysis)
    _check(row, fields, row.initiatives.filter(code=fields.code.strip()).exists())
    initiative = StrategicInitiative(analysis=row)
    return _write(initiative, fields)


@transaction.atomic
def update_initiative(
    *,
    initiative: StrategicInitiative,
    actor: User,
    fields: InitiativeFields,
    seen: str | None = None,
) -> StrategicInitiative:
    """Change an initiative; `seen` is the fingerprint of what the page had shown.

    Raises InvalidInput, StaleVersion when somebody else has changed it, PermissionDenied.
    """
    require(can_edit_analysis(actor, initiative.analysis))
    analysis = lock(initiative.analysis)
    row = StrategicInitiative.objects.select_for_update().get(pk=initiative.pk)
    if seen is not None and seen != row.fingerprint():
        raise StaleVersion(
            _("Strategi Inisiatif ini sudah diubah orang lain: “%(name)s”.") % {"name": row.name}
        )
    others = analysis.initiatives.exclude(pk=row.pk)
    _check(analysis, fields, others.filter(code=fields.code.strip()).exists())
    return _write(row, fields)


@transaction.atomic
def delete_initiative(*, initiative: StrategicInitiative, actor: User) -> None:
    """Remove an initiative; raises InvalidInput while a KPI serves it, PermissionDenied."""
    require(can_edit_analysis(actor, initiative.analysis))
    lock(initiative.analysis)
    if serves_downstream(initiative):
        raise InvalidInput(
            _("%(code)s sudah dilayani KPI. Lepaskan dari KPI tersebut dahulu.") % {"code": initiative.code}
        )
    initiative.strategies.clear()
    initiative.delete()


def _check(analysis: SwotAnalysis, fields: InitiativeFields, code_is_taken: bool) -> None:
    if not fields.code.strip() or not fields.name.strip():
        raise InvalidInput(_("Kode dan nama Strategi Inisiatif wajib diisi."))
    if code_is_taken:
        raise InvalidInput(_("Kode %(code)s sudah dipakai tahun ini.") % {"code": fields.code.strip()})
    if not fields.strategies or any(s.analysis_id != analysis.pk for s in fields.strategies):
        raise InvalidInput(_("Pilih paling sedikit satu strategi dari matriks tahun ini."))


def _write(initiative: StrategicInitiative, fields: InitiativeFields) -> StrategicInitiative:
    for name in TEXTS:
        setattr(initiative, name, getattr(fields, name).strip())
    initiative.owner_unit = fields.owner_unit
    initiative.save()
    initiative.strategies.set(fields.strategies)
    return initiative
