"""What a printed or exported document says about itself: number, revision, class, who took it out, when."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cint_portal.core.dates import format_moment, format_short_date


@dataclass(frozen=True, slots=True)
class DocumentIdentity:
    """The frame of one document; number, revision and class come from the table that CMS maintains."""

    title: str
    exported_by: str
    exported_at: datetime
    number: str = ""
    revision: str = ""
    effective_on: date | None = None
    confidentiality: str = ""
    unit: str = ""
    period: str = ""

    @property
    def language(self) -> str:
        """The language of the reader for whom the document is made."""
        return (get_language() or "id")[:2]

    @property
    def number_line(self) -> str:
        """BSC/2027/PPIC/001 · Rev. 00 · Berlaku 15 Jan 2027, as far as each is known."""
        effective = ""
        if self.effective_on:
            effective = _("Berlaku %(day)s") % {"day": format_short_date(self.effective_on, self.language)}
        return " · ".join(part for part in (self.number, self.revision, effective) if part)

    @property
    def export_line(self) -> str:
        """Diekspor oleh Siti pada Sab, 15 Agu 2026, 23.59 WIB."""
        moment = format_moment(self.exported_at, self.language)
        return _("Diekspor oleh %(person)s pada %(moment)s") % {"person": self.exported_by, "moment": moment}

    @property
    def copy_line(self) -> str:
        """The class of the document and that paper is no controlled copy."""
        uncontrolled = _("Salinan tidak terkendali bila dicetak")
        return " · ".join(part for part in (self.confidentiality, uncontrolled) if part)
