"""The register's own page, its grid, what it saves by itself, and what it refuses."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cint_portal.core import clock
from issues.models import Issue, IssueRegister, ReviewFactor
from issues.services import decide_rows, finish_review, save_rows, submit_register
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import (
    FILLED,
    REVIEWED,
    decisions,
    drafted,
    opened,
    reviewed,
    row,
    rows,
    sent,
    texts,
)

LogIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _wednesday(company: Company) -> None:
    clock.move_to(at("2026-10-21 09:00"))


def url(name: str, register: IssueRegister, *more: str) -> str:
    return reverse(f"issues:{name}", args=[register.pk, *more])


def typed(*lines: dict[str, Any] | None, version: int | None = None, **more: str) -> dict[str, Any]:
    """The form as a browser posts it: one dict per row, None for a row without inputs."""
    data: dict[str, Any] = {"form-TOTAL_FORMS": len(lines), "form-INITIAL_FORMS": len(lines), **more}
    if version is not None:
        data["version"] = version
    for place, line in enumerate(lines):
        for name, value in (line or {}).items():
            data[f"form-{place}-{name}"] = value
    return data


def full(number: int = 1, **columns: str) -> dict[str, Any]:
    factor = ReviewFactor.objects.get(name="Metode").pk
    return {
        "stakeholder": "Pelanggan",
        "needs": f"Kebutuhan {number}",
        "issue": f"Isu nomor {number}",
        "factor_id": factor,
        "source": "internal",
        "category": "W",
        **columns,
    }


BLANK: dict[str, Any] = {
    "stakeholder": "",
    "needs": "",
    "issue": "",
    "factor_id": "",
    "source": "",
    "category": "",
}


# --- Reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "who",
    ["manager", "second_layer", "drafter", "director", "president", "bod", "auditor", "cms", "cms_head"],
)
def test_everybody_concerned_reads_the_register(company: Company, as_person: LogIn, who: str) -> None:
    page = as_person(getattr(company, who)).get(url("register-detail", sent(company)))
    assert page.status_code == 200
    assert "Isu nomor 1" in page.content.decode()


@pytest.mark.parametrize("who", ["colleague", "outsider", "other_director", "admin", "nobody"])
def test_a_foreign_register_does_not_exist(company: Company, as_person: LogIn, who: str) -> None:
    register = sent(company)
    client = as_person(getattr(company, who))
    for name in ("register-detail", "register-edit", "register-review"):
        assert client.get(url(name, register)).status_code == 404
    for name in ("register-edit", "register-autosave", "register-review", "register-review-autosave"):
        assert client.post(url(name, register)).status_code == 404
    assert client.post(url("register-transition", register, "submit")).status_code == 404


def test_the_page_shows_who_filled_who_sent_and_both_clocks(company: Company, as_person: LogIn) -> None:
    page = as_person(company.director).get(url("register-detail", sent(company))).content.decode()
    for text in (
        "Fitri Handayani",
        "Andi Wijaya",
        "Tepat waktu",
        "Rab, 4 Nov 2026",
        "Putaran ke-1",
        "Riwayat",
    ):
        assert text in page


def test_readers_have_no_buttons(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    for who in (company.director, company.bod, company.auditor):
        page = as_person(who).get(url("register-detail", register)).content.decode()
        assert "Kirim ke CMS" not in page
        assert "Lanjutkan Mengisi" not in page


def test_the_department_sees_decisions_only_when_the_review_is_finished(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    register = decide_rows(
        register=register,
        decisions=decisions(register, "accepted", "returned"),
        actor=company.cms,
        now=REVIEWED,
    )
    client = as_person(company.manager)
    assert "Sebutkan angkanya." not in client.get(url("register-detail", register)).content.decode()
    finish_review(register=register, actor=company.cms, now=REVIEWED)
    assert "Sebutkan angkanya." in client.get(url("register-detail", register)).content.decode()


# --- The grid -------------------------------------------------------------------------------------


def test_a_new_register_offers_ten_empty_rows_under_exactly_six_titles(
    company: Company, as_person: LogIn
) -> None:
    page = as_person(company.manager).get(url("register-edit", opened(company)))
    assert len(page.context["grid"].forms) == 10
    html = unescape(page.content.decode())
    titles = [
        "Stakeholders",
        "Kebutuhan & Harapan Pihak Berkepentingan",
        "Isu",
        "Tinjauan Faktor",
        "Sumber Isu",
        "Kategori SWOT",
    ]
    head = html[html.index("<thead>") : html.index("</thead>")]
    places = [head.index(f">{title}</th>") for title in titles]
    assert places == sorted(places)
    assert head.count("<th ") == len(titles) + 2  # row number and the box that removes a row


def test_ten_rows_are_saved_in_one_go(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    data = typed(*[full(n) for n in range(1, 11)], version=0, save="1")
    response = as_person(company.drafter).post(url("register-edit", register), data)
    assert response.status_code == 302
    assert texts(register) == [f"Isu nomor {n}" for n in range(1, 11)]


def test_half_a_row_is_saved_and_an_empty_one_ignored(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    data = typed(BLANK, {**BLANK, "issue": "Baru setengah"}, version=0)
    as_person(company.drafter).post(url("register-edit", register), data)
    assert texts(register) == ["Baru setengah"]


def test_a_ticked_row_is_removed_when_saved(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    data = typed({**full(1), "DELETE": "on"}, full(2), version=register.version)
    as_person(company.drafter).post(url("register-edit", register), data)
    assert texts(register) == ["Isu nomor 2"]


def test_too_long_a_text_is_shown_beside_its_field_and_nothing_is_lost(
    company: Company, as_person: LogIn
) -> None:
    register = opened(company)
    data = typed(full(1), {**full(2), "stakeholder": "x" * 201}, version=0)
    response = as_person(company.drafter).post(url("register-edit", register), data)
    html = response.content.decode()
    assert response.status_code == 422
    assert "x" * 201 in html
    assert "Isu nomor 1" in html
    assert "200" in response.context["grid"].errors[1]["stakeholder"][0]
    assert not Issue.objects.exists()


@pytest.mark.parametrize("value", ["999999", "abc", "-1"])
def test_a_factor_that_does_not_exist_is_refused(company: Company, as_person: LogIn, value: str) -> None:
    register = opened(company)
    data = typed(full(1, factor_id=value), version=0)
    assert as_person(company.drafter).post(url("register-edit", register), data).status_code == 422


def test_source_and_category_that_disagree_are_a_warning_only(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    data = typed(full(1, source="external", category="W"), version=0)
    client = as_person(company.drafter)
    assert client.post(url("register-edit", register), data).status_code == 302
    assert "Periksa: internal biasanya S/W" in client.get(url("register-edit", register)).content.decode()


def test_the_manager_saves_and_sends_with_one_button(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    data = typed(full(1), BLANK, full(3), version=0, send="1")
    response = as_person(company.manager).post(url("register-edit", register), data, follow=True)
    assert "Register dikirim ke CMS." in response.content.decode()
    register.refresh_from_db()
    assert register.status == "submitted"
    assert texts(register) == ["Isu nomor 1", "Isu nomor 3"]


def test_sending_an_incomplete_grid_marks_the_blank_cells_and_keeps_the_draft(
    company: Company, as_person: LogIn
) -> None:
    register = opened(company)
    data = typed(BLANK, full(2, category=""), version=0, send="1")
    response = as_person(company.manager).post(url("register-edit", register), data)
    assert response.status_code == 422
    assert "Baris 2: Kategori SWOT belum diisi." in response.content.decode()
    assert response.context["grid"].errors[1] == {"category": ["Belum diisi."]}
    assert "Tersimpan:" not in response.content.decode()  # nobody overtook this page
    register.refresh_from_db()
    assert (register.status, texts(register)) == ("draft", ["Isu nomor 2"])
    assert f'name="version" value="{register.version}"' in response.content.decode()


@pytest.mark.parametrize("who", ["drafter", "second_layer"])
def test_who_only_fills_sees_no_button_to_send_and_cannot_forge_it(
    company: Company, as_person: LogIn, who: str
) -> None:
    register = opened(company)
    client = as_person(getattr(company, who))
    assert 'name="send"' not in client.get(url("register-edit", register)).content.decode()
    response = client.post(url("register-edit", register), typed(full(1), version=0, send="1"))
    assert response.status_code == 403
    assert client.post(url("register-transition", register, "submit")).status_code == 403
    register.refresh_from_db()
    assert (register.status, register.issues.count()) == ("not_started", 0)


@pytest.mark.parametrize("who", ["director", "bod", "auditor", "cms"])
def test_readers_cannot_write(company: Company, as_person: LogIn, who: str) -> None:
    register = drafted(company)
    client = as_person(getattr(company, who))
    assert client.get(url("register-edit", register)).status_code == 403
    for name in ("register-edit", "register-autosave"):
        assert client.post(url(name, register), typed(full(9), version=1)).status_code == 403
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]


def test_an_old_link_to_the_form_leads_to_the_text_once_it_is_sent(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    response = as_person(company.manager).get(url("register-edit", register))
    assert response["Location"] == url("register-detail", register)


def test_a_double_click_saves_once_and_gets_the_same_answer(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.manager)
    data = typed(full(1), version=0, send="1", _nonce="abc")
    answers = [client.post(url("register-edit", register), data) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    register.refresh_from_db()
    assert (register.round, register.issues.count()) == (1, 1)


def test_a_form_without_its_management_fields_is_no_error_page(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    assert as_person(company.manager).post(url("register-edit", register), {"x": "y"}).status_code == 422


def test_posting_more_rows_than_allowed_is_refused(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    data = typed(full(1), version=0) | {"form-TOTAL_FORMS": "100000"}
    assert as_person(company.manager).post(url("register-edit", register), data).status_code == 422


def test_fields_of_the_model_that_are_no_columns_cannot_be_posted(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    forged = {**full(1), "decision": "accepted", "decided_category": "S", "is_late": "on", "register": "99"}
    data = typed(forged, version=0, status="accepted", unit="1", submitted_by="1")
    as_person(company.drafter).post(url("register-edit", register), data)
    issue = register.issues.get()
    assert (issue.decision, issue.decided_category, issue.is_late) == ("pending", "", False)
    register.refresh_from_db()
    assert (register.status, register.submitted_by) == ("draft", None)


def test_hostile_text_is_shown_as_text(company: Company, as_person: LogIn) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    register = save_rows(
        register=opened(company),
        rows={0: row(1, stakeholder=hostile, needs=hostile, issue=hostile)},
        actor=company.drafter,
        now=FILLED,
    )
    client = as_person(company.manager)
    pages = [
        client.get(url(name, register)).content.decode() for name in ("register-detail", "register-edit")
    ]
    submit_register(register=register, actor=company.manager, now=FILLED)
    pages.append(as_person(company.cms).get(url("register-review", register)).content.decode())
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;" in page


# --- Repair ---------------------------------------------------------------------------------------


def test_after_a_return_only_open_rows_have_inputs_and_cmss_comment_stands_beside(
    company: Company, as_person: LogIn
) -> None:
    register = reviewed(company, "accepted", "returned")
    html = as_person(company.manager).get(url("register-edit", register)).content.decode()
    assert 'name="form-0-issue"' not in html
    assert 'name="form-1-issue"' in html
    assert "Sebutkan angkanya." in html


def test_the_repair_is_sent_without_touching_the_accepted_row(company: Company, as_person: LogIn) -> None:
    register = reviewed(company, "accepted", "returned")
    data = typed(None, full(5), BLANK, version=register.version, send="1")
    assert as_person(company.manager).post(url("register-edit", register), data).status_code == 302
    register.refresh_from_db()
    assert (register.status, register.round) == ("submitted", 2)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 5"]


def test_an_accepted_row_cannot_be_forged(company: Company, as_person: LogIn) -> None:
    register = reviewed(company, "accepted", "returned")
    data = typed(full(9), full(2), version=register.version)
    response = as_person(company.manager).post(url("register-edit", register), data)
    assert response.status_code == 409
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]


def test_the_registers_page_tells_what_a_row_says_besides(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    rows = {0: row(1, origin="Rapat direksi", kinds=("quality", "ohs"), is_climate=True)}
    save_rows(register=register, rows=rows, actor=company.drafter, now=FILLED)
    html = as_person(company.manager).get(url("register-detail", register)).content.decode()
    for text in ("Jenis Sasaran: Mutu, K3", "Asal informasi: Rapat direksi", "Terkait perubahan iklim: Ya"):
        assert html.count(text) == 1
    assert "Acuan kewajiban" not in html


# --- Overtaken pages ------------------------------------------------------------------------------


def test_a_stale_page_keeps_the_typed_text_and_shows_the_stored_one_beside(
    company: Company, as_person: LogIn
) -> None:
    register = drafted(company)
    save_rows(register=register, rows={0: row(7)}, actor=company.second_layer, now=FILLED)
    data = typed(full(8), full(2), version=register.version)
    response = as_person(company.drafter).post(url("register-edit", register), data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Isu nomor 8" in html
    assert "Tersimpan: Isu nomor 7" in html
    assert "Tersimpan: Isu nomor 2" not in html
    assert texts(register) == ["Isu nomor 7", "Isu nomor 2"]
    assert f'name="version" value="{register.version + 1}"' in html


def test_a_stale_page_shows_stored_optional_columns_too(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    rows = {0: row(1, origin="Rapat direksi", kinds=("quality",))}
    save_rows(register=register, rows=rows, actor=company.second_layer, now=FILLED)
    own = {"form-0-origin": "Survei", "form-0-is_climate": "on", "form-0-affected_target": ""}
    data = typed(full(1), full(2), version=register.version) | own
    html = as_person(company.drafter).post(url("register-edit", register), data).content.decode()
    assert "Asal informasi – Tersimpan: Rapat direksi" in html
    assert "Jenis Sasaran – Tersimpan: Mutu" in html
    assert "Terkait perubahan iklim – Tersimpan: –" in html
    assert "Sasaran yang terdampak – Tersimpan" not in html


def test_optional_columns_that_cannot_be_stored_any_more_are_shown_for_copying(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    data = typed(full(1), full(2), version=1, send="1") | {"form-0-origin": "Survei"}
    html = as_person(company.manager).post(url("register-edit", register), data).content.decode()
    assert "Asal informasi: Survei" in html


def test_typing_into_a_register_that_was_sent_meanwhile_is_shown_for_copying(
    company: Company, as_person: LogIn
) -> None:
    register = sent(company)
    data = typed(full(8), full(2), version=1, send="1")
    response = as_person(company.manager).post(url("register-edit", register), data)
    html = response.content.decode()
    assert response.status_code == 409
    assert "Ketikan Anda" in html
    assert "Isu nomor 8" in html
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]


# --- Autosave -------------------------------------------------------------------------------------


def test_the_page_saves_itself_and_tells_time_version_warnings(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    data = typed(full(1, category="T"), {**BLANK, "issue": "Setengah"}, version=0)
    answer = client.post(url("register-autosave", register), data).json()
    assert (answer["saved_at"], answer["version"], answer["errors"]) == ("09.00", 1, {})
    assert answer["cells"]["warning-0"].startswith("Periksa")
    assert answer["cells"]["warning-1"] == ""
    assert texts(register) == ["Isu nomor 1", "Setengah"]


def test_saving_itself_again_makes_no_second_row(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.drafter)
    version = 0
    for number in (1, 2, 3):
        data = typed(BLANK, BLANK, full(number), version=version)
        version = client.post(url("register-autosave", register), data).json()["version"]
    assert texts(register) == ["Isu nomor 3"]


def test_a_cell_that_cannot_be_read_keeps_what_is_stored_and_the_others_are_saved(
    company: Company, as_person: LogIn
) -> None:
    register = drafted(company)
    line = {**full(9), "stakeholder": "x" * 201}
    data = typed(line, full(2), version=register.version)
    answer = as_person(company.drafter).post(url("register-autosave", register), data).json()
    assert list(answer["errors"]) == ["form-0-stakeholder"]
    first = register.issues.first()
    assert (first.stakeholder, first.issue) == ("Pelanggan", "Isu nomor 9")


def test_a_deleted_row_is_removed_while_the_page_saves_itself_and_can_come_back(
    company: Company, as_person: LogIn
) -> None:
    register = drafted(company)
    keys = [{"key": str(issue.key)} for issue in register.issues.all()]
    client = as_person(company.drafter)
    deleted = typed({**full(1), **keys[0], "DELETE": "on"}, {**full(2), **keys[1]}, version=register.version)
    version = client.post(url("register-autosave", register), deleted).json()["version"]
    assert texts(register) == ["Isu nomor 2"]
    undone = typed({**full(1), **keys[0], "DELETE": ""}, {**full(2), **keys[1]}, version=version)
    assert client.post(url("register-autosave", register), undone).status_code == 200
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]


def test_an_overtaken_page_stops_saving_itself(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    save_rows(register=register, rows={0: row(7)}, actor=company.second_layer, now=FILLED)
    data = typed(full(8), full(2), version=register.version)
    response = as_person(company.drafter).post(url("register-autosave", register), data)
    assert response.status_code == 409
    assert "sudah berubah" in response.json()["message"]
    assert texts(register)[0] == "Isu nomor 7"


def test_a_sent_register_does_not_save_itself(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    response = as_person(company.manager).post(url("register-autosave", register), typed(full(8)))
    assert response.status_code == 409
    assert "Dikirim ke CMS" in response.json()["message"]


# --- Buttons of the register's page ---------------------------------------------------------------


def test_the_register_is_sent_from_its_own_page(company: Company, as_person: LogIn) -> None:
    register = drafted(company)
    client = as_person(company.manager)
    assert "Kirim ke CMS" in client.get(url("register-detail", register)).content.decode()
    response = client.post(url("register-transition", register, "submit"), {"version": register.version})
    assert response["Location"] == url("register-detail", register)
    register.refresh_from_db()
    assert register.status == "submitted"


def test_nihil_is_declared_with_a_reason(company: Company, as_person: LogIn) -> None:
    register = opened(company)
    client = as_person(company.manager)
    assert "Nyatakan Nihil" in client.get(url("register-detail", register)).content.decode()
    address = url("register-transition", register, "declare_nil")
    refused = client.post(address, {"comment": " ", "version": 0})
    assert refused.status_code == 422
    assert "Tuliskan alasannya" in refused.content.decode()
    assert client.post(address, {"comment": "Tidak ada.", "version": 0}).status_code == 302
    register.refresh_from_db()
    assert (register.status, register.nil_reason) == ("nil", "Tidak ada.")


def test_a_filled_register_offers_no_nihil_and_an_empty_one_no_sending(
    company: Company, as_person: LogIn
) -> None:
    empty = as_person(company.manager).get(url("register-detail", opened(company))).content.decode()
    assert "Kirim ke CMS" not in empty
    filled = as_person(company.manager).get(url("register-detail", drafted(company))).content.decode()
    assert "Nyatakan Nihil" not in filled


def test_a_step_that_the_state_does_not_allow_is_a_conflict(company: Company, as_person: LogIn) -> None:
    register = sent(company)
    client = as_person(company.manager)
    for name in ("submit", "declare_nil"):
        assert client.post(url("register-transition", register, name), {"comment": "x"}).status_code == 409


@pytest.mark.parametrize("name", ["accept", "return", "accept_nil", "draft", "nonsense"])
def test_other_transitions_have_no_address(company: Company, as_person: LogIn, name: str) -> None:
    register = sent(company)
    for who in (company.manager, company.cms):
        assert as_person(who).post(url("register-transition", register, name)).status_code == 404


def test_an_incomplete_draft_is_not_sent_from_its_page(company: Company, as_person: LogIn) -> None:
    register = save_rows(
        register=opened(company), rows={0: row(1, issue="")}, actor=company.drafter, now=FILLED
    )
    response = as_person(company.manager).post(url("register-transition", register, "submit"))
    assert response.status_code == 422
    assert "Baris 1: Isu belum diisi." in response.content.decode()


def test_the_grid_takes_the_same_queries_at_5_and_at_50_rows(company: Company, as_person: LogIn) -> None:
    client = as_person(company.manager)
    register = drafted(company, count=5)

    def queries(name: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(url(name, register))
        return len(captured)

    few = [queries("register-edit"), queries("register-detail")]
    save_rows(register=register, rows=rows(50), actor=company.drafter, now=FILLED)
    assert [queries("register-edit"), queries("register-detail")] == few
