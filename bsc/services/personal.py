"""Personal scorecards: created, filled from the department's, sent by the employee, agreed with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bsc import personal_emails as emails
from bsc.models import Kpi, Objective, Scorecard, ScorecardPerspective
from bsc.models.scorecard import CascadeKind, CascadeScope
from bsc.permissions import can_create_personal
from bsc.personal_workflow import PERSONAL
from bsc.selectors.content import content_hash, content_of
from bsc.selectors.parents import parent_kpis
from bsc.selectors.rounds import keep_content
from bsc.services.approval import check_complete, sending_details
from bsc.services.cascade import hang_on, without_numbers
from bsc.services.decision import ContentChanged, hold_measures
from bsc.services.editing import Edit, editing
from bsc.services.measure import create_measure
from bsc.services.scorecard import DEFAULT_LANES, ObjectiveDraft, next_position, store_new, write_objective
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import Posts
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.workflow.services import perform_transition, require


@dataclass(frozen=True)
class Taking:
    """A KPI of the department that a person takes over: the same measure, or one's own under it."""

    kpi: Kpi
    shared: bool


@transaction.atomic
def create_personal(
    *, cycle: PlanningCycle, unit: Unit, employee: User, actor: User, weighting: str
) -> Scorecard:
    """Create the personal scorecard of a member of the unit; raises PermissionDenied, Conflict."""
    require(can_create_personal(actor, cycle, unit, employee))
    already = Conflict(
        _("Scorecard %(name)s tahun %(year)s sudah ada.") % {"name": employee.full_name, "year": cycle.year}
    )
    if Scorecard.every.filter(cycle=cycle, employee=employee).exists():
        raise already
    scorecard = Scorecard(cycle=cycle, unit=unit, employee=employee, weighting=weighting)
    return store_new(scorecard, actor, DEFAULT_LANES, already)


def take_department_kpis(
    *, scorecard: Scorecard, actor: User, takings: Sequence[Taking], version: int | None = None
) -> list[Kpi]:
    """Take over KPIs of the department's decided scorecard, each under its objective.

    Shared: the same measure (KPI Bersama), figures and all. Own: its definition, target still to be set.
    Raises InvalidInput, Conflict, StaleVersion, PermissionDenied.
    """
    if not takings:
        raise InvalidInput(_("Pilih sekurangnya satu KPI."))
    with editing(scorecard, actor=actor, version=version) as edit:
        require(edit.scorecard.is_personal)
        offered = set(parent_kpis(edit.scorecard).values_list("pk", flat=True))
        return [_take(edit, taking, offered) for taking in takings]


def _take(edit: Edit, taking: Taking, offered: set[int]) -> Kpi:
    above = taking.kpi
    if above.pk not in offered or above.measure is None:
        raise InvalidInput(_("KPI ini tidak ada di scorecard departemen yang sudah disetujui."))
    own = Kpi.objects.filter(objective__perspective__scorecard=edit.scorecard)
    if own.filter(parent=above).exists():
        raise Conflict(_("KPI “%(name)s” sudah diambil.") % {"name": above.name})
    objective = _objective_under(edit, above.objective)
    measure = above.measure if taking.shared else create_measure(edit, without_numbers(above.measure))
    position = next_position(Kpi.objects.filter(objective=objective))
    row = Kpi(objective=objective, measure=measure, position=position)
    hang_on(edit, row, above, CascadeScope.WHOLE if taking.shared else CascadeScope.PART)
    return row


def _objective_under(edit: Edit, source: Objective) -> Objective:
    """The person's objective that comes from the department's, in the perspective of the same kind."""
    found = Objective.objects.filter(perspective__scorecard=edit.scorecard, source=source).first()
    if found is not None:
        return found
    lane = _lane_like(edit.scorecard, source.perspective)
    objective = Objective(perspective=lane, position=next_position(lane.objectives))
    write_objective(
        edit, objective, ObjectiveDraft(source.name, lane, source.kinds, source, CascadeKind.DIRECT)
    )
    return objective


def _lane_like(scorecard: Scorecard, lane: ScorecardPerspective) -> ScorecardPerspective:
    lanes = list(scorecard.perspectives.all())
    same = (one for one in lanes if one.kind == lane.kind)
    return next(same, lanes[-1])


@transaction.atomic
def send_personal(
    *, scorecard: Scorecard, actor: User, now: datetime, version: int | None = None
) -> Scorecard:
    """The employee sends, and agrees with what is sent.

    Raises InvalidInput naming what is missing, Conflict, StaleVersion, PermissionDenied.
    """
    details: dict[str, Any] = {}

    def change(row: Scorecard) -> None:
        check_complete(row)
        details.update(sending_details(row))
        row.note_contributor(actor)

    row = perform_transition(
        PERSONAL, scorecard, "send", actor=actor, now=now, version=version, change=change, details=details
    )
    superiors = Posts().superiors(row.unit_id, actor.pk)
    _tell(emails.SENT, row, superiors, now)
    return row


@transaction.atomic
def agree_personal(
    *, scorecard: Scorecard, actor: User, now: datetime, version: int | None, content_sha256: str
) -> Scorecard:
    """The superior agrees with exactly what was shown; it is locked from then on.

    Raises ContentChanged, Conflict, StaleVersion, PermissionDenied.
    """

    def change(row: Scorecard) -> None:
        hold_measures(row)
        if content_hash(content_of(row)) != content_sha256:
            raise ContentChanged(
                _("Isi %(scorecard)s sudah berubah sejak ditampilkan kepada Anda. Belum ada yang disepakati.")
                % {"scorecard": row}
            )

    row = perform_transition(
        PERSONAL,
        scorecard,
        "agree",
        actor=actor,
        now=now,
        version=version,
        change=change,
        details={"content_sha256": content_sha256},
    )
    _tell(emails.AGREED, row, [row.employee], now)
    return row


@transaction.atomic
def return_personal(
    *, scorecard: Scorecard, actor: User, now: datetime, reason: str, version: int | None = None
) -> Scorecard:
    """Back to both for more work.

    Raises InvalidInput (no reason), Conflict, StaleVersion, PermissionDenied.
    """
    details: dict[str, Any] = {}

    def change(row: Scorecard) -> None:
        details.update(keep_content(content_of(row)))

    row = perform_transition(
        PERSONAL,
        scorecard,
        "return_by_superior",
        actor=actor,
        now=now,
        comment=reason,
        version=version,
        change=change,
        details=details,
    )
    _tell(emails.RETURNED, row, [row.employee], now)
    return row


def _tell(code: str, row: Scorecard, people: Sequence[User | None], now: datetime) -> None:
    """That something waits, and nothing of what is in it: mails are read by more than one person."""
    recipients = [person for person in people if person is not None]
    enqueue(code, recipients=recipients, about=row, now=now, occasion=f"v{row.version}", context={})
