"""The whole demo: one finished year, the running one, and next year's issues when October has come."""

from datetime import date, datetime, timedelta

from django.db import transaction

from cint_portal.audit.middleware import acting
from cint_portal.core import clock
from cint_portal.demo.data.issues import ISSUES
from cint_portal.demo.loading.cast import Cast, at, build_cast
from cint_portal.demo.loading.directorates import report_programmes
from cint_portal.demo.loading.issues_year import add_late_issues, close_if_over, state_and_follow
from cint_portal.demo.loading.late_unit import found_late_unit
from cint_portal.demo.loading.library import mark_library
from cint_portal.demo.loading.months import run_year
from cint_portal.demo.loading.restricted import name_cms, release_published
from cint_portal.demo.loading.revisions import revise_at_half_year, revise_now
from cint_portal.demo.loading.scorecards import plan_scorecards
from cint_portal.demo.loading.strategy import SCORED, collect_issues, settle_swot
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import PlanningCycle, Unit
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workdays.services import seed_holidays
from issues.services.factors import seed_review_factors, seed_stakeholders
from realization.selectors.results.spans import SEMESTERS
from realization.selectors.results.todos import review_due_on
from realization.services.review import request_review

VISION = "Menjadi produsen mebel terpercaya di Asia Tenggara"
MISSION = "Menghasilkan mebel yang kuat, aman dan ramah lingkungan dengan layanan yang tepat waktu"


def is_loaded() -> bool:
    return Unit.objects.exists()


@transaction.atomic
def load(today: date) -> None:
    """Build everything as of `today` and let the clock continue from that morning."""
    clock.move_to(at(today, 8))
    for year in range(today.year - 2, today.year + 2):
        seed_holidays(year=year)
    seed_review_factors()
    seed_stakeholders()
    cast = build_cast()
    name_cms(cast, since=date(today.year - 2, 10, 1))
    finished, running = (
        _cycle(year, illustrated=year == today.year) for year in (today.year - 1, today.year)
    )
    _plan(cast, finished, illustrated=False)
    run_year(cast, finished, today=today, with_silence=True)
    report_programmes(cast, finished, today)
    add_late_issues(cast, [finished], today=today)
    _plan(cast, running, illustrated=True, story=1)
    mark_library(cast, running)
    revise_at_half_year(cast, running, today)
    run_year(cast, running, today=today, with_silence=False)
    report_programmes(cast, running, today)
    add_late_issues(cast, [running], today=today)
    for cycle in (finished, running):
        state_and_follow(cast, cycle, today=today)
        release_published(cast, cycle, today=today)
    _ask_for_reviews(cast, finished, running, today=today)
    if today >= date(today.year, 10, 1):
        _collect_next(cast, today)
    found_late_unit(cast, running, today)
    revise_now(cast, running, today)
    _settle_old_mail(at(today, 8))


def _cycle(year: int, *, illustrated: bool) -> PlanningCycle:
    return PlanningCycle.objects.open_year(
        year,
        vision=VISION,
        mission=MISSION,
        is_illustration=illustrated,
        procedure_number="PR-CMS-01",
        procedure_revision="00",
        confidentiality="Dokumen internal PT Graha Mebel Nusantara Tbk (data contoh)",
    )


def _plan(cast: Cast, cycle: PlanningCycle, *, illustrated: bool, story: int = 0) -> None:
    collect_issues(cast, cycle, until=date(cycle.year - 1, 12, 31), rows=SCORED, story=story)
    settle_swot(cast, cycle, in_rounds=story > 0)
    plan_scorecards(cast, cycle, illustrated=illustrated, in_meeting=story > 0)


def _collect_next(cast: Cast, today: date) -> None:
    """Next year's issues under way: one department just sent, one has not begun; both had more time."""
    cycle = _cycle(today.year + 1, illustrated=True)
    calendar = work_calendar(cycle)
    yesterday = next(day for n in range(1, 30) if calendar.is_working(day := today - timedelta(days=n)))
    collect_issues(
        cast,
        cycle,
        until=today,
        rows=ISSUES,
        sent_late={"MKT": yesterday, "PPIC": None},
        extended={"MKT": yesterday, "PPIC": calendar.add(today, 4)},
        story=2,
    )
    close_if_over(cast, cycle, today=today)


def _ask_for_reviews(cast: Cast, *cycles: PlanningCycle, today: date) -> None:
    """The head of CMS asked for each review on its date; the worker builds them when it first runs."""
    for cycle in cycles:
        for semester in SEMESTERS:
            due_on = review_due_on(cycle.year, semester)
            if due_on <= today:
                with acting(cast.cms_head, at(due_on)):
                    request_review(
                        cycle=cycle, semester=semester, format="xlsx", actor=cast.cms_head, now=at(due_on)
                    )


def _settle_old_mail(now: datetime) -> None:
    """The past's mail is not delivered in one go now; what is fresh still goes out."""
    old = OutboxMail.objects.filter(created_at__lt=now - timedelta(days=7), state=OutboxMail.State.QUEUED)
    old.update(state=OutboxMail.State.MISSED, last_error="demo")
