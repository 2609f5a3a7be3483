"""Directorate scorecards: written by CMS beside the corporate one, decided by the board (7.1.10–7.1.12)."""

from datetime import date

from bsc.models import ProgrammeActivity, Scorecard
from bsc.selectors.content import content_hash, content_of
from bsc.services.approval import send_scorecard
from bsc.services.decision import approve_scorecard
from bsc.services.programme import ActivityDraft, report_progress
from cint_portal.audit.middleware import acting
from cint_portal.demo.data.directorates import DIRECTORATES
from cint_portal.demo.data.scorecards import ActivityRow
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.organization.models import PlanningCycle


def activity_draft(row: ActivityRow, year: int) -> ActivityDraft:
    """A line of a programme in a year."""
    first, last = row.months
    return ActivityDraft(
        activity=row.activity,
        resources=row.resources,
        pic=row.pic,
        starts_on=date(year, first, 1),
        ends_on=date(year, last, 28),
        evaluation=row.evaluation,
    )


def decide_directorates(cast: Cast, cycle: PlanningCycle, scorecards: list[Scorecard]) -> None:
    """Sent by the head of CMS, approved by the board before the departments begin."""
    year = cycle.year - 1
    sent_at, approved_at = at(date(year, 12, 4), 11), at(date(year, 12, 7), 9)
    for scorecard in scorecards:
        with acting(cast.cms_head, sent_at):
            row = send_scorecard(scorecard=scorecard, actor=cast.cms_head, now=sent_at)
        with acting(cast.board, approved_at):
            approve_scorecard(
                scorecard=row,
                actor=cast.board,
                now=approved_at,
                version=row.version,
                content_sha256=content_hash(content_of(row)),
            )


def report_programmes(cast: Cast, cycle: PlanningCycle, today: date) -> None:
    """Progress of the programmes, month by month from their start, as far as today has come."""
    planned = {row.activity: row for card in DIRECTORATES for one in card.objectives for row in one.programme}
    found = ProgrammeActivity.objects.filter(objective__perspective__scorecard__cycle=cycle)
    for activity in found.order_by("pk"):
        row = planned[activity.activity]
        for number, percent in enumerate(row.progress):
            day = date(cycle.year, row.months[0] + number + 1, 3)
            if day <= today:
                with acting(cast.cms, at(day, 10)):
                    report_progress(activity=activity, actor=cast.cms, now=at(day, 10), percent=percent)
