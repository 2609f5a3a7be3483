"""The thirty departments as records, and the acts of `reminder_year` performed on them.

The rules read records only, so an act writes what the service of that name would leave behind; what the
schedule itself does (opening a collection, opening a month) is done by the schedule.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bsc.models import Commitment, CommitmentSignature, Meeting, MeetingDecision, Scorecard
from cint_portal.core.clock import WIB
from cint_portal.documents.models import ReportJob
from cint_portal.organization.models import PlanningCycle, RoleAssignment, Unit, User
from cint_portal.organization.services import record_absence
from cint_portal.workdays.models import Holiday
from cint_portal.workdays.selectors import work_calendar
from cint_portal.workflow.models import TransitionLog
from issues.models import IssueRegister
from realization.models import ClosedMonth, Realization
from swot.models import SwotAnalysis
from tests.bsc.builders import a_kpi, a_measure, a_scorecard, an_objective
from tests.locks import unlocked
from tests.notifications import reminder_year as year


@dataclass
class World:
    """Units and people by their codes; `act` performs one act at ten in the morning."""

    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.cycle = PlanningCycle.objects.open_year(year.YEAR)
        Holiday.objects.bulk_create(Holiday(day=day, name="Libur", kind="company") for day in year.OFF)
        people = year.people()
        self._build_units(people.parent, people.mailbox)
        self._build_people(people)

    def _build_units(self, parents: dict[str, str | None], mailboxes: dict[str, str]) -> None:
        kinds = {"CORP": "corporate", "CMS": "directorate", "DIR": "directorate"}
        for code in sorted(parents, key=lambda code: (code != "CORP", code.startswith("D0"), code)):
            parent = parents[code]
            if parent is not None and parent not in self.units:
                self._unit(parent, "directorate", self.units["CORP"])
            if code not in self.units:
                kind = kinds.get(code) or kinds.get(code[:3], "department")
                self._unit(code, kind, self.units[parent] if parent else None, mailboxes.get(code, ""))

    def _unit(self, code: str, kind: str, parent: Unit | None, mailbox: str = "") -> None:
        self.units[code] = Unit.objects.create(
            code=code, name=code, kind=kind, parent=parent, mailbox=mailbox, valid_from=year.LONG_AGO
        )

    def _build_people(self, people: "year.People") -> None:
        for role, name, unit, first, last in people.posts:
            if (name, unit) == ("m18", "D17"):
                continue  # comes with the absence below
            RoleAssignment.objects.create(
                person=self._user(name),
                unit=self.units[unit],
                role=role,
                valid_from=first,
                valid_until=None if last == year.NEVER else last,
                is_acting=name == "a16",
            )
        for name, first, last in people.away:
            deputy = self._user("m18") if name == "m17" else None
            record_absence(person=self._user(name), first_day=first, last_day=last, deputy=deputy)

    def _user(self, name: str) -> User:
        if name not in self.users:
            email = "" if name == "m24" else f"{name}@contoh.test"
            self.users[name] = User.objects.create(username=name, full_name=name.upper(), email=email)
        return self.users[name]

    # --- Acts --------------------------------------------------------------------------------------------

    def act(self, name: str, number: int, month: int, day: date) -> None:
        now = datetime.combine(day, time(10), tzinfo=WIB)
        unit = self.units.get(year.code(number)) if number else None
        name, _slash, person = name.partition("/")
        getattr(self, name)(unit=unit, month=month, now=now, person=self.users.get(person))

    def _register(self, unit: Unit, **fields: object) -> None:
        IssueRegister.objects.filter(unit=unit).update(**fields)

    def send_register(self, *, unit: Unit, now: datetime, **_: object) -> None:
        due = work_calendar(self.cycle).add(now.date(), 3)
        first = IssueRegister.objects.get(unit=unit).first_submitted_at or now
        self._register(
            unit, status="submitted", submitted_at=now, first_submitted_at=first, review_due_on=due
        )

    def accept_register(self, *, unit: Unit, now: datetime, **_: object) -> None:
        self._register(unit, status="accepted", reviewed_at=now)

    def return_register(self, *, unit: Unit, now: datetime, **_: object) -> None:
        due = work_calendar(self.cycle).add(now.date(), 3)
        self._register(unit, status="returned", reviewed_at=now, due_on=due)

    def finalize_position(self, *, now: datetime, **_: object) -> None:
        SwotAnalysis.objects.create(cycle=self.cycle, status="final", result={}, finalized_at=now)

    @unlocked()
    def draft_scorecard(self, *, unit: Unit | None, **_: object) -> None:
        """With one KPI that the department fills every month."""
        card = a_scorecard(unit or self.units["CORP"], self.cycle)
        if unit is not None:
            a_kpi(an_objective(card), a_measure(unit, self.cycle))

    def draft_corporate(self, **_: object) -> None:
        self.draft_scorecard(unit=None)

    @unlocked()
    def _card(
        self, unit: Unit, transition: str, now: datetime, details: object = None, **fields: object
    ) -> None:
        card = Scorecard.objects.get(unit=unit)
        Scorecard.objects.filter(pk=card.pk).update(**fields)
        TransitionLog.objects.create(
            at=now,
            machine="scorecard",
            transition=transition,
            from_state=card.status,
            to_state=fields["status"],
            actor_id=self.users["ch"].pk,
            actor_name="CH",
            target=card,
            object_label=str(card),
            object_version=card.version,
            details=details or {},
        )

    def send_scorecard(self, *, unit: Unit, now: datetime, **_: object) -> None:
        due = work_calendar(self.cycle).add(now.date(), 3)
        self._card(unit, "submit", now, status="sent_cms", review_due_on=due)

    def return_scorecard(self, *, unit: Unit, now: datetime, **_: object) -> None:
        due = work_calendar(self.cycle).add(now.date(), 3)
        self._card(unit, "return_by_cms", now, {"due_on": due.isoformat()}, status="returned_cms")

    def forward_scorecard(self, *, unit: Unit, now: datetime, **_: object) -> None:
        self._card(unit, "forward", now, status="with_board")

    def send_corporate(self, *, now: datetime, **_: object) -> None:
        self._card(self.units["CORP"], "send_to_board", now, status="with_board")

    def approve_corporate(self, *, now: datetime, **_: object) -> None:
        self._card(self.units["CORP"], "approve", now, status="approved")

    @unlocked()
    def approve_departments(self, **_: object) -> None:
        Scorecard.objects.filter(status="with_board").update(status="approved")

    def record_meeting(self, *, now: datetime, **_: object) -> None:
        Meeting.objects.create(
            cycle=self.cycle,
            status="held",
            number="1",
            held_on=date(2027, 1, 20),
            effective_from=date(2027, 1, 20),
            attendance="semua",
            recorded_by=self.users["ch"],
            recorded_at=now,
        )

    def open_commitment(self, *, now: datetime, **_: object) -> None:
        """Each signs for the units that he or she heads."""
        self.commitment = Commitment.objects.create(
            cycle=self.cycle,
            meeting=Meeting.objects.get(number="1"),
            content=[],
            due_on=year.SIGNED_UNTIL,
            opened_at=now,
            opened_by=self.users["ch"],
        )
        for name in year.SIGNED:
            for post in self.users[name].assignments.all():
                CommitmentSignature.objects.create(
                    commitment=self.commitment,
                    person=post.person,
                    unit=post.unit,
                    capacity=post.role,
                    part="sign",
                )

    def sign(self, *, person: User, now: datetime, **_: object) -> None:
        signatures = CommitmentSignature.objects.filter(person=person)
        signatures.update(method="portal", signed_at=now, content_sha256="x")

    def invite(self, *, now: datetime, **_: object) -> None:
        begins = datetime.combine(year.MEETS, time(9), tzinfo=WIB)
        meeting = Meeting.objects.create(
            cycle=self.cycle,
            kind="special",
            status="invited",
            starts_at=begins,
            ends_at=begins + timedelta(hours=2),
            invited_at=now,
        )
        for name in year.GUESTS:
            meeting.invitees.create(person=self.users[name])

    def issue_minutes(self, *, now: datetime, **_: object) -> None:
        meeting = Meeting.objects.get(kind="special")
        meeting.status, meeting.number, meeting.held_on = Meeting.Status.ISSUED, "2", year.MEETS
        meeting.recorded_by, meeting.recorded_at, meeting.issued_at = self.users["ch"], now, now
        meeting.save()
        for number, (pic, due_on, _reported) in enumerate(year.DECISIONS, 1):
            task = {"pic": self.users[pic], "due_on": due_on, "status": "open"}
            meeting.decisions.create(number=number, text="Kerjakan", **task)

    def report(self, *, person: User, **_: object) -> None:
        MeetingDecision.objects.filter(pic=person).update(status="reported")

    def _month(self, unit: Unit, month: int, **fields: object) -> None:
        Realization.objects.filter(unit=unit, month=month).update(**fields)

    def send_month(self, *, unit: Unit, month: int, now: datetime, **_: object) -> None:
        first = Realization.objects.get(unit=unit, month=month).first_submitted_at or now
        self._month(unit, month, status="submitted", submitted_at=now, first_submitted_at=first)

    def return_month(self, *, unit: Unit, month: int, now: datetime, **_: object) -> None:
        due = work_calendar(self.cycle).add(now.date(), 3)
        self._month(unit, month, status="returned", return_due_on=due)

    def close_month(self, *, month: int, now: datetime, **_: object) -> None:
        ClosedMonth.objects.create(cycle=self.cycle, month=month, closed_at=now, closed_by=self.users["ch"])
        missing = Realization.objects.filter(month=month, status="not_filled")
        missing.update(status="closed_without_data")

    def verify_month(self, *, month: int, now: datetime, **_: object) -> None:
        sent = Realization.objects.filter(month=month, status="submitted")
        sent.update(status="verified", verified_at=now, verified_by=self.users["c1"], return_due_on=None)

    def build_review(self, *, now: datetime, **_: object) -> None:
        ReportJob.objects.create(
            code="realization.half_year_review",
            params={"year": year.YEAR, "semester": 1},
            state=ReportJob.State.DONE,
            file_path="reports/review.pdf",
            requested_by=self.users["ch"],
            requested_at=now,
            title="Review",
            format="pdf",
        )

    def leave(self, *, unit: Unit, **_: object) -> None:
        User.objects.filter(assignments__unit=unit).update(is_active=False)
