"""Definitions taken over from the library, and what CMS says about them."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc.models import Kpi, KpiOrigin, LibraryMark, Measure, Objective
from bsc.permissions import can_mark_library
from bsc.selectors.library import library, library_key
from bsc.services.drafts import KpiDraft, MeasureDraft
from bsc.services.editing import editing, scorecard_of
from bsc.services.kpi import write_kpi
from bsc.services.measure import create_measure
from bsc.services.origin import note_origin
from bsc.services.scorecard import next_position
from bsc.services.stored_drafts import measure_draft
from cint_portal.core.errors import InvalidInput
from cint_portal.organization.models import User
from cint_portal.workflow.services import require

#: Figures that come from other KPIs of the old year: they are entered until somebody says otherwise.
COMPUTED = (Measure.ValueSource.FORMULA, Measure.ValueSource.ROLLUP)


def take_definition(
    *,
    objective: Objective,
    source: Measure,
    actor: User,
    with_target: bool = False,
    version: int | None = None,
) -> Kpi:
    """Make a KPI of one's own from a definition of the library; its figures only when asked for.

    Raises InvalidInput (not in the person's library, retired, there already), Conflict, StaleVersion,
    PermissionDenied.
    """
    entry = library(actor).filter(pk=source.pk).first()
    if entry is None:
        raise InvalidInput(_("Definisi ini tidak ada di Pustaka KPI Anda."))
    if entry.standing == LibraryMark.Standing.RETIRED:  # type: ignore[attr-defined]
        raise InvalidInput(_("CMS menandai definisi ini tidak dipakai lagi: %(reason)s")
                           % {"reason": entry.standing_reason})  # type: ignore[attr-defined]  # fmt: skip
    with editing(scorecard_of(objective), actor=actor, version=version) as edit:
        _check_new(objective, entry.name)
        kpi = Kpi(objective=objective, position=next_position(Kpi.objects.filter(objective=objective)))
        kpi.measure = create_measure(edit, defined_like(entry, with_target=with_target))
        is_process = Kpi.objects.of_units().filter(measure=entry, is_process=True).exists()
        write_kpi(edit, kpi, KpiDraft(is_process=is_process))
        note_origin(edit, kpi, entry, KpiOrigin.Kind.LIBRARY, is_proposal=with_target)
    return kpi


def _check_new(objective: Objective, name: str) -> None:
    scorecard = objective.perspective.scorecard_id
    held = Kpi.objects.filter(objective__perspective__scorecard=scorecard, measure__name__iexact=name)
    if held.exists():
        raise InvalidInput(_("KPI “%(name)s” sudah ada di scorecard ini.") % {"name": name})


def defined_like(source: Measure, *, with_target: bool) -> MeasureDraft:
    """Definition, formula, unit, polarity, frequency, consolidation, evidence list: not the old figures.

    Who enters it is the new unit; a range belongs to the definition of what lies within it.
    """
    draft = replace(
        measure_draft(source),
        last_year=None,
        filler_unit=None,
        inputs={},
        expression="",
        is_illustration=False,
        targets=None,
    )
    if draft.value_source in COMPUTED:
        draft = replace(draft, value_source=Measure.ValueSource.ENTERED)
    return draft if with_target else replace(draft, target=None)


@transaction.atomic
def mark_definition(
    *, measure: Measure, standing: str, reason: str, actor: User, now: datetime
) -> LibraryMark | None:
    """CMS recommends or retires a unit's definition, or takes that back with an empty `standing`.

    Raises PermissionDenied, InvalidInput (retired without a reason).
    """
    require(can_mark_library(actor))
    reason = " ".join(reason.split())[:300]
    key: dict[str, Any] = {"owner_unit": measure.owner_unit, "name_key": library_key(measure.name)}
    if not standing:
        LibraryMark.objects.filter(**key).delete()
        return None
    if standing == LibraryMark.Standing.RETIRED and not reason:
        raise InvalidInput(_("Tulis alasan mengapa definisi ini tidak dipakai lagi."))
    mark, _new = LibraryMark.objects.update_or_create(
        **key,
        defaults={
            "standing": standing,
            "reason": reason,
            "marked_by": actor,
            "marked_at": now,
        },
    )
    return mark
