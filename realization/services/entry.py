"""A department fills its month and sends it (7.2.1)."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cint_portal.core.clock import is_on_time, local_day
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.services import enqueue
from cint_portal.organization.models import User
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.services import lock, perform_transition, require
from realization import emails
from realization.models import Actual, Realization
from realization.permissions import can_fill_realization
from realization.rules import ActualEntry
from realization.selectors.entry import due_rows, fillers_of
from realization.selectors.grid import MonthRow
from realization.selectors.people import reviewers_of
from realization.workflow import REALIZATION

Status = Realization.Status
State = Actual.State
Decision = Actual.Decision


@transaction.atomic
def save_actuals(
    *,
    realization: Realization,
    entries: Mapping[int, ActualEntry],
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Realization:
    """Store what was typed, by measure id; saving what is already stored changes nothing.

    Raises Conflict (state, accepted row, measure not due), InvalidInput (N/A without a reason),
    StaleVersion, PermissionDenied.
    """
    row = lock(realization, version=version)
    require(can_fill_realization(actor, row))
    _require_editable(row)
    rows = due_rows(row)
    changed = False
    for measure_id, entry in entries.items():
        if measure_id not in rows:
            raise Conflict(_("Daftar KPI bulan ini sudah berubah sejak Anda membuka halaman ini."))
        changed = _store(row, rows[measure_id], entry) or changed
    return _note_change(row, actor, now) if changed else row


def _require_editable(row: Realization) -> None:
    if not row.is_editable:
        raise Conflict(
            _("Realisasi ini tidak dapat diubah: statusnya sekarang “%(state)s”.")
            % {"state": row.get_status_display()}
        )


def _store(realization: Realization, row: MonthRow, entry: ActualEntry) -> bool:
    """Write one row; False when it says what is already stored."""
    actual = row.actual or Actual(realization=realization, measure_id=row.spec.id, month=realization.month)
    values = values_of(entry, is_ratio=row.spec.is_ratio)
    if all(getattr(actual, name) == value for name, value in values.items()):
        return False
    if entry.is_na and not entry.na_reason.strip():
        raise InvalidInput(_("%(kpi)s: tuliskan alasan N/A.") % {"kpi": row.spec.name})
    if actual.decision == Decision.ACCEPTED and realization.status != Status.REOPENED:
        raise Conflict(_("%(kpi)s sudah diterima CMS dan tidak dapat diubah.") % {"kpi": row.spec.name})
    for name, value in values.items():
        setattr(actual, name, value)
    if actual.decision == Decision.ACCEPTED:  # reopened: CMS verifies this row again
        actual.decision = Decision.PENDING
    actual.save()
    return True


def values_of(entry: ActualEntry, *, is_ratio: bool) -> dict[str, object]:
    """The columns of a row; a ratio without denominator is not yet a value."""
    state = entry.state
    if state == State.VALUE and is_ratio and entry.denominator is None:
        raise InvalidInput(_("Isi pembilang dan penyebut."))
    has_value = state == State.VALUE
    return {
        "state": state,
        "value": entry.value if has_value else None,
        "denominator": entry.denominator if has_value and is_ratio else None,
        "na_reason": entry.na_reason.strip() if entry.is_na else "",
        "is_provisional": entry.is_provisional and has_value,
        "note": entry.note.strip(),
        "evidence": entry.evidence.strip(),
    }


def _note_change(row: Realization, actor: User, now: datetime) -> Realization:
    """Count the edit and remember its author; the first one starts the draft."""
    if row.status == Status.NOT_FILLED:
        return perform_transition(
            REALIZATION, row, "draft", actor=actor, now=now, change=lambda it: it.note_contributor(actor)
        )
    row.note_contributor(actor)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def submit_realization(
    *,
    realization: Realization,
    actor: User,
    now: datetime,
    version: int | None = None,
    allow_blank: bool = False,
) -> Realization:
    """Send the month to CMS; late is recorded, not refused.

    Raises InvalidInput when nothing is filled, or naming the blank KPIs unless `allow_blank`; Conflict,
    StaleVersion, PermissionDenied.
    """
    details: dict[str, object] = {}

    def change(row: Realization) -> None:
        rows = due_rows(row).values()
        blanks = _check_filled(rows, allow_blank=allow_blank)
        _start_round(row, rows)
        details.update(_record(row, now, blanks))
        row.submitted_at, row.submitted_by = now, actor
        row.first_submitted_at = row.first_submitted_at or now
        row.note_contributor(actor)

    row = perform_transition(
        REALIZATION,
        realization,
        "submit",
        actor=actor,
        now=now,
        version=version,
        change=change,
        details=details,
    )
    tell_reviewers(row, now)
    return row


def _check_filled(rows: Collection[MonthRow], *, allow_blank: bool) -> tuple[str, ...]:
    """The names of the blank KPIs; refuses an empty month, and blanks that nobody has confirmed."""
    blanks = tuple(row.spec.name for row in rows if row.is_blank)
    if len(blanks) == len(rows):
        raise InvalidInput(_("Belum ada satu pun KPI yang diisi."))
    if blanks and not allow_blank:
        message = ngettext(
            "%(n)d KPI belum diisi. Kosong bukan 0 dan bukan N/A.",
            "%(n)d KPI belum diisi. Kosong bukan 0 dan bukan N/A.",
            len(blanks),
        )
        raise InvalidInput(message % {"n": len(blanks)}, blanks)
    return blanks


def _start_round(realization: Realization, rows: Collection[MonthRow]) -> None:
    """Every due measure has a row that CMS decides on; returned ones wait again."""
    Actual.objects.bulk_create(
        Actual(realization=realization, measure_id=row.spec.id, month=realization.month)
        for row in rows
        if row.actual is None
    )
    realization.actuals.filter(decision=Decision.RETURNED).update(
        decision=Decision.PENDING, decision_comment=""
    )


def _record(row: Realization, now: datetime, blanks: tuple[str, ...]) -> dict[str, object]:
    """What the log keeps of a submission: who typed, what stayed blank, how late the first one was."""
    found: dict[str, object] = {
        "filled_by": [person.full_name for person in fillers_of(row)],
        "blank": list(blanks),
    }
    if row.first_submitted_at is None and not is_on_time(now, row.due_on):
        found["late_days"] = work_calendar(row.cycle).between(row.due_on, local_day(now))
    return found


def tell_reviewers(row: Realization, now: datetime) -> None:
    """Mail CMS that a month waits for verification."""
    enqueue(
        emails.RECEIVED,
        recipients=reviewers_of(row),
        about=row,
        now=now,
        occasion=emails.occasion_of(row),
        context={"sender": str(row.submitted_by)},
    )
