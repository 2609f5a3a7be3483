"""Where a scorecard stands in its approval, for its own page: whose turn, until when, what came back."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import ChangeRequest, PersonalStatus, Scorecard, ScorecardVersion
from bsc.permissions import can_agree_personal, is_department
from bsc.selectors.approval import Clock, board_due_on, clock_until
from bsc.selectors.change import may_ask
from bsc.selectors.establishment import versions_of
from bsc.selectors.rounds import PERSONAL_RETURNS, RETURNS, last_log, revision_due_on
from bsc.workflow import SCORECARD
from cint_portal.organization.models import User
from cint_portal.organization.selectors import responsible_for
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.machine import may
from cint_portal.workflow.models import TransitionLog

Status = Scorecard.Status
RETURNED = (Status.RETURNED_CMS, Status.RETURNED_BOARD)


@dataclass(frozen=True)
class PageLink:
    label: str
    url: str
    icon: str
    style: str


@dataclass(frozen=True)
class Standing:
    """`returned` is the log line of the return that is being repaired.

    `effective_from` is the newest version's day: an Adendum holds from its own month on.
    """

    whose: str
    clock: Clock | None
    returned: TransitionLog | None
    links: tuple[PageLink, ...]
    effective_from: date | None = None


def standing(scorecard: Scorecard, user: User, today: date) -> Standing:
    """A few queries for one scorecard; both sides see the same clock."""
    if scorecard.is_personal:
        return _personal(scorecard, user)
    returned = last_log(scorecard, *RETURNS) if scorecard.status in RETURNED else None
    whose, due_on = _turn(scorecard, returned)
    clock = clock_until(due_on, work_calendar(scorecard.cycle), today) if due_on else None
    versions = [] if scorecard.revision is None else list(versions_of(scorecard)[:2])
    links = (*_tasks(scorecard, user), *_change(scorecard, user), *_versions(scorecard, versions))
    effective = versions[0].effective_from if versions else scorecard.effective_from
    return Standing(whose, clock, returned, links, effective)


def _personal(scorecard: Scorecard, user: User) -> Standing:
    """Between employee and superior alone: no clock of the procedure, no version, no change request."""
    back = scorecard.status == PersonalStatus.RETURNED
    returned = last_log(scorecard, *PERSONAL_RETURNS) if back else None
    page = reverse("bsc:personal-decide", args=[scorecard.pk])
    links: tuple[PageLink, ...] = ()
    if scorecard.status == PersonalStatus.WITH_SUPERIOR and can_agree_personal(user, scorecard):
        links = (PageLink(_("Buka dan Sepakati"), page, "check2-square", "primary"),)
    elif scorecard.status in (PersonalStatus.WITH_SUPERIOR, PersonalStatus.AGREED):
        links = (PageLink(_("Lihat kesepakatan"), page, "file-earmark-check", "secondary"),)
    return Standing("", None, returned, links)


def sent_by(scorecard: Scorecard) -> str:
    """Who sends a department's draft, for those who only write it; empty where nobody heads the unit."""
    return ", ".join(person.full_name for person in responsible_for(scorecard.unit))


def _turn(scorecard: Scorecard, returned: TransitionLog | None) -> tuple[str, date | None]:
    if scorecard.status == Status.SENT_CMS:
        return _("Pemeriksaan CMS"), scorecard.review_due_on
    if scorecard.status == Status.WITH_BOARD:
        return _("Keputusan Direksi"), board_due_on(scorecard)
    if returned is not None and is_department(scorecard):
        return _("Perbaikan"), revision_due_on(returned)
    return "", None


def _tasks(scorecard: Scorecard, user: User) -> list[PageLink]:
    """The page on which this person settles it now, if it is his or her turn."""
    pages = {
        Status.SENT_CMS: ("forward", _("Periksa KPI"), "bsc:approval-review", "clipboard-check"),
        Status.WITH_BOARD: ("approve", _("Buka dan Putuskan"), "bsc:decision-detail", "check2-square"),
    }
    if scorecard.status not in pages:
        return []
    name, label, page, icon = pages[Status(scorecard.status)]
    if not may(SCORECARD.find(name), scorecard, user):
        return []
    return [PageLink(label, reverse(page, args=[scorecard.pk]), icon, "primary")]


def _change(scorecard: Scorecard, user: User) -> list[PageLink]:
    """After the lock: the open request, or asking for one."""
    if scorecard.status == Status.UNDER_CHANGE:
        row = (
            ChangeRequest.objects.visible_to(user)
            .filter(scorecard=scorecard, status__in=ChangeRequest.OPEN)
            .first()
        )
        page, label = "bsc:change-detail", _("Lihat permintaan perubahan")
        return [PageLink(label, reverse(page, args=[row.pk]), "arrow-repeat", "secondary")] if row else []
    if not may_ask(user, scorecard):
        return []
    url = reverse("bsc:change-create", args=[scorecard.pk])
    return [PageLink(_("Ajukan perubahan"), url, "arrow-repeat", "secondary")]


def _versions(scorecard: Scorecard, versions: list[ScorecardVersion]) -> list[PageLink]:
    """The newest version, and the way to all of them; before Rev. 00 there is none."""
    links = [
        PageLink(
            f"Rev. {version.revision:02d}",
            reverse("bsc:version-detail", args=[version.pk]),
            "lock",
            "secondary",
        )
        for version in versions[:1]
    ]
    if len(versions) > 1:
        url = reverse("bsc:version-list", args=[scorecard.pk])
        links.append(PageLink(_("Riwayat Versi"), url, "clock-history", "secondary"))
    return links
