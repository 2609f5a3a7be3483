"""The board's pages: fresh password, one scorecard, several at once; nothing is written without it."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from bsc.models import Measure, Scorecard
from cint_portal.workflow.models import TransitionLog
from tests.bsc.scorecards import accept_all, kpis_of, make_scorecard, shown_hash
from tests.company import PASSWORD, Company

AsPerson = Callable[..., Client]


@pytest.fixture
def waiting(company: Company) -> Scorecard:
    scorecard = make_scorecard(company.cycle, company.department, "with_board", company.manager)
    accept_all(scorecard)
    return scorecard


@pytest.fixture
def signer(as_person: AsPerson) -> AsPerson:
    """A logged-in person who gave the password a moment ago."""

    def log_in(person: object) -> Client:
        client = as_person(person)
        answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        assert answer.status_code == 302
        return client

    return log_in


def url(name: str, scorecard: Scorecard) -> str:
    return reverse(f"bsc:decision-{name}", args=[scorecard.pk])


def shown(scorecard: Scorecard) -> dict[str, object]:
    """What the decision page posts with Setujui."""
    return {"version": scorecard.version, "content_sha256": shown_hash(scorecard)}


def leads_to_password(answer: object, back: str) -> bool:
    """Is the answer the way to the confirmation, which leads to `back`?"""
    address = urlsplit(answer["Location"])  # type: ignore[index]
    return address.path == reverse("account_reauthenticate") and parse_qs(address.query)["next"] == [back]


def assert_undecided(scorecard: Scorecard) -> None:
    scorecard.refresh_from_db()
    assert scorecard.status == "with_board"
    assert not TransitionLog.objects.exists()


# --- The password again (T75) -----------------------------------------------------------------------


def test_the_page_asks_for_the_password_and_leads_back(
    company: Company, as_person: AsPerson, waiting: Scorecard
) -> None:
    client = as_person(company.bod)
    page = url("detail", waiting)
    answer = client.get(page)
    assert leads_to_password(answer, page)
    answer = client.post(answer["Location"], {"password": PASSWORD, "next": page})
    assert answer["Location"] == page
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("name", ["approve", "return"])
def test_a_decision_without_a_fresh_password_writes_nothing(
    company: Company, as_person: AsPerson, waiting: Scorecard, name: str
) -> None:
    client = as_person(company.bod)
    answer = client.post(url(name, waiting), shown(waiting) | {"return-reason": "Revisi"})
    assert leads_to_password(answer, url("detail", waiting))
    assert_undecided(waiting)


def test_the_confirmation_does_not_replay_the_decision(
    company: Company, as_person: AsPerson, waiting: Scorecard
) -> None:
    client = as_person(company.bod)
    answer = client.post(url("approve", waiting), shown(waiting))
    client.post(answer["Location"], {"password": PASSWORD})
    assert_undecided(waiting)


def test_a_wrong_password_opens_nothing(company: Company, as_person: AsPerson, waiting: Scorecard) -> None:
    client = as_person(company.bod)
    client.post(reverse("account_reauthenticate"), {"password": "bukan ini"})
    assert client.get(url("detail", waiting)).status_code == 302


def test_a_confirmation_older_than_five_minutes_is_asked_again(
    company: Company, signer: AsPerson, waiting: Scorecard, settings: object
) -> None:
    client = signer(company.bod)
    session = client.session
    session["account_authentication_methods"][-1]["at"] -= 301
    session.save()
    assert leads_to_password(client.post(url("approve", waiting), shown(waiting)), url("detail", waiting))
    assert_undecided(waiting)


def test_who_only_reads_is_not_asked_for_the_password(company: Company, as_person: AsPerson) -> None:
    decided = make_scorecard(company.cycle, company.department, "approved", company.manager)
    assert as_person(company.bod).get(url("detail", decided)).status_code == 200


# --- One scorecard ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("manager", 403),
        ("director", 403),
        ("cms_head", 403),
        ("cms", 403),
        ("auditor", 403),
        ("colleague", 404),
        ("outsider", 404),
        ("admin", 404),
        ("nobody", 404),
    ],
)
@pytest.mark.parametrize("name", ["detail", "approve", "return"])
def test_who_is_not_of_the_board_sees_and_decides_nothing(
    company: Company, as_person: AsPerson, actor: str, status: int, name: str
) -> None:
    # The auditor may read this directorate: the other one is foreign to everybody here but CMS.
    unit = (
        company.other_department
        if status == 404 and actor in ("auditor", "colleague")
        else company.department
    )
    scorecard = make_scorecard(company.cycle, unit, "with_board")
    client = as_person(getattr(company, actor))
    answer = client.get(url(name, scorecard)) if name == "detail" else client.post(url(name, scorecard))
    assert answer.status_code == status


def test_the_page_shows_recommendation_kpis_and_hash(
    company: Company, as_person: AsPerson, signer: AsPerson
) -> None:
    scorecard = make_scorecard(company.cycle, company.department, "sent_cms", company.manager)
    accept_all(scorecard)
    review = reverse("bsc:approval-review", args=[scorecard.pk])
    as_person(company.cms).post(
        review,
        {"version": 0, "step": "forward", "recommendation": "agree", "comment": "Selaras dengan korporat"},
    )
    page = signer(company.president).get(url("detail", scorecard)).content.decode()
    for text in ("Selaras dengan korporat", "Cacat produk PPIC", "≥ 95", shown_hash(scorecard)):
        assert text in page


def test_the_board_approves_what_the_page_shows(
    company: Company, signer: AsPerson, waiting: Scorecard
) -> None:
    answer = signer(company.bod).post(url("approve", waiting), shown(waiting))
    assert answer["Location"] == reverse("bsc:decision-list")
    waiting.refresh_from_db()
    assert waiting.status == "approved"


def test_a_second_click_gets_the_answer_of_the_first(
    company: Company, signer: AsPerson, waiting: Scorecard
) -> None:
    client, form = signer(company.bod), shown(waiting) | {"_nonce": "thumb"}
    first, second = (client.post(url("approve", waiting), form) for _click in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert TransitionLog.objects.count() == 1


def test_changed_content_is_a_conflict(company: Company, signer: AsPerson, waiting: Scorecard) -> None:
    client, form = signer(company.bod), shown(waiting)
    Measure.objects.filter(kpis__in=kpis_of(waiting)[:1]).update(target=50)
    assert client.post(url("approve", waiting), form).status_code == 409
    assert_undecided(waiting)


def test_a_post_without_the_hash_is_a_conflict(
    company: Company, signer: AsPerson, waiting: Scorecard
) -> None:
    assert signer(company.bod).post(url("approve", waiting), {"version": 0}).status_code == 409


def test_the_board_returns_with_a_reason_and_a_comment_on_a_kpi(
    company: Company, signer: AsPerson, waiting: Scorecard
) -> None:
    kpi = kpis_of(waiting)[0]
    form = {"version": 0, "return-reason": "Naikkan target", f"return-kpi_{kpi.pk}": "Kurang menantang"}
    answer = signer(company.bod).post(url("return", waiting), form)
    assert answer["Location"] == reverse("bsc:decision-list")
    waiting.refresh_from_db()
    kpi.refresh_from_db()
    assert (waiting.status, kpi.decision_comment) == ("returned_board", "Kurang menantang")


def test_a_return_without_a_reason_keeps_the_comments_typed(
    company: Company, signer: AsPerson, waiting: Scorecard
) -> None:
    form = {"version": 0, f"return-kpi_{kpis_of(waiting)[0].pk}": "Kurang menantang"}
    answer = signer(company.bod).post(url("return", waiting), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Tuliskan arahan" in page
    assert "Kurang menantang" in page
    assert_undecided(waiting)


def test_an_author_of_the_board_reads_why_another_member_decides(
    company: Company, as_person: AsPerson
) -> None:
    own = make_scorecard(company.cycle, company.directorate, "with_board", company.president)
    client = as_person(company.president)
    assert "ikut menyusun" in client.get(url("detail", own)).content.decode()
    assert client.post(url("approve", own), shown(own)).status_code == 403
    assert_undecided(own)


def test_deciding_on_what_is_already_decided_is_a_conflict(
    company: Company, signer: AsPerson, waiting: Scorecard
) -> None:
    client, form = signer(company.bod), shown(waiting)
    Scorecard.objects.filter(pk=waiting.pk).update(status="approved")
    assert client.post(url("approve", waiting), form).status_code == 409


# --- Queue and batch --------------------------------------------------------------------------------


def test_the_queue_begins_with_the_company(company: Company, as_person: AsPerson, waiting: Scorecard) -> None:
    make_scorecard(company.cycle, company.directorate, "with_board", company.cms_head)
    make_scorecard(company.cycle, company.corporate, "with_board", company.cms_head)
    page = as_person(company.bod).get(reverse("bsc:decision-list"))
    assert [line.unit for line in page.context["lines"]] == [
        company.corporate.name,
        company.directorate.name,
        company.department.name,
    ]


@pytest.mark.parametrize(
    ("actor", "status"),
    [("bod", 200), ("president", 200), ("director", 403), ("cms_head", 403), ("manager", 403)],
)
def test_the_queue_is_the_boards(company: Company, as_person: AsPerson, actor: str, status: int) -> None:
    assert as_person(getattr(company, actor)).get(reverse("bsc:decision-list")).status_code == status


BATCH = "/bsc/decisions/batch/"


def batch_form(*scorecards: Scorecard) -> dict[str, object]:
    form: dict[str, object] = {"pk": [row.pk for row in scorecards]}
    for row in scorecards:
        form |= {f"version-{row.pk}": row.version, f"content_sha256-{row.pk}": shown_hash(row)}
    return form


@pytest.fixture
def sister(company: Company) -> Scorecard:
    return make_scorecard(company.cycle, company.sister_department, "with_board", company.colleague)


def test_the_chosen_ones_are_shown_with_their_kpis_before_the_one_confirmation(
    company: Company, signer: AsPerson, waiting: Scorecard, sister: Scorecard
) -> None:
    page = signer(company.bod).get(BATCH, {"pk": [waiting.pk]}).content.decode()
    assert "Cacat produk PPIC" in page
    assert "Cacat produk QA" not in page


def test_the_batch_asks_for_the_password_and_keeps_the_choice(
    company: Company, as_person: AsPerson, waiting: Scorecard
) -> None:
    answer = as_person(company.bod).get(BATCH, {"pk": [waiting.pk]})
    assert leads_to_password(answer, f"{BATCH}?pk={waiting.pk}")


def test_a_batch_without_a_fresh_password_writes_nothing(
    company: Company, as_person: AsPerson, waiting: Scorecard
) -> None:
    answer = as_person(company.bod).post(BATCH, batch_form(waiting))
    assert leads_to_password(answer, reverse("bsc:decision-list"))
    assert_undecided(waiting)


def test_an_empty_choice_leads_back_to_the_queue(company: Company, signer: AsPerson) -> None:
    client = signer(company.bod)
    assert client.get(BATCH)["Location"] == reverse("bsc:decision-list")
    assert client.post(BATCH)["Location"] == reverse("bsc:decision-list")


def test_one_confirmation_approves_the_chosen_ones(
    company: Company, signer: AsPerson, waiting: Scorecard, sister: Scorecard
) -> None:
    answer = signer(company.president).post(BATCH, batch_form(waiting, sister))
    assert answer["Location"] == reverse("bsc:decision-list")
    assert set(Scorecard.objects.values_list("status", flat=True)) == {"approved"}


@pytest.mark.parametrize(
    ("spoil", "status"),
    [
        (lambda row, company: Scorecard.objects.filter(pk=row.pk).update(status="returned_board"), 409),
        (lambda row, company: Scorecard.objects.filter(pk=row.pk).update(version=9), 409),
        (lambda row, company: Measure.objects.filter(kpis__in=kpis_of(row)[:1]).update(target=1), 409),
        (lambda row, company: Scorecard.objects.filter(pk=row.pk).update(contributors=[company.bod.pk]), 403),
    ],
    ids=["returned", "other version", "other content", "own work"],
)
def test_one_that_may_not_be_approved_stops_all(
    company: Company,
    signer: AsPerson,
    waiting: Scorecard,
    sister: Scorecard,
    spoil: Callable[..., object],
    status: int,
) -> None:
    client, form = signer(company.bod), batch_form(waiting, sister)
    spoil(sister, company)
    assert client.post(BATCH, form).status_code == status
    assert_undecided(waiting)


@pytest.mark.parametrize("pk", ["0", "999999999", "abc", "-1", "9" * 30, "١"])
def test_an_unknown_number_in_the_list_stops_all(
    company: Company, signer: AsPerson, waiting: Scorecard, pk: str
) -> None:
    form = batch_form(waiting)
    assert signer(company.bod).post(BATCH, form | {"pk": [waiting.pk, pk]}).status_code == 404
    assert_undecided(waiting)


def test_the_batch_is_the_boards(company: Company, as_person: AsPerson, waiting: Scorecard) -> None:
    assert as_person(company.cms_head).post(BATCH, batch_form(waiting)).status_code == 403
    assert as_person(company.manager).get(BATCH).status_code == 403
