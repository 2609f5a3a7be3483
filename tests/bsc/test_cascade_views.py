"""Pages of the cascade: the matrix of CMS, taking over by a department."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bsc.models import CascadeMark, Objective, Scorecard
from bsc.selectors.cascade import matrix
from bsc.selectors.structure import structure
from cint_portal.notifications.models import OutboxMail
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_measure, a_scorecard, an_objective
from tests.company import Company, unit
from tests.locks import unlocked

LogIn = Callable[[object], Client]
MATRIX = "/bsc/cascade/?year=2027"
FINDINGS = "/bsc/cascade/findings/?year=2027"


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def corporate(company: Company) -> Scorecard:
    return a_full_scorecard(company.corporate, company.cycle, status=Status.APPROVED)


def objective(scorecard: Scorecard, lane: str = "financial") -> Objective:
    return Objective.objects.get(perspective__scorecard=scorecard, perspective__kind=lane)


def cell(scorecard: Scorecard, company: Company, lane: str = "financial") -> str:
    return f"mark-{objective(scorecard, lane).pk}-{company.department.pk}"


def test_cms_marks_the_matrix_in_one_go(company: Company, as_person: LogIn, corporate: Scorecard) -> None:
    client = as_person(company.cms)
    name = cell(corporate, company)
    assert f'name="{name}"' in body(client.get(MATRIX))
    data = {"seen": matrix(corporate).seen, name: "direct", cell(corporate, company, "customer"): "indirect"}
    answer = client.post(f"/bsc/cascade/{corporate.pk}/mark/", data)
    assert answer.url == f"{MATRIX}&scorecard={corporate.pk}"  # type: ignore[attr-defined]
    assert sorted(CascadeMark.objects.values_list("kind", flat=True)) == ["direct", "indirect"]
    assert not OutboxMail.objects.exists()


def test_saving_and_telling_is_one_click(company: Company, as_person: LogIn, corporate: Scorecard) -> None:
    client = as_person(company.cms)
    data = {cell(corporate, company): "direct", "announce": "1"}
    text = body(client.post(f"/bsc/cascade/{corporate.pk}/mark/", data, follow=True))
    assert "1 departemen diberi tahu." in text
    assert OutboxMail.objects.filter(kind="bsc.cascaded", recipient=company.manager).exists()
    assert Scorecard.objects.filter(unit=company.department, status="draft").exists()


def test_an_empty_matrix_is_saved_and_told_to_nobody(
    company: Company, as_person: LogIn, corporate: Scorecard
) -> None:
    text = body(
        as_person(company.cms).post(f"/bsc/cascade/{corporate.pk}/mark/", {"announce": "1"}, follow=True)
    )
    assert "Belum ada sasaran yang diturunkan" in text


def test_a_matrix_that_somebody_else_changed_is_not_overwritten(
    company: Company, as_person: LogIn, corporate: Scorecard
) -> None:
    seen = matrix(corporate).seen
    CascadeMark.objects.create(objective=objective(corporate), unit=company.department)
    answer = as_person(company.cms).post(f"/bsc/cascade/{corporate.pk}/mark/", {"seen": seen})
    assert answer.status_code == 409
    assert CascadeMark.objects.count() == 1


@pytest.mark.parametrize(
    "name", ["mark-x-1", "mark-1", "mark--", "mark-1-2-3", "xmark-1-2", "mark-٣-1", "mark-99999999999-1"]
)
def test_fields_that_are_no_cells_are_left_out(
    company: Company, as_person: LogIn, corporate: Scorecard, name: str
) -> None:
    answer = as_person(company.cms).post(f"/bsc/cascade/{corporate.pk}/mark/", {name: "direct"})
    assert answer.status_code == 302
    assert not CascadeMark.objects.exists()


@pytest.mark.parametrize(
    ("who", "page", "post"),
    [
        ("cms", 200, 302),
        ("cms_head", 200, 302),
        ("bod", 200, 403),
        ("director", 200, 403),
        ("manager", 200, 403),
        ("second_layer", 200, 403),
        ("auditor", 200, 404),
        ("drafter", 403, 404),
        ("admin", 403, 404),
        ("nobody", 403, 404),
    ],
)
def test_the_cascade_answers_by_role(
    company: Company, as_person: LogIn, corporate: Scorecard, who: str, page: int, post: int
) -> None:
    client = as_person(getattr(company, who))
    assert client.get(MATRIX).status_code == page
    assert client.post(f"/bsc/cascade/{corporate.pk}/mark/", {}).status_code == post


def test_an_undecided_scorecard_is_not_cascaded(company: Company, as_person: LogIn) -> None:
    draft = a_full_scorecard(company.corporate, company.cycle)
    client = as_person(company.cms)
    assert client.post(f"/bsc/cascade/{draft.pk}/mark/", {}).status_code == 409
    assert "Belum ada yang dapat diturunkan" in body(client.get(MATRIX))


def test_readers_see_marks_but_no_fields(company: Company, as_person: LogIn, corporate: Scorecard) -> None:
    CascadeMark.objects.create(objective=objective(corporate), unit=company.department, kind="indirect")
    text = body(as_person(company.manager).get(MATRIX))
    assert "Tidak Langsung" in text
    assert 'name="mark-' not in text


def test_every_finding_leads_to_where_it_is_settled(
    company: Company, as_person: LogIn, corporate: Scorecard
) -> None:
    own = an_objective(a_scorecard(company.department, company.cycle))
    orphan = a_kpi(own)
    parent = objective(corporate).kpis.get()
    with unlocked():
        type(parent).objects.filter(pk=parent.pk).update(rollup="sum")
    child = a_kpi(own, parent=parent)
    type(child.measure).objects.filter(pk=child.measure_id).update(target=40)  # type: ignore[arg-type]
    client = as_person(company.cms)
    gap = objective(corporate, "process").pk
    assert f'href="/bsc/cascade/objectives/{gap}/"' in body(client.get(f"{FINDINGS}&kind=gaps"))
    assert f'href="/bsc/scorecards/kpis/{orphan.pk}/"' in body(client.get(f"{FINDINGS}&kind=orphans"))
    text = body(client.get(f"{FINDINGS}&kind=targets"))
    assert "Target 100, turunannya 40, selisih 60 Rp juta (jumlah)." in text
    assert f'href="/bsc/cascade/kpis/{parent.pk}/"' in text
    assert "selisih 60" in body(client.get(f"/bsc/cascade/kpis/{parent.pk}/"))


def test_what_is_fine_says_so(company: Company, as_person: LogIn, corporate: Scorecard) -> None:
    text = body(as_person(company.cms).get(f"{FINDINGS}&kind=levels"))
    assert "Tidak ada jenjang yang dilewati." in text


def test_the_counts_come_as_a_panel(company: Company, as_person: LogIn, corporate: Scorecard) -> None:
    client = as_person(company.cms)
    assert 'hx-get="/bsc/cascade/summary/?year=2027"' in body(client.get(MATRIX))
    panel = client.get("/bsc/cascade/summary/?year=2027", HTTP_HX_REQUEST="true")
    assert "Sasaran belum didukung: 4" in body(panel)
    assert client.get("/bsc/cascade/summary/?year=2027").url == "/bsc/cascade/findings/?year=2027"


def test_a_direction_is_given_on_the_page_of_the_objective(
    company: Company, as_person: LogIn, corporate: Scorecard
) -> None:
    row, client = objective(corporate), as_person(company.cms)
    page = f"/bsc/cascade/objectives/{row.pk}/"
    ppic = company.department.pk
    assert f'name="mark-{ppic}"' in body(client.get(page))
    answer = client.post(page, {f"mark-{ppic}": "part", f"note-{ppic}": "Fokus OTIF", "mark-x": "direct"})
    assert answer.url == page  # type: ignore[attr-defined]
    mark = CascadeMark.objects.get()
    assert (mark.scope, mark.note) == ("part", "Fokus OTIF")
    assert "Fokus OTIF" in body(client.get(MATRIX))
    reader = body(as_person(company.manager).get(page))
    assert "Fokus OTIF" in reader
    assert "<select" not in reader.split("<main", 1)[1].split("</main>")[0]


def test_the_tree_opens_branch_by_branch(company: Company, as_person: LogIn, corporate: Scorecard) -> None:
    parent = objective(corporate).kpis.get()
    own = an_objective(a_scorecard(company.department, company.cycle))
    child = a_kpi(own, parent=parent, cascade_kind="direct", cascade_scope="part")
    client = as_person(company.cms)
    tree = body(client.get("/bsc/cascade/tree/?year=2027"))
    assert "1 turunan" in tree
    assert f'hx-get="/bsc/cascade/kpis/{parent.pk}/"' in tree
    part = body(client.get(f"/bsc/cascade/kpis/{parent.pk}/", HTTP_HX_REQUEST="true"))
    assert "Langsung (sebagian)" in part
    assert f"/bsc/scorecards/kpis/{child.pk}/" in part
    assert "<html" not in part
    assert "<html" in body(client.get(f"/bsc/cascade/kpis/{parent.pk}/")), "a page without JavaScript"


def test_the_table_names_what_stands_above(company: Company, as_person: LogIn, corporate: Scorecard) -> None:
    above = an_objective(a_scorecard(company.directorate, company.cycle, Status.APPROVED))
    between = a_kpi(
        above,
        a_measure(company.directorate, company.cycle, name="KPI direktorat"),
        parent=objective(corporate).kpis.get(),
    )
    own = an_objective(a_scorecard(company.department, company.cycle))
    a_kpi(own, a_measure(company.department, company.cycle, name="KPI PPIC"), parent=between)
    text = body(as_person(company.cms).get("/bsc/cascade/table/?year=2027"))
    for name in ("KPI PPIC", "KPI direktorat", "KPI 1"):
        assert name in text
    other = body(
        as_person(company.cms).get(f"/bsc/cascade/table/?year=2027&unit={company.sister_department.pk}")
    )
    assert "Unit kerja ini belum mempunyai KPI." in other


def test_each_source_has_its_own_matrix(company: Company, as_person: LogIn, corporate: Scorecard) -> None:
    directorate = a_full_scorecard(company.directorate, company.cycle, status=Status.APPROVED)
    text = body(as_person(company.cms).get(f"{MATRIX}&scorecard={directorate.pk}"))
    assert "Departemen Keuangan" not in text
    assert f'action="/bsc/cascade/{directorate.pk}/mark/"' in text


def test_the_matrix_page_takes_as_many_queries_with_fifty_departments(
    company: Company, as_person: LogIn, corporate: Scorecard
) -> None:
    client = as_person(company.cms)

    def cost() -> int:
        client.get(MATRIX)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(MATRIX).status_code == 200
        return len(captured)

    a_full_scorecard(company.department, company.cycle)
    before = cost()
    for number in range(50):
        a_full_scorecard(
            unit(f"X{number}", f"Departemen {number}", "department", company.directorate),
            company.cycle,
            kpis=1,
        )
    assert cost() == before


# --- Taking over ----------------------------------------------------------------------------------------


@pytest.fixture
def own(company: Company, corporate: Scorecard) -> Scorecard:
    CascadeMark.objects.create(objective=objective(corporate), unit=company.department)
    CascadeMark.objects.create(
        objective=objective(corporate, "customer"),
        unit=company.department,
        kind="indirect",
        note="Fokus OTIF",
    )
    return a_scorecard(company.department, company.cycle)


def taking(scorecard: Scorecard, source: Objective, **fields: object) -> dict[str, object]:
    lane = scorecard.perspectives.get(kind=source.perspective.kind)
    prefix = f"objective-{source.pk}"
    return {f"{prefix}-{name}": value for name, value in {"perspective": lane.pk, **fields}.items()}


def test_the_scorecard_offers_what_is_cascaded(company: Company, as_person: LogIn, own: Scorecard) -> None:
    client = as_person(company.manager)
    assert "2 sasaran diturunkan dan belum diambil" in body(client.get(f"/bsc/scorecards/{own.pk}/"))
    text = body(client.get(f"/bsc/scorecards/{own.pk}/take/"))
    assert "Sasaran financial" in text
    assert "Fokus OTIF" in text


def test_a_department_takes_one_over_and_supports_another(
    company: Company, as_person: LogIn, corporate: Scorecard, own: Scorecard
) -> None:
    money, customers = objective(corporate), objective(corporate, "customer")
    data = {
        "version": "0",
        **taking(own, money, kind="direct", parents=[money.kpis.get().pk], name=""),
        **taking(own, customers, kind="indirect", name="Pengiriman lengkap"),
    }
    answer = as_person(company.manager).post(f"/bsc/scorecards/{own.pk}/take/", data)
    assert answer.status_code == 302
    rows = structure(own).objectives
    assert [(row.name, row.cascade_kind, len(row.kpis)) for row in rows] == [
        ("Sasaran financial", "direct", 1),
        ("Pengiriman lengkap", "indirect", 0),
    ]
    text = body(as_person(company.manager).get(f"/bsc/scorecards/{own.pk}/take/"))
    assert "Tidak ada sasaran yang menunggu" in text


def test_an_own_objective_asks_for_its_name(
    company: Company, as_person: LogIn, corporate: Scorecard, own: Scorecard
) -> None:
    money, customers = objective(corporate), objective(corporate, "customer")
    data = {**taking(own, money, kind="direct"), **taking(own, customers, kind="indirect", name=" ")}
    answer = as_person(company.manager).post(f"/bsc/scorecards/{own.pk}/take/", data)
    assert answer.status_code == 422
    assert "Beri nama sasaran sendiri" in body(answer)
    assert structure(own).objectives == ()


def test_choosing_nothing_is_answered_in_words(
    company: Company, as_person: LogIn, corporate: Scorecard, own: Scorecard
) -> None:
    money, customers = objective(corporate), objective(corporate, "customer")
    data = {**taking(own, money, kind=""), **taking(own, customers, kind="")}
    answer = as_person(company.manager).post(f"/bsc/scorecards/{own.pk}/take/", data)
    assert answer.status_code == 422
    assert "Pilih sekurangnya satu sasaran." in body(answer)


def test_a_foreign_lane_or_parent_is_no_choice(
    company: Company, as_person: LogIn, corporate: Scorecard, own: Scorecard
) -> None:
    money, customers = objective(corporate), objective(corporate, "customer")
    foreign = a_scorecard(company.sister_department, company.cycle).perspectives.get(kind="financial")
    for fields in ({"perspective": foreign.pk}, {"parents": [customers.kpis.get().pk]}):
        data = {**taking(own, money, kind="direct", **fields), **taking(own, customers, kind="")}
        assert as_person(company.manager).post(f"/bsc/scorecards/{own.pk}/take/", data).status_code == 422
    assert structure(own).objectives == ()
