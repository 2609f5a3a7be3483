"""Issues through the year: extensions and closing, fates, late issues, climate, top issues (4.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from cint_portal.audit.middleware import acting
from cint_portal.demo.data import issues_year as data
from cint_portal.demo.data.issues import IssueRow
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import work_calendar
from issues.models import IssueRegister, ReviewFactor
from issues.rules import RowValues
from issues.selectors import accepted_issues
from issues.selectors.carry_over import past_issues
from issues.selectors.yearly import semester_days
from issues.services import close_collection, extend_register, save_rows
from issues.services.carry_over import FateChoice, decide_fates
from issues.services.supplements import accept_supplement, send_supplement
from issues.services.yearly import ValidityAnswer, answer_validity, choose_top_issues, state_climate

#: Working days from everybody's date to the extensions, and to the closing.
EXTENDED_AFTER, CLOSED_AFTER = 3, 10


def values_of(row: IssueRow) -> RowValues:
    factor = ReviewFactor.objects.get(name=row.factor, source=row.source)
    return RowValues(row.stakeholder, row.needs, row.issue, factor.pk, row.source, row.category)


def carry_over(cast: Cast, register: IssueRegister, day: date, *, story: int) -> list[str]:
    """Decide the fates of last year's issues; returns the texts that are dealt with thereby."""
    told = data.FATES.get(story, {})
    past = list(past_issues(register))
    if not past:
        return []
    fates = {issue.pk: told.get(issue.issue, data.FateRow("persisting")) for issue in past}
    manager = cast.manager(register.unit.code)
    register = decide_fates(
        register=register,
        choices={pk: FateChoice(row.fate, row.note) for pk, row in fates.items()},
        actor=manager,
        now=at(day, 9, 30),
    )
    reworded = {
        issue.position: replace(issue.values, issue=fates[issue.previous_id].text)
        for issue in register.issues.exclude(previous=None)
        if issue.previous_id and fates[issue.previous_id].text
    }
    save_rows(register=register, rows=reworded, actor=manager, now=at(day, 9, 45), tidy=False)
    return [issue.issue for issue in past]


def extend_some(cast: Cast, cycle: PlanningCycle, *, until: Mapping[str, date], today: date) -> None:
    """Two departments get more time, once everybody's date has passed."""
    granted_on = work_calendar(cycle).add(cycle.issue_collection.due_on, EXTENDED_AFTER)
    if granted_on >= today:
        return
    for register in IssueRegister.objects.filter(cycle=cycle, unit__code__in=until).select_related("unit"):
        code = register.unit.code
        if until[code] <= granted_on:
            continue
        with acting(cast.cms_head, at(granted_on)):
            extend_register(
                register=register,
                until=until[code],
                reason=data.EXTENSIONS[code],
                actor=cast.cms_head,
                now=at(granted_on),
            )


def close_if_over(cast: Cast, cycle: PlanningCycle, *, today: date) -> None:
    """The collection ends a fortnight after its date."""
    closed_on = work_calendar(cycle).add(cycle.issue_collection.due_on, CLOSED_AFTER)
    if closed_on > today:
        return
    now = at(closed_on, 16)
    with acting(cast.cms_head, now):
        close_collection(
            collection=cycle.issue_collection, reason=data.CLOSING_REASON, actor=cast.cms_head, now=now
        )


def state_and_follow(cast: Cast, cycle: PlanningCycle, *, today: date) -> None:
    """Climate statement and top issues after the SWOT, answers after each half-year."""
    issues = {issue.issue: issue.pk for issue in accepted_issues(cycle)}
    now = at(date(cycle.year - 1, 11, 16), 10)
    with acting(cast.cms, now):
        state_climate(
            cycle=cycle,
            relevance="relevant",
            reason=data.CLIMATE_REASON,
            issues=[issues[text] for text in data.CLIMATE],
            actor=cast.cms,
            now=now,
        )
        top = {text: issues[text] for text in data.TOP}
        choose_top_issues(cycle=cycle, issues=list(top.values()), actor=cast.cms, now=now)
    for semester in (1, 2):
        answered_on = work_calendar(cycle).add(semester_days(cycle.year, semester)[1], 6)
        if answered_on < today:
            _answer(cast, cycle, semester, top, answered_on)


def _answer(cast: Cast, cycle: PlanningCycle, semester: int, top: dict[str, int], day: date) -> None:
    answers = {pk: ValidityAnswer(*data.CHANGED.get(text, ("valid",))) for text, pk in top.items()}
    with acting(cast.cms, at(day)):
        answer_validity(cycle=cycle, semester=semester, answers=answers, actor=cast.cms, now=at(day))


def add_late_issues(cast: Cast, cycles: Sequence[PlanningCycle], *, today: date) -> None:
    """Late issues of both years, and one of yesterday that CMS still has to review."""
    years = {cycle.year: cycle for cycle in cycles}
    for late in data.LATE:
        sent_on = late.sent_on(today)
        if sent_on.year in years and sent_on < today - timedelta(days=7):
            _late_issue(cast, years[sent_on.year], late.row, late.occasion, sent_on, accepted=True)
    yesterday = today - timedelta(days=1)
    if yesterday.year in years:
        _late_issue(cast, years[yesterday.year], data.WAITING, data.WAITING_OCCASION, yesterday)


def _late_issue(
    cast: Cast, cycle: PlanningCycle, row: IssueRow, occasion: str, day: date, *, accepted: bool = False
) -> None:
    manager, register = cast.manager(row.unit), IssueRegister.objects.get(cycle=cycle, unit__code=row.unit)
    with acting(manager, at(day)):
        supplement = send_supplement(
            register=register, values=values_of(row), occasion=occasion, actor=manager, now=at(day)
        )
    if not accepted:
        return
    reviewed = at(work_calendar(cycle).add(day, 2), 11)
    with acting(cast.cms, reviewed):
        accept_supplement(supplement=supplement, category=row.category, actor=cast.cms, now=reviewed)
