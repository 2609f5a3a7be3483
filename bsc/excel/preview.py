"""What taking over an upload would change, and the plan that the service carries out."""

from collections.abc import Sequence

from bsc.excel.cell_values import Read
from bsc.excel.columns import form_of
from bsc.excel.comparing import Comparing
from bsc.excel.drafting import defined_draft, draft_problems, stored_kpis, weighing_draft
from bsc.excel.lines import Kind, Line, Preview
from bsc.excel.matching import match
from bsc.excel.objectives import key_of, map_objectives
from bsc.excel.resolving import Resolver, name_twins
from bsc.excel.stored import StoredRow, stored_rows
from bsc.excel.table import Table
from bsc.excel.vocabulary import Vocabulary
from bsc.excel.weights import weight_warnings
from bsc.models import Measure, Scorecard
from bsc.selectors.rows import DECIDED
from bsc.selectors.structure import structure
from bsc.services.drafts import KpiDraft
from bsc.services.uploads import KpiPlan, Plan


def preview(table: Table, scorecard: Scorecard) -> Preview:
    """Compare a table with what the scorecard holds now."""
    read = structure(scorecard)
    form = form_of(table.form, read.year, by_perspective=read.is_weighted_by_perspective)
    held = stored_rows(read, form, decided_elsewhere(scorecard))
    words = Vocabulary(scorecard)
    resolver = Resolver(table, form, words, {row.id: row for row in held})
    rows = resolver.rows()
    match(rows, held)
    name_twins(resolver, rows)
    objectives = map_objectives(table, rows, read)
    comparing = Comparing(resolver, form, words, read, objectives)
    lines = [comparing.line(row) for row in rows if row.is_row]
    named = {line.stored.id for line in lines if line.stored}
    lines += [comparing.left_out(row) for row in held if row.id not in named]
    _keep_groups(lines)
    for line in lines:
        if line.is_held and not line.follows_file and line.stored:
            objectives.keep(line.stored.objective)
    _draft(lines, resolver, words)
    return Preview(
        table=table,
        form=form,
        read=read,
        rows=rows,
        lines=lines,
        lanes=comparing.lanes(rows),
        objectives=objectives,
        objective_changes=comparing.objective_changes(),
        warnings=weight_warnings(table, form, rows),
        is_reordered=_is_reordered(lines),
    )


def decided_elsewhere(scorecard: Scorecard) -> set[int]:
    """Measures of this scorecard that another one had approved: they may not change any more."""
    others = Scorecard.objects.filter(status__in=DECIDED).exclude(pk=scorecard.pk)
    own = Measure.objects.filter(kpis__objective__perspective__scorecard=scorecard)
    return set(own.filter(kpis__objective__perspective__scorecard__in=others).values_list("pk", flat=True))


def _keep_groups(lines: Sequence[Line]) -> None:
    """A sub-indicator that stays keeps its group, although the file lacks it."""
    staying = {
        line.stored.group.id
        for line in lines
        if line.stored and line.stored.group and line.is_held and not line.follows_file
    }
    for line in lines:
        if line.kind == Kind.REMOVED and line.stored and line.stored.id in staying:
            line.kind = Kind.KEPT


def _draft(lines: Sequence[Line], resolver: Resolver, words: Vocabulary) -> None:
    """The drafts of what is written, with the problems that only a whole row can have."""
    changing = [line for line in lines if line.kind in (Kind.ADDED, Kind.CHANGED) and line.resolved]
    kpis = stored_kpis(line.stored.id for line in changing if line.stored)
    for line in changing:
        kpi = kpis.get(line.stored.id) if line.stored else None
        line.weighing = weighing_draft(line.values, kpi, is_group=line.is_group, name=line.name)
        if line.is_group or (line.stored and not line.stored.is_own):
            continue
        line.measure = defined_draft(line.values, kpi, words)
        if not line.problems:
            _report(line, resolver)


def _report(line: Line, resolver: Resolver) -> None:
    if line.measure is None or line.resolved is None:
        return
    for column, reason in draft_problems(line.measure).items():
        name = column if column in line.resolved.row.cells else "name"
        line.problems.append(resolver.problem(line.resolved.row, name, Read(reason=reason)))


def _is_reordered(lines: Sequence[Line]) -> bool:
    """Whether rows that stay in their objective stand in another order than before."""
    places: dict[int, list[int]] = {}
    for line in lines:
        if line.stored and line.follows_file and "objective" not in line.values:
            places.setdefault(line.stored.objective.id, []).append(_place(line.stored))
    return any(held != sorted(held) for held in places.values())


def _place(row: StoredRow) -> int:
    return [kpi.id for top in row.objective.kpis for kpi in (top, *top.parts)].index(row.id)


def plan_of(shown: Preview) -> Plan:
    """Everything that the draft will hold, in the file's order; parts of a group that is left out go too."""
    places: dict[int, int] = {}
    rows: list[KpiPlan] = []
    for line in shown.lines:
        group = places.get(_group_key(line)) if line.is_part else None
        if not line.is_held or (line.is_part and group is None):
            continue
        if line.is_group:
            places |= dict.fromkeys(_own_keys(line), len(rows))
        rows.append(_row(shown, line, group))
    return Plan(
        lanes={lane.lane_id: lane.weight for lane in shown.lanes},
        objectives=list(shown.objectives.plans.values()),
        kpis=rows,
        removed_kpis=[line.stored.id for line in shown.of(Kind.REMOVED) if line.stored],
        removed_objectives=[row.id for row in shown.objectives.gone],
    )


def _own_keys(line: Line) -> list[int]:
    """Under which its sub-indicators find a group: its row of the file, and its id."""
    return [id(line.resolved), -line.stored.id] if line.stored else [id(line.resolved)]


def _group_key(line: Line) -> int:
    if line.follows_file and line.resolved is not None:
        return id(line.resolved.group)
    return -line.stored.group.id if line.stored and line.stored.group else 0


def _row(shown: Preview, line: Line, group: int | None) -> KpiPlan:
    if line.follows_file and line.resolved is not None:
        objective = shown.objectives.plans[key_of(line.resolved)].key
    else:
        objective = shown.objectives.key_for(line.stored.objective) if line.stored else ""
    return KpiPlan(
        id=line.stored.id if line.stored else None,
        objective=objective,
        kpi=line.weighing or KpiDraft(),
        measure=line.measure,
        group=group,
        is_changed=line.kind in (Kind.ADDED, Kind.CHANGED),
    )
