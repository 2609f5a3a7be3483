"""The one way in which content is edited: lock, right, state, then contributor and version."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from bsc.models import Kpi, Objective, Scorecard
from bsc.permissions import can_edit_scorecard
from bsc.services.parent_seen import remember_parent
from cint_portal.core.errors import Conflict
from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, require


@dataclass
class Edit:
    """An edit under way; `changed` is set by whoever writes something."""

    scorecard: Scorecard
    changed: bool = False

    def apply(self, row: models.Model, **values: Any) -> None:
        """Save the values that differ; the same values again change nothing."""
        before = {name: getattr(row, name) for name in values}
        different = [name for name, value in values.items() if before[name] != value]
        for name in different:
            setattr(row, name, values[name])
        if different or row.pk is None:
            row.save()
            self.changed = True
        if {"parent", "source"} & set(different):
            remember_parent(row)


@contextmanager
def editing(scorecard: Scorecard, *, actor: User, version: int | None = None) -> Iterator[Edit]:
    """The scorecard under lock; raises PermissionDenied, Conflict (state), StaleVersion.

    An edit that changed something adds 1 to the version and notes the author, who may not decide later.
    """
    with transaction.atomic():
        require(can_edit_scorecard(actor, scorecard))
        row = lock(scorecard, version=version)
        check_editable(row)
        edit = Edit(row)
        yield edit
        if edit.changed:
            row.note_contributor(actor)
            row.version += 1
            row.save(update_fields=["contributors", "version"])


def check_editable(scorecard: Scorecard) -> None:
    """Raise Conflict unless its state allows edits; the sentence names the state."""
    if scorecard.status not in Scorecard.EDITABLE:
        raise Conflict(
            _("Scorecard ini tidak dapat diubah: statusnya sekarang “%(state)s”.")
            % {"state": scorecard.get_status_display()}
        )


def scorecard_of(row: Objective | Kpi) -> Scorecard:
    """The scorecard to which an objective or KPI belongs."""
    objective = row if isinstance(row, Objective) else row.objective
    return objective.perspective.scorecard
