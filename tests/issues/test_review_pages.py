"""The review page: decisions per row or all at once, the end of the round, refusals."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.notifications.models import OutboxMail
from cint_portal.notifications.rendering import render_mail
from issues.emails import REGISTER_ACCEPTED
from issues.models import IssueRegister
from issues.services import decide_rows, declare_nil, save_rows, submit_register
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import REVIEWED, SENT, decisions, drafted, opened, reviewed, row, sent

LogIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _tuesday(company: Company) -> None:
    clock.move_to(at("2026-11-03 14:07"))


def url(register: IssueRegister, name: str = "register-review") -> str:
    return reverse(f"issues:{name}", args=[register.pk])


def posted(
    register: IssueRegister, *words: str, comment: str = "Sebutkan angkanya.", **more: str
) -> dict[str, Any]:
    """The page as a browser posts it; "" leaves a row undecided."""
    data: dict[str, Any] = {"version": register.version, **more}
    for issue, word in zip(register.issues.all(), words, strict=True):
        data[f"row-{issue.pk}-category"] = issue.category
        data[f"row-{issue.pk}-comment"] = comment if word == "returned" else ""
        if word:
            data[f"row-{issue.pk}-decision"] = word
    return data


def decided(register: IssueRegister) -> list[str]:
    return [issue.decision for issue in register.issues.all()]


@pytest.mark.parametrize(
    "who",
    ["cms_with_department", "manager", "second_layer", "drafter", "director", "president", "bod", "auditor"],
)
def test_the_review_is_for_independent_reviewers_only(company: Company, as_person: LogIn, who: str) -> None:
    register = sent(company)
    client = as_person(getattr(company, who))
    assert client.get(url(register)).status_code == 403
    for name in ("register-review", "register-review-autosave"):
        response = client.post(url(register, name), posted(register, "accepted", "accepted", finish="1"))
        assert response.status_code == 403
    assert decided(register) == ["pending", "pending"]


def test_only_who_may_review_sees_the_button(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    detail = reverse("issues:register-detail", args=[register.pk])
    for who, sees in ((company.cms, True), (company.cms_with_department, False), (company.manager, False)):
        assert (url(register) in as_person(who).get(detail).content.decode()) is sees


def test_decisions_are_saved_row_by_row(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    client = as_person(company.cms)
    response = client.post(url(register), posted(register, "accepted", "", save="1"))
    assert response["Location"] == url(register)
    assert decided(register) == ["accepted", "pending"]
    assert "1 dari 2 baris sudah diperiksa" in client.get(url(register)).content.decode()


def test_a_return_without_comment_is_marked_beside_its_field(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    data = posted(register, "accepted", "returned", comment="")
    response = as_person(company.cms).post(url(register), data)
    assert response.status_code == 422
    assert "Tuliskan apa yang perlu diperbaiki." in response.content.decode()
    assert decided(register) == ["pending", "pending"]


def test_the_rest_is_accepted_at_once_in_the_category_on_the_page(company: Company, as_person: LogIn) -> None:
    register = sent(company, count=3)
    data = posted(register, "returned", "", "", accept_rest="1")
    last = register.issues.last()
    data |= {f"row-{last.pk}-category": "T", f"row-{last.pk}-reason": "Datang dari luar."}
    as_person(company.cms).post(url(register), data)
    assert decided(register) == ["returned", "accepted", "accepted"]
    assert [issue.decided_category for issue in register.issues.all()] == ["W", "W", "T"]


def test_the_review_ends_with_a_return(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    data = posted(register, "accepted", "returned", finish="1") | {"comment": "Satu baris saja."}
    page = as_person(company.cms).post(url(register), data, follow=True).content.decode()
    register.refresh_from_db()
    assert register.status == "returned"
    assert "Departemen PPIC: putaran ke-1 diakhiri, register dikembalikan ke departemen." in page
    assert "Satu baris saja." in page


def test_the_review_ends_with_an_acceptance(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    data = posted(register, "accepted", "accepted", finish="1")
    page = as_person(company.cms).post(url(register), data, follow=True).content.decode()
    register.refresh_from_db()
    assert register.status == "accepted"
    assert "Departemen PPIC: putaran ke-1 diakhiri, register diterima." in page


def test_an_unfinished_review_is_not_ended_but_its_decisions_are_kept(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    response = as_person(company.cms).post(url(register), posted(register, "accepted", "", finish="1"))
    assert response.status_code == 422
    assert "Baris tanpa keputusan: 2." in response.content.decode()
    assert decided(register) == ["accepted", "pending"]
    register.refresh_from_db()
    assert register.status == "submitted"
    assert f'name="version" value="{register.version}"' in response.content.decode()


def test_a_changed_category_is_shown_to_the_department_beside_its_own(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company, count=1)
    data = posted(register, "accepted", finish="1")
    row = f"row-{register.issues.get().pk}"
    data |= {f"{row}-category": "T", f"{row}-reason": "Datang dari pesaing."}
    as_person(company.cms).post(url(register), data)
    page = as_person(company.manager).get(reverse("issues:register-detail", args=[register.pk]))
    assert "T – Threat" in page.content.decode()
    assert "Usulan departemen: W – Weakness" in page.content.decode()
    assert "Alasan CMS: Datang dari pesaing." in page.content.decode()
    for mail in OutboxMail.objects.filter(kind=REGISTER_ACCEPTED):
        assert "diputuskan CMS: T – Threat; usulan departemen: W – Weakness" in render_mail(mail).text
        assert "Datang dari pesaing." in render_mail(mail).text


def test_the_second_round_shows_the_comment_and_the_text_before_and_settled_rows_without_fields(
    company: Company, as_person: LogIn
) -> None:
    register = reviewed(company, "accepted", "returned")
    register = save_rows(
        register=register, rows={1: row(2, issue="Isu yang diperjelas")}, actor=company.manager, now=REVIEWED
    )
    register = submit_register(register=register, actor=company.manager, now=at("2026-11-05 10:00"))
    html = as_person(company.cms).get(url(register)).content.decode()
    first, second = register.issues.all()
    assert "Putaran ke-2" in html
    assert "Komentar CMS, putaran ke-1:" in html
    assert "Isu <del>nomor 2</del><ins>yang diperjelas</ins>" in html
    assert "1 baris sudah diterima pada putaran sebelumnya" in html
    assert f'name="row-{first.pk}-decision"' not in html
    assert f'name="row-{second.pk}-decision"' in html


def test_an_old_link_to_a_decided_round_leads_to_the_text(company: Company, as_person: LogIn) -> None:
    register = reviewed(company, "accepted")
    client = as_person(company.cms)
    assert client.get(url(register))["Location"] == reverse("issues:register-detail", args=[register.pk])
    assert client.post(url(register), posted(register, "returned", finish="1")).status_code == 409


def test_a_register_that_is_not_sent_is_not_reviewed(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    client = as_person(company.cms)
    assert client.get(url(register)).status_code == 302
    assert client.post(url(register), posted(register, "accepted", "accepted")).status_code == 409


def test_a_second_reviewers_stale_page_overwrites_nothing_and_keeps_the_text(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    decide_rows(
        register=register,
        decisions=decisions(register, "accepted", "accepted"),
        actor=company.cms,
        now=REVIEWED,
    )
    data = posted(register, "returned", "returned", comment="Kurang jelas sekali.")
    response = as_person(company.second_cms).post(url(register), data)
    assert response.status_code == 409
    assert "Kurang jelas sekali." in response.content.decode()
    assert decided(register) == ["accepted", "accepted"]


def test_a_double_click_ends_the_round_once(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    client = as_person(company.cms)
    data = posted(register, "accepted", "accepted", finish="1", _nonce="n1")
    assert [client.post(url(register), data).status_code for _click in range(2)] == [302, 302]


@pytest.mark.parametrize(("field", "value"), [("decision", "pending"), ("decision", "x"), ("category", "Z")])
def test_values_outside_the_choices_are_refused(
    company: Company, as_person: LogIn, field: str, value: str
) -> None:
    register = sent(company, count=1)
    data = posted(register, "accepted") | {f"row-{register.issues.get().pk}-{field}": value}
    assert as_person(company.cms).post(url(register), data).status_code == 422
    assert decided(register) == ["pending"]


# --- Autosave -------------------------------------------------------------------------------------


def test_the_review_saves_itself_and_counts_along(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    data = posted(register, "accepted", "returned", comment="")
    answer = as_person(company.cms).post(url(register, "register-review-autosave"), data).json()
    second = register.issues.last()
    assert answer["saved_at"] == "14.07"
    assert answer["cells"] == {
        "progress": "1 dari 2 baris sudah diperiksa",
        "outcome": "1 baris belum diputuskan.",
    }
    assert answer["errors"] == {f"row-{second.pk}-comment": "Tuliskan apa yang perlu diperbaiki."}
    assert decided(register) == ["accepted", "pending"]


def test_an_overtaken_review_stops_saving_itself(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    data = posted(register, "returned", "returned")
    decide_rows(
        register=register,
        decisions=decisions(register, "accepted", "accepted"),
        actor=company.cms,
        now=REVIEWED,
    )
    response = as_person(company.second_cms).post(url(register, "register-review-autosave"), data)
    assert (response.status_code, decided(register)) == (409, ["accepted", "accepted"])


# --- Nihil ----------------------------------------------------------------------------------------


def nil(company: Company) -> IssueRegister:
    return declare_nil(register=opened(company), reason="Tidak ada isu.", actor=company.manager, now=SENT)


def test_a_nihil_is_accepted_with_its_reason_in_sight(company: Company, as_person: LogIn) -> None:
    register = nil(company)
    client = as_person(company.cms)
    assert "Tidak ada isu." in client.get(url(register)).content.decode()
    assert client.post(url(register), {"version": register.version, "accept_nil": "1"}).status_code == 302
    register.refresh_from_db()
    assert (register.status, register.awaits_review) == ("nil", False)


def test_a_nihil_is_returned_with_a_comment_that_the_form_then_shows(
    company: Company, as_person: LogIn
) -> None:
    register = nil(company)
    client = as_person(company.cms)
    data = {"version": register.version, "return_nil": "1", "comment": " "}
    assert client.post(url(register), data).status_code == 422
    assert client.post(url(register), data | {"comment": "Ada keluhan."}).status_code == 302
    form = as_person(company.manager).get(reverse("issues:register-edit", args=[register.pk]))
    assert "Ada keluhan." in form.content.decode()


def test_the_review_takes_the_same_queries_at_5_and_at_50_rows(company: Company, as_person: LogIn) -> None:
    client = as_person(company.cms)

    def queries(count: int) -> int:
        register = sent(company, count=count)
        client.get(url(register))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url(register)).status_code == 200
        register.issues.all().delete()
        IssueRegister.objects.filter(pk=register.pk).update(status="draft", contributors=[])
        return len(captured)

    assert queries(5) == queries(50)


# --- Somebody was faster ---------------------------------------------------------------------------


def test_when_another_reviewer_has_ended_the_round_nothing_typed_is_lost(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    data = posted(register, "returned", "accepted", comment="Panjang dan penting.", finish="1")
    first, second = register.issues.all()
    data |= {
        f"row-{second.pk}-category": "T",
        f"row-{second.pk}-reason": "Datang dari luar.",
        f"row-{first.pk}-annotation": "Lihat QA.",
        f"row-{first.pk}-question": "Sejak kapan?",
        "comment": "Untuk seluruh register.",
    }
    reviewed(company, "accepted", "accepted", register=register)
    response = as_person(company.second_cms).post(url(register), data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Putaran ke-1 diakhiri (Diterima) oleh Budi Santoso, Rab, 4 Nov 2026, 15.00 WIB." in html
    for text in (
        "Panjang dan penting.",
        "Datang dari luar.",
        "T – Threat",
        "Lihat QA.",
        "Sejak kapan?",
        "Untuk seluruh register.",
    ):
        assert text in html, text
    register.refresh_from_db()
    assert (register.status, decided(register)) == ("accepted", ["accepted", "accepted"])


def test_an_overtaken_page_shows_the_stored_decision_beside_the_typed_one(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    data = posted(register, "returned", "accepted", comment="Kurang jelas.")
    decide_rows(
        register=register,
        decisions=decisions(register, "accepted", "accepted"),
        actor=company.cms,
        now=REVIEWED,
    )
    client = as_person(company.second_cms)
    response = client.post(url(register), data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Tersimpan: Diterima (Budi Santoso)." in html
    assert "disimpan oleh Budi Santoso, Rab, 4 Nov 2026, 15.00 WIB." in html
    # The page now knows the stored version: saving again is a decision, not an accident.
    again = client.post(url(register), data | {"version": response.context["register"].version})
    assert (again.status_code, decided(register)) == (302, ["returned", "accepted"])


def test_a_nihil_that_somebody_settled_keeps_the_typed_comment(company: Company, as_person: LogIn) -> None:
    register = nil(company)
    data = {"version": register.version, "return_nil": "1", "comment": "Ada keluhan pelanggan."}
    first = as_person(company.cms)
    assert first.post(url(register), {"version": register.version, "accept_nil": "1"}).status_code == 302
    response = as_person(company.second_cms).post(url(register), data)
    assert response.status_code == 409
    assert "Ada keluhan pelanggan." in response.content.decode()


def test_enter_in_a_field_only_saves(company: Company, as_person: LogIn) -> None:
    """A browser presses the form's first button then: it must neither accept the rest nor end the round."""
    html = as_person(company.cms).get(url(sent(company))).content.decode()
    form = html[html.index('data-draft-key="') :]
    button = form[form.index('<button type="submit"') :]
    assert 'name="save"' in button[: button.index(">")]


def test_a_changed_category_without_a_reason_is_marked_beside_its_field(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company, count=1)
    pk = register.issues.get().pk
    data = posted(register, "accepted") | {f"row-{pk}-category": "T"}
    response = as_person(company.cms).post(url(register), data)
    assert response.status_code == 422
    assert "Tuliskan alasannya; departemen membacanya." in response.content.decode()
    assert decided(register) == ["pending"]


def test_an_annotation_is_stored_and_shown_as_cmss_once_the_round_has_ended(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company, count=1)
    pk = register.issues.get().pk
    data = posted(register, "accepted") | {f"row-{pk}-annotation": "Lihat juga QA baris 3."}
    as_person(company.cms).post(url(register), data)
    page = reverse("issues:register-detail", args=[register.pk])
    manager = as_person(company.manager)
    assert "Lihat juga QA" not in manager.get(page).content.decode()
    register.refresh_from_db()
    as_person(company.cms).post(url(register), data | {"version": register.version, "finish": "1"})
    html = manager.get(page).content.decode()
    assert '<span class="who">Catatan CMS</span>Lihat juga QA baris 3.' in html
    assert "Isu nomor 1" in html
