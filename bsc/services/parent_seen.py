"""A parent as its children know it: kept when it is chosen, renewed when the owner confirms a change."""

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from bsc.models import Kpi, Objective, ParentSeen
from bsc.permissions import can_confirm_parent
from cint_portal.core.errors import Conflict
from cint_portal.organization.models import User
from cint_portal.workflow.services import require


def remember_parent(row: models.Model) -> None:
    """Keep what the parent of a KPI or objective says now; without a parent nothing is known any more."""
    if isinstance(row, Kpi):
        _keep({"kpi": row}, _of_kpi(row.parent) if row.parent else None)
    elif isinstance(row, Objective):
        _keep({"objective": row}, _of_objective(row.source) if row.source else None)


def _keep(child: dict[str, Any], known: dict[str, Any] | None) -> None:
    if known is None:
        ParentSeen.objects.filter(**child).delete()
    else:
        nobody = {"confirmed_by": None, "confirmed_at": None}
        ParentSeen.objects.update_or_create(**child, defaults={**known, **nobody})


def _of_kpi(parent: Kpi) -> dict[str, Any]:
    measure = parent.measure
    return {
        "parent_pk": parent.pk,
        "name": parent.name,
        "unit": measure.unit if measure else "",
        "target": measure.target if measure else None,
        "through_month": parent.through_month,
    }


def _of_objective(source: Objective) -> dict[str, Any]:
    return {"parent_pk": source.pk, "name": source.name, "unit": "", "target": None, "through_month": None}


@transaction.atomic
def confirm_parent(*, seen: ParentSeen, actor: User, now: datetime) -> ParentSeen:
    """The owner has looked at the changed parent: the child stays as it is, or was adapted already.

    Raises PermissionDenied, Conflict when nothing is open any more.
    """
    row = ParentSeen.objects.select_for_update(of=("self",)).filter(pk=seen.pk).first()
    if row is None:
        raise Conflict(_("Perubahan ini sudah tidak berlaku."))
    child = row.kpi or row.objective
    objective = child.objective if isinstance(child, Kpi) else child
    assert objective is not None  # noqa: S101 (the table's constraint: one of both)
    require(can_confirm_parent(actor, objective.perspective.scorecard))
    known = _known_now(row)
    if all(getattr(row, name) == value for name, value in known.items()):
        raise Conflict(_("Perubahan ini sudah dikonfirmasi."))
    for name, value in {**known, "confirmed_by": actor, "confirmed_at": now}.items():
        setattr(row, name, value)
    row.save()
    return row


def _known_now(row: ParentSeen) -> dict[str, Any]:
    if row.kpi is not None and row.kpi.parent is not None:
        return _of_kpi(row.kpi.parent)
    if row.objective is not None and row.objective.source is not None:
        return _of_objective(row.objective.source)
    raise Conflict(_("Induknya sudah tidak ada. Pilih induk lain, atau isi Dasar Penetapan."))
