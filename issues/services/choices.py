"""CMS edits the lists that the grid offers."""

from collections.abc import Sequence

from django.db import transaction

from cint_portal.organization.models import User
from cint_portal.workflow.services import require
from issues.models import ReviewFactor, Stakeholder
from issues.permissions import can_edit_choices


@transaction.atomic
def save_choices(*, choices: Sequence[Stakeholder | ReviewFactor], actor: User) -> int:
    """Store new and changed names, all or none; returns how many. Raises PermissionDenied."""
    require(can_edit_choices(actor))
    for choice in choices:
        choice.save()
    return len(choices)
