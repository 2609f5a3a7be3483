"""Tutup Bulan: who is marked, who is told, and that it happens once; the clock of the verification."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import PlanningCycle
from cint_portal.workdays.models import Holiday
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import history
from realization.models import ClosedMonth, Realization
from realization.selectors.clock import verification_clocks
from realization.services import close_month, submit_realization
from tests.company import Company, build_company
from tests.conftest import at
from tests.realization.builders import Status, a_month
from tests.realization.desk import Desk, race

CLOSING = at("2027-02-20 09:00")


def close(company: Company, **fields: object) -> ClosedMonth:
    values = {"cycle": company.cycle, "month": 1, "actor": company.cms_head, "now": CLOSING, **fields}
    return close_month(**values)  # type: ignore[arg-type]


def statuses() -> dict[str, str]:
    return dict(Realization.objects.values_list("unit__code", "status"))


def test_what_was_never_sent_is_closed_without_data_and_the_rest_stays(company: Company) -> None:
    rows = [
        a_month(company.department, company.cycle, 1, Status.NOT_FILLED),
        a_month(company.sister_department, company.cycle, 1, Status.DRAFT),
        a_month(company.other_department, company.cycle, 1, Status.RETURNED),
        a_month(company.cms_department, company.cycle, 1, Status.VERIFIED),
        a_month(company.corporate, company.cycle, 1, Status.SUBMITTED),
    ]
    a_month(company.department, company.cycle, 2)
    closed = close(company)
    assert (closed.closed_at, closed.closed_by) == (CLOSING, company.cms_head)
    assert [Realization.objects.get(pk=row.pk).status for row in rows] == [
        "closed_without_data",
        "closed_without_data",
        "returned",
        "verified",
        "submitted",
    ]
    assert Realization.objects.get(month=2).status == "not_filled"
    assert [log.transition for log in history(rows[0])] == ["close"]


def test_the_missing_departments_are_told(company: Company) -> None:
    a_month(company.sister_department, company.cycle, 1)
    a_month(company.other_department, company.cycle, 1, Status.VERIFIED)
    close(company)
    mails = OutboxMail.objects.filter(kind="realization.closed_without_data")
    assert [mail.recipient for mail in mails] == [company.colleague]


def test_a_month_is_closed_once(company: Company) -> None:
    a_month(company.department, company.cycle, 1)
    close(company)
    with pytest.raises(Conflict):
        close(company)
    assert (ClosedMonth.objects.count(), TransitionLog.objects.count()) == (1, 1)


@pytest.mark.parametrize("actor", ["cms", "manager", "director", "bod", "admin"])
def test_only_the_head_of_cms_closes(company: Company, actor: str) -> None:
    a_month(company.department, company.cycle, 1)
    with pytest.raises(PermissionDenied):
        close(company, actor=getattr(company, actor))
    assert not ClosedMonth.objects.exists()


@pytest.mark.parametrize("moment", ["2027-01-20 09:00", "2027-01-31 23:59:59"])
def test_a_running_month_is_not_closed(company: Company, moment: str) -> None:
    a_month(company.department, company.cycle, 1)
    with pytest.raises(InvalidInput):
        close(company, now=at(moment))


def test_nobody_is_closed_before_the_due_date(company: Company) -> None:
    a_month(company.department, company.cycle, 1)
    with pytest.raises(InvalidInput, match="Batas waktu"):
        close(company, now=at("2027-02-15 23:59:59"))
    assert close(company, now=at("2027-02-16 00:00")).month == 1


def test_a_month_that_everybody_sent_is_closed_as_soon_as_it_is_over(company: Company) -> None:
    a_month(company.department, company.cycle, 1, Status.VERIFIED)
    assert close(company, now=at("2027-02-01 00:00")).month == 1


def test_a_month_that_nobody_was_asked_for_is_not_closed(company: Company) -> None:
    with pytest.raises(InvalidInput):
        close(company)


def test_two_closings_at_once_have_one_winner(own_database: str) -> None:
    company = build_company()
    a_month(company.department, company.cycle, 1)
    assert race(lambda: close(company), lambda: close(company)) == ["conflict", "won"]
    assert ClosedMonth.objects.count() == 1


def test_who_sends_while_the_month_is_closed_is_sent_either_way(own_database: str) -> None:
    desk = Desk(build_company())
    desk.fill()

    def send() -> object:
        return submit_realization(realization=desk.month, actor=desk.company.manager, now=CLOSING)

    assert race(send, lambda: close(desk.company)) == ["won", "won"]
    assert Realization.objects.get().status == "submitted"


# --- H+n ---------------------------------------------------------------------------------------------


def sent(company: Company, code: str, moment: datetime | None, **fields: object) -> Realization:
    status = Status.SUBMITTED if moment else Status.NOT_FILLED
    values = {"status": status, "submitted_at": moment, "first_submitted_at": moment, **fields}
    return a_month(getattr(company, code), company.cycle, 7, **values)  # type: ignore[arg-type]


@pytest.fixture
def august(company: Company) -> Company:
    """Case 8 of the realities: 17 August 2026 is a holiday, the last one sends on Saturday the 15th."""
    cycle = PlanningCycle.objects.open_year(2026)
    company.cycle = cycle
    Holiday.objects.create(day=date(2026, 8, 17), name="Hari Kemerdekaan", kind=Holiday.Kind.PUBLIC)
    return company


@pytest.mark.parametrize(("kind", "due"), [("working", date(2026, 8, 19)), ("calendar", date(2026, 8, 17))])
def test_two_days_after_the_last_department_sent(august: Company, kind: str, due: date) -> None:
    PlanningCycle.objects.filter(pk=august.cycle.pk).update(verification_days_kind=kind)
    august.cycle.refresh_from_db()
    sent(august, "department", at("2026-08-10 09:00"))
    sent(august, "other_department", at("2026-08-15 21:00"))
    assert verification_clocks(august.cycle)[7].due_on == due


def test_no_clock_runs_while_a_department_is_missing(august: Company) -> None:
    sent(august, "department", at("2026-08-10 09:00"))
    sent(august, "other_department", None)
    clock = verification_clocks(august.cycle)[7]
    assert (clock.due_on, clock.sent, clock.expected, clock.waiting) == (None, 1, 2, 1)


def test_closing_the_month_starts_the_clock_and_a_late_month_does_not_move_it(august: Company) -> None:
    sent(august, "department", at("2026-08-10 09:00"))
    sent(august, "other_department", at("2026-08-28 09:00"))
    ClosedMonth.objects.create(
        cycle=august.cycle, month=7, closed_at=at("2026-08-20 09:00"), closed_by=august.cms_head
    )
    assert verification_clocks(august.cycle)[7].due_on == date(2026, 8, 24)


def test_a_repair_does_not_restart_the_clock(august: Company) -> None:
    sent(august, "department", at("2026-08-10 09:00"), submitted_at=at("2026-08-25 09:00"))
    assert verification_clocks(august.cycle)[7].due_on == date(2026, 8, 12)


def test_the_clock_stops_with_the_last_verification(august: Company) -> None:
    first, last = at("2026-08-11 09:00"), at("2026-08-13 00:00")
    sent(august, "department", at("2026-08-10 09:00"), status=Status.VERIFIED, verified_at=first)
    row = sent(august, "other_department", at("2026-08-10 10:00"), status=Status.VERIFIED, verified_at=last)
    clock = verification_clocks(august.cycle)[7]
    assert (clock.finished_on, clock.is_late(date(2026, 12, 1))) == (date(2026, 8, 13), True)
    Realization.objects.filter(pk=row.pk).update(verified_at=at("2026-08-12 23:59:59"))
    assert not verification_clocks(august.cycle)[7].is_late(date(2026, 12, 1))


def test_an_unfinished_verification_is_late_after_its_day(august: Company) -> None:
    sent(august, "department", at("2026-08-10 09:00"))
    clock = verification_clocks(august.cycle)[7]
    assert [clock.is_late(date(2026, 8, day)) for day in (12, 13)] == [False, True]
