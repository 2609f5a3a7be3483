"""Pages of the establishment: recording the meeting, reading it, and the locked version."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import Measure, Meeting, Scorecard, ScorecardVersion
from bsc.services.establishment import MeetingRecord, establish_set
from cint_portal.core import clock
from tests.bsc.scorecards import approved, kpis_of, make_scorecard
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked

AsPerson = Callable[..., Client]
LIST = "/bsc/establishments/"
CREATE = "/bsc/establishments/create/?year=2027"


@pytest.fixture(autouse=True)
def _january(db: None) -> None:
    clock.move_to(at("2027-01-20 16:00"))


@pytest.fixture
def chosen(company: Company) -> list[Scorecard]:
    return [approved(company, company.corporate), approved(company, company.department)]


def minutes(*scorecards: Scorecard, **fields: object) -> dict[str, object]:
    return {
        "number": "BSC/NOT/2027/001",
        "held_on": "2027-01-20",
        "effective_from": "2027-01-20",
        "attendance": "Kartika Sari\nLukman Hakim",
        "minutes": "Ditetapkan.",
        "scorecards": [row.pk for row in scorecards],
        **fields,
    }


@pytest.fixture
def meeting(company: Company, chosen: list[Scorecard]) -> Meeting:
    record = MeetingRecord("BSC/NOT/2027/001", date(2027, 1, 20), date(2027, 1, 20), "Kartika Sari")
    return establish_set(
        cycle=company.cycle, meeting=record, scorecards=chosen, actor=company.cms_head, now=clock.now()
    )


@pytest.mark.parametrize(
    ("actor", "reads", "records"),
    [
        ("cms_head", 200, 200),
        ("cms", 200, 403),
        ("bod", 200, 403),
        ("director", 200, 403),
        ("manager", 200, 403),
        ("second_layer", 200, 403),
        ("auditor", 200, 403),
        ("drafter", 403, 403),
        ("admin", 403, 403),
        ("nobody", 403, 403),
    ],
)
def test_who_reads_and_who_records(
    company: Company,
    as_person: AsPerson,
    meeting: Meeting,
    actor: str,
    reads: int,
    records: int,
) -> None:
    client = as_person(getattr(company, actor))
    detail = reverse("bsc:meeting-detail", args=[meeting.pk])
    assert client.get(LIST).status_code == reads
    assert client.get(detail).status_code == (200 if reads == 200 else 404)  # not theirs: not there
    assert client.get(CREATE).status_code == records
    posted = client.post(CREATE, minutes()).status_code
    assert posted == (422 if records == 200 else records)  # allowed, but nothing is chosen


def test_the_approved_scorecards_are_offered_ticked(
    company: Company, as_person: AsPerson, chosen: list[Scorecard]
) -> None:
    make_scorecard(company.cycle, company.sister_department, "with_board")
    page = as_person(company.cms_head).get(CREATE)
    assert page.context["approved"] == chosen
    assert page.content.decode().count("checked") == 2
    assert "Departemen QA" not in page.content.decode()


def test_the_meeting_is_recorded_and_the_set_is_locked(
    company: Company, as_person: AsPerson, chosen: list[Scorecard]
) -> None:
    answer = as_person(company.cms_head).post(CREATE, minutes(*chosen))
    meeting = Meeting.objects.get()
    assert answer["Location"] == reverse("bsc:meeting-detail", args=[meeting.pk])
    assert set(Scorecard.objects.values_list("status", flat=True)) == {"established"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"scorecards": []}, "Pilih sekurangnya satu scorecard"),
        ({"number": ""}, "Nomor notulen"),
        ({"held_on": "2027-02-30"}, "Tanggal rapat"),
        ({"held_on": "2027-01-21"}, "belum tiba"),
        ({"effective_from": "2028-01-01"}, "2027"),
    ],
    ids=["none chosen", "no number", "no such day", "held tomorrow", "in force in another year"],
)
def test_incomplete_minutes_come_back_with_what_was_typed(
    company: Company, as_person: AsPerson, chosen: list[Scorecard], fields: dict[str, object], words: str
) -> None:
    answer = as_person(company.cms_head).post(CREATE, minutes(*chosen, **fields))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Lukman Hakim" in page
    assert not Meeting.objects.exists()


def test_one_that_is_no_longer_approved_stops_the_meeting(
    company: Company, as_person: AsPerson, chosen: list[Scorecard]
) -> None:
    with unlocked():
        Scorecard.objects.filter(pk=chosen[1].pk).update(status="with_board")
    assert as_person(company.cms_head).post(CREATE, minutes(*chosen)).status_code == 409
    assert not ScorecardVersion.objects.exists()


def test_a_double_click_records_one_meeting(
    company: Company, as_person: AsPerson, chosen: list[Scorecard]
) -> None:
    client, form = as_person(company.cms_head), minutes(*chosen, _nonce="twice")
    assert client.post(CREATE, form)["Location"] == client.post(CREATE, form)["Location"]
    assert Meeting.objects.count() == 1


def test_the_list_names_the_meeting_and_how_many_it_established(
    company: Company, as_person: AsPerson, meeting: Meeting
) -> None:
    page = as_person(company.manager).get(LIST, {"year": "2027"}).content.decode()
    assert "BSC/NOT/2027/001" in page


def test_a_year_without_meetings_says_what_comes_next(company: Company, as_person: AsPerson) -> None:
    page = as_person(company.manager).get(LIST).content.decode()
    assert "Belum ada rapat penetapan tahun ini" in page


def test_many_meetings_ask_the_database_as_often_as_few(
    company: Company, as_person: AsPerson, meeting: Meeting
) -> None:
    client = as_person(company.cms_head)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(LIST).status_code == 200
        return len(found)

    few = queries()
    Meeting.objects.bulk_create(
        Meeting(
            cycle=company.cycle,
            status="held",
            number=f"N-{number}",
            held_on=date(2027, 1, 5),
            effective_from=date(2027, 1, 5),
            attendance="-",
            recorded_by=company.cms_head,
            recorded_at=clock.now(),
        )
        for number in range(20)
    )
    assert queries() == few


def test_a_drafter_may_not_open_the_meeting_but_reads_the_own_version(
    company: Company, as_person: AsPerson, meeting: Meeting, chosen: list[Scorecard]
) -> None:
    version = ScorecardVersion.objects.get(scorecard=chosen[1])
    url = reverse("bsc:version-detail", args=[version.pk])
    assert as_person(company.drafter).get(url).status_code == 200


def test_the_meeting_shows_an_auditor_only_the_units_granted(
    company: Company, as_person: AsPerson, meeting: Meeting
) -> None:
    page = as_person(company.auditor).get(reverse("bsc:meeting-detail", args=[meeting.pk]))
    assert [row.unit for row in page.context["rows"]] == ["Departemen PPIC"]


def test_the_version_shows_what_was_locked_whatever_changes_later(
    company: Company, as_person: AsPerson, meeting: Meeting, chosen: list[Scorecard]
) -> None:
    with unlocked():
        Measure.objects.filter(kpis__in=kpis_of(chosen[1])[:1]).update(name="Nama baru", target=1)
    version = ScorecardVersion.objects.get(scorecard=chosen[1])
    page = as_person(company.manager).get(reverse("bsc:version-detail", args=[version.pk])).content.decode()
    assert "Biaya produksi PPIC" in page
    assert "Nama baru" not in page
    assert version.content_sha256 in page
    assert "Rev. 00" in page
    assert "20 Januari 2027" in page


@pytest.mark.parametrize(
    ("actor", "status"), [("manager", 200), ("outsider", 200), ("nobody", 404), ("admin", 404)]
)
def test_established_targets_are_readable_by_managers(
    company: Company,
    as_person: AsPerson,
    meeting: Meeting,
    chosen: list[Scorecard],
    actor: str,
    status: int,
) -> None:
    version = ScorecardVersion.objects.get(scorecard=chosen[1])
    url = reverse("bsc:version-detail", args=[version.pk])
    assert as_person(getattr(company, actor)).get(url).status_code == status
