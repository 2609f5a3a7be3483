"""The process analysis: its rows are written together, and each leads to objectives of the scorecard."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bsc.models import Objective, ProcessLink, ProcessRow, Scorecard, ScorecardPerspective
from bsc.models.scorecard import CascadeKind
from bsc.selectors.process import linkable_objectives
from bsc.services.editing import Edit, editing
from bsc.services.scorecard import ObjectiveDraft, next_position, write_objective
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.organization.models import User


@dataclass(frozen=True)
class RowDraft:
    """A row as it was typed; `id` names the one that it changes."""

    output: str
    customer: str = ""
    expectation: str = ""
    id: int | None = None


@dataclass(frozen=True)
class NewObjective:
    """An indirect objective that follows from a row, with the objective above that it supports."""

    name: str
    perspective: ScorecardPerspective
    source: Objective | None = None


def write_process(
    *, scorecard: Scorecard, rows: Sequence[RowDraft], actor: User, version: int | None = None
) -> Scorecard:
    """Write the whole analysis in the order given; rows that are not named are deleted with their links.

    Raises InvalidInput (a row without output), Conflict (a row that is gone), StaleVersion, PermissionDenied.
    """
    with editing(scorecard, actor=actor, version=version) as edit:
        stored = {row.pk: row for row in ProcessRow.objects.filter(scorecard=edit.scorecard)}
        named = {row.id for row in rows if row.id is not None}
        if not named <= set(stored):
            raise Conflict(_("Baris analisa proses ini sudah dihapus orang lain."))
        gone = ProcessRow.objects.filter(pk__in=set(stored) - named)
        edit.changed = bool(_delete(gone)) or edit.changed
        for position, draft in enumerate(rows):
            row = stored[draft.id] if draft.id is not None else ProcessRow(scorecard=edit.scorecard)
            edit.apply(row, position=position, **_values(draft, position))
    return edit.scorecard


def _delete(rows: QuerySet[ProcessRow]) -> int:
    ProcessLink.objects.filter(row__in=rows).delete()
    return rows.delete()[0]


def _values(draft: RowDraft, position: int) -> dict[str, str]:
    output = " ".join(draft.output.split())
    if not output:
        raise InvalidInput(_("Baris %(number)d: output belum diisi.") % {"number": position + 1})
    customer = " ".join(draft.customer.split())
    return {"output": output, "customer": customer, "expectation": draft.expectation.strip()}


def link_objectives(
    *,
    row: ProcessRow,
    objectives: Collection[int],
    new: NewObjective | None = None,
    actor: User,
    version: int | None = None,
) -> ProcessRow:
    """Say which objectives follow from a row, and add an indirect one of its own if `new` is given.

    Raises InvalidInput (a foreign or directly cascaded objective), Conflict, StaleVersion, PermissionDenied.
    """
    with editing(row.scorecard, actor=actor, version=version) as edit:
        if not set(objectives) <= {one.pk for one in linkable_objectives(edit.scorecard)}:
            raise InvalidInput(_("Pilih sasaran tidak langsung dari scorecard ini."))
        linked = set(row.links.values_list("objective", flat=True))
        removed = ProcessLink.objects.filter(row=row, objective__in=linked - set(objectives)).delete()[0]
        added = [
            ProcessLink.objects.create(row=row, objective_id=pk) for pk in sorted(set(objectives) - linked)
        ]
        edit.changed = edit.changed or bool(removed or added)
        if new is not None:
            objective = _add(edit, new)
            ProcessLink.objects.create(row=row, objective=objective)
    return row


def _add(edit: Edit, new: NewObjective) -> Objective:
    objective = Objective(perspective=new.perspective, position=next_position(new.perspective.objectives))
    kinds = new.source.kinds if new.source else ObjectiveDraft("", new.perspective).kinds
    kind = CascadeKind.INDIRECT if new.source else CascadeKind.NONE
    write_objective(edit, objective, ObjectiveDraft(new.name, new.perspective, kinds, new.source, kind))
    return objective
