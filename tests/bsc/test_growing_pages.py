"""Lists of a year ask the database as often for fifty rows as for five, and no page of them too often."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import (
    BoardResolution,
    ChangeRequest,
    Kpi,
    Measure,
    Meeting,
    MeetingDecision,
    MeetingInvitee,
    Objective,
    Scorecard,
    ScorecardPerspective,
)
from cint_portal.organization.models import Unit, User
from tests.bsc.builders import Status
from tests.company import FOUNDED, Company
from tests.conftest import at
from tests.locks import unlocked

NOW = at("2027-03-08 10:00")
DAY = date(2027, 3, 8)
#: A scorecard that was sent before its warnings were counted is read whole.
MOST = {"approval-list": 16, "decision-list": 16}


@dataclass
class Scene:
    """Adds rows of a page, each with a unit and a person of its own."""

    company: Company
    meeting: Meeting
    numbers: Iterator[int] = field(default_factory=count)

    def scorecards(self, rows: int, status: str) -> list[Scorecard]:
        """With a KPI each, whose unit has a directorate."""
        made = Unit.objects.bulk_create(
            Unit(
                code=f"G{n}",
                name=f"Departemen G{n}",
                kind="department",
                parent=self.company.directorate,
                valid_from=FOUNDED,
            )
            for n, _row in zip(self.numbers, range(rows), strict=False)
        )
        established = {"revision": 0, "effective_from": DAY} if status == Status.ESTABLISHED else {}
        cycle = self.company.cycle
        cards = Scorecard.objects.bulk_create(
            Scorecard(cycle=cycle, unit=one, status=status, **established) for one in made
        )
        self._write(cards)
        return cards

    def _write(self, cards: list[Scorecard]) -> None:
        lanes = ScorecardPerspective.objects.bulk_create(
            ScorecardPerspective(scorecard=card, kind="process", label="Proses", weight=100) for card in cards
        )
        objectives = Objective.objects.bulk_create(
            Objective(perspective=lane, name="Sasaran", kinds=["quality"]) for lane in lanes
        )
        for card, one in zip(cards, objectives, strict=True):
            measure = Measure.objects.create(
                cycle=card.cycle, name=f"KPI {card.pk}", unit="%", target=95, owner_unit=card.unit
            )
            Kpi.objects.create(objective=one, measure=measure, weight=100)

    def people(self, rows: int) -> list[User]:
        return User.objects.bulk_create(
            User(username=f"g{n}", full_name=f"Tamu {n}", email=f"g{n}@contoh.test")
            for n, _row in zip(self.numbers, range(rows), strict=False)
        )


def changes(scene: Scene, rows: int) -> None:
    cards = scene.scorecards(rows, Status.ESTABLISHED)
    ChangeRequest.objects.bulk_create(
        ChangeRequest(scorecard=card, reason="RKAP", effective_month=7, requested_by=person, requested_at=NOW)
        for card, person in zip(cards, scene.people(rows), strict=True)
    )


def meetings(scene: Scene, rows: int) -> None:
    Meeting.objects.bulk_create(
        Meeting(
            cycle=scene.company.cycle,
            kind="special",
            title=f"Rapat {n}",
            starts_at=NOW,
            ends_at=NOW + timedelta(hours=1),
            place="Ruang 1",
            arranged_by=scene.company.cms,
        )
        for n in range(rows)
    )


def guests_and_decisions(scene: Scene, rows: int) -> None:
    people = scene.people(rows)
    MeetingInvitee.objects.bulk_create(
        MeetingInvitee(meeting=scene.meeting, person=one, unit=scene.company.department) for one in people
    )
    taken = scene.meeting.decisions.count()
    MeetingDecision.objects.bulk_create(
        MeetingDecision(
            meeting=scene.meeting, number=taken + n, text="Dikerjakan", pic=one, due_on=DAY, status="open"
        )
        for n, one in enumerate(people, start=1)
    )


def resolutions(scene: Scene, rows: int) -> None:
    BoardResolution.objects.bulk_create(
        BoardResolution(
            cycle=scene.company.cycle,
            number=f"R-{n}",
            held_on=DAY,
            attendance="Direksi",
            recorded_by=person,
            recorded_at=NOW,
        )
        for n, person in zip(scene.numbers, scene.people(rows), strict=False)
    )


def waiting_for_the_board(scene: Scene, rows: int) -> None:
    scene.scorecards(rows, Status.WITH_BOARD)


def waiting_for_cms(scene: Scene, rows: int) -> None:
    scene.scorecards(rows, Status.SENT_CMS)


def orphans(scene: Scene, rows: int) -> None:
    scene.scorecards(rows, Status.APPROVED)


PAGES: dict[str, tuple[str, Callable[[Scene, int], None]]] = {
    "approval-list": ("cms", waiting_for_cms),
    "decision-list": ("bod", waiting_for_the_board),
    "change-list": ("cms", changes),
    "meeting-list": ("cms", meetings),
    "meeting-detail": ("cms", guests_and_decisions),
    "resolution-list": ("cms_head", resolutions),
    "cascade-findings": ("cms", orphans),
    "scorecard-list": ("cms", orphans),
    "library-list": ("cms", orphans),
    "establishment-list": ("cms_head", orphans),
}


@pytest.fixture
def scene(company: Company) -> Scene:
    meeting = Meeting.objects.create(
        cycle=company.cycle,
        kind="special",
        title="Rapat",
        status="held",
        number="N-1",
        held_on=DAY,
        minutes="Dibuka.",
        recorded_by=company.cms,
        recorded_at=NOW,
    )
    made = Scene(company, meeting)
    with unlocked():
        made._write(
            [Scorecard.objects.create(cycle=company.cycle, unit=company.corporate, status="approved")]
        )
    return made


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_as_often_for_fifty_rows_as_for_five(
    scene: Scene, as_person: Callable[..., Client], name: str
) -> None:
    reader, add = PAGES[name]
    client = as_person(getattr(scene.company, reader))
    own = name == "meeting-detail"
    url = reverse(f"bsc:{name}", args=[scene.meeting.pk] if own else [])

    def queries() -> list[str]:
        with CaptureQueriesContext(connection) as captured:
            page = client.get(url, {} if own else {"year": scene.company.cycle.year})
        assert page.status_code == 200
        return [query["sql"] for query in captured]

    with unlocked():
        add(scene, 5)
    queries()  # kinds of content are looked up once per process
    few = queries()
    with unlocked():
        add(scene, 45)
    assert len(queries()) == len(few) <= MOST.get(name, 12), "\n".join(sql[:150] for sql in few)
