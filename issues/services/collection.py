"""The collection of a year: dates, opening, closing, reopening, more time for one (procedure 7.1.1, 4.1)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cint_portal.audit.middleware import acting
from cint_portal.core.clock import local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.audience import told_about, told_by_unit
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import holders
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require
from issues import collection_emails, emails
from issues.models import DueExtension, IssueCollection, IssueRegister, ReviewFactor, Stakeholder
from issues.permissions import can_close_collection, can_extend_register, can_open_collection
from issues.selectors.supplements import is_still_sendable
from issues.services.factors import seed_review_factors, seed_stakeholders
from issues.workflow import COLLECTION

Status = IssueCollection.Status


@transaction.atomic
def plan_collection(
    *, cycle: PlanningCycle, opens_on: date, due_on: date, actor: User, now: datetime
) -> PlanningCycle:
    """Set the dates of a collection that is not open yet; raises InvalidInput, Conflict, PermissionDenied."""
    row = PlanningCycle.objects.select_for_update().get(pk=cycle.pk)
    require(can_close_collection(actor, IssueCollection(cycle=row)))
    if IssueCollection.objects.filter(cycle=row).exclude(status=Status.PLANNED).exists():
        raise Conflict(_("Pengumpulan sudah dibuka: batas waktu semua departemen tidak berubah lagi."))
    if due_on < opens_on:
        raise InvalidInput(_("Batas waktu tidak boleh sebelum tanggal buka."))
    if due_on >= row.swot_due_on:
        raise InvalidInput(_("Batas waktu isu harus sebelum batas waktu Posisi SWOT."))
    row.collection_opens_on, row.issues_due_on = opens_on, due_on
    row.save(update_fields=["collection_opens_on", "issues_due_on"])
    return row


@transaction.atomic
def open_collection(*, cycle: PlanningCycle, actor: User, now: datetime) -> list[IssueRegister]:
    """Open the year's collection and give every department its register; returns the new registers.

    A re-run only adds registers of departments born meanwhile. Raises PermissionDenied.
    """
    due_on = work_calendar(cycle).due(cycle.issues_due_on)
    collection, _created = IssueCollection.objects.get_or_create(cycle=cycle, defaults={"due_on": due_on})
    require(can_open_collection(actor, collection))
    collection = lock(collection)
    if collection.status == Status.PLANNED:
        if not ReviewFactor.objects.exists():
            seed_review_factors()
        if not Stakeholder.objects.exists():
            seed_stakeholders()

        def stamp(row: IssueCollection) -> None:
            row.opened_at = now

        collection = perform_transition(COLLECTION, collection, "open", actor=actor, now=now, change=stamp)
    registers = _create_registers(collection, today=local_day(now))
    _invite(registers, now=now)
    return registers


def _create_registers(collection: IssueCollection, *, today: date) -> list[IssueRegister]:
    """One register per department that exists today and has none."""
    calendar = work_calendar(collection.cycle)
    units = Unit.objects.departments().existing_on(today).exclude(issue_registers__cycle=collection.cycle)
    is_closed = collection.status == Status.CLOSED
    registers = []
    for unit in units.order_by("name"):
        due_on = collection.due_on
        if unit.valid_from > due_on or is_closed:  # too late for everybody's date: the time of a repair
            due_on = calendar.add(today, collection.cycle.return_days)
        registers.append(IssueRegister(cycle=collection.cycle, unit=unit, due_on=due_on, first_due_on=due_on))
    return IssueRegister.objects.bulk_create(registers)


def _invite(registers: list[IssueRegister], *, now: datetime) -> None:
    people = told_by_unit(register.unit for register in registers)
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
        issue_collection__status__in=(Status.OPEN, Status.CLOSED)
    )
    heads = holders(Role.CMS_HEAD)
    if not heads:
        return 0
    for cycle in planned:
        with acting(heads[0], now):
            open_collection(cycle=cycle, actor=heads[0], now=now)
    return len(planned)


@transaction.atomic
def close_collection(
    *, collection: IssueCollection, reason: str, actor: User, now: datetime, version: int | None = None
) -> IssueCollection:
    """End the collecting; those who never sent are told. Raises InvalidInput, Conflict, PermissionDenied."""

    def stamp(row: IssueCollection) -> None:
        row.closed_at = now

    row = perform_transition(
        COLLECTION,
        collection,
        "close",
        actor=actor,
        now=now,
        comment=reason,
        version=version,
        change=stamp,
    )
    _tell_unsent(row, collection_emails.COLLECTION_CLOSED, reason, now)
    return row


@transaction.atomic
def reopen_collection(
    *, collection: IssueCollection, reason: str, actor: User, now: datetime, version: int | None = None
) -> IssueCollection:
    """Let everybody send again; dates and lateness stay. Raises InvalidInput, Conflict, PermissionDenied."""

    def stamp(row: IssueCollection) -> None:
        row.closed_at = None

    row = perform_transition(
        COLLECTION,
        collection,
        "reopen",
        actor=actor,
        now=now,
        comment=reason,
        version=version,
        change=stamp,
    )
    _tell_unsent(row, collection_emails.COLLECTION_REOPENED, reason, now)
    return row


def _tell_unsent(collection: IssueCollection, kind: str, reason: str, now: datetime) -> None:
    """One mail per department whose register CMS has not got; a later closing is another occasion."""
    registers = IssueRegister.objects.to_send().filter(cycle=collection.cycle).select_related("unit")
    people = told_by_unit(register.unit for register in registers)
    for register in registers:
        enqueue(
            kind,
            recipients=people[register.unit_id],
            about=register,
            now=now,
            occasion=f"version-{collection.version}",
            context={"reason": reason.strip()},
        )


def require_still_taken(register: IssueRegister, now: datetime) -> None:
    """Raise Conflict when the collection is closed and the register has no date of its own left."""
    if not is_still_sendable(register, local_day(now)):
        raise Conflict(
            _(
                "Pengumpulan isu %(year)s sudah ditutup. Mintalah Perpanjangan Waktu kepada CMS, atau kirim "
                "isu ini sebagai Isu Susulan."
            )
            % {"year": register.cycle.year}
        )


@transaction.atomic
def extend_register(
    *, register: IssueRegister, until: date, reason: str, actor: User, now: datetime
) -> DueExtension:
    """Give one department more time; raises InvalidInput, Conflict when it has sent, PermissionDenied.

    The register's date follows; what is being typed there is not disturbed (no new version).
    """
    row = lock(register)
    require(can_extend_register(actor, row))
    _require_extendable(row)
    _require_later_date(row, until, local_day(now))
    if not reason.strip():
        raise InvalidInput(_("Tuliskan alasan perpanjangan; departemen dan auditor membacanya."))
    extension = DueExtension.objects.create(
        register=row,
        until=until,
        reason=reason.strip(),
        replaced_due_on=row.due_on,
        granted_by=actor,
        granted_at=now,
    )
    row.due_on = until
    if row.first_submitted_at is None:  # what was sent is judged already, and stays so
        row.extended_until = until
    row.save(update_fields=["due_on", "extended_until"])
    enqueue(
        collection_emails.REGISTER_EXTENDED,
        recipients=told_about(row.unit),
        about=row,
        now=now,
        due_on=until,
        occasion=f"extension-{extension.pk}",
        context={"reason": extension.reason},
    )
    return extension


def _require_extendable(register: IssueRegister) -> None:
    if not register.is_editable:
        raise Conflict(
            _("Register ini tidak menunggu departemen: statusnya sekarang “%(state)s”.")
            % {"state": register.get_status_display()}
        )


def _require_later_date(register: IssueRegister, until: date, today: date) -> None:
    """Not past, not everybody's date, not beyond the year that the issues are for."""
    common = register.cycle.issue_collection.due_on
    if until < today:
        raise InvalidInput(_("Tanggal perpanjangan sudah lewat."))
    if until <= common:
        raise InvalidInput(_("Perpanjangan harus sesudah batas waktu semua departemen."))
    if until == register.due_on:
        raise InvalidInput(_("Register ini sudah berbatas waktu tanggal itu."))
    if until.year > register.cycle.year:
        raise InvalidInput(
            _("Perpanjangan paling lambat 31 Desember %(year)s.") % {"year": register.cycle.year}
        )
