"""Peta Strategi: arrows, circles refused by name, what the page, the file and the print show."""

from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bsc.map_report import build_map, may_ask_map
from bsc.models import MapArrow, Objective, Scorecard
from bsc.selectors.strategy_map import strategy_map
from bsc.services.scorecard import delete_objective
from bsc.services.strategy_map import add_arrow, remove_arrow
from cint_portal.core import clock
from cint_portal.core.errors import Conflict, InvalidInput, StaleVersion
from cint_portal.documents.models import ReportJob
from tests.bsc.builders import Status, a_full_scorecard, a_kpi, a_scorecard, an_objective
from tests.company import Company, unit
from tests.locks import unlocked

LogIn = Callable[[object], Client]


@pytest.fixture
def card(company: Company) -> Scorecard:
    """A department's scorecard with an objective and a KPI in each of four lanes."""
    return a_full_scorecard(company.department, company.cycle)


def keys(card: Scorecard) -> dict[str, int]:
    rows = Objective.objects.filter(perspective__scorecard=card)
    return {row.perspective.kind: row.pk for row in rows.select_related("perspective")}


def drawn(card: Scorecard, company: Company, *arrows: tuple[str, str]) -> list[MapArrow]:
    of = keys(card)
    return [
        add_arrow(scorecard=card, cause=of[cause], effect=of[effect], actor=company.manager)
        for cause, effect in arrows
    ]


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


# --- Drawing --------------------------------------------------------------------------------------------


def test_an_arrow_is_drawn_and_counts_as_an_edit(company: Company, card: Scorecard) -> None:
    drawn(card, company, ("learning", "process"))
    card.refresh_from_db()
    assert (card.version, card.contributors) == (1, [company.manager.pk])
    found = strategy_map(card)
    learning = next(row for row in found.objectives if row.id == keys(card)["learning"])
    assert [end.name for end in learning.effects] == ["Sasaran process"]
    assert found.arrows == ((keys(card)["learning"], keys(card)["process"]),)


def test_a_circle_is_refused_with_its_objectives_in_order(company: Company, card: Scorecard) -> None:
    drawn(card, company, ("learning", "process"), ("process", "customer"))
    of = keys(card)
    with pytest.raises(InvalidInput) as refusal:
        add_arrow(scorecard=card, cause=of["customer"], effect=of["learning"], actor=company.manager)
    assert str(refusal.value) == (
        "Panah ini membentuk lingkaran: “Sasaran customer” → “Sasaran learning” → “Sasaran process”"
        " → “Sasaran customer”."
    )
    assert MapArrow.objects.count() == 2


def test_what_is_no_arrow_of_this_map_is_refused(company: Company, card: Scorecard) -> None:
    drawn(card, company, ("learning", "process"))
    of, foreign = keys(card), an_objective(a_scorecard(company.sister_department, company.cycle))
    for cause, effect in (
        (of["learning"], of["process"]),
        (of["learning"], foreign.pk),
        (of["learning"], of["learning"]),
    ):
        with pytest.raises(InvalidInput):
            add_arrow(scorecard=card, cause=cause, effect=effect, actor=company.manager)
    assert MapArrow.objects.count() == 1


def test_only_who_writes_the_scorecard_draws(company: Company, card: Scorecard) -> None:
    of = keys(card)
    for who in (company.colleague, company.cms, company.director):
        with pytest.raises(PermissionDenied):
            add_arrow(scorecard=card, cause=of["learning"], effect=of["process"], actor=who)
    (arrow,) = drawn(card, company, ("learning", "process"))
    with pytest.raises(PermissionDenied):
        remove_arrow(arrow=arrow, actor=company.colleague)


def test_a_stale_page_and_a_sent_scorecard_draw_nothing(company: Company, card: Scorecard) -> None:
    (arrow,) = drawn(card, company, ("learning", "process"))
    of = keys(card)
    with pytest.raises(StaleVersion):
        add_arrow(
            scorecard=card, cause=of["process"], effect=of["customer"], actor=company.manager, version=0
        )
    Scorecard.objects.filter(pk=card.pk).update(status=Status.SENT_CMS)
    with pytest.raises(Conflict):
        remove_arrow(arrow=arrow, actor=company.manager)
    assert MapArrow.objects.count() == 1


def test_an_arrow_goes_with_its_objective(company: Company, card: Scorecard) -> None:
    (arrow, _other) = drawn(card, company, ("learning", "process"), ("process", "customer"))
    delete_objective(objective=arrow.cause, actor=company.manager)
    assert MapArrow.objects.count() == 1


def test_the_database_refuses_what_no_service_would_write(company: Company, card: Scorecard) -> None:
    of, foreign = keys(card), an_objective(a_scorecard(company.sister_department, company.cycle))
    for cause, effect in ((of["learning"], foreign.pk), (of["learning"], of["learning"])):
        with pytest.raises(IntegrityError), transaction.atomic():
            MapArrow.objects.create(cause_id=cause, effect_id=effect)
    MapArrow.objects.create(cause_id=of["learning"], effect_id=of["process"])
    with pytest.raises(IntegrityError), transaction.atomic():
        MapArrow.objects.create(cause_id=of["learning"], effect_id=of["process"])


def test_a_decided_map_is_locked_in_the_database(company: Company, card: Scorecard) -> None:
    (arrow,) = drawn(card, company, ("learning", "process"))
    with unlocked():
        Scorecard.objects.filter(pk=card.pk).update(status=Status.APPROVED)
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        arrow.delete()
    with pytest.raises(IntegrityError, match="locked"), transaction.atomic():
        MapArrow.objects.create(cause=arrow.effect, effect_id=keys(card)["customer"])


# --- Pages ----------------------------------------------------------------------------------------------


def test_two_choices_draw_an_arrow_and_a_button_takes_it_away(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    client, of, page = as_person(company.manager), keys(card), f"/bsc/maps/{card.pk}/"
    data = {"cause": of["learning"], "effect": of["process"], "version": "0"}
    assert client.post(f"{page}arrows/create/", data).url == page  # type: ignore[attr-defined]
    arrow = MapArrow.objects.get()
    assert "Hapus panah Sasaran learning ke Sasaran process" in body(client.get(page))
    answer = client.post(f"/bsc/maps/arrows/{arrow.pk}/delete/", {"version": "1"})
    assert answer.url == page  # type: ignore[attr-defined]
    assert not MapArrow.objects.exists()


@pytest.mark.parametrize(
    ("cause", "effect", "says"),
    [
        ("customer", "learning", "membentuk lingkaran"),
        ("learning", "learning", "Akibat harus sasaran yang lain."),
        ("learning", "", "is-invalid"),
    ],
)
def test_a_refused_arrow_says_why_and_keeps_the_choice(
    company: Company, as_person: LogIn, card: Scorecard, cause: str, effect: str, says: str
) -> None:
    drawn(card, company, ("learning", "customer"))
    of = {**keys(card), "": ""}
    data = {"cause": of[cause], "effect": of[effect], "version": "1"}
    answer = as_person(company.manager).post(f"/bsc/maps/{card.pk}/arrows/create/", data)
    assert answer.status_code == 422
    assert says in body(answer)
    assert f'<option value="{of[cause]}" selected>' in body(answer)
    assert MapArrow.objects.count() == 1


def test_readers_see_the_map_without_tools(company: Company, as_person: LogIn, card: Scorecard) -> None:
    drawn(card, company, ("learning", "process"))
    text = body(as_person(company.cms).get(f"/bsc/maps/{card.pk}/"))
    assert "Sasaran learning → Sasaran process" in text
    assert "Tambah panah" not in text
    assert "Hapus panah" not in text


def test_an_objective_without_a_kpi_is_warned_about_on_the_map(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    row = an_objective(card, "process", name="Menjaga lingkungan", kinds=["environment"])
    text = body(as_person(company.manager).get(f"/bsc/maps/{card.pk}/"))
    assert "Sasaran “Menjaga lingkungan” belum mempunyai KPI" in text
    box = text.split(f'data-objective="{row.pk}"')[0].rsplit("<a ", 1)[1]
    assert "is-empty" in box
    a_kpi(row)
    assert "is-empty" not in body(as_person(company.manager).get(f"/bsc/maps/{card.pk}/"))


def test_a_chain_is_shown_without_javascript(company: Company, as_person: LogIn, card: Scorecard) -> None:
    drawn(card, company, ("learning", "process"), ("customer", "financial"))
    of, client = keys(card), as_person(company.manager)
    text = body(client.get(f"/bsc/maps/{card.pk}/?objective={of['process']}"))
    assert text.count("map-box is-chain") == 2
    assert text.count("map-box is-dim") == 2
    assert text.count("map-arrow is-dim") == 1
    plain = body(client.get(f"/bsc/maps/{card.pk}/?objective=999999"))
    assert "is-dim" not in plain


def test_a_box_leads_to_its_objective(company: Company, as_person: LogIn, card: Scorecard) -> None:
    of, client = keys(card), as_person(company.manager)
    text = body(client.get(f"/bsc/maps/{card.pk}/"))
    link = f"/bsc/scorecards/objectives/{of['process']}/"
    assert f'href="{link}" data-objective="{of["process"]}"' in text
    assert client.get(link).status_code == 200


def test_the_page_carries_no_inline_style(company: Company, as_person: LogIn, card: Scorecard) -> None:
    text = body(as_person(company.manager).get(f"/bsc/maps/{card.pk}/"))
    assert "style=" not in text
    assert "<style" not in text


def test_the_svg_file_stands_alone(company: Company, as_person: LogIn, card: Scorecard) -> None:
    Objective.objects.filter(pk=keys(card)["process"]).update(name="Mutu <baik> & murah")
    drawn(card, company, ("learning", "process"))
    answer = as_person(company.manager).get(f"/bsc/maps/{card.pk}/svg/")
    assert answer["Content-Type"] == "image/svg+xml"
    assert "attachment" in answer["Content-Disposition"]
    root = ElementTree.fromstring(answer.content)  # noqa: S314 (our own file)
    texts = "".join(root.itertext())
    assert "Mutu <baik> & murah" in texts
    assert "href" not in answer.content.decode()


def test_the_print_has_the_map_its_arrows_and_the_analysis(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    drawn(card, company, ("learning", "process"))
    answer = as_person(company.manager).post(f"/bsc/maps/{card.pk}/pdf/")
    job = ReportJob.objects.get()
    assert answer.url == f"/reports/{job.pk}/"  # type: ignore[attr-defined]
    assert may_ask_map(company.manager, {"scorecard": card.pk})
    assert not may_ask_map(company.outsider, {"scorecard": card.pk})
    data = build_map({"scorecard": card.pk}, "pdf", company.manager, clock.now(), lambda _done, _all: None)
    assert data.startswith(b"%PDF")


def test_the_list_counts_objectives_and_arrows_in_as_many_queries_for_fifty(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    drawn(card, company, ("learning", "process"), ("process", "customer"))
    client = as_person(company.cms)

    def cost() -> int:
        client.get("/bsc/maps/?year=2027")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/bsc/maps/?year=2027").status_code == 200
        return len(captured)

    before = cost()
    row = body(client.get("/bsc/maps/?year=2027")).split(f'href="/bsc/maps/{card.pk}/"')[1].split("</tr>")[0]
    assert '<td class="num" data-label="Sasaran">4</td><td class="num" data-label="Panah">2</td>' in row
    for number in range(10):
        a_full_scorecard(
            unit(f"X{number}", f"Departemen {number}", "department", company.directorate), company.cycle
        )
    assert cost() == before


def test_a_map_takes_as_many_queries_with_many_objectives(
    company: Company, as_person: LogIn, card: Scorecard
) -> None:
    client = as_person(company.manager)

    def cost() -> int:
        client.get(f"/bsc/maps/{card.pk}/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/bsc/maps/{card.pk}/")
        return len(captured)

    drawn(card, company, ("learning", "process"))
    before = cost()
    for number in range(12):
        row = an_objective(card, "process", name=f"Sasaran {number}")
        MapArrow.objects.create(cause_id=keys(card)["learning"], effect=row)
    assert cost() == before
