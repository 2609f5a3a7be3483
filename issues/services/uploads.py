"""A workbook on its way into the draft: kept as cells until a person confirms, then gone (7.1.2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, require
from issues.models import IssueRegister, IssueUpload
from issues.permissions import can_edit_register
from issues.rules import RowValues
from issues.services.rows import require_editable, save_rows


@dataclass(frozen=True)
class Draft:
    """All rows that the register is to hold, by place, with their keys; rows in `removed` leave it."""

    rows: Mapping[int, RowValues]
    keys: Mapping[int, UUID]
    removed: Collection[UUID]


@transaction.atomic
def store_upload(
    *,
    register: IssueRegister,
    content: dict[str, Any],
    file_name: str,
    file_sha256: str,
    actor: User,
    now: datetime,
) -> IssueUpload:
    """Keep what was read for the preview, in place of the person's earlier one; the register stays as it is.

    Raises Conflict when it is not the department's turn, PermissionDenied.
    """
    row = lock(register)
    require(can_edit_register(actor, row))
    require_editable(row)
    read = {"file_name": file_name, "file_sha256": file_sha256}
    return IssueUpload.objects.keep({"register": row}, content, uploaded_by=actor, now=now, **read)


@transaction.atomic
def repair_upload(*, upload: IssueUpload, content: dict[str, Any], actor: User, now: datetime) -> IssueUpload:
    """Store what the person typed in the preview; raises Conflict once it is over, PermissionDenied."""
    row = _lock_upload(upload, actor, now)
    row.content = content
    row.save(update_fields=["content"])
    return row


@transaction.atomic
def apply_upload(
    *, upload: IssueUpload, draft: Draft, actor: User, now: datetime, version: int | None = None
) -> IssueRegister:
    """Make the upload the register's draft, all of it or nothing.

    Raises Conflict (over, stale, accepted row, not the department's turn), InvalidInput, PermissionDenied.
    """
    row = _lock_upload(upload, actor, now)
    register = save_rows(
        register=row.register,
        rows=draft.rows,
        keys=draft.keys,
        removed=draft.removed,
        actor=actor,
        now=now,
        version=version,
    )
    row.close(now)
    return register


def _lock_upload(upload: IssueUpload, actor: User, now: datetime) -> IssueUpload:
    """The upload under lock, as long as it is this person's and waits."""
    row = IssueUpload.objects.select_for_update(of=("self",)).select_related("register").get(pk=upload.pk)
    require(row.uploaded_by_id == actor.pk and can_edit_register(actor, row.register))
    row.check_waiting(now)
    return row
