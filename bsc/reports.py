"""Reports of scorecards that a worker builds."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from bsc.models import ScorecardVersion
from bsc.pdf import version_pdf
from bsc.selectors.documents import document_of_version
from bsc.selectors.establishment import versions_visible_to
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.models import ReportJob
from cint_portal.documents.reports import Progress, ReportKind
from cint_portal.documents.services import request_report
from cint_portal.organization.models import User

CODE = "bsc.version"


def request_version(*, version: ScorecardVersion, actor: User, now: datetime) -> ReportJob:
    """Queue the signed print of a locked version; raises PermissionDenied."""
    scorecard = version.scorecard
    return request_report(
        CODE,
        actor=actor,
        now=now,
        format=ReportJob.Format.PDF,
        title=title_of(version),
        file_stem=f"scorecard-{scorecard.cycle.year}-{scorecard.unit.code}-rev-{version.revision:02d}",
        version=version.pk,
    )


def title_of(version: ScorecardVersion) -> str:
    return _("Scorecard %(scorecard)s Rev. %(revision)02d") % {
        "scorecard": version.scorecard,
        "revision": version.revision,
    }


def build_version(
    params: dict[str, Any], format: str, user: User, now: datetime, progress: Progress
) -> bytes:
    """The version as it was locked; raises PdfUnavailable."""
    version = versions_visible_to(user).get(pk=params["version"])
    data = version_pdf(version, identity(version, user, now))
    progress(1, 1)
    return data


def identity(version: ScorecardVersion, user: User, now: datetime) -> DocumentIdentity:
    """The version's frame under the title of its print."""
    return replace(document_of_version(version, user, now), title=title_of(version))


def may_ask_version(user: User, params: dict[str, Any]) -> bool:
    """Whoever sees the scorecard."""
    return versions_visible_to(user).filter(pk=params.get("version", 0)).exists()


VERSION = ReportKind(CODE, build_version, may_ask_version)
