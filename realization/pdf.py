"""PDFs of realization: the half-year review."""

from bsc.scoring import METHOD_VERSION
from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.pdf import render_pdf
from realization.selectors.results.review import ReviewReport


def review_pdf(report: ReviewReport, document: DocumentIdentity) -> bytes:
    """The same report on paper; raises PdfUnavailable."""
    context = {"report": report, "method": METHOD_VERSION}
    return render_pdf("realization/print_review.html", context, base_context={"document": document})
