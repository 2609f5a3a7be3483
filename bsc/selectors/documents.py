"""What an exported document of a scorecard says about itself."""

from datetime import datetime

from django.utils.translation import gettext as _

from bsc.models import Scorecard
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.organization.models import User


def document_of(scorecard: Scorecard, user: User, now: datetime) -> DocumentIdentity:
    """The frame: the scorecard's own number, its revision once it is locked, the year's class."""
    revision = "" if scorecard.revision is None else _("Rev. %(n)02d") % {"n": scorecard.revision}
    return DocumentIdentity(
        title=_("Balanced Scorecard %(unit)s %(year)s")
        % {"unit": scorecard.unit.name, "year": scorecard.cycle.year},
        exported_by=user.full_name,
        exported_at=now,
        number=scorecard.document_number,
        revision=revision,
        effective_on=scorecard.effective_from,
        confidentiality=scorecard.cycle.confidentiality,
    )
