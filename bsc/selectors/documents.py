"""What an exported document of a scorecard says about itself."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from bsc.models import Scorecard, ScorecardVersion
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.organization.models import User


def document_of(scorecard: Scorecard, user: User, now: datetime) -> DocumentIdentity:
    """The frame: the scorecard's own number, its newest revision once it is locked, the year's class."""
    return _document(scorecard, scorecard.revision, _newest_day(scorecard), user, now)


def document_of_version(version: ScorecardVersion, user: User, now: datetime) -> DocumentIdentity:
    """The same for a locked version: its own revision and the day from which it holds."""
    return _document(version.scorecard, version.revision, version.effective_from, user, now)


def _document(
    scorecard: Scorecard, revision: int | None, effective_on: date | None, user: User, now: datetime
) -> DocumentIdentity:
    return DocumentIdentity(
        title=_("Balanced Scorecard %(unit)s %(year)s")
        % {"unit": scorecard.employee or scorecard.unit, "year": scorecard.cycle.year},
        exported_by=user.full_name,
        exported_at=now,
        number=scorecard.document_number,
        revision="" if revision is None else _("Rev. %(n)02d") % {"n": revision},
        effective_on=effective_on,
        confidentiality=_("Pribadi") if scorecard.is_personal else scorecard.cycle.confidentiality,
    )


def _newest_day(scorecard: Scorecard) -> date | None:
    """An Adendum holds from its own month on; the scorecard keeps the day of its establishment."""
    newest = ScorecardVersion.objects.filter(scorecard=scorecard).order_by("-revision")
    return newest.values_list("effective_from", flat=True).first() or scorecard.effective_from
