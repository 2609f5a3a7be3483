"""The only writer of a status."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.core.numbers import whole_number
from cint_portal.organization.audience import standing_in
from cint_portal.workflow.machine import Machine, Transition, may
from cint_portal.workflow.models import TransitionLog, WorkflowModel
from cint_portal.workflow.signals import task_settled, transition_performed

M = TypeVar("M", bound=WorkflowModel)
#: Longer than what any form of ours offers, as some steps put the board's notes before the reason.
MAX_COMMENT: Final = 10_000


@transaction.atomic
def perform_transition(
    machine: Machine,
    obj: M,
    name: str,
    *,
    actor: Any,
    now: datetime,
    comment: str = "",
    version: int | None = None,
    change: Callable[[M], None] | None = None,
    details: dict[str, Any] | None = None,
) -> M:
    """Lock the row, check source, right and comment, apply `change`, save, log, announce.

    `change` receives the locked row: it checks the data (raising InvalidInput) and sets further
    fields. Returns the locked row. Raises Conflict (state), StaleVersion, PermissionDenied,
    InvalidInput (missing or endless comment).
    """
    step = machine.find(name)
    row = lock(obj, version=version)
    _check(machine, step, row, actor, comment.strip())
    source = row.status
    if change is not None:
        change(row)
    row.status = step.target
    row.version += 1
    row.save()
    kept = {**(details or {}), **_standing(step, row, actor)}
    log = _write_log(machine, row, step, source, actor=actor, now=now, comment=comment.strip(), details=kept)
    transition_performed.send(sender=type(row), log=log, obj=row, actor=actor)
    return row


def lock(obj: M, *, version: int | None = None) -> M:
    """The row under lock, fresh from the database; StaleVersion when it is not the one that was shown."""
    row: M = type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
    if version is not None and row.version != version:
        last = history(row).last()
        if last is None:
            raise StaleVersion(_("Isi halaman ini sudah berubah sejak Anda membukanya."))
        raise StaleVersion(
            _("Isi halaman ini sudah berubah sejak Anda membukanya (terakhir oleh %(name)s).")
            % {"name": last.actor_name}
        )
    return row


def settle(obj: models.Model, *, actor: Any, now: datetime) -> None:
    """Say that the actor's task about the object is done where no transition says so."""
    task_settled.send(sender=type(obj), obj=obj, actor=actor, at=now)


def history(obj: WorkflowModel) -> Any:
    """The object's transitions, oldest first."""
    content_type = ContentType.objects.get_for_model(type(obj))
    return TransitionLog.objects.filter(content_type=content_type, object_id=obj.pk).order_by("id")


def _check(machine: Machine, step: Transition, row: WorkflowModel, actor: Any, comment: str) -> None:
    if not may(step, row, actor):
        raise PermissionDenied
    if row.status not in step.sources:
        raise Conflict(
            _("Langkah ini tidak dapat dilakukan: statusnya sekarang “%(state)s”.")
            % {"state": machine.states[row.status]}
        )
    if step.needs_comment and not comment:
        raise InvalidInput(_("Tuliskan alasannya, agar penerima tahu apa yang perlu diperbaiki."))
    check_length(comment)


def check_length(text: str) -> None:
    """Raise InvalidInput for a reason that nobody would read: it stands in the log and in mails for good."""
    if len(text) > MAX_COMMENT:
        raise InvalidInput(_("Teks ini terlalu panjang: paling banyak %(n)d karakter.") % {"n": MAX_COMMENT})


def _standing(step: Transition, row: WorkflowModel, actor: Any) -> dict[str, str]:
    """Jabatan kosong: the record says when a director took a head's step. Decisions are a director's own."""
    unit = getattr(row, "unit", None)
    if step.independent or unit is None:
        return {}
    standing = standing_in(actor, unit)
    return {"standing": standing} if standing else {}


def _write_log(
    machine: Machine,
    row: WorkflowModel,
    step: Transition,
    source: str,
    *,
    actor: Any,
    now: datetime,
    comment: str,
    details: dict[str, Any],
) -> TransitionLog:
    return TransitionLog.objects.create(
        at=now,
        machine=machine.code,
        transition=step.name,
        from_state=source,
        to_state=step.target,
        actor_id=actor.pk,
        actor_name=str(actor),
        comment=comment,
        content_type=ContentType.objects.get_for_model(type(row)),
        object_id=row.pk,
        object_label=str(row)[:300],
        object_version=row.version,
        details=details,
    )


def require(allowed: bool) -> None:
    """Raise PermissionDenied unless allowed; for writes that are no transition."""
    if not allowed:
        raise PermissionDenied


def posted_version(data: Mapping[str, Any]) -> int | None:
    """The version that the submitted form was made from; None when it names none, -1 when it is no number."""
    text = data.get("version", "")
    number = whole_number(text)
    return -1 if text and number is None else number
