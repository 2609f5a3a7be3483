"""Rapat: invitations that update and cancel, attendance, minutes, decisions followed until closed."""

from collections.abc import Callable
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest
import vobject
from django.core.exceptions import PermissionDenied
from django.db import Error, transaction
from django.test import Client
from django.urls import reverse

from bsc.invitation import CANCEL, REQUEST, invitation
from bsc.models import Meeting, MeetingDecision
from bsc.selectors.invitees import proposed_guests
from bsc.selectors.meeting import agenda_for, penetapan_of
from bsc.selectors.meeting_todos import meeting_todos
from bsc.selectors.reminding import announced_meetings, meetings
from bsc.services.meeting import MeetingPlan, cancel_meeting, change_meeting, invite, plan_meeting
from bsc.services.meeting_decision import move_decision
from bsc.services.minutes import (
    Attendance,
    DecisionLine,
    Minutes,
    issue_minutes,
    record_attendance,
    write_minutes,
)
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.home.calendar.feed import feed_content
from cint_portal.home.calendar.services import feed_of_secret, renew_feed
from cint_portal.notifications import kinds
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.posting import build_message
from cint_portal.notifications.rendering import render_mail
from cint_portal.organization.models import User
from tests.bsc.scorecards import approved
from tests.company import Company
from tests.conftest import at

AsPerson = Callable[..., Client]
NOW, STARTS, AFTER = at("2027-01-11 10:00"), at("2027-01-20 09:00"), at("2027-01-20 14:00")
PLAN = MeetingPlan("", STARTS, STARTS + timedelta(hours=3), "Ruang Rapat Utama", "", "1. Pembukaan")


@pytest.fixture(autouse=True)
def _january(db: None) -> None:
    clock.move_to(NOW)


@pytest.fixture
def meeting(company: Company) -> Meeting:
    return plan_meeting(
        cycle=company.cycle,
        kind="establishment",
        plan=PLAN,
        guests=[company.manager, company.bod, company.second_layer],
        actor=company.cms,
        now=NOW,
    )


@pytest.fixture
def invited(company: Company, meeting: Meeting) -> Meeting:
    return invite(meeting=meeting, actor=company.cms, now=NOW)


def mails(code: str, **fields: object) -> set[str]:
    return set(OutboxMail.objects.filter(kind=code, **fields).values_list("recipient__username", flat=True))


def entry(meeting: Meeting, person: User, method: str = REQUEST) -> vobject.base.Component:
    """The invitation as an independent parser reads it; `validate` raises on what RFC 5545 forbids."""
    part = invitation(meeting, person, method=method, stamped_at=NOW)
    calendar = vobject.readOne(part.content.decode())
    assert calendar.validate(raiseException=True)
    assert calendar.method.value == method
    return calendar.vevent


def test_board_managers_and_second_layer_are_proposed_and_drafters_are_not(company: Company) -> None:
    names = {person.username for person in proposed_guests("establishment")}
    assert {"direksi", "dirut", "manager", "manager.qa", "manager.fin", "second.layer"} <= names
    assert not names & {"admin.ppic", "tamu", "admin", "mantan"}


def test_the_agenda_is_made_of_the_scorecards(company: Company) -> None:
    approved(company, company.department)
    agenda = agenda_for(company.cycle, "establishment")
    assert "Pembahasan dan penetapan BSC Departemen PPIC" in agenda
    assert agenda.splitlines()[-2].endswith("Penandatanganan Wrapping Commitment")
    assert agenda_for(company.cycle, "special") == ""


def test_the_agenda_goes_from_the_company_down(company: Company) -> None:
    for one in (company.department, company.directorate, company.corporate):
        approved(company, one)
    lines = [line.split(" BSC ")[1] for line in agenda_for(company.cycle, "establishment").splitlines()[1:4]]
    assert lines == ["PT Uji Sentosa Tbk", "Direktorat Operasi", "Departemen PPIC"]


def test_nobody_is_mailed_before_the_invitation_is_sent(company: Company, meeting: Meeting) -> None:
    assert not OutboxMail.objects.exists()
    invite(meeting=meeting, actor=company.cms, now=NOW)
    assert mails("bsc.meeting_invitation") == {"manager", "direksi", "second.layer"}


def test_an_independent_parser_reads_the_invitation(company: Company, invited: Meeting) -> None:
    event = entry(invited, company.manager)
    assert (event.dtstart.value, event.dtend.value) == (STARTS, STARTS + timedelta(hours=3))
    assert event.dtstart.value.utcoffset() == timedelta(hours=7)
    assert event.summary.value == "Rapat Penetapan BSC 2027"
    assert event.location.value == "Ruang Rapat Utama"
    assert event.sequence.value == "0"
    assert event.status.value == "CONFIRMED"
    assert event.attendee.value == "mailto:manager@contoh.test"
    assert reverse("bsc:meeting-detail", args=[invited.pk]) in event.url.value


def test_a_change_raises_the_sequence_under_the_same_name(company: Company, invited: Meeting) -> None:
    before = entry(invited, company.manager)
    plan = MeetingPlan("", STARTS + timedelta(days=1), STARTS + timedelta(days=1, hours=2), "Aula")
    row = change_meeting(
        meeting=invited,
        plan=plan,
        guests=[company.manager, company.bod, company.second_layer],
        actor=company.cms,
        now=NOW,
    )
    after = entry(row, company.manager)
    assert after.uid.value == before.uid.value
    assert (before.sequence.value, after.sequence.value) == ("0", "1")
    assert mails("bsc.meeting_invitation", occasion="seq-1") == {"manager", "direksi", "second.layer"}
    first = OutboxMail.objects.get(recipient=company.manager, occasion="seq-0")
    assert not kinds.kind(first.kind).still_due(first)  # the newer one says it all


def test_saving_without_a_change_tells_nobody(company: Company, invited: Meeting) -> None:
    guests = [company.manager, company.bod, company.second_layer]
    row = change_meeting(meeting=invited, plan=PLAN, guests=guests, actor=company.cms, now=NOW)
    assert row.sequence == 0
    assert not OutboxMail.objects.exclude(occasion="seq-0").exists()


def test_who_leaves_the_list_gets_a_cancellation_and_who_is_new_an_invitation(
    company: Company, invited: Meeting
) -> None:
    guests = [company.manager, company.bod, company.colleague]
    change_meeting(meeting=invited, plan=PLAN, guests=guests, actor=company.cms, now=NOW)
    assert mails("bsc.meeting_withdrawn") == {"second.layer"}
    assert mails("bsc.meeting_invitation", occasion="seq-1") == {"manager.qa"}
    [mail] = OutboxMail.objects.filter(kind="bsc.meeting_withdrawn")
    part = kinds.kind(mail.kind).calendar(mail)  # type: ignore[misc]
    assert part.method == CANCEL


def test_calling_off_cancels_the_entry_of_everybody_invited(company: Company, invited: Meeting) -> None:
    row = cancel_meeting(meeting=invited, reason="Direksi berhalangan", actor=company.cms, now=NOW)
    event = entry(row, company.manager, CANCEL)
    assert (event.status.value, event.sequence.value) == ("CANCELLED", "1")
    assert mails("bsc.meeting_cancelled") == {"manager", "direksi", "second.layer"}
    [mail] = OutboxMail.objects.filter(kind="bsc.meeting_cancelled", recipient=company.bod)
    assert "Direksi berhalangan" in render_mail(mail, NOW.date()).text
    with pytest.raises(Conflict):
        change_meeting(meeting=row, plan=PLAN, guests=[company.bod], actor=company.cms, now=NOW)


def test_a_guest_who_is_new_reads_an_invitation_and_the_others_a_change(
    company: Company, invited: Meeting
) -> None:
    plan = MeetingPlan("", STARTS, STARTS + timedelta(hours=3), "Aula")
    guests = [company.manager, company.colleague]
    change_meeting(meeting=invited, plan=plan, guests=guests, actor=company.cms, now=NOW)

    def subject(person: User) -> str:
        mail = OutboxMail.objects.filter(kind="bsc.meeting_invitation", recipient=person).latest("pk")
        return render_mail(mail, NOW.date()).subject

    assert subject(company.manager).startswith("[BSC] Perubahan undangan: ")
    assert subject(company.colleague).startswith("[BSC] Undangan: ")


def test_a_title_stays_on_one_line(company: Company, as_person: AsPerson) -> None:
    """What is typed behind a line break would begin the text of every invitation."""
    address = reverse("bsc:meeting-create") + f"?year={company.cycle.year}&kind=special"
    data = {"title": "Rapat\r\n\r\nBcc: semua", "day": "2027-02-01", "starts": "09:00", "ends": "10:00"}
    data |= {"place": "Aula\nLantai 2", "guests": str(company.manager.pk)}
    assert as_person(company.cms).post(address, data).status_code == 302
    made = Meeting.objects.latest("pk")
    assert (made.title, made.place) == ("Rapat Bcc: semua", "Aula Lantai 2")


def test_who_is_no_longer_invited_is_not_told_that_the_meeting_is_off(
    company: Company, invited: Meeting
) -> None:
    """The meeting takes place without this guest: RFC 5546, 3.2.5 lets the entry say nothing of its state."""
    change_meeting(meeting=invited, plan=PLAN, guests=[company.bod], actor=company.cms, now=NOW)
    mail = OutboxMail.objects.get(kind="bsc.meeting_withdrawn", recipient=company.manager)
    calendar = vobject.readOne(kinds.kind(mail.kind).calendar(mail).content.decode())  # type: ignore[misc]
    assert calendar.method.value == CANCEL
    assert "status" not in calendar.vevent.contents
    assert calendar.vevent.attendee.value == "mailto:manager@contoh.test"


@pytest.mark.parametrize(
    ("who", "address", "method", "named"),
    [
        ("manager", "manager@contoh.test", "REQUEST", True),
        ("manager", "", "PUBLISH", False),
        ("colleague", "manager.qa@contoh.test", "PUBLISH", False),
    ],
    ids=["a guest", "a guest without an address", "a reader who is not invited"],
)
def test_only_a_guest_with_an_address_is_asked_by_the_file(
    company: Company, as_person: AsPerson, invited: Meeting, who: str, address: str, method: str, named: bool
) -> None:
    """A request that asks nobody is none (RFC 5546, 3.2.2); its stamp is the moment it is made."""
    person = getattr(company, who)
    User.objects.filter(pk=person.pk).update(email=address)
    later = NOW + timedelta(days=2)
    clock.move_to(later)
    answer = as_person(person).get(reverse("bsc:meeting-calendar", args=[invited.pk]))
    calendar = vobject.readOne(answer.content.decode())
    assert (calendar.method.value, "attendee" in calendar.vevent.contents) == (method, named)
    assert f"method={method}" in answer["Content-Type"]
    assert later <= calendar.vevent.dtstamp.value < later + timedelta(minutes=5)


def test_whoever_was_invited_meanwhile_is_told_that_it_is_called_off(
    company: Company, meeting: Meeting
) -> None:
    """The page that calls it off may be older than the invitation."""
    invite(meeting=Meeting.objects.get(pk=meeting.pk), actor=company.cms, now=NOW)
    cancel_meeting(meeting=meeting, reason="Batal", actor=company.cms, now=NOW)
    assert mails("bsc.meeting_cancelled") == {"manager", "direksi", "second.layer"}


def test_a_meeting_that_nobody_was_invited_to_is_called_off_silently(
    company: Company, meeting: Meeting
) -> None:
    cancel_meeting(meeting=meeting, reason="Batal", actor=company.cms, now=NOW)
    assert not OutboxMail.objects.exists()


def test_the_mail_carries_the_entry_that_calendars_offer_to_keep(company: Company, invited: Meeting) -> None:
    [mail] = OutboxMail.objects.filter(recipient=company.manager)
    _sender, recipient, raw = build_message(mail, render_mail(mail, NOW.date()), NOW).wire()
    message = message_from_bytes(raw, policy=policy.default)
    assert recipient == "manager@contoh.test"
    [part] = [one for one in message.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == "REQUEST"
    assert vobject.readOne(part.get_content()).vevent.summary.value == "Rapat Penetapan BSC 2027"
    assert [one.get_content_type() for one in message.iter_parts()] == [  # type: ignore[attr-defined]
        "text/plain",
        "text/html",
        "text/calendar",
    ]


def test_a_guest_finds_the_meeting_in_the_feed_instead_of_the_planned_date(
    company: Company, invited: Meeting
) -> None:
    feed = feed_of_secret(renew_feed(person=company.manager, now=NOW))
    assert feed is not None
    calendar = vobject.readOne(feed_content(feed, NOW).decode())
    found = [event for event in calendar.vevent_list if "Penetapan BSC" in event.summary.value]
    assert [event.dtstart.value for event in found] == [STARTS]
    assert found[0].uid.value == entry(invited, company.manager).uid.value


@pytest.mark.parametrize("actor", ["manager", "bod", "president", "second_layer", "auditor", "admin"])
def test_only_cms_arranges_and_records(company: Company, meeting: Meeting, actor: str) -> None:
    who = getattr(company, actor)
    for deed in (
        lambda: invite(meeting=meeting, actor=who, now=NOW),
        lambda: change_meeting(meeting=meeting, plan=PLAN, guests=[who], actor=who, now=NOW),
        lambda: cancel_meeting(meeting=meeting, reason="x", actor=who, now=NOW),
        lambda: write_minutes(
            meeting=meeting, record=Minutes("N-1", NOW.date()), decisions=[], actor=who, now=NOW
        ),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert not OutboxMail.objects.exists()


def test_a_stale_page_changes_nothing(company: Company, invited: Meeting) -> None:
    with pytest.raises(StaleVersion):
        change_meeting(
            meeting=invited, plan=PLAN, guests=[company.bod], actor=company.cms, now=NOW, version=0
        )


@pytest.mark.parametrize(
    "plan",
    [
        MeetingPlan("", STARTS, STARTS, "Aula"),
        MeetingPlan("", STARTS, STARTS + timedelta(hours=1), " "),
    ],
    ids=["no length", "no place"],
)
def test_a_meeting_needs_a_length_and_a_place(company: Company, meeting: Meeting, plan: MeetingPlan) -> None:
    with pytest.raises(InvalidInput):
        change_meeting(meeting=meeting, plan=plan, guests=[company.bod], actor=company.cms, now=NOW)


def test_nobody_is_invited_to_what_is_over(company: Company, meeting: Meeting) -> None:
    with pytest.raises(InvalidInput):
        invite(meeting=meeting, actor=company.cms, now=AFTER)


# --- Attendance, minutes, decisions -----------------------------------------------------------------


def take_roll(company: Company, meeting: Meeting) -> Meeting:
    rows = list(meeting.invitees.order_by("person__full_name"))
    presences = {row.pk: Attendance("present", "tidak dipakai") for row in rows[:-1]}
    presences[rows[-1].pk] = Attendance("absent", "dinas luar")
    return record_attendance(
        meeting=meeting, presences=presences, others="Tamu", actor=company.cms, now=AFTER
    )


def minutes(company: Company, meeting: Meeting, *lines: DecisionLine) -> Meeting:
    given = lines or (
        DecisionLine("Ditetapkan."),
        DecisionLine("Pasang poster.", company.manager, date(2027, 2, 10)),
    )
    record = Minutes("N-1", date(2027, 1, 20), "Pembahasan")
    return write_minutes(meeting=meeting, record=record, decisions=given, actor=company.cms, now=AFTER)


@pytest.fixture
def task(company: Company, invited: Meeting) -> MeetingDecision:
    take_roll(company, invited)
    row = Meeting.objects.get(pk=minutes(company, Meeting.objects.get(pk=invited.pk)).pk)
    issue_minutes(meeting=row, actor=company.cms, now=AFTER)
    return row.decisions.get(number=2)


def test_attendance_keeps_who_was_absent_and_why(company: Company, invited: Meeting) -> None:
    row = take_roll(company, invited)
    absent = row.invitees.get(presence="absent")
    assert absent.reason == "dinas luar"
    assert set(row.invitees.exclude(pk=absent.pk).values_list("presence", "reason")) == {("present", "")}
    assert row.attendance == "Tamu"


def test_the_rest_came_where_cms_says_so(company: Company, as_person: AsPerson, invited: Meeting) -> None:
    clock.move_to(STARTS + timedelta(hours=4))
    guests = {guest.person_id: guest.pk for guest in invited.invitees.all()}
    ticked = {f"presence-{guests[company.bod.pk]}": "absent", f"reason-{guests[company.bod.pk]}": "Dinas"}
    address = reverse("bsc:meeting-attendance", args=[invited.pk])
    as_person(company.cms).post(address, ticked)
    assert {guest.presence for guest in invited.invitees.all()} == {"absent", ""}
    as_person(company.cms).post(address, {**ticked, "rest_present": "1"})
    assert sorted(guest.presence for guest in invited.invitees.all()) == ["absent", "present", "present"]


def test_attendance_waits_for_the_day(company: Company, invited: Meeting) -> None:
    with pytest.raises(Conflict):
        record_attendance(meeting=invited, presences={}, others="", actor=company.cms, now=NOW)


def test_decisions_are_numbered_and_become_tasks_with_the_issue(company: Company, invited: Meeting) -> None:
    take_roll(company, invited)
    row = minutes(company, Meeting.objects.get(pk=invited.pk))
    assert list(row.decisions.values_list("number", "status")) == [(1, "noted"), (2, "open")]
    assert not [one for one in meeting_todos(company.manager, AFTER) if "Tindak" in one.title]
    issue_minutes(meeting=row, actor=company.cms, now=AFTER)
    [todo] = meeting_todos(company.manager, AFTER)
    assert (todo.title, todo.due_on) == ("Tindak lanjuti keputusan rapat", date(2027, 2, 10))
    assert mails("bsc.meeting_minutes") == {"manager", "direksi", "second.layer"}
    assert mails("bsc.decision_given") == {"manager"}


def test_minutes_are_written_again_until_they_are_issued(company: Company, invited: Meeting) -> None:
    row = minutes(company, minutes(company, invited), DecisionLine("Hanya ini."))
    assert [one.text for one in row.decisions.all()] == ["Hanya ini."]
    assert row.status == "held"


@pytest.mark.parametrize(
    "line",
    [DecisionLine("Tanpa tanggal", pic=None, due_on=date(2027, 2, 1))],
    ids=["date without PIC"],
)
def test_pic_and_date_belong_together(company: Company, invited: Meeting, line: DecisionLine) -> None:
    with pytest.raises(InvalidInput):
        minutes(company, invited, line)
    invited.refresh_from_db()
    assert invited.status == "invited"


def test_minutes_without_attendance_are_not_issued(company: Company, invited: Meeting) -> None:
    row = minutes(company, invited)
    with pytest.raises(InvalidInput):
        issue_minutes(meeting=row, actor=company.cms, now=AFTER)


def test_issued_minutes_are_not_rewritten_even_past_the_services(
    company: Company, task: MeetingDecision
) -> None:
    with pytest.raises(Conflict):
        minutes(company, task.meeting)
    with pytest.raises(Error, match="bsc_meeting"), transaction.atomic():
        Meeting.objects.filter(pk=task.meeting_id).update(minutes="lain")


def test_a_task_is_reported_given_back_and_closed(company: Company, task: MeetingDecision) -> None:
    row = move_decision(decision=task, name="report", actor=company.manager, now=AFTER, comment="Terpasang")
    assert mails("bsc.decision_reported") >= {"cms", "kepala.cms"}
    assert not meeting_todos(company.manager, AFTER)
    row = move_decision(decision=row, name="reopen", actor=company.cms, now=AFTER, comment="QA belum")
    assert mails("bsc.decision_reopened") == {"manager"}
    row = move_decision(decision=row, name="report", actor=company.manager, now=AFTER, comment="Sudah")
    row = move_decision(decision=row, name="close", actor=company.cms, now=AFTER)
    assert row.status == "closed"


def test_the_task_of_somebody_who_left_is_reported_by_cms_and_judged_by_another(
    company: Company, task: MeetingDecision
) -> None:
    def move(name: str, actor: User) -> MeetingDecision:
        return move_decision(decision=task, name=name, actor=actor, now=NOW, comment="Selesai, lihat arsip")

    with pytest.raises(PermissionDenied):
        move("report", company.cms)
    User.objects.filter(pk=task.pic_id).update(is_active=False)
    task.refresh_from_db()
    move("report", company.cms)
    with pytest.raises(PermissionDenied):
        move("close", company.cms)
    assert move("close", company.cms_head).status == "closed"


def test_a_draft_of_the_minutes_is_read_by_cms_alone(
    company: Company, as_person: AsPerson, invited: Meeting
) -> None:
    held = minutes(company, take_roll(company, invited), DecisionLine("Target ekspor dinaikkan"))
    Meeting.objects.filter(pk=held.pk).update(minutes="Perdebatan yang belum dirapikan")
    page, paper = (reverse(f"bsc:meeting-{name}", args=[held.pk]) for name in ("detail", "request"))

    def told(person: User) -> tuple[bool, int]:
        text = as_person(person).get(page).content.decode()
        assert ("Perdebatan" in text) == ("Target ekspor" in text) == ("Buat PDF" in text)
        return "Perdebatan" in text, as_person(person).post(paper).status_code

    assert (told(company.manager), told(company.cms)) == ((False, 403), (True, 302))
    issue_minutes(meeting=held, actor=company.cms, now=NOW)
    assert told(company.manager) == (True, 302)


def test_the_pic_does_not_close_what_he_reported(company: Company, task: MeetingDecision) -> None:
    """Even one who works for CMS as well."""
    MeetingDecision.objects.filter(pk=task.pk).update(pic=company.cms)
    task.refresh_from_db()
    row = move_decision(decision=task, name="report", actor=company.cms, now=AFTER, comment="Selesai")
    with pytest.raises(PermissionDenied):
        move_decision(decision=row, name="close", actor=company.cms, now=AFTER)
    assert move_decision(decision=row, name="close", actor=company.second_cms, now=AFTER).status == "closed"


def test_a_report_says_what_was_done(company: Company, task: MeetingDecision) -> None:
    with pytest.raises(InvalidInput):
        move_decision(decision=task, name="report", actor=company.manager, now=AFTER)


def test_the_pages_lead_from_the_plan_to_the_minutes(company: Company, as_person: AsPerson) -> None:
    """As CMS clicks it: plan, invite, tick, write, issue; then the guest reads."""
    client = as_person(company.cms)
    form = {
        "day": "2027-01-20",
        "starts": "09:00",
        "ends": "11:00",
        "place": "Aula",
        "guests": [company.manager.pk],
    }
    page = client.post("/bsc/meetings/create/?year=2027&kind=management", form)
    row = Meeting.objects.get()
    assert page["Location"] == f"/bsc/meetings/{row.pk}/"
    client.post(f"/bsc/meetings/{row.pk}/invite/", {"version": 0})
    clock.move_to(AFTER)
    guest = row.invitees.get()
    client.post(f"/bsc/meetings/{row.pk}/attendance/", {f"presence-{guest.pk}": "present"})
    lines = {"decision-TOTAL_FORMS": "2", "decision-INITIAL_FORMS": "0", "decision-0-text": "Disetujui"}
    client.post(
        f"/bsc/meetings/{row.pk}/minutes/",
        {"number": "TM-1", "held_on": "2027-01-20", "minutes": "-", **lines},
    )
    client.post(f"/bsc/meetings/{row.pk}/issue/")
    row.refresh_from_db()
    assert row.status == "issued"
    shown = as_person(company.manager).get(f"/bsc/meetings/{row.pk}/").content.decode()
    assert "Rapat Tinjauan Manajemen 2027" in shown
    assert "Disetujui" in shown


def test_a_decision_half_filled_comes_back_with_what_was_typed(
    company: Company, as_person: AsPerson, invited: Meeting
) -> None:
    lines = {"decision-TOTAL_FORMS": "1", "decision-INITIAL_FORMS": "0", "decision-0-text": "Pasang poster"}
    pic = {"decision-0-pic": str(company.manager.pk)}
    answer = as_person(company.cms).post(
        f"/bsc/meetings/{invited.pk}/minutes/", {"number": "N-1", "held_on": "2027-01-11", **lines, **pic}
    )
    assert answer.status_code == 422
    assert "Isi batas waktunya." in answer.content.decode()
    assert "Pasang poster" in answer.content.decode()


def test_an_invitation_replaces_the_reminder_of_the_planned_date(company: Company, invited: Meeting) -> None:
    """CMS is still reminded to record it, on the day that it was arranged for."""
    approved(company, company.department)
    found = penetapan_of([company.cycle])[company.cycle.pk]
    assert (found.day, found.is_invited, found.is_held) == (date(2027, 1, 20), True, False)
    assert [bool(one.done) for one in announced_meetings(NOW.date())] == [True]
    assert [bool(one.done) for one in meetings(NOW.date())] == [False]
    minutes(company, invited)
    assert [bool(one.done) for one in meetings(NOW.date())] == [True]


def test_other_meetings_are_no_penetapan(company: Company, meeting: Meeting) -> None:
    Meeting.objects.update(kind="special", status="invited", invited_at=NOW)
    found = penetapan_of([company.cycle])[company.cycle.pk]
    assert (found.day, found.is_invited, found.is_held) == (company.cycle.meeting_on, False, False)
