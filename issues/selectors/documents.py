"""What an exported document of issues says about itself."""

from datetime import datetime

from django.utils.translation import gettext as _

from cint_portal.documents.identity import DocumentIdentity
from cint_portal.organization.models import PlanningCycle, User


def document_of(
    cycle: PlanningCycle, title: str, user: User, now: datetime, *, unit: str = "", period: str = ""
) -> DocumentIdentity:
    """The frame: number and revision of the procedure in force that year, class of the year's documents."""
    revision = _("Rev. %(number)s") % {"number": cycle.procedure_revision} if cycle.procedure_revision else ""
    return DocumentIdentity(
        title=title,
        exported_by=user.full_name,
        exported_at=now,
        number=cycle.procedure_number,
        revision=revision,
        confidentiality=cycle.confidentiality,
        unit=unit,
        period=period,
    )
