"""A planning workbook on its way into the workbench: cells wait until a person confirms, then go (7.1.7)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.organization.models import User
from cint_portal.workflow.services import lock, perform_transition, require
from swot.models import SwotAnalysis, SwotUpload
from swot.permissions import can_edit_analysis
from swot.services.ratings import Rating, require_open, write_ratings
from swot.workflow import ANALYSIS


@transaction.atomic
def store_upload(
    *,
    analysis: SwotAnalysis,
    content: dict[str, Any],
    file_name: str,
    file_sha256: str,
    actor: User,
    now: datetime,
) -> SwotUpload:
    """Keep what was read for the preview, in place of the person's earlier one; no number changes.

    Raises Conflict once the position is final or while a round is open, PermissionDenied.
    """
    require(can_edit_analysis(actor, analysis))
    row = lock(analysis)
    require_open(row)
    read = {"file_name": file_name, "file_sha256": file_sha256}
    return SwotUpload.objects.keep({"analysis": row}, content, uploaded_by=actor, now=now, **read)


@transaction.atomic
def apply_upload(
    *,
    upload: SwotUpload,
    ratings: Sequence[Rating],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> int:
    """Make the file's numbers the draft, all of them or none; returns how many items changed.

    Raises Conflict (over, final, a round open), StaleVersion, InvalidInput, PermissionDenied.
    """
    row = SwotUpload.objects.select_for_update(of=("self",)).select_related("analysis").get(pk=upload.pk)
    require(row.uploaded_by_id == actor.pk)
    row.check_waiting(now)

    def change(analysis: SwotAnalysis) -> None:
        require_open(analysis)
        write_ratings(analysis, ratings)
        analysis.note_contributor(actor)

    if ratings:
        perform_transition(
            ANALYSIS,
            row.analysis,
            "import",
            actor=actor,
            now=now,
            version=version,
            comment=_("%(n)s isu dari %(file)s") % {"n": len(ratings), "file": row.file_name},
            change=change,
            details={"upload": row.pk, "sha256": row.file_sha256, "items": [r.item_id for r in ratings]},
        )
    row.close(now)
    return len(ratings)
