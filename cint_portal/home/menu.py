"""The left menu: an entry exists when its page works, and shows only to whom it opens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bsc.permissions import (
    can_see_cascade,
    can_see_decision_queue,
    can_see_meetings,
    can_see_personal,
    can_see_resolutions,
)
from cint_portal.notifications.permissions import can_operate_mail
from cint_portal.organization.models import User
from issues.permissions import can_see_issues
from realization.permissions import can_see_realizations, can_watch_restricted
from swot.permissions import can_see_analysis

Rule = Callable[[User], bool]


@dataclass(frozen=True)
class Entry:
    """One line of the menu; `prefix` tells which addresses light it up."""

    label: Any
    url_name: str
    icon: str
    shows: Rule
    prefix: str
    children: tuple["Entry", ...] = ()


@dataclass
class MenuItem:
    label: str
    url: str
    icon: str
    active: bool
    children: list["MenuItem"] = field(default_factory=list)

    @property
    def lines(self) -> list["MenuItem"]:
        """What can be opened: the entries below a heading, or the entry itself."""
        return self.children or [self]


def anyone(user: User) -> bool:
    return True


def menu_for(request: HttpRequest, entries: tuple[Entry, ...]) -> list[MenuItem]:
    """What this person may open, with the current page marked."""
    return _items(request, entries, nearest=_nearest(request.path, entries))


def _nearest(path: str, entries: tuple[Entry, ...]) -> str:
    """The longest prefix that the address begins with: one entry is lit, not also the one around it."""
    leaves = [leaf for entry in entries for leaf in (entry.children or (entry,))]
    fitting = [leaf.prefix for leaf in leaves if path.startswith(leaf.prefix) and leaf.prefix != "/"]
    return max(fitting, key=len, default="/" if path == "/" else "")


def _items(request: HttpRequest, entries: tuple[Entry, ...], nearest: str) -> list[MenuItem]:
    items = []
    for entry in entries:
        children = _items(request, entry.children, nearest)
        if not entry.shows(request.user) or (entry.children and not children):  # type: ignore[arg-type]
            continue
        url = reverse(entry.url_name) if entry.url_name else children[0].url
        items.append(MenuItem(str(entry.label), url, entry.icon, entry.prefix == nearest, children))
    return items


def is_staff(user: User) -> bool:
    return user.is_staff


def is_cms(user: User) -> bool:
    return user.is_cms


ENTRIES: tuple[Entry, ...] = (
    Entry(_("Beranda"), "home", "house", anyone, "/"),
    Entry(_("Isu"), "issues:register-landing", "journal-text", can_see_issues, "/issues/"),
    Entry(_("SWOT"), "swot:index", "diagram-3", can_see_analysis, "/swot/"),
    Entry(
        "BSC",
        "",
        "bullseye",
        anyone,
        "/bsc/",
        (
            Entry(_("Scorecard & KPI"), "bsc:scorecard-list", "card-checklist", anyone, "/bsc/scorecards/"),
            Entry(
                _("Scorecard Karyawan"),
                "bsc:personal-list",
                "person-badge",
                can_see_personal,
                "/bsc/personal/",
            ),
            Entry(_("Peta Strategi"), "bsc:map-list", "bezier2", anyone, "/bsc/maps/"),
            Entry(_("Pustaka KPI"), "bsc:library-list", "book", anyone, "/bsc/library/"),
            Entry(_("Cascading KPI"), "bsc:cascade-matrix", "diagram-2", can_see_cascade, "/bsc/cascade/"),
            Entry(_("Pemeriksaan KPI"), "bsc:approval-list", "clipboard-check", is_cms, "/bsc/approvals/"),
            Entry(
                _("Keputusan Saya"),
                "bsc:decision-list",
                "check2-square",
                can_see_decision_queue,
                "/bsc/decisions/",
            ),
            Entry(
                _("Rapat Direksi"),
                "bsc:resolution-list",
                "people",
                can_see_resolutions,
                "/bsc/resolutions/",
            ),
            Entry(
                _("Penetapan BSC"),
                "bsc:establishment-list",
                "journal-check",
                can_see_meetings,
                "/bsc/establishments/",
            ),
            Entry(_("Rapat & Notulen"), "bsc:meeting-list", "calendar-event", anyone, "/bsc/meetings/"),
            Entry(
                _("Perubahan & Adendum"),
                "bsc:change-list",
                "arrow-repeat",
                can_see_meetings,
                "/bsc/changes/",
            ),
            Entry(
                _("Realisasi"),
                "realization:realization-list",
                "table",
                can_see_realizations,
                "/realization/months/",
            ),
            Entry(
                _("Hasil"),
                "realization:results-overview",
                "bar-chart",
                can_see_realizations,
                "/realization/results/",
            ),
            Entry(
                _("Review Semester"),
                "realization:review-detail",
                "calendar2-range",
                can_see_realizations,
                "/realization/review/",
            ),
            Entry(
                _("Angka Terbatas"),
                "realization:release-list",
                "shield-lock",
                can_watch_restricted,
                "/realization/restricted/",
            ),
        ),
    ),
    Entry(_("Laporan"), "documents:report-list", "file-earmark-bar-graph", anyone, "/reports/"),
    Entry(_("Kalender BSC"), "calendar-detail", "calendar3", anyone, "/calendar/"),
    Entry(
        _("E-mail & Sistem"),
        "",
        "envelope-check",
        can_operate_mail,
        "/mail/",
        (
            Entry(
                _("Kotak Keluar E-mail"), "mail:outbox-list", "envelope", can_operate_mail, "/mail/outbox/"
            ),
            Entry(_("Kesehatan Sistem"), "mail:health", "heart-pulse", can_operate_mail, "/mail/health/"),
        ),
    ),
    Entry(
        _("Pengaturan"),
        "",
        "gear",
        anyone,
        "/settings/",
        (
            Entry(_("Pilihan Isu"), "issues:choice-list", "list-check", is_cms, "/issues/choices/"),
            Entry(_("Administrasi"), "admin:index", "sliders", is_staff, "/settings/"),
        ),
    ),
)
