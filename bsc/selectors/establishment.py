"""Meetings of a year, what they decided, and locked versions."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, F, Min, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from bsc.models import EstablishedScorecard, Meeting, Scorecard, ScorecardVersion
from bsc.models.scorecard import ScorecardQuerySet
from bsc.selectors.approval import from_the_top
from bsc.selectors.lists import LEVELS
from bsc.selectors.rounds import last_log
from cint_portal.core.clock import local_day
from cint_portal.core.dates import format_short_date
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.organization.models import PlanningCycle, User

#: Rev. 00: what a meeting establishes; later revisions are addenda.
FIRST_REVISION = 0


def meetings_of(cycle: PlanningCycle | None) -> QuerySet[Meeting]:
    """Meetings of a year with the number of scorecards each established, newest first."""
    meetings = Meeting.objects.filter(cycle=cycle, kind=Meeting.Kind.ESTABLISHMENT).standing()
    meetings = meetings.select_related("recorded_by", "cycle", "commitment")
    counted = meetings.annotate(scorecard_count=Count("established"))
    return counted.order_by(F("held_on").desc(nulls_first=True), "-id")


def approved_scorecards(cycle: PlanningCycle | None) -> ScorecardQuerySet:
    """Approved by the board, waiting for a meeting."""
    rows = Scorecard.objects.filter(cycle=cycle, status=Scorecard.Status.APPROVED)
    return rows.select_related("unit", "cycle").order_by(LEVELS, "unit__name")


@dataclass(frozen=True)
class EstablishedLine:
    """One scorecard that a meeting established."""

    unit: str
    kind: str
    revision: str
    effective_from: date
    digest: str
    url: str
    basis: str


def decisions_of(meeting: Meeting, user: User) -> list[EstablishedLine]:
    """What the meeting established, as far as this person may see it (two queries)."""
    decisions = EstablishedScorecard.objects.filter(
        meeting=meeting, scorecard__in=Scorecard.objects.visible_to(user)
    )
    decided = sorted(
        decisions.select_related("scorecard__unit"), key=lambda row: from_the_top(row.scorecard.unit)
    )
    versions = {
        version.scorecard_id: version
        for version in ScorecardVersion.objects.filter(
            scorecard__in=[row.scorecard_id for row in decided], revision=FIRST_REVISION
        ).defer("content")
    }
    return [_line(row, versions[row.scorecard_id]) for row in decided if row.scorecard_id in versions]


def _line(decision: EstablishedScorecard, version: ScorecardVersion) -> EstablishedLine:
    unit = decision.scorecard.unit
    return EstablishedLine(
        unit=unit.name,
        kind=unit.get_kind_display(),
        revision=f"Rev. {version.revision:02d}",
        effective_from=version.effective_from,
        digest=version.content_sha256[:12],
        url=reverse("bsc:version-detail", args=[version.pk]),
        basis=decision.note,
    )


def board_decision_of(scorecard: Scorecard) -> str:
    """The board's decision that the establishment rests on: who approved it and when, with its minutes."""
    log = last_log(scorecard, "approve")
    if log is None:
        return ""
    words = {"name": log.actor_name, "day": format_short_date(local_day(log.at), reader_language())}
    number = str(log.details.get("minutes", ""))
    text = _("Disetujui Direksi: %(name)s, %(day)s") % words
    return f"{text} · {number}" if number else text


def meeting_of(version: ScorecardVersion) -> Meeting | None:
    """The meeting whose decision made the version."""
    meetings = Meeting.objects.filter(established__scorecard=version.scorecard_id)
    return meetings.order_by("id").first()


def versions_visible_to(user: User) -> QuerySet[ScorecardVersion]:
    """Versions of the scorecards that this person may see."""
    visible = ScorecardVersion.objects.filter(scorecard__in=Scorecard.objects.visible_to(user))
    return visible.select_related("scorecard__unit", "scorecard__cycle", "created_by")


def ended_on(version: ScorecardVersion) -> date | None:
    """The last day of a version that a later revision has replaced; None for the newest."""
    later = ScorecardVersion.objects.filter(scorecard=version.scorecard_id, revision__gt=version.revision)
    first = later.aggregate(first=Min("effective_from"))["first"]
    return None if first is None else first - timedelta(days=1)


def versions_of(scorecard: Scorecard) -> QuerySet[ScorecardVersion]:
    """All locked versions of a scorecard, newest first, without their content."""
    return ScorecardVersion.objects.filter(scorecard=scorecard).defer("content").order_by("-revision")


def in_force_since(scorecard: Scorecard) -> date | None:
    """The day of the newest version: an Adendum holds from its own month on."""
    newest = versions_of(scorecard).values_list("effective_from", flat=True).first()
    return newest or scorecard.effective_from
