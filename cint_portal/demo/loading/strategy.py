"""Issues and SWOT of a year: collected, reviewed, scored, final (7.1.1–7.1.9)."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

from cint_portal.audit.middleware import acting
from cint_portal.demo.data.issues import INITIATIVES, ISSUES, STRATEGIES, IssueRow
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.demo.loading.issues_year import carry_over, extend_some, values_of
from cint_portal.demo.loading.raters import rate_in_rounds
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.selectors import work_calendar
from issues.models import IssueRegister
from issues.rules import RowDecision
from issues.services.collection import open_collection
from issues.services.register import declare_nil, submit_register
from issues.services.review import accept_nil, decide_rows, finish_review
from issues.services.rows import save_rows
from swot.services.analysis import deploy_issues, finalize_analysis
from swot.services.initiatives import InitiativeFields, create_initiative
from swot.services.ratings import Rating, rate_items, stored
from swot.services.strategies import create_strategy

#: The rows whose weights and ratings make the worked example of the domain rules.
SCORED = ISSUES[:14]


def collect_issues(
    cast: Cast,
    cycle: PlanningCycle,
    *,
    until: date,
    rows: Sequence[IssueRow] = SCORED,
    sent_late: Mapping[str, date | None] = MappingProxyType({}),
    extended: Mapping[str, date] = MappingProxyType({}),
    story: int = 0,
) -> None:
    """Open the collection and let the departments fill, send and be reviewed, as far as `until`.

    `sent_late` names departments that send on another day, or not at all (None); `extended` those that
    get more time; `story` is the year of the demo whose fates are told (0: there is no year before).
    """
    first, calendar = date(cycle.year - 1, 10, 1), work_calendar(cycle)
    with acting(cast.cms, at(first, 8)):
        registers = open_collection(cycle=cycle, actor=cast.cms, now=at(first, 8))
    extend_some(cast, cycle, until=extended, today=until)
    for number, register in enumerate(sorted(registers, key=lambda one: one.unit.code)):
        code = register.unit.code
        sent_on = sent_late.get(code, calendar.add(first, 5 + number))
        if sent_on is None or sent_on > until:
            continue
        _fill(cast, register, [row for row in rows if row.unit == code], sent_on, story)
        reviewed_on = calendar.add(sent_on, 2)
        if reviewed_on <= until:
            _review(cast, register, reviewed_on)


def _fill(cast: Cast, register: IssueRegister, rows: Sequence[IssueRow], day: date, story: int) -> None:
    manager = cast.manager(register.unit.code)
    with acting(manager, at(day, 10)):
        told = carry_over(cast, register, day, story=story)
        new = [row for row in rows if row.issue not in told]
        carried = register.issues.count()
        if not new and not carried:
            declare_nil(
                register=register,
                reason="Tidak ada isu baru dibanding tahun lalu.",
                actor=manager,
                now=at(day, 10),
            )
            return
        save_rows(
            register=register,
            rows={number: values_of(row) for number, row in enumerate(new, start=carried)},
            actor=manager,
            now=at(day, 10),
        )
        submit_register(register=register, actor=manager, now=at(day, 11))


def _review(cast: Cast, register: IssueRegister, day: date) -> None:
    reviewer = cast.reviewer(register.unit.code)
    register.refresh_from_db()
    with acting(reviewer, at(day, 14)):
        if register.status == IssueRegister.Status.NIL:
            accept_nil(register=register, actor=reviewer, now=at(day, 14))
            return
        decisions = {
            issue.pk: RowDecision("accepted", category=issue.category) for issue in register.issues.all()
        }
        decide_rows(register=register, decisions=decisions, actor=reviewer, now=at(day, 14))
        finish_review(register=register, actor=reviewer, now=at(day, 14, 30))


def settle_swot(cast: Cast, cycle: PlanningCycle, *, in_rounds: bool = False) -> None:
    """Deploy, score, write strategies and initiatives, make the position final.

    `in_rounds`: three people rate unseen by each other before CMS writes down what they agreed on.
    """
    year = cycle.year - 1
    deployed_at, final_at = at(date(year, 11, 3)), at(date(year, 11, 13), 15)
    with acting(cast.cms, deployed_at):
        deploy_issues(cycle=cycle, actor=cast.cms, now=deployed_at)
    analysis = cycle.swot_analysis
    items = {item.text: item for item in analysis.items.all()}
    if in_rounds:
        rate_in_rounds(cast, analysis, items, SCORED, deployed_at.date())
        items = {item.text: item for item in analysis.items.all()}
    with acting(cast.cms, final_at - timedelta(hours=4)):
        ratings = [
            Rating(items[row.issue].pk, row.weight, row.rating, stored(items[row.issue])) for row in SCORED
        ]
        rate_items(analysis=analysis, actor=cast.cms, ratings=ratings)
        chosen = [
            create_strategy(
                analysis=analysis,
                actor=cast.cms,
                cell=row.cell,
                text=row.text,
                items=[items[ISSUES[number].issue] for number in row.items],
            )
            for row in STRATEGIES
        ]
        for row in INITIATIVES:
            fields = InitiativeFields(
                code=row.code,
                name=row.name,
                owner_unit=cast.units[row.owner],
                strategies=[chosen[number] for number in row.strategies],
                perspective=row.perspective,
                horizon=row.horizon,
                expected_effect=row.effect,
            )
            create_initiative(analysis=analysis, actor=cast.cms, fields=fields)
    with acting(cast.cms_head, final_at):
        finalize_analysis(analysis=analysis, actor=cast.cms_head, now=final_at)
