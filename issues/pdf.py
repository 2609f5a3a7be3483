"""PDFs of issues: the register of the company, with the same filters as the page."""

from collections.abc import Sequence

from cint_portal.documents.identity import DocumentIdentity
from cint_portal.documents.pdf import render_pdf
from issues.selectors.issue_list import IssueLine


def register_pdf(
    lines: Sequence[IssueLine], document: DocumentIdentity, facts: Sequence[tuple[str, str]]
) -> bytes:
    """The register on paper, department by department; raises PdfUnavailable."""
    context = {"lines": lines, "facts": facts}
    return render_pdf("issues/print_register.html", context, base_context={"document": document})
