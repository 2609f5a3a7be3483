"""A unit founded during the running year: its scorecard lies with the board as of today (7.1.19)."""

from datetime import date, timedelta

from bsc.models import Kpi, Objective
from bsc.services.approval import KpiDecision, forward_scorecard, rows_of, send_scorecard
from cint_portal.audit.middleware import acting
from cint_portal.demo.data import late_unit as data
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.demo.loading.resolutions import record
from cint_portal.demo.loading.scorecards import Writer
from cint_portal.demo.loading.talk import talk_about
from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit
from cint_portal.organization.roles import Role

#: Days before today: founded, sent to CMS, forwarded to the board, decided in the board's meeting.
FOUNDED, SENT, FORWARDED, MET = 45, 12, 9, 1


def found_late_unit(cast: Cast, cycle: PlanningCycle, today: date) -> None:
    """Only where the year is old enough to have been established before the unit was founded."""
    founded_on = today - timedelta(days=FOUNDED)
    if founded_on <= cycle.meeting_on:
        return
    row = data.UNIT
    unit = Unit.objects.create(
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent=cast.units[row.parent or ""],
        valid_from=founded_on,
    )
    head = cast.people[data.HEAD]
    RoleAssignment.objects.create(
        person=head,
        role=Role.MANAGER,
        unit=unit,
        valid_from=founded_on,
        is_acting=True,
        letter_number=f"{data.LETTER}/{founded_on.year}",
    )
    cast.units[row.code] = unit
    _write(cast, cycle, today)


def _write(cast: Cast, cycle: PlanningCycle, today: date) -> None:
    """Written by the Pjs., forwarded by CMS, on the board's list that still has to be confirmed."""
    head = cast.people[data.HEAD]
    head = type(head).objects.get(pk=head.pk)  # roles are read once per person
    sent_at, forwarded_at = (at(today - timedelta(days=days), 10) for days in (SENT, FORWARDED))
    with acting(head, sent_at):
        scorecard = _writer(cast, cycle).write(data.SCORECARD, head)
        scorecard = send_scorecard(scorecard=scorecard, actor=head, now=sent_at)
    talk_about(cast, scorecard, [row for row in data.TALK if row.asked_by == "cms"], sent_at, head)
    with acting(cast.cms, forwarded_at):
        scorecard = forward_scorecard(
            scorecard=scorecard,
            decisions=[KpiDecision(kpi.pk, Kpi.Decision.ACCEPTED) for kpi in rows_of(scorecard)],
            actor=cast.cms,
            now=forwarded_at,
            comment="Target wajar untuk tahun pertama; disarankan ditinjau pada semester berikutnya.",
        )
    talk_about(cast, scorecard, [row for row in data.TALK if row.asked_by == "board"], sent_at, head)
    scorecard.refresh_from_db()
    met_on = today - timedelta(days=MET)
    record(cast, cycle, [scorecard], met_on, at(met_on, 16), number=f"RD-{met_on.month:02d}/{met_on.year}")


def _writer(cast: Cast, cycle: PlanningCycle) -> Writer:
    """Knows the company's objectives and KPIs, which the new unit supports."""
    own = Objective.objects.filter(perspective__scorecard__cycle=cycle)
    company = own.filter(perspective__scorecard__unit=cast.units["GMN"])
    kpis = Kpi.objects.filter(objective__in=company).select_related("measure")
    return Writer(
        cast,
        cycle,
        illustrated=True,
        objectives={row.name: row for row in company},
        kpis={row.name: row for row in kpis},
    )
