"""Action programmes, perspectives, vision and mission: written with the scorecard, progress all year."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from bsc.models import Objective, ProgrammeActivity, ProgrammeProgress, Scorecard
from bsc.selectors.content import content_of
from bsc.selectors.structure import structure
from bsc.services.motto import write_motto
from bsc.services.perspective import ArrangedLane, arrange_perspectives
from bsc.services.programme import ActivityDraft, report_progress
from bsc.services.scorecard import ObjectiveDraft, add_objective, create_scorecard, edit_objective
from cint_portal.core.errors import Conflict, InvalidInput
from tests.bsc.builders import Status, a_full_scorecard, a_scorecard, an_objective
from tests.company import Company
from tests.conftest import at
from tests.locks import unlocked

LogIn = Callable[[object], Client]
NOW = at("2027-03-01 09:00")
TRAINING = ActivityDraft(
    "Pelatihan K3", "Rp 20 juta", "Petugas K3", date(2027, 2, 1), date(2027, 6, 30), "Uji"
)


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def card(company: Company) -> Scorecard:
    return a_scorecard(company.department, company.cycle)


def planned(card: Scorecard, actor: Any, *lines: ActivityDraft) -> Objective:
    lane = card.perspectives.earliest("pk")
    draft = ObjectiveDraft("Mencegah kecelakaan", lane, ["ohs"], programme=lines)
    return add_objective(scorecard=card, actor=actor, draft=draft)


def changed(objective: Objective, actor: Any, *lines: ActivityDraft) -> None:
    draft = ObjectiveDraft(objective.name, objective.perspective, objective.kinds, programme=lines)
    edit_objective(objective=objective, actor=actor, draft=draft)


# --- Action programme ---------------------------------------------------------------------------------------


def test_an_objective_brings_its_programme_in_order(company: Company, card: Scorecard) -> None:
    planned(card, company.manager, TRAINING, ActivityDraft("  Rambu   di lini "))
    (row,) = structure(card).objectives
    assert [line.activity for line in row.programme] == ["Pelatihan K3", "Rambu di lini"]
    first = row.programme[0]
    assert (first.resources, first.pic, first.starts_on, first.evaluation, first.percent) == (
        "Rp 20 juta",
        "Petugas K3",
        date(2027, 2, 1),
        "Uji",
        None,
    )


def test_lines_are_changed_added_and_dropped_and_the_same_again_is_no_edit(
    company: Company, card: Scorecard
) -> None:
    objective = planned(card, company.manager, TRAINING, ActivityDraft("Rambu"))
    kept, gone = objective.programme.all()
    changed(
        objective, company.manager, ActivityDraft("Patroli"), ActivityDraft("Pelatihan ulang", id=kept.pk)
    )
    assert list(objective.programme.values_list("activity", flat=True)) == ["Patroli", "Pelatihan ulang"]
    assert not ProgrammeActivity.objects.filter(pk=gone.pk).exists()
    card.refresh_from_db()
    before = card.version
    lines = [ActivityDraft(row.activity, id=row.pk) for row in objective.programme.all()]
    changed(objective, company.manager, *lines)
    card.refresh_from_db()
    assert card.version == before


def test_a_programme_that_is_not_mentioned_stays(company: Company, card: Scorecard) -> None:
    objective = planned(card, company.manager, TRAINING)
    draft = ObjectiveDraft("Nama lain", objective.perspective, ["ohs"])
    edit_objective(objective=objective, actor=company.manager, draft=draft)
    assert objective.programme.count() == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (ActivityDraft(" ", pic="Andi"), "Tuliskan kegiatannya"),
        (ActivityDraft("Rambu", starts_on=date(2027, 5, 1), ends_on=date(2027, 4, 1)), "sebelum mulai"),
    ],
)
def test_a_line_that_makes_no_sense_writes_nothing(
    company: Company, card: Scorecard, line: ActivityDraft, words: str
) -> None:
    with pytest.raises(InvalidInput, match=words):
        planned(card, company.manager, TRAINING, line)
    assert not Objective.objects.exists()


def test_another_objectives_line_is_never_taken_over(company: Company, card: Scorecard) -> None:
    foreign = planned(card, company.manager, TRAINING).programme.get()
    own = planned(card, company.manager)
    changed(own, company.manager, ActivityDraft("Dicuri", id=foreign.pk))
    foreign.refresh_from_db()
    assert (foreign.activity, own.programme.get().activity) == ("Pelatihan K3", "Dicuri")


def test_progress_is_reported_after_the_lock_and_every_report_stays(
    company: Company, card: Scorecard
) -> None:
    activity = planned(card, company.manager, TRAINING).programme.get()
    with unlocked():
        Scorecard.objects.filter(pk=card.pk).update(status=Status.APPROVED)
    report_progress(activity=activity, actor=company.drafter, now=NOW, percent=30, note="Tahap 1")
    report_progress(activity=activity, actor=company.drafter, now=NOW, percent=30)
    report_progress(activity=activity, actor=company.manager, now=NOW, percent=60)
    reports = ProgrammeProgress.objects.order_by("pk").values_list("percent", "reported_by", "note")
    assert list(reports) == [(30, company.drafter.pk, "Tahap 1"), (60, company.manager.pk, "")], (
        "no news, no row"
    )


def test_only_who_writes_the_scorecard_reports_and_0_to_100(company: Company, card: Scorecard) -> None:
    activity = planned(card, company.manager, TRAINING).programme.get()
    for stranger in (company.colleague, company.director, company.bod, company.cms):
        with pytest.raises(PermissionDenied):
            report_progress(activity=activity, actor=stranger, now=NOW, percent=10)
    for percent in (-1, 101):
        with pytest.raises(InvalidInput):
            report_progress(activity=activity, actor=company.manager, now=NOW, percent=percent)
    assert not ProgrammeProgress.objects.exists()


FORM = {"name": "Mencegah kecelakaan", "kinds": ["ohs"], "basis": "", "version": "0"}
LINE = {
    "programme-TOTAL_FORMS": "2",
    "programme-INITIAL_FORMS": "0",
    "programme-0-activity": "Pelatihan K3",
    "programme-0-starts_on": "2027-02-01",
    "programme-0-ends_on": "2027-06-30",
    "programme-1-activity": "",
}


def test_the_page_writes_objective_and_programme_together(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    client, lane = as_person(company.manager), card.perspectives.earliest("pk")
    url = f"/bsc/scorecards/{card.pk}/objectives/create/"
    more = {"perspective": lane.pk, "consultation": "Risalah P2K3 4", "consulted_on": "2026-11-04"}
    assert client.post(url, {**FORM, **LINE, **more, "basis_kind": "ohs"}).status_code == 302
    objective = Objective.objects.get()
    assert (objective.basis_kind, objective.consulted_on) == ("ohs", date(2026, 11, 4))
    assert objective.programme.get().ends_on == date(2027, 6, 30)
    text = body(client.get(f"/bsc/scorecards/objectives/{objective.pk}/"))
    assert "Risalah P2K3 4, 4 Nov 2026" in text
    assert "1 Feb 2027 – 30 Jun 2027" in text


def test_a_wrong_line_comes_back_beside_its_field_with_everything_typed(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    client, lane = as_person(company.manager), card.perspectives.earliest("pk")
    wrong = {**LINE, "programme-0-ends_on": "2027-01-01", "programme-1-pic": "Andi"}
    answer = client.post(
        f"/bsc/scorecards/{card.pk}/objectives/create/", {**FORM, **wrong, "perspective": lane.pk}
    )
    assert answer.status_code == 422
    text = body(answer)
    assert "Selesai tidak boleh sebelum mulai." in text
    assert "Tuliskan kegiatannya." in text
    assert "Pelatihan K3" in text
    assert "Mencegah kecelakaan" in text
    assert '<a href="#id_programme-0-ends_on">Selesai, baris 1</a>' in text, "seen without scrolling"
    assert '<a href="#id_programme-1-activity">Kegiatan, baris 2</a>' in text
    assert 'data-label="Cara evaluasi"' in text, "a phone has no head over the columns"
    assert not Objective.objects.exists()


def test_progress_is_typed_on_the_objectives_page(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    activity = planned(card, company.manager, TRAINING).programme.get()
    client, url = as_person(company.manager), f"/bsc/scorecards/activities/{activity.pk}/progress/"
    page = f"/bsc/scorecards/objectives/{activity.objective_id}/"
    answer = client.post(url, {f"{activity.pk}-percent": "45", f"{activity.pk}-note": "Dua lini"})
    assert answer.url == f"{page}#activity-{activity.pk}"  # type: ignore[attr-defined]
    assert "45 %" in body(client.get(page))
    refused = client.post(url, {f"{activity.pk}-percent": "145", f"{activity.pk}-note": "Terlalu"})
    assert refused.status_code == 422
    assert 'value="145"' in body(refused)
    assert 'value="Terlalu"' in body(refused)


# --- Perspectives -------------------------------------------------------------------------------------------


def labels(card: Scorecard) -> list[str]:
    return [lane.label for lane in structure(card).perspectives]


def arranged(card: Scorecard, *order: int | str, **named: str) -> list[ArrangedLane]:
    lanes = list(card.perspectives.all())
    return [
        ArrangedLane(place) if isinstance(place, str)
        else ArrangedLane(
            named.get(lanes[place].kind, lanes[place].label), lanes[place].kind, lanes[place].pk
        )
        for place in order
    ]  # fmt: skip


def test_perspectives_are_renamed_reordered_added_and_removed(company: Company, card: Scorecard) -> None:
    lanes = arranged(card, 3, 0, 2, "Pemasok", learning="People Development")
    arrange_perspectives(scorecard=card, actor=company.manager, lanes=lanes)
    assert labels(card) == ["People Development", "Financial", "Internal Process", "Pemasok"]
    added = structure(card).perspectives[-1]
    assert (added.kind, added.weight) == ("other", None), "a weight is typed with the others'"


@pytest.mark.parametrize(
    ("order", "words"),
    [([], "sekurangnya satu"), ([0, 1, 2, 3, " "], "belum diisi"), ([0, 1, 2, 3, "financial"], "berbeda")],
)
def test_perspectives_that_make_no_sense_change_nothing(
    company: Company, card: Scorecard, order: list[int | str], words: str
) -> None:
    before = labels(card)
    with pytest.raises(InvalidInput, match=words):
        arrange_perspectives(scorecard=card, actor=company.manager, lanes=arranged(card, *order))
    assert labels(card) == before


def test_a_perspective_with_objectives_stays_and_is_named(company: Company, card: Scorecard) -> None:
    an_objective(card, "customer")
    with pytest.raises(InvalidInput) as refusal:
        arrange_perspectives(scorecard=card, actor=company.manager, lanes=arranged(card, 0, 2, 3))
    assert refusal.value.problems == ("Customer",)
    assert len(labels(card)) == 4


def test_the_page_arranges_by_number_and_leads_to_the_weights_when_their_number_changes(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    client, url = as_person(company.manager), f"/bsc/scorecards/{card.pk}/perspectives/"
    assert 'value="Internal Process"' in body(client.get(url))
    data: dict[str, object] = {"lanes-TOTAL_FORMS": 6, "lanes-INITIAL_FORMS": 4, "version": 0}
    for place, lane in enumerate(card.perspectives.all()):
        data |= {
            f"lanes-{place}-id": lane.pk,
            f"lanes-{place}-order": 9 - place,
            f"lanes-{place}-label": lane.label,
            f"lanes-{place}-kind": lane.kind,
        }
    data |= {f"lanes-{place}-kind": "other" for place in (4, 5)}
    assert client.post(url, data).url == f"/bsc/scorecards/{card.pk}/"  # type: ignore[attr-defined]
    assert labels(card) == ["Learning & Growth", "Internal Process", "Customer", "Financial"]
    more = {
        **data,
        "lanes-0-remove": "on",
        "lanes-4-label": "Pemasok",
        "lanes-5-label": "Regulator",
        "version": 1,
    }
    assert client.post(url, more).url == f"/bsc/scorecards/{card.pk}/weights/"  # type: ignore[attr-defined]
    assert "Pemasok" in labels(card)
    assert "Financial" not in labels(card)


# --- Vision and mission -------------------------------------------------------------------------------------


def test_vision_and_mission_head_the_corporate_scorecard_and_its_version(company: Company) -> None:
    card = a_full_scorecard(company.corporate, company.cycle)
    write_motto(scorecard=card, actor=company.cms, vision=" Terbaik ", mission="Mutu")
    company.cycle.refresh_from_db()
    assert (company.cycle.vision, company.cycle.mission) == ("Terbaik", "Mutu")
    content = content_of(card)
    assert (content["labels"]["vision"], content["labels"]["mission"]) == ("Terbaik", "Mutu")
    card.refresh_from_db()
    assert company.cms.pk in card.contributors


def test_vision_and_mission_are_written_by_cms_until_the_board_has_approved(company: Company) -> None:
    department = a_scorecard(company.department, company.cycle)
    with pytest.raises(InvalidInput, match="scorecard korporat"):
        write_motto(scorecard=department, actor=company.manager, vision="x", mission="")
    decided = a_scorecard(company.corporate, company.cycle, Status.APPROVED)
    with pytest.raises(Conflict):
        write_motto(scorecard=decided, actor=company.cms, vision="x", mission="")
    with pytest.raises(PermissionDenied):
        write_motto(scorecard=decided, actor=company.manager, vision="x", mission="")


def test_every_draft_shows_them_and_the_corporate_page_offers_to_write(
    company: Company, as_person: LogIn
) -> None:
    card = a_full_scorecard(company.corporate, company.cycle)
    client, url = as_person(company.cms), f"/bsc/scorecards/{card.pk}/"
    assert "Ubah visi dan misi" in body(client.get(url))
    assert (
        client.post(f"{url}motto/", {"vision": "Terbaik", "mission": "Mutu", "version": 0}).status_code == 302
    )
    assert "Terbaik" in body(client.get(url))
    own = a_scorecard(company.department, company.cycle)
    page = body(as_person(company.manager).get(f"/bsc/scorecards/{own.pk}/"))
    assert "Terbaik" in page
    assert "Ubah visi dan misi" not in page


def test_a_new_scorecard_has_the_four_perspectives(company: Company) -> None:

    card = create_scorecard(cycle=company.cycle, unit=company.department, actor=company.manager)
    assert labels(card) == ["Financial", "Customer", "Internal Process", "Learning & Growth"]
    assert {lane.weight for lane in structure(card).perspectives} == {Decimal(25)}
