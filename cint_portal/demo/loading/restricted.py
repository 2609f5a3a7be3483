"""Unpublished figures of the demo: CMS's staff by name, and releases after each quarter's publication."""

from datetime import date

from cint_portal.audit.middleware import acting
from cint_portal.demo.loading.cast import FOUNDED, Cast, at
from cint_portal.organization.granting import grant_restricted
from cint_portal.organization.models import PlanningCycle
from realization.services.releases import release_figures

#: Last month of the quarter → month of the publication (of the year after for the annual report) and what.
PUBLISHED = {
    3: (4, 30, "Laporan Keuangan Triwulan I dipublikasikan di situs Bursa"),
    6: (7, 31, "Laporan Keuangan Tengah Tahun dipublikasikan di situs Bursa"),
    9: (10, 30, "Laporan Keuangan Triwulan III dipublikasikan di situs Bursa"),
    12: (3, 31, "Laporan Keuangan Tahunan dipublikasikan di situs Bursa"),
}


def name_cms(cast: Cast, *, since: date) -> None:
    """Who verifies realization reads financial figures, too."""
    with acting(cast.cms_head, at(since)):
        grant_restricted(
            person=cast.cms,
            valid_from=FOUNDED,
            valid_until=None,
            reason="Memverifikasi realisasi seluruh departemen",
            actor=cast.cms_head,
            now=at(since),
        )


def release_published(cast: Cast, cycle: PlanningCycle, *, today: date) -> None:
    """What the company has published by today."""
    for month, (published_month, day, reason) in PUBLISHED.items():
        published_on = date(cycle.year + (month == 12), published_month, day)
        if published_on < today:
            with acting(cast.cms_head, at(published_on, 16)):
                release_figures(
                    cycle=cycle,
                    through_month=month,
                    published_on=published_on,
                    reason=reason,
                    actor=cast.cms_head,
                    now=at(published_on, 16),
                )
