"""Scorecards on paper."""

from bsc.models import ScorecardVersion
from bsc.selectors.cards import lanes_of, total_weight
from bsc.selectors.establishment import meeting_of
from bsc.selectors.signatures import signatures_of
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.pdf import render_pdf


def version_pdf(version: ScorecardVersion, document: DocumentIdentity) -> bytes:
    """A locked version with its signatures; raises PdfUnavailable."""
    context = {
        "version": version,
        "lanes": lanes_of(version.content),
        "weight_total": total_weight(version.content),
        "meeting": meeting_of(version),
        "signatures": signatures_of(version),
    }
    return render_pdf("bsc/print_version.html", context, base_context={"document": document})
