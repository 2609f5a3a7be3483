"""An open task of a person: derived from states and rights, never stored."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Todo:
    """`kind` "task" is work to do, "decision" waits for a decision; `url` settles it in one click.

    `unit_id` is set where the work belongs to one unit. `milestone` names the date of the year's calendar
    that the task answers to ("issues-2027"), so that a calendar shows one of the two.
    """

    kind: str
    title: str
    unit: str
    period: str
    url: str
    due_on: date | None = None
    note: str = ""
    unit_id: int | None = None
    milestone: str = ""
    #: Where those read about it who follow the work up; the link of the task itself where that serves both.
    read_url: str = ""

    def sort_key(self) -> tuple[date, str, str]:
        return (self.due_on or date.max, self.title, self.unit)

    def is_late(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today

    @property
    def page(self) -> str:
        return self.read_url or self.url

    @property
    def period_text(self) -> str:
        """Tahun BSC 2027 · Oktober 2026 · Semester I 2026."""
        return _("Tahun BSC %(year)s") % {"year": self.period} if self.period.isdigit() else self.period

    @property
    def sentence(self) -> str:
        """Isi dan kirim realisasi – Departemen PPIC, Oktober 2026: the task outside its table."""
        known = (part for part in (self.unit, self.period_text) if part and part not in self.title)
        about = ", ".join(known)
        return f"{self.title} – {about}" if about else self.title
