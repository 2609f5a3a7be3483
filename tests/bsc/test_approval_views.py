"""Pages of sending and reviewing: own, foreign, wrong role, wrong state; what was typed stays."""

from collections.abc import Callable
from itertools import zip_longest

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import Kpi, Measure, Scorecard
from cint_portal.organization.models import Unit
from tests.bsc.scorecards import accept_all, kpis_of, last_log, make_scorecard, shown_hash
from tests.company import FOUNDED, Company
from tests.locks import unlocked

AsPerson = Callable[..., Client]


@pytest.fixture
def draft(company: Company) -> Scorecard:
    return make_scorecard(company.cycle, company.department)


@pytest.fixture
def sent(company: Company) -> Scorecard:
    return make_scorecard(
        company.cycle, company.department, "sent_cms", company.manager, review_due_on="2026-12-21"
    )


def send_url(scorecard: Scorecard, name: str = "submit") -> str:
    return reverse("bsc:scorecard-transition", args=[scorecard.pk, name])


def review_url(scorecard: Scorecard) -> str:
    return reverse("bsc:approval-review", args=[scorecard.pk])


def decided(scorecard: Scorecard, *decisions: str, comment: str = "", **fields: object) -> dict[str, object]:
    """What the review page posts: a decision per KPI in order, the last ones undecided."""
    data: dict[str, object] = {"version": scorecard.version, **fields}
    for kpi, decision in zip_longest(kpis_of(scorecard), decisions, fillvalue=""):
        data[f"kpi-{kpi.pk}-decision"] = decision
        data[f"kpi-{kpi.pk}-comment"] = comment if decision == "returned" else ""
    return data


# --- Sending ----------------------------------------------------------------------------------------


def test_the_manager_sends_from_the_scorecard(
    company: Company, as_person: AsPerson, draft: Scorecard
) -> None:
    answer = as_person(company.manager).post(send_url(draft), {"version": 0})
    assert (answer.status_code, answer["Location"]) == (
        302,
        reverse("bsc:scorecard-detail", args=[draft.pk]),
    )
    draft.refresh_from_db()
    assert draft.status == "sent_cms"


def test_what_is_missing_is_listed_and_nothing_is_sent(
    company: Company, as_person: AsPerson, draft: Scorecard
) -> None:
    Measure.objects.get(name="Cacat produk PPIC").targets.all().delete()
    answer = as_person(company.manager).post(send_url(draft), {"version": 0})
    assert answer.status_code == 422
    kpi = Kpi.objects.get(measure__name="Cacat produk PPIC")
    link = f'href="{reverse("bsc:kpi-edit", args=[kpi.pk])}">Cacat produk PPIC</a>'
    assert link in answer.content.decode(), "one click from what is missing to where it is written"
    draft.refresh_from_db()
    assert draft.status == "draft"


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("second_layer", 403),
        ("drafter", 403),
        ("director", 403),
        ("cms", 403),
        ("bod", 403),
        ("colleague", 404),
        ("outsider", 404),
        ("admin", 404),
        ("nobody", 404),
    ],
)
def test_who_is_not_the_manager_does_not_send(
    company: Company, as_person: AsPerson, draft: Scorecard, actor: str, status: int
) -> None:
    assert as_person(getattr(company, actor)).post(send_url(draft)).status_code == status


@pytest.mark.parametrize("name", ["approve", "establish", "forward", "return_by_cms", "nonsense"])
def test_the_address_takes_no_other_transition(
    company: Company, as_person: AsPerson, draft: Scorecard, name: str
) -> None:
    assert as_person(company.cms_head).post(send_url(draft, name)).status_code == 404


def test_a_department_is_not_sent_past_cms(company: Company, as_person: AsPerson, draft: Scorecard) -> None:
    assert as_person(company.cms_head).post(send_url(draft, "send_to_board")).status_code == 403


def test_sending_what_was_sent_is_a_conflict(company: Company, as_person: AsPerson, sent: Scorecard) -> None:
    assert as_person(company.manager).post(send_url(sent)).status_code == 409


def test_a_double_click_sends_once(company: Company, as_person: AsPerson, draft: Scorecard) -> None:
    client, form = as_person(company.manager), {"version": 0, "_nonce": "one-click"}
    first, second = client.post(send_url(draft), form), client.post(send_url(draft), form)
    assert first["Location"] == second["Location"]
    draft.refresh_from_db()
    assert draft.version == 1


# --- Queue ------------------------------------------------------------------------------------------


def test_the_queue_shows_clock_weights_and_counts(
    company: Company, as_person: AsPerson, sent: Scorecard
) -> None:
    page = as_person(company.cms).get(reverse("bsc:approval-list")).content.decode()
    assert "Departemen PPIC" in page
    assert "0 dari 4" in page
    assert "100\N{NO-BREAK SPACE}%" in page


@pytest.mark.parametrize(
    ("actor", "status"),
    [("cms_head", 200), ("cms", 200), ("manager", 403), ("bod", 403), ("auditor", 403), ("admin", 403)],
)
def test_the_queue_is_for_reviewers(company: Company, as_person: AsPerson, actor: str, status: int) -> None:
    assert as_person(getattr(company, actor)).get(reverse("bsc:approval-list")).status_code == status


def test_ones_own_unit_is_not_in_the_queue(company: Company, as_person: AsPerson, sent: Scorecard) -> None:
    page = as_person(company.cms_with_department).get(reverse("bsc:approval-list"))
    assert page.context["lines"] == []


def test_a_substitute_finds_the_department_of_cms_in_the_queue(company: Company, as_person: AsPerson) -> None:
    Unit.objects.filter(pk=company.cms_department.pk).update(substitute_reviewer=company.colleague)
    make_scorecard(company.cycle, company.cms_department, "sent_cms", company.cms_head)
    make_scorecard(company.cycle, company.department, "sent_cms", company.manager)
    page = as_person(company.colleague).get(reverse("bsc:approval-list"))
    assert [line.unit for line in page.context["lines"]] == ["Bagian CMS"]


def queries_of(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def add_departments(company: Company, status: str, numbers: range) -> None:
    for number in numbers:
        unit = Unit.objects.create(
            code=f"X{number}",
            name=f"Departemen {number}",
            kind="department",
            parent=company.directorate,
            valid_from=FOUNDED,
        )
        make_scorecard(company.cycle, unit, status, company.outsider, review_due_on="2026-12-21")


@pytest.mark.parametrize(
    ("url_name", "status", "actor"),
    [("bsc:approval-list", "sent_cms", "cms"), ("bsc:decision-list", "with_board", "bod")],
)
def test_a_long_queue_asks_the_database_as_often_as_a_short_one(
    company: Company, as_person: AsPerson, url_name: str, status: str, actor: str
) -> None:
    client, url = as_person(getattr(company, actor)), reverse(url_name)
    add_departments(company, status, range(5))
    short = queries_of(client, url)
    add_departments(company, status, range(5, 50))
    assert queries_of(client, url) == short


# --- Review -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("cms", 200),
        ("second_cms", 200),
        ("manager", 403),
        ("director", 403),
        ("bod", 403),
        ("cms_with_department", 403),
        ("outsider", 404),
        ("nobody", 404),
    ],
)
def test_the_review_page_is_for_reviewers_of_that_unit(
    company: Company, as_person: AsPerson, sent: Scorecard, actor: str, status: int
) -> None:
    client = as_person(getattr(company, actor))
    assert client.get(review_url(sent)).status_code == status
    posted = client.post(review_url(sent), {"step": "forward"}).status_code
    assert posted == (422 if status == 200 else status)  # allowed, but no KPI is accepted yet


def test_an_old_link_to_a_finished_review_leads_to_the_scorecard(
    company: Company, as_person: AsPerson
) -> None:
    scorecard = make_scorecard(company.cycle, company.department, "approved", company.manager)
    answer = as_person(company.cms).get(review_url(scorecard))
    assert answer["Location"] == reverse("bsc:scorecard-detail", args=[scorecard.pk])


def test_the_page_shows_each_kpi_with_target_weight_and_source(
    company: Company, as_person: AsPerson, sent: Scorecard
) -> None:
    page = as_person(company.cms).get(review_url(sent)).content.decode()
    for text in ("Cacat produk PPIC", "≥ 95", "25\N{NO-BREAK SPACE}%", "Kebijakan mutu", "Laporan bulanan"):
        assert text in page
    assert "Diubah sejak putaran lalu" not in page, "there was no round before"
    with unlocked():
        Measure.objects.filter(pk=kpis_of(sent)[0].measure_id).update(last_year="92.5", unit="poin")
    page = as_person(company.cms).get(review_url(sent)).content.decode()
    assert "</span> 92,5 poin ·" in page
    assert "</span> – ·" in page, "no unit where there is no figure"


def test_decisions_are_saved_and_shown_again(company: Company, as_person: AsPerson, sent: Scorecard) -> None:
    client = as_person(company.cms)
    answer = client.post(
        review_url(sent), decided(sent, "accepted", "returned", comment="Satuan keliru", step="save")
    )
    assert answer["Location"] == review_url(sent)
    page = client.get(review_url(sent)).content.decode()
    assert "Satuan keliru" in page
    assert "2 dari 4 KPI sudah diperiksa" in page


def test_the_rest_is_accepted_in_one_click(company: Company, as_person: AsPerson, sent: Scorecard) -> None:
    as_person(company.cms).post(
        review_url(sent), decided(sent, "returned", comment="Naikkan", step="accept_rest")
    )
    assert [kpi.decision for kpi in kpis_of(sent)] == ["returned", "accepted", "accepted", "accepted"]


def test_a_return_without_words_marks_the_field_and_keeps_what_was_typed(
    company: Company, as_person: AsPerson, sent: Scorecard
) -> None:
    form = decided(sent, "accepted", "returned", step="return", comment="", version=0)
    form["comment"] = "catatan umum"
    answer = as_person(company.cms).post(review_url(sent), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tuliskan apa yang perlu diperbaiki." in page
    assert "catatan umum" in page
    kpi = kpis_of(sent)[1]
    head = page[: page.index("data-autosave-url")]
    assert "Belum disimpan. Lengkapi komentar yang ditandai:" in head, "seen without scrolling"
    assert f'<a href="#id_kpi-{kpi.pk}-comment">{kpi.name}</a>' in head
    sent.refresh_from_db()
    assert sent.status == "sent_cms"


def test_cms_returns_to_the_department(company: Company, as_person: AsPerson, sent: Scorecard) -> None:
    form = decided(sent, "returned", "accepted", "accepted", "accepted", comment="Naikkan", step="return")
    answer = as_person(company.cms).post(review_url(sent), form)
    assert answer["Location"] == reverse("bsc:approval-list")
    sent.refresh_from_db()
    assert sent.status == "returned_cms"


def test_cms_forwards_to_the_board(company: Company, as_person: AsPerson, sent: Scorecard) -> None:
    accept_all(sent)
    form = {"version": 0, "step": "forward", "recommendation": "note", "comment": "Pantau target"}
    as_person(company.cms).post(review_url(sent), form)
    sent.refresh_from_db()
    assert sent.status == "with_board"
    details = last_log(sent).details
    assert (details["recommendation"], details["content_sha256"]) == ("note", shown_hash(sent))


@pytest.mark.parametrize(
    ("advice", "words"),
    [
        ({}, "Pilih rekomendasi CMS"),
        ({"recommendation": "lain"}, "Pilih rekomendasi CMS"),
        ({"recommendation": "note", "comment": " "}, "menjelaskan rekomendasi"),
        ({"recommendation": "return"}, "menjelaskan rekomendasi"),
    ],
)
def test_forwarding_says_what_cms_recommends(
    company: Company, as_person: AsPerson, sent: Scorecard, advice: dict[str, str], words: str
) -> None:
    accept_all(sent)
    answer = as_person(company.cms).post(review_url(sent), {"version": 0, "step": "forward", **advice})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    sent.refresh_from_db()
    assert sent.status == "sent_cms"


def test_forwarding_with_open_kpis_names_them(company: Company, as_person: AsPerson, sent: Scorecard) -> None:
    answer = as_person(company.cms).post(review_url(sent), decided(sent, "accepted", step="forward"))
    assert answer.status_code == 422
    assert "setiap KPI harus diterima" in answer.content.decode()


def test_a_stale_review_keeps_the_typed_comment_beside_the_current_state(
    company: Company, as_person: AsPerson, sent: Scorecard
) -> None:
    as_person(company.second_cms).post(review_url(sent), decided(sent, "accepted", step="save"))
    answer = as_person(company.cms).post(
        review_url(sent), decided(sent, "returned", comment="Ketikan lama", step="save")
    )
    assert answer.status_code == 409
    assert "Ketikan lama" in answer.content.decode()
    assert kpis_of(sent)[0].decision == "accepted"


def test_deciding_after_the_round_is_over_is_a_conflict(
    company: Company, as_person: AsPerson, sent: Scorecard
) -> None:
    Scorecard.objects.filter(pk=sent.pk).update(status="returned_cms", version=5)
    answer = as_person(company.cms).post(review_url(sent), decided(sent, "accepted", step="save"))
    assert answer.status_code == 409


def test_autosave_keeps_complete_decisions_and_says_which_are_not(
    company: Company, as_person: AsPerson, sent: Scorecard
) -> None:
    url = reverse("bsc:approval-autosave", args=[sent.pk])
    answer = as_person(company.cms).post(url, decided(sent, "accepted", "returned", comment="")).json()
    second = kpis_of(sent)[1]
    assert answer["version"] == 1
    assert answer["errors"] == {f"kpi-{second.pk}-comment": "Tuliskan apa yang perlu diperbaiki."}
    assert [kpi.decision for kpi in kpis_of(sent)] == ["accepted", "pending", "pending", "pending"]


def test_autosave_after_somebody_elses_save_is_a_conflict_in_words(
    company: Company, as_person: AsPerson, sent: Scorecard
) -> None:
    Scorecard.objects.filter(pk=sent.pk).update(version=3)
    url = reverse("bsc:approval-autosave", args=[sent.pk])
    answer = as_person(company.cms).post(url, decided(sent, "accepted"))
    assert answer.status_code == 409
    assert answer.json()["message"]


@pytest.mark.parametrize(("actor", "status"), [("manager", 403), ("outsider", 404)])
def test_autosave_is_for_reviewers(
    company: Company, as_person: AsPerson, sent: Scorecard, actor: str, status: int
) -> None:
    url = reverse("bsc:approval-autosave", args=[sent.pk])
    assert as_person(getattr(company, actor)).post(url).status_code == status
