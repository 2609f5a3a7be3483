"""What a draft request adds in words, and the rows of its scorecard that it may still speak of."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from bsc.models import ChangeAddition, ChangeRequest, Kpi, Objective
from bsc.selectors.cards import Change
from bsc.selectors.differences import ChangedKpi, Difference
from bsc.selectors.figure_class import class_label

Class = ChangeAddition.FigureClass


@dataclass(frozen=True)
class AdditionLine:
    """An added row; `what` says which kind it is and where it stands, `can_hold` that parts may follow."""

    addition: ChangeAddition
    what: str
    figure_class: str
    can_hold: bool


@dataclass(frozen=True)
class ChangeRows:
    """`groups` take sub-indicators, `own` may be defined anew, `running` may be replaced."""

    additions: list[AdditionLine]
    objectives: list[Objective]
    groups: list[Kpi]
    own: list[Kpi]
    running: list[Kpi]


def change_rows(request: ChangeRequest) -> ChangeRows:
    """Three queries; definitions are changed by the scorecard whose unit owns the measure."""
    objectives = Objective.objects.filter(perspective__scorecard=request.scorecard_id)
    lines = addition_lines(request)
    gone = {line.addition.replaces_id for line in lines}
    running = [row for row in _running(request) if row.pk not in gone]
    unit = request.scorecard.unit_id
    return ChangeRows(
        additions=lines,
        objectives=list(
            objectives.select_related("perspective").order_by("perspective__position", "position", "pk")
        ),
        groups=[row for row in running if row.measure_id is None],
        own=[row for row in running if row.measure is None or row.measure.owner_unit_id == unit],
        running=running,
    )


def _running(request: ChangeRequest) -> list[Kpi]:
    rows = Kpi.objects.filter(objective__perspective__scorecard=request.scorecard_id, through_month=None)
    places = ("objective__perspective__position", "objective__position", "position", "pk")
    return list(rows.select_related("measure", "group").order_by(*places))


def addition_lines(request: ChangeRequest) -> list[AdditionLine]:
    """One query."""
    found = request.additions.select_related(
        "objective", "group", "above", "replaces__measure", "measure__owner_unit"
    )
    return [
        AdditionLine(row, _what(row), class_text(row), row.is_group and not row.is_part)
        for row in found.order_by("pk")
    ]


def _what(row: ChangeAddition) -> str:
    if row.above is not None:
        return _("sub-indikator dari %(group)s") % {"group": row.above}
    if row.replaces is not None:
        return _("menggantikan %(kpi)s") % {"kpi": row.replaces.name}
    if row.group is not None:
        return _("sub-indikator dari %(group)s") % {"group": row.group.name}
    kind = _("KPI baru")
    if row.measure is not None:
        kind = _("KPI Bersama milik %(unit)s") % {"unit": row.measure.owner_unit}
    elif row.is_group:
        kind = _("kelompok sub-indikator")
    return _("%(kind)s pada sasaran %(objective)s") % {"kind": kind, "objective": row.objective.name}


def class_text(row: ChangeAddition) -> str:
    """Terbatas: belum diumumkan; nothing where the rule of the perspective holds."""
    if not row.figure_class:
        return ""
    return f"{class_label(row.figure_class == Class.RESTRICTED)}: {row.class_reason}"


def with_classes(difference: Difference | None, request: ChangeRequest) -> Difference | None:
    """What a request asks of the figures' class beside each new KPI: no part of a content. One query."""
    asked = {
        row.added_id or row.placeholder: class_text(row)
        for row in request.additions.exclude(figure_class=Class.BY_RULE)
    }
    if difference is None or not asked:
        return difference
    changed = tuple(_with_class(row, asked.get(row.id, "")) for row in difference.changed)
    return replace(difference, changed=changed)


def _with_class(row: ChangedKpi, text: str) -> ChangedKpi:
    label = _("Kelas angka realisasi")
    return replace(row, facts=(*row.facts, Change(label, "", text))) if text else row


def replaced_rows(request: ChangeRequest) -> dict[int, str]:
    """By KPI, the name of what takes its place in this request. One query."""
    return {
        row.replaces_id: str(row)
        for row in request.additions.exclude(replaces=None)
        if row.replaces_id is not None
    }
