"""Pages of personal scorecards: what the circle sees, one whole agreement, Excel, and constant queries."""

from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.excel.workbook import TAB
from bsc.models import Measure, Scorecard, ScorecardUpload
from cint_portal.core import clock
from cint_portal.home.selectors import todos_for
from cint_portal.organization.models import PlanningCycle, User
from tests.bsc.forms import form_file, typed
from tests.bsc.personal import CANARY, NOW, PersonalScene
from tests.bsc.scorecards import kpis_of
from tests.company import Company, assign, person
from tests.matrix.framework import browser

LogIn = Callable[[object], Client]
LIST = "/bsc/personal/"
MENU = f'href="{LIST}"'


@pytest.fixture
def scene(company: Company) -> PersonalScene:
    return PersonalScene(company)


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


# --- The list ---------------------------------------------------------------------------------------


def test_the_employee_sees_the_own_one_first(scene: PersonalScene, as_person: LogIn) -> None:
    scorecard = scene.complete()
    scene.draft(employee=scene.company.drafter)
    text = body(as_person(scene.employee).get(LIST))
    assert "Buka scorecard saya" in text
    assert reverse("bsc:scorecard-detail", args=[scorecard.pk]) in text
    assert "Fitri Handayani" not in text


def test_the_manager_sees_his_people_and_who_has_none(scene: PersonalScene, as_person: LogIn) -> None:
    scene.complete()
    text = body(as_person(scene.company.manager).get(LIST))
    assert "Sari Melati" in text
    assert "2 orang belum mempunyai scorecard" in text  # second layer and drafter
    assert f"person={scene.company.department.pk}-{scene.company.drafter.pk}" in text


def test_the_director_creates_for_the_heads_and_reads_all(scene: PersonalScene, as_person: LogIn) -> None:
    scene.complete()
    text = body(as_person(scene.company.director).get(LIST))
    assert "Sari Melati" in text
    offered = ("Andi Wijaya", "Doni Pratama", "Gunawan Hadi")
    assert [name for name in (*offered, "Eko Nugroho") if name in text] == list(offered)


def test_hr_reads_the_list_and_creates_nothing(scene: PersonalScene, as_person: LogIn) -> None:
    scene.complete()
    client = as_person(scene.hr)
    text = body(client.get(LIST))
    assert "Sari Melati" in text
    assert "belum mempunyai scorecard" not in text
    assert client.get(reverse("bsc:personal-create")).status_code == 403


def test_it_is_searched_by_person_and_status(scene: PersonalScene, as_person: LogIn) -> None:
    scene.sent()
    scene.draft(employee=scene.company.drafter)
    client = as_person(scene.company.manager)
    assert "Sari Melati</a>" not in body(client.get(LIST, {"q": "fitri"}))
    assert "Sari Melati</a>" in body(client.get(LIST, {"status": "with_superior"}))
    assert "Tidak ada yang cocok" in body(client.get(LIST, {"q": "tidak ada"}))


def test_the_menu_has_it_only_in_years_that_do(scene: PersonalScene, as_person: LogIn) -> None:
    for who, shows in ((scene.employee, True), (scene.company.manager, True), (scene.company.auditor, False)):
        assert (MENU in body(as_person(who).get("/"))) is shows
    PlanningCycle.objects.update(employee_scorecards=False)
    for who in (scene.employee, scene.company.manager, scene.hr):
        assert MENU not in body(as_person(again(who)).get("/"))


def test_switched_off_it_is_hidden_and_comes_back_as_it_was(scene: PersonalScene, as_person: LogIn) -> None:
    page = reverse("bsc:scorecard-detail", args=[scene.agreed().pk])
    PlanningCycle.objects.update(employee_scorecards=False)
    assert [as_person(who).get(page).status_code for who in (scene.employee, scene.hr)] == [404, 404]
    PlanningCycle.objects.update(employee_scorecards=True)
    assert CANARY in body(as_person(again(scene.employee)).get(page))


# --- One agreement ----------------------------------------------------------------------------------


def post(client: Client, page: str, **data: object) -> str:
    response = client.post(page, data, follow=True)
    assert response.status_code == 200, body(response)[:500]
    return body(response)


def test_from_nothing_to_agreed_through_the_pages(scene: PersonalScene) -> None:
    company, employee = scene.company, browser(scene.employee)
    manager = browser(company.manager, fresh=True)
    key = f"{company.department.pk}-{scene.employee.pk}"
    text = post(manager, f"{reverse('bsc:personal-create')}?person={key}", person=key, weighting="kpi")
    assert "Scorecard Sari Melati 2027 dibuat." in text
    card = Scorecard.every.get(employee=scene.employee)

    taken = {f"kpi_{kpi.pk}": "shared" for kpi in kpis_of(scene.department)}
    text = post(employee, reverse("bsc:personal-take", args=[card.pk]), **taken)
    assert "4 KPI diambil" in text
    weights = {f"kpi_{kpi.pk}": "25" for kpi in kpis_of(card)}
    weights |= {f"lane_{lane.pk}": "25" for lane in card.perspectives.all()}
    post(employee, reverse("bsc:scorecard-weights", args=[card.pk]), weighting="kpi", **weights)
    post(employee, reverse("bsc:personal-transition", args=[card.pk, "send"]))

    (todo,) = [todo for todo in todos_for(again(company.manager), clock.now()) if "Sari Melati" in todo.title]
    assert (todo.kind, todo.url) == ("decision", reverse("bsc:personal-decide", args=[card.pk]))
    page = manager.get(todo.url)
    assert page.status_code == 200
    back = reverse("bsc:personal-return", args=[card.pk])
    assert manager.post(back, {"reason": " "}).status_code == 422
    post(manager, back, reason="Bobot biaya terlalu kecil")
    assert "Bobot biaya terlalu kecil" in body(employee.get(reverse("bsc:scorecard-detail", args=[card.pk])))

    post(employee, reverse("bsc:personal-transition", args=[card.pk, "send"]))
    shown = manager.get(todo.url).context
    digest = {"content_sha256": shown["content_sha256"], "version": shown["object_version"]}
    assert "disepakati" in post(manager, reverse("bsc:personal-agree", args=[card.pk]), **digest)
    card = Scorecard.every.get(pk=card.pk)
    assert card.status == "agreed"
    steps = body(employee.get(todo.url))
    assert "Menyepakati (atasan)" in steps
    assert "sama dengan isi sekarang" in steps


def test_a_wrong_person_is_said_beside_the_field(scene: PersonalScene, as_person: LogIn) -> None:
    response = as_person(scene.company.manager).post(
        reverse("bsc:personal-create"), {"person": "1-1", "weighting": "kpi"}
    )
    assert response.status_code == 422
    assert not Scorecard.every.filter(employee__isnull=False).exists()


def test_tasks_are_the_employees_draft_and_nothing_for_others(scene: PersonalScene) -> None:
    scene.complete()
    mine = [todo.title for todo in todos_for(again(scene.employee), NOW)]
    assert mine == ["Susun scorecard pribadi dan kirim ke atasan"]
    for who in ("cms_head", "cms", "bod", "director", "manager", "second_layer"):
        found = todos_for(again(getattr(scene.company, who)), NOW)
        assert not [todo for todo in found if "pribadi" in todo.title], who


# --- Excel ------------------------------------------------------------------------------------------


def test_a_workbook_goes_out_and_comes_back(scene: PersonalScene, as_person: LogIn) -> None:
    scorecard, client = scene.complete(), as_person(scene.employee)
    answer = client.get(reverse("bsc:scorecard-export", args=[scorecard.pk, "setup"]))
    assert f"scorecard-2027-pribadi-{scorecard.pk}-setup" in answer["Content-Disposition"]
    data = form_file(scorecard)
    sheet = openpyxl.load_workbook(BytesIO(data))[TAB]
    place = next(cell for row in sheet.iter_rows() for cell in row if cell.value == f"KPI {CANARY}")
    data = typed(data, {place.coordinate: "Jam kelas"})
    url = reverse("bsc:upload-create", args=[scorecard.pk])
    assert "Jam kelas" in body(client.post(url, {"file": SimpleUploadedFile("x.xlsx", data)}, follow=True))
    upload = ScorecardUpload.objects.get()
    page = reverse("bsc:upload-detail", args=[scorecard.pk, upload.pk])
    assert as_person(scene.company.manager).get(page).status_code == 404, "a preview is its uploader's"
    client.post(page, {"confirm": "1", "version": scorecard.version})
    assert Measure.objects.filter(name="Jam kelas").exists()


# --- Queries ----------------------------------------------------------------------------------------


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_pages_ask_as_often_for_fifty_people_as_for_five(scene: PersonalScene, as_person: LogIn) -> None:
    def add(numbers: range) -> None:
        for number in numbers:
            one = person(f"staf{number}", f"Karyawan {number}")
            assign(one, "employee", scene.company.department)  # type: ignore[arg-type]
            if number % 2:
                scene.draft(employee=one)

    add(range(5))
    card = scene.complete()
    readers = [as_person(who) for who in (scene.company.manager, scene.hr, scene.company.director)]
    before = [queries(reader, LIST) for reader in readers]
    add(range(5, 50))
    assert [queries(reader, LIST) for reader in readers] == before
    assert max(before) <= 12
    for name in ("bsc:scorecard-detail", "bsc:personal-take", "bsc:personal-decide"):
        assert queries(readers[0], reverse(name, args=[card.pk])) <= 16, name
