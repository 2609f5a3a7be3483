"""The board's pages: the gist, the next one, the right page for who comes second (realities 18, T16)."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bsc.models import Measure, Scorecard, ScorecardPerspective
from bsc.selectors.content import content_of
from bsc.selectors.differences import difference
from bsc.services.approval import forward_scorecard, send_scorecard
from bsc.services.decision import approve_scorecard, return_scorecard_by_board
from cint_portal.organization.models import Unit
from cint_portal.organization.roles import Role
from tests.bsc.scorecards import accept_all, add_kpi, kpis_of, make_scorecard, shown_hash, touch_weight
from tests.bsc.test_resolution_services import item, recorded
from tests.company import PASSWORD, Company, assign, unit
from tests.conftest import at

AsPerson = Callable[..., Client]
NOW = at("2027-01-07 10:00")


@pytest.fixture
def signer(as_person: AsPerson) -> AsPerson:
    """A logged-in person who gave the password a moment ago."""

    def log_in(person: object) -> Client:
        client = as_person(person)
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        return client

    return log_in


@pytest.fixture
def forwarded(company: Company) -> Scorecard:
    """Sent by the manager, forwarded by CMS with a note."""
    row = make_scorecard(company.cycle, company.department, "draft", company.manager)
    send_scorecard(scorecard=row, actor=company.manager, now=NOW)
    accept_all(row)
    return forward_scorecard(
        scorecard=row, actor=company.cms, now=NOW, recommendation="note", comment="Pantau cacat produk"
    )


def url(name: str, row: Scorecard) -> str:
    return reverse(f"bsc:decision-{name}", args=[row.pk])


def shown(row: Scorecard) -> dict[str, object]:
    return {"version": row.version, "content_sha256": shown_hash(row)}


def second_round(company: Company, row: Scorecard, weight: int) -> Scorecard:
    """The board returns it, the department moves weight and target, CMS forwards it again."""
    row = return_scorecard_by_board(scorecard=row, actor=company.bod, now=NOW, reason="Naikkan target")
    first, second = kpis_of(row)[:2]
    touch_weight(first, 25 + weight)
    touch_weight(second, 25 - weight)
    Measure.objects.filter(pk=second.measure_id).update(target=98)
    row = send_scorecard(scorecard=Scorecard.objects.get(pk=row.pk), actor=company.manager, now=NOW)
    accept_all(row)
    return forward_scorecard(scorecard=row, actor=company.cms, now=NOW)


def text_of(answer: object) -> str:
    return " ".join(answer.content.decode().split())  # type: ignore[attr-defined]


# --- The gist ---------------------------------------------------------------------------------------


def test_the_page_begins_with_recommendation_and_the_biggest_changes(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    row = second_round(company, forwarded, 10)
    page = signer(company.bod).get(url("detail", row))
    changed = page.context["difference"]
    assert [kpi.name for kpi in changed.biggest] == ["Pengiriman tepat waktu PPIC", "Biaya produksi PPIC"]
    assert [(one.label, one.before, one.after) for one in changed.totals] == [
        ("Financial", "25\N{NO-BREAK SPACE}%", "35\N{NO-BREAK SPACE}%"),
        ("Customer", "25\N{NO-BREAK SPACE}%", "15\N{NO-BREAK SPACE}%"),
    ]
    main = changed.biggest[0].main
    assert (main.label, main.before, main.after) == ("Target", "≥ 95", "≥ 98")
    assert "Rekomendasi CMS" in text_of(page)


def test_the_queue_shows_days_recommendation_and_changes(
    company: Company, as_person: AsPerson, forwarded: Scorecard
) -> None:
    row = second_round(company, forwarded, 10)
    (line,) = as_person(company.bod).get(reverse("bsc:decision-list")).context["lines"]
    assert (line.pk, line.recommended, line.is_revision) == (row.pk, "Setuju", True)
    assert len(line.difference.changed) == 2


def test_new_and_removed_kpis_are_changes_too(company: Company, forwarded: Scorecard) -> None:
    before = content_of(forwarded)
    Scorecard.objects.filter(pk=forwarded.pk).update(status="draft")
    kpis_of(forwarded)[0].delete()
    add_kpi(ScorecardPerspective.objects.filter(scorecard=forwarded)[1], "Keluhan pelanggan")
    found = difference(before, content_of(forwarded))
    assert {(kpi.kind, kpi.name) for kpi in found.changed} == {
        ("gone", "Biaya produksi PPIC"),
        ("new", "Keluhan pelanggan PPIC"),
    }


def test_two_equal_contents_differ_in_nothing(forwarded: Scorecard) -> None:
    content = content_of(forwarded)
    found = difference(content, content)
    assert (found.changed, found.totals, found.compares) == ((), (), True)
    assert not difference({}, content).compares


@pytest.mark.parametrize("kind", ["department", "corporate"])
def test_the_queue_is_filtered_by_level_and_word(
    company: Company, as_person: AsPerson, forwarded: Scorecard, kind: str
) -> None:
    make_scorecard(company.cycle, company.corporate, "with_board", company.cms_head)
    page = as_person(company.bod).get(reverse("bsc:decision-list"), {"kind": kind})
    assert [line.kind for line in page.context["lines"]] == [Unit.Kind(kind).label]
    page = as_person(company.bod).get(reverse("bsc:decision-list"), {"q": "cacat produk PPIC"})
    assert [line.pk for line in page.context["lines"]] == [forwarded.pk]


@pytest.mark.parametrize(("name", "status"), [("decision-list", "with_board"), ("approval-list", "sent_cms")])
def test_the_queues_ask_the_database_as_often_for_many_as_for_few(
    company: Company, as_person: AsPerson, name: str, status: str
) -> None:
    reader = company.bod if name == "decision-list" else company.cms

    def queries(total: int) -> int:
        for n in range(Scorecard.objects.count(), total):
            department = unit(f"U{n}", f"Departemen {n}", Unit.Kind.DEPARTMENT, company.directorate)
            assign(company.colleague, Role.MANAGER, department)
            make_scorecard(company.cycle, department, status)
        client = as_person(reader)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            page = client.get(reverse(f"bsc:{name}"))
        assert len(page.context["lines"]) == total
        return len(captured)

    assert queries(3) == queries(12)


# --- The next one -----------------------------------------------------------------------------------


def test_after_a_decision_the_next_one_follows(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    other = make_scorecard(company.cycle, company.sister_department, "with_board", company.colleague)
    client = signer(company.bod)
    assert client.get(url("detail", forwarded)).context["place"] == (1, 2)
    assert client.post(url("approve", forwarded), shown(forwarded))["Location"] == url("detail", other)
    last = client.post(url("return", other), {"version": 0, "return-reason": "Ulangi"})
    assert last["Location"] == reverse("bsc:decision-list")


# --- Who comes second -------------------------------------------------------------------------------


def test_the_loser_reads_who_decided_and_when(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    client, form = signer(company.president), shown(forwarded)
    approve_scorecard(scorecard=forwarded, actor=company.bod, now=NOW, **shown(forwarded))
    answer = client.post(url("approve", forwarded), form)
    assert answer.status_code == 409
    assert "Disetujui oleh Lukman Hakim" in text_of(answer)
    assert "tidak tersimpan" in text_of(answer)


def test_who_comes_later_reads_whose_decision_it_was(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    approve_scorecard(scorecard=forwarded, actor=company.bod, now=NOW, **shown(forwarded))
    page = signer(company.president).get(url("detail", forwarded))
    assert "Disetujui oleh Lukman Hakim" in text_of(page)
    assert "tidak sedang menunggu keputusan" in text_of(page)


def test_a_list_that_waits_is_named_and_says_when_it_was_overtaken(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    """The same scorecard lies with the board in two ways: in the queue, and in minutes to be confirmed."""
    client = signer(company.bod)
    assert "menunggu konfirmasi" not in text_of(client.get(url("detail", forwarded)))
    row = recorded(company, item(forwarded))
    page = text_of(client.get(url("detail", forwarded)))
    assert f"sudah dicatat pada {row.number} dan menunggu konfirmasi" in page
    approve_scorecard(scorecard=forwarded, actor=company.bod, now=NOW, **shown(forwarded))
    assert row.number not in text_of(client.get(url("detail", forwarded)))
    minutes = signer(company.president).get(reverse("bsc:resolution-detail", args=[row.pk]))
    assert "sudah berstatus Disetujui" in text_of(minutes)


def test_what_the_loser_typed_is_on_the_page(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    client = signer(company.president)
    approve_scorecard(scorecard=forwarded, actor=company.bod, now=NOW, **shown(forwarded))
    form = {**shown(forwarded), "version": forwarded.version, "return-reason": "Naikkan target ekspor"}
    answer = client.post(url("return", forwarded), form)
    assert answer.status_code == 409
    assert "Naikkan target ekspor" in text_of(answer)


def test_changed_content_shows_from_and_to_and_may_be_decided_again(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    client, form = signer(company.bod), shown(forwarded)
    Measure.objects.filter(pk=kpis_of(forwarded)[0].measure_id).update(target=90)
    answer = client.post(url("approve", forwarded), form)
    assert answer.status_code == 409
    (changed,) = answer.context["since_shown"].changed
    assert (changed.main.before, changed.main.after) == ("≥ 95", "≥ 90")
    assert "Berubah sejak ditampilkan kepada Anda" in text_of(answer)
    assert answer.context["content_sha256"] == shown_hash(forwarded)
    again = client.post(url("approve", forwarded), shown(forwarded))
    assert again.status_code == 302


def test_the_stale_page_of_a_former_round_shows_what_changed(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    client, form = signer(company.bod), shown(forwarded)
    second_round(company, forwarded, 10)
    answer = client.post(url("approve", forwarded), form)
    assert answer.status_code == 409
    assert len(answer.context["since_shown"].changed) == 2


def test_a_batch_with_a_decided_one_marks_it_and_keeps_the_rest(
    company: Company, signer: AsPerson, forwarded: Scorecard
) -> None:
    other = make_scorecard(company.cycle, company.sister_department, "with_board", company.colleague)
    client, form = signer(company.president), {"pk": [forwarded.pk, other.pk]}
    for row in (forwarded, other):
        form |= {f"{name}-{row.pk}": value for name, value in shown(row).items()}  # type: ignore[misc]
    approve_scorecard(scorecard=forwarded, actor=company.bod, now=NOW, **shown(forwarded))
    answer = client.post(reverse("bsc:decision-batch"), form)
    assert answer.status_code == 409
    assert [(row["waits"], row["changed"]) for row in answer.context["rows"]] == [
        (False, True),
        (True, False),
    ]
    other.refresh_from_db()
    assert other.status == "with_board"


# --- Deciding on oneself ----------------------------------------------------------------------------


def test_the_page_says_why_the_president_decides_on_a_directors_department(
    company: Company, signer: AsPerson, as_person: AsPerson, forwarded: Scorecard
) -> None:
    assign(company.director, Role.MANAGER, company.department, is_acting=True, letter_number="SK-7")
    page = as_person(company.bod).get(url("detail", forwarded))
    assert "keputusan ada pada Direktur Utama. <strong>Kartika Sari</strong>" in text_of(page)
    assert signer(company.bod).post(url("approve", forwarded), shown(forwarded)).status_code == 403
    assert signer(company.president).post(url("approve", forwarded), shown(forwarded)).status_code == 302


def test_a_substitute_who_is_not_of_the_board_finds_it_in_the_queue(
    company: Company, as_person: AsPerson, forwarded: Scorecard
) -> None:
    assign(company.director, Role.MANAGER, company.department, is_acting=True, letter_number="SK-7")
    Unit.objects.filter(pk=company.department.pk).update(substitute_decider=company.other_director)
    page = as_person(company.other_director).get(reverse("bsc:decision-list"))
    assert [line.pk for line in page.context["lines"]] == [forwarded.pk]
    assert as_person(company.president).get(reverse("bsc:decision-list")).context["lines"] == []


def test_signatures_say_name_meaning_and_hash(
    company: Company, as_person: AsPerson, forwarded: Scorecard
) -> None:
    done = approve_scorecard(scorecard=forwarded, actor=company.bod, now=NOW, **shown(forwarded))
    signed = as_person(company.bod).get(url("detail", done)).context["signatures"]
    assert [(one.name, one.meaning) for one in signed] == [
        ("Andi Wijaya", "Menyusun dan mengirim ke CMS"),
        ("Budi Santoso", "Memeriksa dan meneruskan ke Direksi (CMS)"),
        ("Lukman Hakim", "Menyetujui (Direksi)"),
    ]
    assert {one.content_sha256 for one in signed} == {shown_hash(done)}
