"""Ukuran: written with the KPI that brought it, changed only from the scorecard that owns it."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bsc.models import Measure, MeasureInput, MeasureTarget, Scorecard
from bsc.selectors.calculation import find_circle
from bsc.selectors.rows import DECIDED
from bsc.services.drafts import MeasureDraft, measure_problems
from bsc.services.editing import Edit
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import Unit
from cint_portal.workflow.services import require

FORMULA = Measure.ValueSource.FORMULA
#: Fields of a draft that are columns of the table; unit and targets need a look of their own.
COLUMNS = (
    "decimals", "polarity", "minimize_by", "lower", "upper", "worst", "cap", "zero_tolerance",
    "frequency", "consolidation", "input_mode", "value_source", "last_year", "target", "data_provider",
    "is_illustration", "provider_due_day",
)  # fmt: skip
TEXTS = (
    "unit", "definition", "formula_text", "data_needed", "evidence_required", "calculation", "purpose",
    "deviation_action", "standard", "clause",
)  # fmt: skip


def create_measure(edit: Edit, draft: MeasureDraft) -> Measure:
    """A new measure owned by the scorecard's unit; raises InvalidInput."""
    scorecard = edit.scorecard
    measure = Measure(cycle=scorecard.cycle, owner_unit=scorecard.unit)
    _write(edit, measure, draft)
    return measure


def change_measure(edit: Edit, measure: Measure, draft: MeasureDraft) -> Measure:
    """Change a measure; raises PermissionDenied (another unit owns it), Conflict, InvalidInput."""
    row = Measure.objects.select_for_update(of=("self",)).get(pk=measure.pk)
    require(row.owner_unit_id == edit.scorecard.unit_id)
    try:
        with transaction.atomic():
            _write(edit, row, draft)
    except IntegrityError:  # the database keeps what a scorecard had approved
        _check_not_decided_elsewhere(row, edit.scorecard)
        raise
    return row


def _check_not_decided_elsewhere(measure: Measure, scorecard: Scorecard) -> None:
    """A joint measure that another scorecard had approved may not change behind its back."""
    others = deciding_scorecards(measure).exclude(pk=scorecard.pk)
    names = ", ".join(str(row) for row in others)
    if names:
        raise Conflict(
            _("KPI Bersama ini tidak dapat diubah lagi: sudah disetujui dalam %(names)s.") % {"names": names}
        )


def deciding_scorecards(measure: Measure) -> QuerySet[Scorecard]:
    """The decided scorecards that weigh this measure."""
    return Scorecard.objects.filter(
        perspectives__objectives__kpis__measure=measure, status__in=DECIDED
    ).select_related("unit", "cycle").distinct()  # fmt: skip


def _write(edit: Edit, row: Measure, draft: MeasureDraft) -> None:
    problems = measure_problems(draft)
    if problems:
        raise InvalidInput(_("KPI ini belum dapat disimpan."), tuple(problems.values()))
    edit.apply(row, **measure_values(edit.scorecard, draft))
    _write_targets(edit, row, draft)
    _write_inputs(edit, row, draft)


def measure_values(scorecard: Scorecard, draft: MeasureDraft) -> dict[str, Any]:
    """What the draft says, by column of the table."""
    return {
        "name": " ".join(draft.name.split()),
        "step_rules": [_listed(rule) for rule in draft.step_rules],
        "filler_unit": _filler(scorecard, draft),
        "comparator": draft.compared_by,
        "smart": [value for value in Measure.Smart.values if value in draft.smart],
        "criteria": [value for value in Measure.Criterion.values if value in draft.criteria],
        "expression": draft.expression.strip() if draft.value_source == FORMULA else "",
        **{name: getattr(draft, name).strip() for name in TEXTS},
        **{name: getattr(draft, name) for name in COLUMNS},
    }


def _write_inputs(edit: Edit, measure: Measure, draft: MeasureDraft) -> None:
    """The KPIs behind the symbols; raises InvalidInput for another year's, or one that rests on this one."""
    wanted = dict(draft.inputs) if draft.value_source == FORMULA else {}
    stored = {row.symbol: row for row in measure.inputs.all()}
    gone = [row.pk for symbol, row in stored.items() if symbol not in wanted]
    if gone:
        measure.inputs.filter(pk__in=gone).delete()
        edit.changed = True
    for symbol, source in sorted(wanted.items()):
        if source.cycle_id != measure.cycle_id or source.value_source == Measure.ValueSource.OWN_GROWTH:
            raise InvalidInput(
                _("Rumus hanya memakai KPI tahun yang sama, bukan pertumbuhan total scorecard.")
            )
        if source.pk == measure.pk:
            raise InvalidInput(circle_text([measure.name, measure.name]))
        edit.apply(stored.get(symbol) or MeasureInput(measure=measure, symbol=symbol), source_id=source.pk)
    check_no_circle(measure)


def check_no_circle(measure: Measure) -> None:
    """Raise InvalidInput when the measure would be worked out of itself, naming the way round."""
    calculated = measure.value_source in (FORMULA, Measure.ValueSource.ROLLUP)
    circle = find_circle(measure) if calculated else []
    if circle:
        raise InvalidInput(circle_text(circle))


def circle_text(names: Sequence[str]) -> str:
    return _("Perhitungan ini melingkar: %(way)s.") % {"way": " → ".join(names)}


def _listed(rule: object) -> object:
    """Rows as JSON gives them back, so that the same table again is no change."""
    return [_listed(part) for part in rule] if isinstance(rule, list | tuple) else rule


def _filler(scorecard: Scorecard, draft: MeasureDraft) -> Unit | None:
    """A department enters its own figures unless it names somebody else; nobody enters computed ones."""
    if draft.value_source != Measure.ValueSource.ENTERED:
        return None
    is_department = scorecard.unit.kind == Unit.Kind.DEPARTMENT
    return draft.filler_unit or (scorecard.unit if is_department else None)


def _write_targets(edit: Edit, measure: Measure, draft: MeasureDraft) -> None:
    wanted = draft.month_targets()
    stored = {row.month: row for row in measure.targets.all()}
    gone = [row.pk for month, row in stored.items() if month not in wanted]
    if gone:
        measure.targets.filter(pk__in=gone).delete()
        edit.changed = True
    for month, (value, denominator) in wanted.items():
        row = stored.get(month) or MeasureTarget(measure=measure, month=month)
        edit.apply(row, value=value, denominator=denominator)
