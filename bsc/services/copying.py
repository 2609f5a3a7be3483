"""Last year's scorecard as the beginning of the new one: every figure a proposal until somebody edits it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bsc.models import (
    Kpi,
    KpiOrigin,
    Measure,
    Objective,
    ProgrammeActivity,
    Scorecard,
    ScorecardPerspective,
)
from bsc.models.scorecard import CascadeKind
from bsc.rules.proposed_targets import proposed_target
from bsc.selectors.last_year import YearResult, last_years_scorecard, year_results
from bsc.selectors.parents import joinable_measures, parent_kpis, parent_objectives
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.editing import Edit, editing
from bsc.services.kpi import write_kpi
from bsc.services.library import COMPUTED, defined_like
from bsc.services.measure import create_measure
from bsc.services.origin import confirm_proposals, note_origin
from bsc.services.programme import ActivityDraft
from bsc.services.scorecard import ObjectiveDraft, next_position, write_objective
from bsc.services.stored_drafts import kpi_draft, measure_draft
from cint_portal.core.errors import InvalidInput
from cint_portal.core.rounding import display
from cint_portal.documents.excel_words import folded
from cint_portal.organization.models import User

Row = TypeVar("Row", Objective, Kpi)


@dataclass
class CopyReport:
    """What came over, and what a person has to look at."""

    objectives: int = 0
    kpis: int = 0
    #: Objectives and KPIs whose parent of the same name does not exist this year.
    without_parent: list[str] = field(default_factory=list)
    #: KPIs that were there already, or whose joint measure is not in this year's scorecards.
    left_out: list[str] = field(default_factory=list)
    #: KPIs that were computed from others last year and are entered now.
    to_rebuild: list[str] = field(default_factory=list)


def copy_last_year(
    *,
    scorecard: Scorecard,
    actor: User,
    objectives: Collection[int] | None = None,
    version: int | None = None,
) -> CopyReport:
    """Copy objectives (all, or those chosen) with KPIs, weights, sub-indicators and programmes.

    Raises InvalidInput when there is nothing to copy, Conflict, StaleVersion, PermissionDenied.
    """
    source = last_years_scorecard(scorecard, actor)
    if source is None:
        raise InvalidInput(_("Tidak ada scorecard tahun lalu yang sudah disetujui untuk unit kerja ini."))
    with editing(scorecard, actor=actor, version=version) as edit:
        copying = _Copying(edit, source, actor)
        copying.take(objectives)
    return copying.report


def confirm_all(*, scorecard: Scorecard, actor: User, version: int | None = None) -> int:
    """Stand by every proposed figure as it is; raises Conflict, StaleVersion, PermissionDenied."""
    with editing(scorecard, actor=actor, version=version) as edit:
        return confirm_proposals(edit, Kpi.objects.filter(objective__perspective__scorecard=edit.scorecard))


class _Copying:
    """One copy under way."""

    def __init__(self, edit: Edit, source: Scorecard, actor: User) -> None:
        self.edit, self.source, self.actor = edit, source, actor
        self.scorecard = edit.scorecard
        self.report = CopyReport()
        self.years = self.scorecard.cycle.year - source.cycle.year
        self.lanes = {lane.kind: lane for lane in reversed(self.scorecard.perspectives.all())}
        self.by_label = {folded(lane.label): lane for lane in self.scorecard.perspectives.all()}
        self.held = {
            (row.perspective_id, folded(row.name)): row
            for row in Objective.objects.filter(perspective__scorecard=self.scorecard)
        }
        self.names = {folded(kpi.name) for kpi in _rows(self.scorecard)}
        self.results = year_results(kpi.measure for kpi in _rows(source) if kpi.measure)

    def take(self, chosen: Collection[int] | None) -> None:
        rows = Objective.objects.filter(perspective__scorecard=self.source)
        rows = rows.select_related("perspective", "source").prefetch_related("programme")
        wanted = [
            row
            for row in rows.order_by("perspective__position", "position", "pk")
            if chosen is None or row.pk in chosen
        ]
        if not wanted:
            raise InvalidInput(_("Pilih sekurangnya satu sasaran."))
        if not self.held:
            self._take_frame()
        for row in wanted:
            self._take_objective(row)

    def _take_frame(self) -> None:
        """Way of weighting and lane weights, into a scorecard that is still empty."""
        self.edit.apply(self.scorecard, weighting=self.source.weighting, total_bands=self.source.total_bands)
        for old in self.source.perspectives.all():
            lane = self._lane(old)
            if lane is not None:
                self.edit.apply(lane, weight=old.weight)

    def _lane(self, old: ScorecardPerspective) -> ScorecardPerspective | None:
        return self.by_label.get(folded(old.label)) or self.lanes.get(old.kind)

    def _take_objective(self, old: Objective) -> None:
        lane = self._lane(old.perspective)
        if lane is None:
            self.report.left_out.append(old.name)
            return
        objective = self.held.get((lane.pk, folded(old.name)))
        if objective is None:
            objective = self._new_objective(old, lane)
            self.held[lane.pk, folded(old.name)] = objective
        kpis = list(_rows(self.source).filter(objective=old).order_by("position", "pk"))
        for kpi in kpis:
            if kpi.group_id is None:
                self._take_kpi(kpi, objective, [part for part in kpis if part.group_id == kpi.pk])

    def _new_objective(self, old: Objective, lane: ScorecardPerspective) -> Objective:
        parent = same_name(parent_objectives(self.scorecard), old.source)
        if old.source is not None and parent is None:
            self.report.without_parent.append(old.name)
        objective = Objective(perspective=lane, position=next_position(lane.objectives))
        write_objective(
            self.edit,
            objective,
            ObjectiveDraft(
                name=old.name,
                perspective=lane,
                kinds=old.kinds,
                source=parent,
                cascade_kind=old.cascade_kind if parent else CascadeKind.NONE,
                basis_kind=old.basis_kind,
                basis=old.basis,
                programme=[self._activity(line) for line in old.programme.all()],
            ),
        )
        self.report.objectives += 1
        return objective

    def _activity(self, line: ProgrammeActivity) -> ActivityDraft:
        """The same activity a year later; what was reported about the old one stays there."""
        return ActivityDraft(
            activity=line.activity,
            resources=line.resources,
            pic=line.pic,
            starts_on=self._later(line.starts_on),
            ends_on=self._later(line.ends_on),
            evaluation=line.evaluation,
        )

    def _later(self, day: date | None) -> date | None:
        if day is None:
            return None
        last = 28 if (day.month, day.day) == (2, 29) else day.day
        return day.replace(year=day.year + self.years, day=last)

    def _take_kpi(self, old: Kpi, objective: Objective, parts: list[Kpi]) -> None:
        if folded(old.name) in self.names:
            self.report.left_out.append(old.name)
            return
        self.names.add(folded(old.name))
        row = self._write(old, objective, None)
        if row is None:
            self.report.left_out.append(old.name)
            return
        for part in parts:
            if self._write(part, objective, row) is None:
                self.report.left_out.append(part.name)

    def _write(self, old: Kpi, objective: Objective, group: Kpi | None) -> Kpi | None:
        places = Kpi.objects.filter(objective=objective)
        row = Kpi(objective=objective, group=group, position=next_position(places))
        if old.measure is not None:
            row.measure = self._measure(old.measure)
            if row.measure is None:
                return None
        write_kpi(self.edit, row, self._weighing(old))
        self.report.kpis += old.measure is not None
        if old.measure is not None:
            note_origin(self.edit, row, old.measure, KpiOrigin.Kind.LAST_YEAR, is_proposal=True)
        return row

    def _weighing(self, old: Kpi) -> KpiDraft:
        """Weights and words of last year; parents and initiatives are this year's or none."""
        parent = same_name(parent_kpis(self.scorecard), old.parent)
        if old.parent is not None and parent is None:
            self.report.without_parent.append(old.name)
        draft = replace(kpi_draft(old), parent=parent, initiatives=())
        return draft if parent else replace(draft, cascade_kind=CascadeKind.NONE, cascade_scope="")

    def _measure(self, old: Measure) -> Measure | None:
        """A new measure of the unit's own; of a joint one this year's, once its owner has it."""
        personal = self.scorecard.is_personal
        if personal or old.owner_unit_id != self.scorecard.unit_id:
            found = joinable_measures(self.scorecard, self.actor).filter(
                owner_unit=old.owner_unit_id, name__iexact=old.name
            )
            joined = found.first()
            if joined is not None or not personal:
                return joined
        if old.value_source in COMPUTED:
            self.report.to_rebuild.append(old.name)
        return create_measure(self.edit, proposed_measure(old, self.results))


def same_name(rows: "QuerySet[Row]", old: Row | None) -> Row | None:
    """This year's row of last year's name."""
    name = folded(old) if old is not None else ""
    return next((row for row in rows if folded(row) == name), None) if name else None


def proposed_measure(old: Measure, results: Mapping[int, YearResult]) -> MeasureDraft:
    """The definition with last year's verified result and the target that follows from it.

    Months of their own stay as long as the target does; else the new one is phased evenly.
    """
    result = results.get(old.pk)
    last = result.usable(old.consolidation) if result else None
    target = proposed_target(old.target, last, old.polarity, places=old.decimals)
    stored = measure_draft(old)
    return replace(
        defined_like(old, with_target=True),
        filler_unit=old.filler_unit,
        is_illustration=old.is_illustration,
        last_year=None if last is None else display(last, old.decimals),
        target=target,
        targets=stored.targets if target == old.target else None,
    )


def _rows(scorecard: Scorecard) -> QuerySet[Kpi]:
    """Every row that was in force to the end of the year, with all that a copy needs."""
    rows = Kpi.objects.filter(objective__perspective__scorecard=scorecard, through_month=None)
    return rows.select_related(
        "measure__cycle",
        "measure__owner_unit",
        "measure__filler_unit",
        "measure__data_provider",
        "parent__measure",
    ).prefetch_related("measure__targets", "measure__inputs")
