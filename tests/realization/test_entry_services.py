"""A department fills its month and sends it: what is stored, refused, recorded and told."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from bsc.models import Measure
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import User
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import history
from realization.models import Actual, Realization
from realization.rules import ActualEntry
from realization.selectors.entry import month_grid
from realization.selectors.sight import THE_PORTAL
from realization.services import save_actuals, submit_realization
from tests.company import Company, build_company
from tests.conftest import at
from tests.locks import unlocked
from tests.realization.builders import (
    Status,
    a_kpi,
    a_measure,
    a_month,
    an_actual,
    an_objective,
)
from tests.realization.desk import NOW, Desk, race


@pytest.fixture
def desk(company: Company) -> Desk:
    return Desk(company)


def states(desk: Desk) -> list[tuple[str, Decimal | None]]:
    return [(row.state, row.value) for row in desk.month.actuals.order_by("measure__name")]


# --- Saving ------------------------------------------------------------------------------------------


def test_the_first_save_stores_the_rows_and_starts_the_draft(desk: Desk) -> None:
    row = desk.save(ActualEntry(value=Decimal("90.5"), note=" catatan ", evidence="SAP 4711"))
    assert (row.status, row.version, row.contributors) == ("draft", 1, [desk.company.manager.pk])
    actual = desk.actual()
    assert (actual.state, actual.value, actual.note, actual.evidence) == (
        "value",
        Decimal("90.5"),
        "catatan",
        "SAP 4711",
    )
    assert [log.transition for log in history(row)] == ["draft"]


def test_zero_blank_and_not_applicable_are_three_things(desk: Desk) -> None:
    desk.save(
        ActualEntry(value=Decimal(0)),
        ActualEntry(note="menyusul"),
        ActualEntry(is_na=True, na_reason="tak ada"),
    )
    assert states(desk) == [("value", Decimal(0)), ("blank", None), ("na", None)]
    assert desk.actual(2).na_reason == "tak ada"


def test_not_applicable_needs_a_reason_and_drops_the_number(desk: Desk) -> None:
    with pytest.raises(InvalidInput, match="KPI 1"):
        desk.save(ActualEntry(is_na=True, na_reason=" "))
    assert not desk.month.actuals.exists()
    desk.save(ActualEntry(value=Decimal(5), is_provisional=True, is_na=True, na_reason="tidak ada kiriman"))
    assert (desk.actual().value, desk.actual().is_provisional) == (None, False)


def test_a_provisional_figure_is_marked_as_such(desk: Desk) -> None:
    desk.save(ActualEntry(value=Decimal(5), is_provisional=True))
    assert desk.actual().is_provisional


def test_saving_the_same_again_changes_nothing(desk: Desk) -> None:
    desk.fill()
    version, logs = desk.month.version, TransitionLog.objects.count()
    desk.fill()
    desk.save(*[ActualEntry(value=Decimal("90.000"))])
    assert (desk.month.version, TransitionLog.objects.count()) == (version, logs)


def test_saving_blank_rows_of_an_untouched_month_starts_no_draft(desk: Desk) -> None:
    assert desk.save(ActualEntry(), ActualEntry()).status == "not_filled"
    assert not desk.month.actuals.exists()


def test_a_ratio_needs_both_numbers_and_keeps_them(company: Company) -> None:
    desk = Desk(company)
    with unlocked():
        Measure.objects.filter(pk=desk.measures[0].pk).update(consolidation="ratio")
    with pytest.raises(InvalidInput, match="penyebut"):
        desk.save(ActualEntry(value=Decimal(8)))
    desk.save(ActualEntry(value=Decimal(8), denominator=Decimal(100)))
    assert (desk.actual().value, desk.actual().denominator) == (Decimal(8), Decimal(100))


def test_a_plain_figure_has_no_denominator(desk: Desk) -> None:
    desk.save(ActualEntry(value=Decimal(8), denominator=Decimal(100)))
    assert desk.actual().denominator is None


@pytest.mark.parametrize("actor", ["manager", "second_layer", "drafter", "cms_with_department"])
def test_the_department_s_people_write(desk: Desk, actor: str) -> None:
    person = getattr(desk.company, actor)
    assert desk.save(ActualEntry(value=Decimal(1)), actor=person).contributors == [person.pk]


@pytest.mark.parametrize("actor", ["cms", "cms_head", "colleague", "director", "bod", "auditor", "leaver"])
def test_nobody_else_writes(desk: Desk, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        desk.save(ActualEntry(value=Decimal(1)), actor=getattr(desk.company, actor))


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.VERIFIED])
def test_what_is_with_cms_is_not_written(company: Company, status: str) -> None:
    with pytest.raises(Conflict):
        Desk(company, status).fill()


def test_a_measure_that_is_not_due_or_not_ours_is_refused(desk: Desk) -> None:
    quarterly = a_measure(desk.company.department, desk.company.cycle, frequency="quarterly")
    foreign = a_measure(desk.company.other_department, desk.company.cycle)
    objective = an_objective(desk.card)
    for measure in (quarterly, foreign):
        a_kpi(objective, measure)
        with pytest.raises(Conflict):
            save_actuals(
                realization=desk.month,
                entries={measure.pk: ActualEntry(value=Decimal(1))},
                actor=desk.company.manager,
                now=NOW,
            )


def test_a_stale_tab_overwrites_nothing(desk: Desk) -> None:
    desk.save(ActualEntry(value=Decimal(90)), version=0)
    with pytest.raises(StaleVersion):
        desk.save(ActualEntry(value=Decimal(10)), version=0)
    assert desk.actual().value == Decimal(90)


def test_accepted_rows_are_locked_while_the_month_is_returned(company: Company) -> None:
    desk = Desk(company, Status.RETURNED)
    an_actual(desk.month, desk.measures[0], 90, decision=Actual.Decision.ACCEPTED)
    an_actual(desk.month, desk.measures[1], 90, decision=Actual.Decision.RETURNED, decision_comment="periksa")
    with pytest.raises(Conflict, match="KPI 1"):
        desk.save(ActualEntry(value=Decimal(91)))
    desk.save(ActualEntry(value=Decimal(90)), ActualEntry(value=Decimal(80)))  # unchanged is no change
    assert [desk.actual(0).value, desk.actual(1).value] == [Decimal(90), Decimal(80)]


def test_a_reopened_row_waits_for_verification_once_it_is_changed(company: Company) -> None:
    desk = Desk(company, Status.REOPENED)
    for measure in desk.measures[:2]:
        an_actual(desk.month, measure, 90, decision=Actual.Decision.ACCEPTED)
    desk.save(ActualEntry(value=Decimal(51)), ActualEntry(value=Decimal(90)))
    assert [desk.actual(0).decision, desk.actual(1).decision] == ["pending", "accepted"]


def test_a_measure_that_another_department_already_sent_is_not_asked_again(company: Company) -> None:
    desk = Desk(company)
    moved = desk.measures[0]
    other = a_month(company.sister_department, company.cycle, 1, Status.SUBMITTED)
    an_actual(other, moved, 70)
    assert moved.pk not in month_grid(desk.month, desk.company.manager).rows
    moved.filler_unit = company.sister_department
    with unlocked():
        moved.save()
    assert moved.pk in month_grid(other, THE_PORTAL).rows


def test_a_figure_typed_before_the_filler_changed_stays_in_its_grid(desk: Desk) -> None:
    desk.fill()
    with unlocked():
        Measure.objects.filter(pk=desk.measures[0].pk).update(filler_unit=desk.company.sister_department)
    assert desk.measures[0].pk in month_grid(desk.month, desk.company.manager).rows


# --- Sending -----------------------------------------------------------------------------------------


def test_sending_stamps_records_and_tells_cms(desk: Desk) -> None:
    desk.save(*[ActualEntry(value=Decimal(90))] * 4, actor=desk.company.drafter)
    row = desk.send()
    assert (row.status, row.submitted_at, row.first_submitted_at) == ("submitted", NOW, NOW)
    assert (row.submitted_by, set(row.contributors)) == (
        desk.company.manager,
        {desk.company.manager.pk, desk.company.drafter.pk},
    )
    details = history(row).last().details
    assert details == {"filled_by": ["Fitri Handayani"], "blank": []}
    mails = OutboxMail.objects.filter(kind="realization.received")
    assert {mail.recipient for mail in mails} == {
        desk.company.cms,
        desk.company.cms_head,
        desk.company.second_cms,
    }


@pytest.mark.parametrize("actor", ["second_layer", "drafter", "cms", "director", "colleague", "leaver"])
def test_only_the_manager_sends(desk: Desk, actor: str) -> None:
    desk.fill()
    with pytest.raises(PermissionDenied):
        desk.send(actor=getattr(desk.company, actor))


def test_blanks_are_named_and_sent_only_knowingly(desk: Desk) -> None:
    desk.save(ActualEntry(value=Decimal(90)), ActualEntry(is_na=True, na_reason="tidak ada audit"))
    with pytest.raises(InvalidInput) as refusal:
        desk.send()
    assert refusal.value.problems == ("KPI 3", "KPI 4")
    row = desk.send(allow_blank=True)
    assert history(row).last().details["blank"] == ["KPI 3", "KPI 4"]
    assert states(desk) == [("value", Decimal(90)), ("na", None), ("blank", None), ("blank", None)]


def test_a_month_in_which_nothing_is_filled_is_not_sent(desk: Desk) -> None:
    desk.save(ActualEntry(note="menyusul"))
    with pytest.raises(InvalidInput, match="satu pun"):
        desk.send(allow_blank=True)


def test_what_was_not_started_cannot_be_sent(desk: Desk) -> None:
    with pytest.raises(Conflict):
        desk.send(allow_blank=True)


@pytest.mark.parametrize(
    ("moment", "late_days"),
    [
        ("2027-02-15 23:59:59.999999", None),
        ("2027-02-16 00:00", 1),
        ("2027-02-22 08:00", 5),
    ],
)
def test_late_is_recorded_and_not_refused(desk: Desk, moment: str, late_days: int | None) -> None:
    desk.fill()
    row = desk.send(now=at(moment))
    assert history(row).last().details.get("late_days") == late_days


def test_december_is_on_time_until_the_end_of_the_fifteenth_of_january(company: Company) -> None:
    desk = Desk(company, month=12)
    desk.fill()
    assert "late_days" not in history(desk.send(now=at("2028-01-15 23:59:59"))).last().details


def test_a_repair_after_the_due_date_is_not_late(company: Company) -> None:
    desk = Desk(company, Status.RETURNED)
    Realization.objects.update(first_submitted_at=NOW, submitted_at=NOW)
    an_actual(desk.month, desk.measures[0], 90, decision=Actual.Decision.RETURNED, decision_comment="periksa")
    row = desk.send(now=at("2027-02-24 08:00"), allow_blank=True)
    assert "late_days" not in history(row).last().details
    assert (row.first_submitted_at, row.submitted_at) == (NOW, at("2027-02-24 08:00"))
    assert (desk.actual().decision, desk.actual().decision_comment) == ("pending", "")


def test_a_month_closed_without_data_is_still_filled_and_sent_late(company: Company) -> None:
    desk = Desk(company, Status.CLOSED_WITHOUT_DATA)
    assert desk.fill().status == "closed_without_data"
    row = desk.send(now=at("2027-02-22 08:00"))
    assert (row.status, history(row).last().details["late_days"]) == ("submitted", 5)


def test_a_stale_page_sends_nothing(desk: Desk) -> None:
    desk.fill()
    with pytest.raises(StaleVersion):
        desk.send(version=0)


# --- Races -------------------------------------------------------------------------------------------


def test_two_managers_send_at_once_and_one_submission_counts(own_database: str) -> None:
    desk = Desk(build_company())
    desk.fill()
    company = desk.company

    def send(actor: User) -> Callable[[], object]:
        return lambda: submit_realization(realization=desk.month, actor=actor, now=NOW)

    assert race(send(company.manager), send(company.cms_with_department)) == ["conflict", "won"]
    assert TransitionLog.objects.filter(transition="submit").count() == 1
    assert OutboxMail.objects.filter(kind="realization.received").count() == 3


def test_two_people_type_from_the_same_page_and_one_is_told(own_database: str) -> None:
    desk = Desk(build_company())
    version = desk.month.version

    def save(actor: User, value: int) -> Callable[[], object]:
        entries = {desk.measures[0].pk: ActualEntry(value=Decimal(value))}
        return lambda: save_actuals(
            realization=desk.month, entries=entries, actor=actor, now=NOW, version=version
        )

    company = desk.company
    assert race(save(company.manager, 1), save(company.drafter, 2)) == ["conflict", "won"]
    assert Actual.objects.count() == 1
