"""A scorecard's workbook that a person has uploaded and not yet taken over into the draft."""

from django.db import models

from bsc.models.scorecard import Scorecard
from cint_portal.audit.history import track
from cint_portal.documents.uploads import WorkbookUpload, WorkbookUploadQuerySet, upload_checks
from cint_portal.organization.models import User


class ScorecardUploadQuerySet(WorkbookUploadQuerySet["ScorecardUpload"]):
    def visible_to(self, user: User) -> "ScorecardUploadQuerySet":
        """A preview belongs to the person who uploaded the file, as long as the scorecard is visible."""
        return self.filter(uploaded_by=user, scorecard__in=Scorecard.every.open_to(user))


@track(exclude=("content",))
class ScorecardUpload(WorkbookUpload):
    """What was read from one file, as cells of a form (`bsc.excel.table`)."""

    scorecard = models.ForeignKey(Scorecard, on_delete=models.PROTECT, related_name="uploads")

    objects = ScorecardUploadQuerySet.as_manager()

    class Meta(WorkbookUpload.Meta):
        constraints = upload_checks("scorecard_upload_has_hash", "scorecard_upload_applied_is_empty")
