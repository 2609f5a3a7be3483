"""Scorecards of a year: written, returned once, approved, cascaded, established (7.1.10–7.1.19)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bsc.models import Kpi, Measure, Objective, Scorecard
from bsc.scoring import SYMBOLS
from bsc.selectors.content import content_hash, content_of
from bsc.services.approval import KpiDecision, forward_scorecard, rows_of, send_scorecard
from bsc.services.bands import create_default_bands
from bsc.services.cascade import cascade_to_units, mark_cascade
from bsc.services.decision import Shown, approve_scorecard, approve_scorecards, return_scorecard_by_board
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.kpi import add_group, add_kpi
from bsc.services.scorecard import Lane, ObjectiveDraft, Weights, add_objective, create_scorecard, set_weights
from cint_portal.audit.middleware import acting
from cint_portal.demo.data.corporate import CORPORATE
from cint_portal.demo.data.decisions import READ, REVIEWED
from cint_portal.demo.data.departments import HUMAN_RESOURCES, PRODUCTION_ENGINEERING, WORKSHOP
from cint_portal.demo.data.directorates import DIRECTORATES
from cint_portal.demo.data.illustration import ILLUSTRATED
from cint_portal.demo.data.scorecards import KpiRow, ObjectiveRow, ScorecardRow
from cint_portal.demo.loading.cast import Cast, at
from cint_portal.demo.loading.directorates import activity_draft, decide_directorates
from cint_portal.demo.loading.maps import draw_map
from cint_portal.demo.loading.meeting import hold_the_meeting
from cint_portal.demo.loading.resolutions import decide_in_meeting
from cint_portal.demo.loading.talk import talk_about
from cint_portal.organization.models import PlanningCycle, User

DEPARTMENTS = (PRODUCTION_ENGINEERING, WORKSHOP, HUMAN_RESOURCES, *ILLUSTRATED)
EVERY = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}


@dataclass
class Writer:
    """Writes the scorecards of one year; `illustrated` marks every figure of the year as illustration."""

    cast: Cast
    cycle: PlanningCycle
    illustrated: bool
    objectives: dict[str, Objective] = field(default_factory=dict)
    kpis: dict[str, Kpi] = field(default_factory=dict)
    shared: dict[str, Measure] = field(default_factory=dict)

    def write(self, row: ScorecardRow, author: User) -> Scorecard:
        """The scorecard with its lanes, objectives and KPIs, as a draft."""
        lanes = [
            Lane(kind, label, Decimal(weight) if weight else None) for kind, label, weight in row.perspectives
        ]
        unit = self.cast.units[row.unit]
        existing = Scorecard.objects.filter(cycle=self.cycle, unit=unit).first()
        scorecard = existing or create_scorecard(
            cycle=self.cycle,
            unit=unit,
            actor=author,
            weighting=row.weighting,
            total_bands=row.total_bands,
            lanes=lanes,
        )
        if existing is not None:
            self._relabel(existing, row, lanes, author)
        by_kind = {lane.kind: lane for lane in scorecard.perspectives.all()}
        for objective in row.objectives:
            draft = ObjectiveDraft(
                name=objective.name,
                perspective=by_kind[objective.perspective],
                kinds=objective.kinds,
                source=self.objectives.get(objective.source),
                cascade_kind=objective.cascade,
                basis=objective.basis,
                basis_kind=objective.basis_kind,
                consultation=objective.consultation,
                programme=[activity_draft(line, self.cycle.year) for line in objective.programme],
            )
            target = add_objective(scorecard=scorecard, actor=author, draft=draft)
            if row is CORPORATE:
                self.objectives[objective.name] = target
            for kpi in objective.kpis:
                self._add(target, kpi, objective, author)
        draw_map(scorecard, author)
        return scorecard

    def _relabel(self, scorecard: Scorecard, row: ScorecardRow, lanes: list[Lane], author: User) -> None:
        """A scorecard that the cascade laid out gets the department's own lanes and weighting."""
        by_kind = {lane.kind: lane for lane in lanes}
        named = {lane.pk: by_kind[lane.kind] for lane in scorecard.perspectives.all()}
        set_weights(scorecard=scorecard, actor=author, weights=Weights(row.weighting, named))
        Scorecard.objects.filter(pk=scorecard.pk).update(total_bands=row.total_bands)

    def _add(
        self, objective: Objective, row: KpiRow, parent: ObjectiveRow, author: User, group: Kpi | None = None
    ) -> None:
        draft = KpiDraft(
            title=row.name if row.subs else "",
            code=row.code,
            weight=Decimal(row.weight) if row.weight and not row.subs else None,
            is_process=row.is_process,
            parent=self.kpis.get(row.parent),
            cascade_kind=parent.cascade if row.parent else "none",
            basis="" if row.parent else parent.basis,
            rollup=row.rollup,
        )
        if row.subs:
            made = add_group(objective=objective, actor=author, kpi=draft)
            for sub in row.subs:
                self._add(objective, sub, parent, author, made)
            return
        measure = self._joint(row) or self._measure(row)
        kpi = add_kpi(objective=objective, actor=author, kpi=draft, measure=measure, group=group)
        if objective.name in self.objectives or row.rollup != "none":
            self.kpis.setdefault(row.name, kpi)
        if row.shared and kpi.measure is not None:
            self.shared[row.shared] = kpi.measure

    def _joint(self, row: KpiRow) -> Measure | None:
        """The measure of another scorecard that this one weighs too."""
        corporate = self.kpis.get(row.shared)
        return self.shared.get(row.shared) or (corporate.measure if corporate else None)

    def _measure(self, row: KpiRow) -> MeasureDraft:
        months = range(EVERY[row.frequency], 13, EVERY[row.frequency])
        phased = {month: (Decimal(value), None) for month, value in zip(months, row.phased, strict=False)}
        return MeasureDraft(
            name=row.name,
            unit=row.unit,
            definition=row.definition,
            polarity=row.polarity,
            comparator=row.comparator,
            frequency=row.frequency,
            consolidation=row.consolidation,
            value_source=row.value_source,
            expression=row.expression,
            inputs={symbol: self._named(name) for symbol, name in zip(SYMBOLS, row.inputs, strict=False)},
            step_rules=row.step_rules,
            last_year=Decimal(row.last_year) if row.last_year else None,
            target=Decimal(row.target) if row.target is not None else None,
            targets=phased or None,
            filler_unit=self.cast.units[row.filler] if row.filler else None,
            data_needed=row.data_needed,
            data_provider=self.cast.units[row.provider] if row.provider else None,
            is_illustration=row.illustration or self.illustrated,
        )

    def _named(self, name: str) -> Measure:
        measure = self.kpis[name].measure
        if measure is None:
            raise LookupError(name)
        return measure


def plan_scorecards(cast: Cast, cycle: PlanningCycle, *, illustrated: bool, in_meeting: bool = False) -> None:
    """The whole of 7.1.10–7.1.19 for one year: the corporate scorecard, every department, Rev. 00.

    `in_meeting`: CMS and board ask about KPIs, and the board decides in a meeting that CMS records.
    """
    create_default_bands(cycle=cycle)
    writer = Writer(cast, cycle, illustrated)
    corporate = _corporate(cast, cycle, writer)
    with acting(cast.cms, at(date(cycle.year - 1, 12, 4), 10)):
        directorates = [writer.write(row, cast.cms) for row in DIRECTORATES]
    decide_directorates(cast, cycle, directorates)
    _cascade(cast, cycle, writer, corporate)
    departments = [_department(cast, cycle, writer, row, talks=in_meeting) for row in DEPARTMENTS]
    if in_meeting:
        decide_in_meeting(cast, cycle, departments)
    else:
        _board_approves(cast, cycle, departments)
    hold_the_meeting(cast, cycle)


def _corporate(cast: Cast, cycle: PlanningCycle, writer: Writer) -> Scorecard:
    """Written by CMS, returned once by the board, sent again, approved."""
    year = cycle.year - 1
    with acting(cast.cms, at(date(year, 11, 24), 9)):
        scorecard = writer.write(CORPORATE, cast.cms)
    for day, hour in ((date(year, 11, 27), 10), (date(year, 12, 2), 14)):
        with acting(cast.cms_head, at(day, hour)):
            send_scorecard(scorecard=scorecard, actor=cast.cms_head, now=at(day, hour))
        if hour == 10:
            returned_at = at(date(year, 11, 30), 16)
            with acting(cast.board, returned_at):
                return_scorecard_by_board(
                    scorecard=scorecard,
                    actor=cast.board,
                    now=returned_at,
                    reason="Mohon jelaskan dasar target Market Share per Product.",
                )
    scorecard.refresh_from_db()
    approved_at = at(date(year, 12, 4), 10)
    with acting(cast.board, approved_at):
        approve_scorecard(
            scorecard=scorecard,
            actor=cast.board,
            now=approved_at,
            version=scorecard.version,
            content_sha256=content_hash(content_of(scorecard)),
        )
    scorecard.refresh_from_db()
    return scorecard


def _cascade(cast: Cast, cycle: PlanningCycle, writer: Writer, corporate: Scorecard) -> None:
    marks = {
        (writer.objectives[objective.source].pk, cast.units[row.unit].pk): objective.cascade
        for row in DEPARTMENTS
        for objective in row.objectives
        if objective.source
    }
    now = at(date(cycle.year - 1, 12, 7))
    with acting(cast.cms, now):
        mark_cascade(scorecard=corporate, actor=cast.cms, marks=marks)
        cascade_to_units(scorecard=corporate, actor=cast.cms, now=now)


def _department(
    cast: Cast, cycle: PlanningCycle, writer: Writer, row: ScorecardRow, *, talks: bool
) -> Scorecard:
    """Written and sent by the manager, forwarded by CMS."""
    year, manager, reviewer = cycle.year - 1, cast.manager(row.unit), cast.reviewer(row.unit)
    sent_at, forwarded_at = at(date(year, 12, 15), 13), at(date(year, 12, 17), 11)
    with acting(manager, sent_at):
        scorecard = writer.write(row, manager)
        scorecard = send_scorecard(scorecard=scorecard, actor=manager, now=sent_at)
    if talks:
        talk_about(cast, scorecard, REVIEWED, sent_at, manager)
    with acting(reviewer, forwarded_at):
        rows = rows_of(scorecard)
        scorecard = forward_scorecard(
            scorecard=scorecard,
            decisions=[KpiDecision(kpi.pk, Kpi.Decision.ACCEPTED) for kpi in rows],
            actor=reviewer,
            now=forwarded_at,
        )
    if talks:
        talk_about(cast, scorecard, READ, sent_at, manager)
    return scorecard


def _board_approves(cast: Cast, cycle: PlanningCycle, scorecards: list[Scorecard]) -> None:
    shown = [Shown(one, one.version, content_hash(content_of(one))) for one in scorecards]
    now = at(date(cycle.year, 1, 8), 10)
    with acting(cast.board, now):
        approve_scorecards(shown=shown, actor=cast.board, now=now)
