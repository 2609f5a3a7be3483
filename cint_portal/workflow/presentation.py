"""What templates need to draw an object's buttons and history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.fields.json import KT
from django.urls import reverse

from cint_portal.organization.audience import Standing
from cint_portal.workflow.machine import Machine
from cint_portal.workflow.models import TransitionLog, WorkflowModel
from cint_portal.workflow.services import history


@dataclass(frozen=True)
class Action:
    """A button: `url` takes the POST of transition `name`."""

    name: str
    label: str
    url: str
    needs_comment: bool
    style: str
    confirm: str


@dataclass(frozen=True)
class HistoryLine:
    label: str
    actor_name: str
    at: datetime
    comment: str
    from_label: str
    to_label: str


def actions(machine: Machine, obj: WorkflowModel, actor: Any, *, url_name: str) -> list[Action]:
    """Buttons of what the person may do now; `url_name` takes the object's pk and the transition's name."""
    return [
        Action(
            t.name,
            str(t.label),
            reverse(url_name, args=[obj.pk, t.name]),
            t.needs_comment,
            t.style,
            str(t.confirm),
        )
        for t in machine.available(obj, actor)
        if t.has_button
    ]


def history_lines(machine: Machine, obj: WorkflowModel) -> list[HistoryLine]:
    """The object's log, newest first, in the reader's language."""
    labels = {t.name: str(t.label) for t in machine.transitions}
    return [
        HistoryLine(
            labels.get(row.transition, row.transition),
            _actor(row),
            row.at,
            row.comment,
            str(machine.states.get(row.from_state, row.from_state)),
            str(machine.states.get(row.to_state, row.to_state)),
        )
        for row in reversed(_spoken(obj))
    ]


def _spoken(obj: WorkflowModel) -> list[TransitionLog]:
    """The log without its details, which may keep whole documents."""
    rows = history(obj).defer("details").annotate(standing=KT("details__standing"))
    return list(rows)


def _actor(row: TransitionLog) -> str:
    """Irwan Kusuma (Direktur, karena jabatan kosong): who acted, and in whose place."""
    standing: str | None = row.standing  # type: ignore[attr-defined]
    return f"{row.actor_name} ({Standing(standing).label})" if standing else row.actor_name


@dataclass(frozen=True)
class StatusChip:
    """How a status is shown: word, icon and tone of the colour."""

    label: str
    icon: str
    tone: str
