"""Opening the collection of a year, by hand or by schedule (procedure 7.1.1, 4.1)."""

from datetime import date, datetime

from django.db import transaction

from cint_portal.audit.middleware import acting
from cint_portal.core.clock import local_day
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import holders, responsible_by_unit
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import perform_transition, require
from issues import emails
from issues.models import IssueCollection, IssueRegister, ReviewFactor
from issues.permissions import can_open_collection
from issues.services.factors import seed_review_factors
from issues.workflow import COLLECTION


@transaction.atomic
def open_collection(*, cycle: PlanningCycle, actor: User, now: datetime) -> list[IssueRegister]:
    """Open the year's collection and give every department its register; returns the new registers.

    A re-run only adds registers of departments born meanwhile. Raises PermissionDenied.
    """
    due_on = work_calendar(cycle).due(cycle.issues_due_on)
    collection, _created = IssueCollection.objects.get_or_create(cycle=cycle, defaults={"due_on": due_on})
    require(can_open_collection(actor, collection))
    collection = IssueCollection.objects.select_for_update(of=("self",)).get(pk=collection.pk)
    if collection.status == IssueCollection.Status.PLANNED:
        if not ReviewFactor.objects.exists():
            seed_review_factors()

        def stamp(row: IssueCollection) -> None:
            row.opened_at = now

        perform_transition(COLLECTION, collection, "open", actor=actor, now=now, change=stamp)
    registers = _create_registers(collection, today=local_day(now))
    _invite(registers, now=now)
    return registers


def _create_registers(collection: IssueCollection, *, today: date) -> list[IssueRegister]:
    """One register per department that exists today and has none."""
    calendar = work_calendar(collection.cycle)
    units = Unit.objects.departments().existing_on(today).exclude(issue_registers__cycle=collection.cycle)
    registers = []
    for unit in units.order_by("name"):
        due_on = collection.due_on
        if unit.valid_from > due_on:  # born after everybody's date: it gets the time of a repair
            due_on = calendar.add(today, collection.cycle.return_days)
        registers.append(IssueRegister(cycle=collection.cycle, unit=unit, due_on=due_on, first_due_on=due_on))
    return IssueRegister.objects.bulk_create(registers)


def _invite(registers: list[IssueRegister], *, now: datetime) -> None:
    people = responsible_by_unit(register.unit for register in registers)
    for register in registers:
        enqueue(
            emails.COLLECTION_OPENED,
            recipients=people[register.unit_id],
            about=register,
            now=now,
            due_on=register.due_on,
        )


def open_planned_collections(day: date, now: datetime) -> int:
    """Open what the calendar says is to be opened by now, in the name of the head of CMS.

    Nobody in that office: nothing is opened, and the task stays visible to CMS. Years that have
    begun are left alone: opening one is a decision of a person.
    """
    planned = PlanningCycle.objects.filter(collection_opens_on__lte=day, year__gt=day.year).exclude(
        issue_collection__status=IssueCollection.Status.OPEN
    )
    heads = holders(Role.CMS_HEAD)
    if not heads:
        return 0
    for cycle in planned:
        with acting(heads[0]):
            open_collection(cycle=cycle, actor=heads[0], now=now)
    return len(planned)
