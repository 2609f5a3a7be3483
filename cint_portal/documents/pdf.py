"""PDF from a template: tagged for screen readers, and unable to load anything but our own static files."""

import importlib
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from PIL import ImageFile

PDF_INSTALL_LINE: Final = "sudo apt-get install -y libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
PDF_VARIANT: Final = "pdf/ua-1"

logger = logging.getLogger(__name__)


class PdfUnavailable(Exception):  # noqa: N818 — a state of the machine, shown to the reader
    """The machine lacks the text library that PDF needs; `str()` names the line that installs it."""

    text = _("PDF belum dapat dibuat di server ini. Administrator memasangnya dengan: %(line)s")

    def __str__(self) -> str:
        return str(self.text) % {"line": PDF_INSTALL_LINE}


@cache
def pdf_available() -> bool:
    """Whether this machine can make PDFs; logs once how to install what is missing."""
    try:
        importlib.import_module("weasyprint")
    except (ImportError, OSError) as missing:
        logger.warning("PDF is off: %s. Install it with: %s", missing, PDF_INSTALL_LINE)
        return False
    # The import tells Pillow to take half pictures for whole ones, in uploads too; ours in print are whole.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    return True


def render_pdf(template: str, context: Mapping[str, Any], *, base_context: Mapping[str, Any]) -> bytes:
    """Render a template that extends documents/print_base.html.

    `base_context` holds what the frame prints: `document`, a DocumentIdentity. Raises PdfUnavailable.
    """
    if not pdf_available():
        raise PdfUnavailable
    return html_to_pdf(render_to_string(template, {**base_context, **context}))


def html_to_pdf(html: str) -> bytes:
    """Turn finished, escaped HTML into a tagged PDF; raises PdfUnavailable."""
    if not pdf_available():
        raise PdfUnavailable
    from weasyprint import HTML

    from cint_portal.documents.pdf_fetcher import ORIGIN, StaticFetcher

    fetcher = StaticFetcher(Path(settings.STATICFILES_DIRS[0]))
    document = HTML(string=html, base_url=ORIGIN, url_fetcher=fetcher)
    return bytes(document.write_pdf(pdf_variant=PDF_VARIANT))
