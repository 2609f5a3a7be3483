"""Revising a verified month: by an approved reopening, or as the correction of a provisional figure."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from cint_portal.audit.middleware import acting
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.workflow.models import TransitionLog
from cint_portal.workflow.services import history
from realization.emails import occasion_of
from realization.models import Actual, ClosedMonth, Realization, ReopeningRequest
from realization.rules import ActualEntry
from realization.selectors import actuals_of
from realization.selectors.previous import previous_figures
from realization.services import (
    approve_reopening,
    correct_provisional,
    reject_reopening,
    request_reopening,
)
from tests.company import Company, build_company
from tests.conftest import at
from tests.realization.desk import NOW, Desk, race

LATER = at("2027-03-01 09:00")
REASON = "Faktur Desember dibatalkan setelah audit."


@pytest.fixture
def desk(company: Company) -> Desk:
    return Desk(company).verified()


def ask(desk: Desk, **fields: object) -> ReopeningRequest:
    values = {"reason": REASON, "actor": desk.company.manager, "now": NOW, **fields}
    return request_reopening(realization=desk.month, **values)  # type: ignore[arg-type]


def approved(desk: Desk) -> Desk:
    approve_reopening(request=ask(desk), actor=desk.company.cms_head, now=NOW)
    desk.month = Realization.objects.get(pk=desk.month.pk)
    return desk


# --- Asking ------------------------------------------------------------------------------------------


def test_a_manager_asks_with_a_reason_and_the_head_of_cms_is_told(desk: Desk) -> None:
    request = ask(desk)
    assert (request.status, request.reason, request.requested_by, request.requested_at) == (
        "sent",
        REASON,
        desk.company.manager,
        NOW,
    )
    mail = OutboxMail.objects.get(kind="realization.reopening_requested")
    assert (mail.recipient, mail.object_id) == (desk.company.cms_head, request.pk)
    assert Realization.objects.get(pk=desk.month.pk).status == "verified"


def test_a_request_needs_a_reason(desk: Desk) -> None:
    with pytest.raises(InvalidInput):
        ask(desk, reason="  ")


def test_one_open_request_at_a_time(desk: Desk) -> None:
    ask(desk)
    with pytest.raises(Conflict):
        ask(desk)
    reject_reopening(
        request=ReopeningRequest.objects.get(),
        comment="Tidak material.",
        actor=desk.company.cms_head,
        now=NOW,
    )
    assert ask(desk).status == "sent"


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "reopened", "closed_without_data"])
def test_only_a_verified_month_needs_reopening(desk: Desk, status: str) -> None:
    Realization.objects.update(status=status)
    with pytest.raises(Conflict):
        ask(desk)


@pytest.mark.parametrize("actor", ["drafter", "second_layer", "cms", "cms_head", "colleague", "director"])
def test_only_the_manager_asks(desk: Desk, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        ask(desk, actor=getattr(desk.company, actor))


# --- Deciding ----------------------------------------------------------------------------------------


def test_approval_reopens_the_month_logs_both_and_gives_a_date(desk: Desk) -> None:
    request = approve_reopening(request=ask(desk), actor=desk.company.cms_head, now=NOW)
    month = Realization.objects.get(pk=desk.month.pk)
    assert (request.status, request.decided_at) == ("approved", NOW)
    assert (month.status, month.return_due_on) == ("reopened", date(2027, 2, 17))
    log = history(month).last()
    assert (log.transition, log.comment, log.details) == ("reopen", REASON, {"request": request.pk})
    assert history(request).get().transition == "approve"
    mails = OutboxMail.objects.filter(kind="realization.reopening_decided", is_copy=False)
    assert {(m.recipient, m.due_on) for m in mails} == {
        (desk.company.manager, date(2027, 2, 17)),
        (desk.company.cms_with_department, date(2027, 2, 17)),
    }


def test_a_refusal_needs_words_and_leaves_the_month_verified(desk: Desk) -> None:
    request = ask(desk)
    with pytest.raises(InvalidInput):
        reject_reopening(request=request, comment="", actor=desk.company.cms_head, now=NOW)
    row = reject_reopening(request=request, comment="Tidak material.", actor=desk.company.cms_head, now=NOW)
    assert (row.status, row.decided_at) == ("rejected", NOW)
    assert Realization.objects.get(pk=desk.month.pk).status == "verified"
    mail = OutboxMail.objects.filter(kind="realization.reopening_decided").first()
    assert mail is not None
    assert (mail.context["comment"], mail.due_on) == ("Tidak material.", None)


@pytest.mark.parametrize("actor", ["cms", "manager", "director", "bod", "admin", "cms_with_department"])
def test_only_the_head_of_cms_decides(desk: Desk, actor: str) -> None:
    request = ask(desk)
    with pytest.raises(PermissionDenied):
        approve_reopening(request=request, actor=getattr(desk.company, actor), now=NOW)
    with pytest.raises(PermissionDenied):
        reject_reopening(request=request, comment="x", actor=getattr(desk.company, actor), now=NOW)


def test_a_decided_or_stale_request_is_not_decided_again(desk: Desk) -> None:
    request = ask(desk)
    with pytest.raises(StaleVersion):
        approve_reopening(request=request, actor=desk.company.cms_head, now=NOW, version=7)
    approve_reopening(request=request, actor=desk.company.cms_head, now=NOW)
    with pytest.raises(Conflict):
        reject_reopening(request=request, comment="x", actor=desk.company.cms_head, now=NOW)


def test_approval_and_refusal_at_once_have_one_winner(own_database: str) -> None:
    desk = Desk(build_company()).verified()
    request, head = ask(desk), desk.company.cms_head
    steps = (
        lambda: approve_reopening(request=request, actor=head, now=NOW),
        lambda: reject_reopening(request=request, comment="x", actor=head, now=NOW),
    )
    assert race(*steps) == ["conflict", "won"]
    reopened = Realization.objects.get(pk=desk.month.pk).status == "reopened"
    assert reopened == (ReopeningRequest.objects.get().status == "approved")


# --- After it ----------------------------------------------------------------------------------------


def test_only_the_changed_row_is_verified_again(desk: Desk) -> None:
    approved(desk)
    desk.save(ActualEntry(value=Decimal(51)))
    figures = actuals_of([m.pk for m in desk.measures], desk.company.cycle)
    assert [figures[m.pk, 1].verified for m in desk.measures] == [False, True, True, True]
    desk.send()
    decisions = desk.month.actuals.order_by("measure__name").values_list("decision", flat=True)
    assert list(decisions) == ["pending", "accepted", "accepted", "accepted"]
    desk.verify(accept_rest=True)
    figure = actuals_of([desk.measures[0].pk], desk.company.cycle)[desk.measures[0].pk, 1]
    assert (figure.value, figure.verified) == (Decimal(51), True)


def test_the_verified_figure_stays_readable_with_its_author(company: Company) -> None:
    desk = Desk(company)
    with acting(company.drafter, NOW):
        desk.save(*[ActualEntry(value=Decimal(5))] * 4)
        desk.save(*[ActualEntry(value=Decimal(52000))] * 4)
    with acting(company.manager, NOW):
        desk.send()
    with acting(company.cms, NOW):
        desk.verify(accept_rest=True)
    approved(desk)
    with acting(company.manager, NOW):
        desk.save(ActualEntry(value=Decimal(51000)))
        desk.send()
    found = previous_figures(desk.month)
    before = [(f.value, f.by, f.at) for f in found[desk.actual(0).pk]]
    assert before == [(Decimal(52000), "Fitri Handayani", NOW)]
    assert desk.actual(1).pk not in found


def test_a_returned_and_repaired_figure_shows_what_was_returned(company: Company) -> None:
    desk = Desk(company).sent()
    desk.give_back(0)
    desk.save(ActualEntry(value=Decimal(80)))
    desk.send()
    desk.give_back(0)
    desk.save(ActualEntry(value=Decimal(70)))
    values = [f.value for f in previous_figures(desk.month)[desk.actual(0).pk]]
    assert values == [Decimal(90), Decimal(80)]


# --- Corrections -------------------------------------------------------------------------------------


@pytest.fixture
def provisional(company: Company) -> Desk:
    """A verified month whose first figure is provisional."""
    desk = Desk(company)
    desk.save(*[ActualEntry(value=Decimal(90), is_provisional=n == 0) for n in range(4)])
    desk.send()
    desk.verify(accept_rest=True)
    return desk


def correct(desk: Desk, value: int, position: int = 0, **fields: object) -> Realization:
    values = {
        "reason": "Angka final tutup buku.",
        "actor": desk.company.manager,
        "now": NOW,
        **fields,
    }
    desk.month = correct_provisional(
        realization=desk.month,
        entries={desk.measures[position].pk: ActualEntry(value=Decimal(value))},
        **values,  # type: ignore[arg-type]
    )
    return desk.month


def test_a_provisional_figure_is_corrected_without_a_reopening(provisional: Desk) -> None:
    row = correct(provisional, 88, now=LATER)
    assert (row.status, provisional.actual().value, provisional.actual().is_provisional) == (
        "submitted",
        Decimal(88),
        False,
    )
    decisions = row.actuals.order_by("measure__name").values_list("decision", flat=True)
    assert list(decisions) == ["pending", "accepted", "accepted", "accepted"]
    log = history(row).last()
    assert (log.transition, log.comment) == ("correct", "Angka final tutup buku.")
    assert (row.submitted_at, row.first_submitted_at) == (LATER, NOW)
    row.refresh_from_db()
    mails = OutboxMail.objects.filter(kind="realization.received", occasion=occasion_of(row))
    assert mails.count() == 3
    assert provisional.verify(accept_rest=True).status == "verified"


def test_a_final_figure_is_not_corrected_this_way(provisional: Desk) -> None:
    with pytest.raises(Conflict):
        correct(provisional, 88, position=1)
    assert provisional.actual(1).value == Decimal(90)


def test_a_correction_needs_a_reason_and_a_change(provisional: Desk) -> None:
    with pytest.raises(InvalidInput):
        correct(provisional, 88, reason=" ")
    entries = {provisional.measures[0].pk: ActualEntry(value=Decimal(90), is_provisional=True)}
    with pytest.raises(InvalidInput):
        correct_provisional(
            realization=provisional.month,
            entries=entries,
            reason="final",
            actor=provisional.company.manager,
            now=NOW,
        )


@pytest.mark.parametrize(("closed", "refused"), [(1, False), (5, False), (6, True), (12, False)])
def test_corrections_end_with_the_half_year(provisional: Desk, closed: int, refused: bool) -> None:
    company = provisional.company
    ClosedMonth.objects.create(cycle=company.cycle, month=closed, closed_at=NOW, closed_by=company.cms_head)
    if refused:
        with pytest.raises(Conflict):
            correct(provisional, 88)
    else:
        assert correct(provisional, 88).status == "submitted"


@pytest.mark.parametrize("actor", ["drafter", "cms", "colleague", "director"])
def test_only_the_manager_corrects(provisional: Desk, actor: str) -> None:
    with pytest.raises(PermissionDenied):
        correct(provisional, 88, actor=getattr(provisional.company, actor))
    assert Actual.objects.filter(decision="pending").count() == 0
    assert TransitionLog.objects.filter(transition="correct").count() == 0
