"""Two rounds of blind rating before the working numbers are agreed (7.1.7)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from cint_portal.audit.middleware import acting
from cint_portal.demo.data.issues import IssueRow
from cint_portal.demo.data.raters import DAYS, OFF
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.workdays.selectors import work_calendar
from swot.models import SwotAnalysis, SwotItem
from swot.services.ratings import Pair
from swot.services.rounds import close_round, open_round, save_blind_ratings


def rate_in_rounds(
    cast: Cast, analysis: SwotAnalysis, items: Mapping[str, SwotItem], rows: Sequence[IssueRow], day: date
) -> None:
    """Each rater unseen by the others; the second round is about what they had talked over."""
    cycle, calendar = analysis.cycle, work_calendar(analysis.cycle)
    cycle.several_raters = True
    cycle.save(update_fields=["several_raters"])
    for number, off in enumerate(OFF):
        opened_on = calendar.add(day, number * (DAYS + 1))
        raters = [cast.people[name] for name in off]
        with acting(cast.cms, at(opened_on)):
            round = open_round(analysis=analysis, raters=raters, actor=cast.cms, now=at(opened_on))
        for place, (person, deltas) in enumerate(zip(raters, off.values(), strict=True)):
            done_at = at(calendar.add(opened_on, 1), 10) + timedelta(minutes=97 * place)
            with acting(person, done_at):
                save_blind_ratings(
                    round=round, actor=person, pairs=_pairs(items, rows, deltas, cycle.scale_max),
                    now=done_at, is_done=True,
                )  # fmt: skip
        closed_at = at(calendar.add(opened_on, DAYS), 14)
        with acting(cast.cms, closed_at):
            analysis.refresh_from_db()
            close_round(analysis=analysis, actor=cast.cms, now=closed_at)
            analysis.refresh_from_db()


def _pairs(
    items: Mapping[str, SwotItem], rows: Sequence[IssueRow], off: Mapping[int, Pair], most: int
) -> dict[int, Pair]:
    return {
        items[row.issue].pk: (
            _within((row.weight or 0) + (off.get(place, (0, 0))[0] or 0), most),
            _within((row.rating or 0) + (off.get(place, (0, 0))[1] or 0), most),
        )
        for place, row in enumerate(rows)
    }


def _within(value: int, most: int) -> int:
    return min(max(value, 1), most)
