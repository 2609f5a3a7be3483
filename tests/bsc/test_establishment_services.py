"""Penetapan BSC: one meeting locks every chosen scorecard as Rev. 00, or none."""

from dataclasses import replace
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from bsc.models import EstablishedScorecard, Measure, Meeting, Scorecard, ScorecardVersion
from bsc.selectors.content import content_hash
from bsc.selectors.rounds import kpis_in
from bsc.services.establishment import MeetingRecord, establish_set
from cint_portal.core.errors import Conflict, InvalidInput
from cint_portal.notifications.models import OutboxMail
from cint_portal.organization.models import PlanningCycle
from cint_portal.workflow.models import TransitionLog
from tests.bsc.scorecards import approved, kpis_of, last_log, make_scorecard, shown_hash
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked

NOW = at("2027-01-20 16:00")
MEETING = MeetingRecord(
    number="BSC/NOT/2027/001",
    held_on=date(2027, 1, 20),
    effective_from=date(2027, 1, 20),
    attendance="Kartika Sari\nLukman Hakim\nAndi Wijaya",
    minutes="Seluruh scorecard ditetapkan.",
)


@pytest.fixture
def chosen(company: Company) -> list[Scorecard]:
    return [approved(company, company.corporate), approved(company, company.department)]


def establish(company: Company, chosen: list[Scorecard], **changes: object) -> Meeting:
    return establish_set(
        cycle=company.cycle,
        meeting=replace(MEETING, **changes),
        scorecards=chosen,
        actor=company.cms_head,
        now=NOW,
    )


def assert_nothing_established() -> None:
    assert not Meeting.objects.exists()
    assert not ScorecardVersion.objects.exists()
    assert not TransitionLog.objects.filter(transition="establish").exists()
    assert not OutboxMail.objects.filter(kind="bsc.established").exists()


def test_the_meeting_establishes_the_chosen_scorecards_as_rev_00(
    company: Company, chosen: list[Scorecard]
) -> None:
    meeting = establish(company, chosen)
    for scorecard in chosen:
        scorecard.refresh_from_db()
        assert (scorecard.status, scorecard.revision) == ("established", 0)
        assert scorecard.effective_from == date(2027, 1, 20)
    assert set(
        EstablishedScorecard.objects.filter(meeting=meeting).values_list("scorecard_id", flat=True)
    ) == {scorecard.pk for scorecard in chosen}
    assert (meeting.recorded_by, meeting.recorded_at) == (company.cms_head, NOW)


def test_each_scorecard_gets_one_log_line_with_the_number_of_the_minutes(
    company: Company, chosen: list[Scorecard]
) -> None:
    establish(company, chosen)
    lines = TransitionLog.objects.filter(transition="establish")
    assert [line.details["meeting"] for line in lines] == ["BSC/NOT/2027/001"] * 2
    assert all("BSC/NOT/2027/001" in line.comment for line in lines)


def test_the_locked_version_keeps_the_content_and_its_hash(company: Company, chosen: list[Scorecard]) -> None:
    digest = shown_hash(chosen[1])
    establish(company, chosen)
    version = ScorecardVersion.objects.get(scorecard=chosen[1])
    assert (version.revision, version.effective_from) == (0, date(2027, 1, 20))
    assert version.content_sha256 == content_hash(version.content) == digest
    assert last_log(chosen[1]).details["content_sha256"] == digest
    kpis = [k for lane in version.content["perspectives"] for o in lane["objectives"] for k in o["kpis"]]
    assert [kpi["id"] for kpi in kpis] == [kpi.pk for kpi in kpis_of(chosen[1])]


def test_board_managers_and_second_layer_get_one_mail_each(company: Company, chosen: list[Scorecard]) -> None:
    meeting = establish(company, chosen)
    mails = OutboxMail.objects.filter(kind="bsc.established")
    assert {mail.recipient.username for mail in mails} == {
        "dirut",
        "direksi",
        "manager",
        "cms.rangkap",
        "manager.qa",
        "manager.fin",
        "second.layer",
    }
    assert mails[0].about == meeting
    assert mails[0].context["count"] == 2


def test_a_later_meeting_establishes_a_further_unit(company: Company, chosen: list[Scorecard]) -> None:
    establish(company, chosen)
    late = approved(company, company.sister_department)
    meeting = establish(company, [late], number="BSC/NOT/2027/002", effective_from=date(2027, 4, 1))
    late.refresh_from_db()
    assert (late.status, late.revision, late.effective_from) == ("established", 0, date(2027, 4, 1))
    assert meeting.established.count() == 1


@pytest.mark.parametrize("state", ["draft", "sent_cms", "with_board", "returned_board"])
def test_a_scorecard_that_is_not_approved_stops_the_whole_meeting(
    company: Company, chosen: list[Scorecard], state: str
) -> None:
    unready = make_scorecard(company.cycle, company.other_department, state)
    with pytest.raises(Conflict):
        establish(company, [*chosen, unready])
    assert_nothing_established()


def test_what_is_established_is_not_established_again(company: Company, chosen: list[Scorecard]) -> None:
    establish(company, chosen)
    with pytest.raises(Conflict):
        establish(company, chosen[:1], number="BSC/NOT/2027/002")
    assert Meeting.objects.count() == 1
    assert ScorecardVersion.objects.count() == 2


def test_content_other_than_the_approved_one_is_not_established(
    company: Company, chosen: list[Scorecard]
) -> None:
    with unlocked():
        Measure.objects.filter(kpis__in=kpis_of(chosen[1])[:1]).update(target=1)
    with pytest.raises(Conflict) as refusal:
        establish(company, chosen)
    assert "Departemen PPIC" in str(refusal.value)
    assert_nothing_established()


def test_a_cap_that_the_year_changes_after_the_approval_stops_nothing(
    company: Company, chosen: list[Scorecard]
) -> None:
    """It is the year's setting, not what the board signed; a KPI's own cap is signed and locked."""
    PlanningCycle.objects.filter(pk=company.cycle.pk).update(cap="1.10")
    establish(company, chosen)
    version = ScorecardVersion.objects.filter(scorecard=chosen[1]).get()
    measures = [kpi["measure"] for kpi in kpis_in(version.content)]
    assert {measure["cap"] for measure in measures} == {None}
    own = kpis_of(chosen[1])[0].measure
    assert own is not None
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        Measure.objects.filter(pk=own.pk).update(cap="1.50")


def test_a_kpis_own_cap_is_part_of_what_is_signed(company: Company) -> None:
    scorecard = make_scorecard(company.cycle, company.department)
    before = shown_hash(scorecard)
    Measure.objects.filter(kpis__in=kpis_of(scorecard)[:1]).update(cap="1.50")
    assert shown_hash(scorecard) != before


@pytest.mark.parametrize("actor", ["cms", "manager", "bod", "president", "director", "admin", "auditor"])
def test_only_the_head_of_cms_records_the_meeting(
    company: Company, chosen: list[Scorecard], actor: str
) -> None:
    with pytest.raises(PermissionDenied):
        establish_set(
            cycle=company.cycle,
            meeting=MEETING,
            scorecards=chosen,
            actor=getattr(company, actor),
            now=NOW,
        )
    assert_nothing_established()


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "  "},
        {"attendance": " "},
        {"held_on": date(2027, 1, 21)},
        {"effective_from": date(2026, 12, 31)},
        {"effective_from": date(2028, 1, 1)},
    ],
    ids=["no number", "nobody present", "held tomorrow", "in force too early", "in force too late"],
)
def test_incomplete_minutes_establish_nothing(
    company: Company, chosen: list[Scorecard], changes: dict[str, object]
) -> None:
    with pytest.raises(InvalidInput):
        establish(company, chosen, **changes)
    assert_nothing_established()


def test_a_meeting_that_establishes_nothing_is_not_recorded(company: Company) -> None:
    with pytest.raises(InvalidInput):
        establish(company, [])
    assert_nothing_established()


def test_a_number_of_minutes_is_used_once_a_year(company: Company, chosen: list[Scorecard]) -> None:
    establish(company, chosen[:1])
    with pytest.raises(InvalidInput):
        establish(company, chosen[1:])
    assert Meeting.objects.count() == 1


def test_a_scorecard_of_another_year_is_not_established_along(
    company: Company, chosen: list[Scorecard]
) -> None:
    foreign = make_scorecard(PlanningCycle.objects.open_year(2028), company.department, "approved")
    with pytest.raises(Conflict):
        establish(company, [*chosen, foreign])
    assert_nothing_established()
