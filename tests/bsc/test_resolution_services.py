"""Keputusan Rapat Direksi: no effect before the confirmation, one log line each (7.1.16, realities 19)."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from django.test.utils import CaptureQueriesContext

from bsc.forms.resolution import ItemForms
from bsc.models import BoardResolution, Measure, ResolutionConfirmation, Scorecard
from bsc.selectors.resolutions import held_up_by_objection, items_of, lines_of, list_hash, resolution_todos
from bsc.services.confirmation import confirm_resolution
from bsc.services.decision import Shown
from bsc.services.establishment import MeetingRecord, establish_set
from bsc.services.objection import answer_objection, object_to_resolution
from bsc.services.resolution import (
    ItemDraft,
    ResolutionDraft,
    change_resolution,
    record_resolution,
    return_resolution,
    withdraw_resolution,
)
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import PlanningCycle, Unit, User
from cint_portal.organization.roles import Role
from cint_portal.workflow.models import TransitionLog
from tests.bsc.scorecards import kpis_of, make_scorecard, shown_hash
from tests.company import Company, assign, person, unit
from tests.conftest import at

NOW, LATER = at("2027-01-08 15:00"), at("2027-01-08 19:00")
NUMBER = "RD/2027/001"


@pytest.fixture
def waiting(company: Company) -> list[Scorecard]:
    """Two departments that CMS forwarded."""
    return [
        make_scorecard(company.cycle, company.department, "with_board", company.manager),
        make_scorecard(company.cycle, company.sister_department, "with_board", company.colleague),
    ]


def item(scorecard: Scorecard, decision: str = "approve", note: str = "") -> ItemDraft:
    shown = Shown(scorecard, scorecard.version, shown_hash(scorecard))
    return ItemDraft(shown, decision, note)


def draft(*items: ItemDraft, **changes: Any) -> ResolutionDraft:
    values = {"kind": "meeting", "number": NUMBER, "held_on": NOW.date(), "attendance": "Kartika Sari"}
    return ResolutionDraft(items=items, **{**values, **changes})


def recorded(company: Company, *items: ItemDraft, **changes: Any) -> BoardResolution:
    return record_resolution(
        cycle=company.cycle, draft=draft(*items, **changes), actor=company.cms_head, now=NOW
    )


def confirm(row: BoardResolution, actor: User, **changes: Any) -> BoardResolution:
    digest = list_hash(row, items_of(row))
    values = {"content_sha256": digest, "version": row.version, "now": LATER, **changes}
    return confirm_resolution(resolution=row, actor=actor, **values)


def statuses(rows: list[Scorecard]) -> list[str]:
    return [Scorecard.objects.get(pk=row.pk).status for row in rows]


def mails(kind: str) -> set[str]:
    sent = OutboxMail.objects.filter(kind=f"bsc.{kind}")
    return set(sent.values_list("recipient__username", flat=True))


# --- Recording --------------------------------------------------------------------------------------


def test_what_cms_records_has_no_effect(company: Company, waiting: list[Scorecard]) -> None:
    row = recorded(company, *map(item, waiting))
    assert row.status == "recorded"
    assert statuses(waiting) == ["with_board", "with_board"]
    assert not TransitionLog.objects.exists()
    assert mails("resolution_waiting") == {"dirut"}
    assert [todo.title for todo in resolution_todos(company.president, NOW)] == [
        "Konfirmasi keputusan Rapat Direksi"
    ]
    assert resolution_todos(company.bod, NOW) == []


def test_what_a_waiting_list_holds_is_named_and_not_proposed_again(
    company: Company, waiting: list[Scorecard]
) -> None:
    row = recorded(company, item(waiting[0]))
    lines = {line.scorecard.pk: line for line in lines_of(waiting)}
    assert [lines[card.pk].listed_on for card in waiting] == [NUMBER, ""]
    forms = {form.line.scorecard.pk: form for form in ItemForms(lines.values(), proposed="approve")}
    assert [forms[card.pk].initial["decision"] for card in waiting] == ["", "approve"]
    own = {one.scorecard_id: one for one in items_of(row)}
    assert {line.listed_on for line in lines_of(waiting, own)} == {""}  # the list itself is no other one
    withdraw_resolution(resolution=row, actor=company.cms, now=NOW, reason="Salah rapat")
    assert {line.listed_on for line in lines_of(waiting)} == {""}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": " "}, "Nomor risalah wajib"),
        ({"attendance": " "}, "siapa yang hadir"),
        ({"held_on": at("2027-01-09 00:00").date()}, "belum tiba"),
        ({"items": ()}, "sekurangnya satu"),
    ],
)
def test_incomplete_minutes_are_refused(
    company: Company, waiting: list[Scorecard], changes: dict[str, Any], words: str
) -> None:
    whole = replace(draft(item(waiting[0])), **changes)
    with pytest.raises(InvalidInput, match=words):
        record_resolution(cycle=company.cycle, draft=whole, actor=company.cms, now=NOW)
    assert not BoardResolution.objects.exists()


@pytest.mark.parametrize("decision", ["note", "return"])
def test_a_note_or_a_return_says_what(company: Company, waiting: list[Scorecard], decision: str) -> None:
    with pytest.raises(InvalidInput, match="catatan atau arahan") as refusal:
        recorded(company, item(waiting[0], decision, " "))
    assert refusal.value.problems == (str(waiting[0]),)


def test_a_number_is_used_once_a_year_unless_withdrawn(company: Company, waiting: list[Scorecard]) -> None:
    first = recorded(company, item(waiting[0]))
    with pytest.raises(InvalidInput, match="sudah dipakai"):
        recorded(company, item(waiting[1]))
    withdraw_resolution(resolution=first, actor=company.cms, now=NOW, reason="Salah catat")
    assert recorded(company, item(waiting[1])).number == NUMBER


@pytest.mark.parametrize("actor", ["president", "bod", "manager", "director", "auditor", "admin"])
def test_only_cms_records(company: Company, waiting: list[Scorecard], actor: str) -> None:
    with pytest.raises(PermissionDenied):
        record_resolution(
            cycle=company.cycle, draft=draft(item(waiting[0])), actor=getattr(company, actor), now=NOW
        )


def test_what_does_not_wait_for_the_board_cannot_be_listed(company: Company) -> None:
    other = make_scorecard(company.cycle, company.department, "sent_cms", company.manager)
    with pytest.raises(Conflict, match="tidak sedang menunggu"):
        recorded(company, item(other))


def test_a_list_that_its_confirmer_may_not_decide_on_is_refused(
    company: Company, waiting: list[Scorecard]
) -> None:
    own = make_scorecard(company.cycle, company.other_department, "with_board", company.president)
    with pytest.raises(InvalidInput, match="pengganti") as refusal:
        recorded(company, item(own), *map(item, waiting))
    assert refusal.value.problems == (str(own),)
    assert not BoardResolution.objects.exists()


# --- Confirming -------------------------------------------------------------------------------------


def test_one_confirmation_decides_the_list_with_one_log_line_each(
    company: Company, waiting: list[Scorecard]
) -> None:
    row = recorded(company, item(waiting[0]), item(waiting[1], "note", "Pantau tiap bulan"))
    done = confirm(row, company.president)
    assert (done.status, done.confirmed_at) == ("confirmed", LATER)
    assert str(done.objections_until) == "2027-01-12"  # Friday evening: two working days
    assert statuses(waiting) == ["approved", "approved"]
    logs = TransitionLog.objects.filter(machine="scorecard", transition="approve")
    assert [(log.actor_name, log.details["minutes"]) for log in logs] == [("Kartika Sari", NUMBER)] * 2
    assert NUMBER in logs[0].comment
    assert logs[1].comment.endswith("Pantau tiap bulan")
    assert [log.details["content_sha256"] for log in logs] == [shown_hash(one) for one in waiting]
    assert {"manager", "manager.qa"} <= mails("approved")
    assert mails("resolution_in_force") == {
        "direksi", "kepala.cms", "cms", "cms.dua", "cms.rangkap"
    }  # fmt: skip


def readings_of_posts(row: BoardResolution, actor: User) -> int:
    with CaptureQueriesContext(connection) as queries:
        confirm(row, actor)
    return sum("organization_absence" in query["sql"] for query in queries)


def test_the_posts_are_read_once_for_the_whole_list(company: Company) -> None:
    departments = [unit(f"L{n}", f"Unit {n}", Unit.Kind.DEPARTMENT, company.directorate) for n in range(8)]
    rows = [make_scorecard(company.cycle, one, "with_board", company.manager) for one in departments]
    short = recorded(company, item(rows[0]), item(rows[1], "return", "Perbaiki"))
    long = recorded(company, *map(item, rows[2:]), number="RD/2027/002")
    assert readings_of_posts(long, company.president) == readings_of_posts(short, company.president)


def test_a_return_of_the_meeting_goes_back_to_the_department(
    company: Company, waiting: list[Scorecard]
) -> None:
    row = recorded(company, item(waiting[0]), item(waiting[1], "return", "Naikkan target"))
    confirm(row, company.president)
    assert statuses(waiting) == ["approved", "returned_board"]
    log = TransitionLog.objects.get(transition="return_by_board")
    assert log.comment.endswith("Naikkan target")
    assert (log.details["minutes"], log.details["decision"]) == (NUMBER, "return")
    assert "due_on" in log.details
    assert "manager.qa" in mails("returned_by_board")


def test_a_spoken_decision_counts_only_when_it_is_confirmed(
    company: Company, waiting: list[Scorecard]
) -> None:
    row = recorded(company, item(waiting[0]), kind="spoken", number="")
    assert statuses(waiting)[0] == "with_board"
    confirm(row, company.president)
    log = TransitionLog.objects.get(machine="scorecard")
    assert log.comment == "Keputusan lisan 08.01.2027, dicatat oleh CMS"
    assert log.details["minutes"] == f"LISAN-20270108-{row.pk}"


@pytest.mark.parametrize("actor", ["bod", "cms_head", "manager", "director", "auditor"])
def test_only_the_president_confirms_by_default(
    company: Company, waiting: list[Scorecard], actor: str
) -> None:
    row = recorded(company, item(waiting[0]))
    with pytest.raises(PermissionDenied):
        confirm(row, getattr(company, actor))
    assert statuses(waiting)[0] == "with_board"


def test_one_member_is_enough_where_the_year_says_so(company: Company, waiting: list[Scorecard]) -> None:
    PlanningCycle.objects.update(board_rule="one")
    company.cycle.refresh_from_db()
    row = recorded(company, item(waiting[0]))
    assert mails("resolution_waiting") == {"dirut", "direksi"}
    assert confirm(row, company.bod).status == "confirmed"


def test_a_quorum_waits_for_its_last_member(company: Company, waiting: list[Scorecard]) -> None:
    PlanningCycle.objects.update(board_rule="quorum", board_quorum=2)
    company.cycle.refresh_from_db()
    row = recorded(company, item(waiting[0]))
    assert confirm(row, company.bod).status == "recorded"
    assert statuses(waiting)[0] == "with_board"
    assert resolution_todos(company.bod, LATER) == []
    with pytest.raises(Conflict, match="sudah Anda konfirmasi"):
        confirm(row, company.bod)
    assert confirm(row, company.president).status == "confirmed"
    log = TransitionLog.objects.get(machine="scorecard")
    assert log.details["confirmed_by"] == ["Lukman Hakim", "Kartika Sari"]


def test_the_setting_of_the_year_is_the_one_of_the_recording(
    company: Company, waiting: list[Scorecard]
) -> None:
    row = recorded(company, item(waiting[0]))
    PlanningCycle.objects.update(board_rule="one")
    with pytest.raises(PermissionDenied):
        confirm(row, company.bod)


def test_a_list_with_one_changed_scorecard_decides_nothing(
    company: Company, waiting: list[Scorecard]
) -> None:
    row = recorded(company, *map(item, waiting))
    Measure.objects.filter(kpis__in=kpis_of(waiting[1])[:1]).update(target=50)
    with pytest.raises(Conflict, match="sudah berubah"), transaction.atomic():
        confirm(row, company.president)
    assert statuses(waiting) == ["with_board", "with_board"]
    assert not ResolutionConfirmation.objects.exists()


def test_own_work_on_the_list_stops_all(company: Company, waiting: list[Scorecard]) -> None:
    row = recorded(company, *map(item, waiting))
    assign(company.president, Role.MANAGER, company.department, is_acting=True, letter_number="SK-7")
    with pytest.raises(Conflict, match="tidak boleh memutuskan"), transaction.atomic():
        confirm(row, User.objects.get(pk=company.president.pk))
    assert statuses(waiting) == ["with_board", "with_board"]


def test_another_list_than_the_one_shown_is_not_confirmed(company: Company, waiting: list[Scorecard]) -> None:
    row = recorded(company, item(waiting[0]))
    shown = list_hash(row, items_of(row))
    changed = change_resolution(
        resolution=row, draft=draft(item(waiting[0], "return", "Ulangi")), actor=company.cms, now=NOW
    )
    with pytest.raises(Conflict, match="sudah berubah"):
        confirm(changed, company.president, content_sha256=shown)
    with pytest.raises(StaleVersion):
        confirm(changed, company.president, version=0)


def test_an_edited_list_asks_the_members_again(company: Company, waiting: list[Scorecard]) -> None:
    PlanningCycle.objects.update(board_rule="quorum", board_quorum=2)
    company.cycle.refresh_from_db()
    row = recorded(company, item(waiting[0]))
    confirm(row, company.bod, now=NOW)
    changed = change_resolution(
        resolution=row, draft=draft(*map(item, waiting)), actor=company.cms_head, now=LATER
    )
    assert len(resolution_todos(company.bod, LATER)) == 1
    assert confirm(changed, company.president).status == "recorded"


def test_a_confirmed_list_is_neither_confirmed_again_nor_changed(
    company: Company, waiting: list[Scorecard]
) -> None:
    row = confirm(recorded(company, item(waiting[0])), company.president)
    with pytest.raises(Conflict):
        confirm(row, company.president)
    with pytest.raises(Conflict):
        change_resolution(resolution=row, draft=draft(item(waiting[1])), actor=company.cms, now=LATER)
    with pytest.raises(Conflict):
        withdraw_resolution(resolution=row, actor=company.cms, now=LATER, reason="Salah")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        BoardResolution.objects.filter(pk=row.pk).update(number="lain")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        ResolutionConfirmation.objects.update(content_sha256="0")


def test_the_president_sends_back_what_was_not_decided(company: Company, waiting: list[Scorecard]) -> None:
    row = recorded(company, item(waiting[0]))
    with pytest.raises(InvalidInput):
        return_resolution(resolution=row, actor=company.president, now=LATER, reason=" ")
    back = return_resolution(resolution=row, actor=company.president, now=LATER, reason="QA ditunda")
    assert back.status == "returned"
    assert "kepala.cms" in mails("resolution_returned")
    assert [todo.title for todo in resolution_todos(company.cms, LATER)] == [
        "Perbaiki keputusan Rapat Direksi"
    ]
    assert statuses(waiting)[0] == "with_board"


# --- Objections -------------------------------------------------------------------------------------


@pytest.fixture
def in_force(company: Company, waiting: list[Scorecard]) -> BoardResolution:
    return confirm(recorded(company, *map(item, waiting)), company.president)


def test_another_member_objects_within_two_working_days(
    company: Company, waiting: list[Scorecard], in_force: BoardResolution
) -> None:
    made = object_to_resolution(
        resolution=in_force,
        actor=company.bod,
        now=at("2027-01-12 23:59"),
        text="Target QA terlalu rendah",
        scorecard=waiting[1],
    )
    assert held_up_by_objection(waiting) == {waiting[1].pk}
    assert "dirut" in mails("resolution_objection")
    assert len(resolution_todos(company.president, LATER)) == 1
    answer_objection(objection=made, actor=company.president, now=LATER, answer="Dipertahankan")
    assert held_up_by_objection(waiting) == set()
    assert "direksi" in mails("resolution_answered")
    with pytest.raises(Conflict):
        answer_objection(objection=made, actor=company.president, now=LATER, answer="Lagi")


def test_an_objection_to_the_list_holds_up_all_of_it(
    company: Company, waiting: list[Scorecard], in_force: BoardResolution
) -> None:
    object_to_resolution(resolution=in_force, actor=company.bod, now=LATER, text="Kuorum tidak tercapai")
    assert held_up_by_objection(waiting) == {row.pk for row in waiting}


def test_a_scorecard_with_an_open_objection_is_not_established(
    company: Company, waiting: list[Scorecard], in_force: BoardResolution
) -> None:
    object_to_resolution(
        resolution=in_force, actor=company.bod, now=LATER, text="Terlalu rendah", scorecard=waiting[0]
    )
    day = at("2027-01-20 10:00")
    record = MeetingRecord("N-1", day.date(), day.date(), "Kartika Sari")

    def establish(*chosen: Scorecard) -> None:
        rows = Scorecard.objects.filter(pk__in=[row.pk for row in chosen])
        establish_set(
            cycle=company.cycle, meeting=record, scorecards=list(rows), actor=company.cms_head, now=day
        )

    with pytest.raises(InvalidInput, match="belum dijawab") as refusal:
        establish(*waiting)
    assert refusal.value.problems == (str(waiting[0]),)
    establish(waiting[1])
    assert statuses(waiting) == ["approved", "established"]


def test_the_days_of_objection_end(company: Company, in_force: BoardResolution) -> None:
    with pytest.raises(Conflict, match="sudah lewat"):
        object_to_resolution(
            resolution=in_force, actor=company.bod, now=at("2027-01-13 00:00"), text="Terlambat"
        )


@pytest.mark.parametrize("actor", ["president", "cms_head", "manager"])
def test_who_confirmed_or_does_not_decide_does_not_object(
    company: Company, in_force: BoardResolution, actor: str
) -> None:
    with pytest.raises(PermissionDenied):
        object_to_resolution(resolution=in_force, actor=getattr(company, actor), now=LATER, text="Keberatan")


def test_only_who_confirmed_answers(company: Company, in_force: BoardResolution) -> None:
    made = object_to_resolution(resolution=in_force, actor=company.bod, now=LATER, text="Keberatan")
    with pytest.raises(PermissionDenied):
        answer_objection(objection=made, actor=company.bod, now=LATER, answer="Baik")
    with pytest.raises(InvalidInput):
        answer_objection(objection=made, actor=company.president, now=LATER, answer=" ")


def test_thirty_scorecards_take_one_confirmation_and_thirty_lines(company: Company) -> None:
    rows = []
    for n in range(30):
        department = unit(f"U{n}", f"Departemen {n}", "department", company.directorate)
        head = person(f"kepala.{n}", f"Kepala {n}")
        assign(head, Role.MANAGER, Unit.objects.get(pk=department.pk))
        rows.append(make_scorecard(company.cycle, department, "with_board", head))
    confirm(recorded(company, *map(item, rows)), company.president)
    assert set(statuses(rows)) == {"approved"}
    lines = TransitionLog.objects.filter(transition="approve", details__minutes=NUMBER)
    assert sorted(lines.values_list("object_id", flat=True)) == sorted(row.pk for row in rows)
