"""The page of the grid beyond typing: single rows without scripts, many rows, strange letters, options."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.core.text import plain_text
from issues.models import IssueRegister, Stakeholder
from issues.rules import MAX_ROWS
from issues.selectors import removed_rows
from issues.services import save_rows
from tests.company import Company
from tests.conftest import at
from tests.issues.registers import FILLED, drafted, opened, reviewed, row, rows, texts

LogIn = Callable[[object], Client]


@pytest.fixture(autouse=True)
def _wednesday(company: Company) -> None:
    clock.move_to(at("2026-10-21 09:00"))


def edit(register: IssueRegister) -> str:
    return reverse("issues:register-edit", args=[register.pk])


def autosave(register: IssueRegister) -> str:
    return reverse("issues:register-autosave", args=[register.pk])


def as_browser(page: Any, **more: object) -> dict[str, Any]:
    """What a browser sends from this page: each row with its name, its order, all its columns."""
    grid = page.context["grid"]
    data: dict[str, Any] = {
        "form-TOTAL_FORMS": len(grid.forms),
        "form-INITIAL_FORMS": len(grid.forms),
        "version": page.context["register"].version,
        "page": page.context["nonce"],
        "row": [form.index for form in grid.ordered],
    }
    for form in grid.ordered:
        data[f"form-{form.index}-key"] = form.row_key
        data[f"form-{form.index}-DELETE"] = ""
        if not form.is_locked:
            data |= fields_of(form)
    return {**data, **more}


def fields_of(form: Any) -> dict[str, Any]:
    values = {name: form[name].value() for name in form.fields if name not in ("key", "DELETE")}
    return {form.add_prefix(name): value for name, value in values.items() if value not in (None, False)}


def opened_page(client: Client, register: IssueRegister) -> Any:
    return client.get(edit(register))


# --- Steps of single rows, as a browser without scripts sends them --------------------------------


@pytest.mark.parametrize(
    ("button", "index", "after"),
    [
        ("row_up", "1", ["Isu nomor 2", "Isu nomor 1", "Isu nomor 3"]),
        ("row_up", "0", ["Isu nomor 1", "Isu nomor 2", "Isu nomor 3"]),
        ("row_down", "1", ["Isu nomor 1", "Isu nomor 3", "Isu nomor 2"]),
        ("row_copy", "0", ["Isu nomor 1", "Isu nomor 1", "Isu nomor 2", "Isu nomor 3"]),
        ("row_drop", "1", ["Isu nomor 1", "Isu nomor 3"]),
        ("row_drop", "99", ["Isu nomor 1", "Isu nomor 2", "Isu nomor 3"]),
        ("row_up", "abc", ["Isu nomor 1", "Isu nomor 2", "Isu nomor 3"]),
    ],
)
def test_a_rows_button_works_without_scripts(
    company: Company, as_person: LogIn, button: str, index: str, after: list[str]
) -> None:
    register, client = drafted(company, count=3), as_person(company.drafter)
    answer = client.post(edit(register), as_browser(opened_page(client, register), **{button: index}))
    assert answer.status_code == 302
    assert texts(register) == after


def test_a_rows_button_keeps_what_was_typed_elsewhere(company: Company, as_person: LogIn) -> None:
    register, client = drafted(company, count=2), as_person(company.drafter)
    data = as_browser(opened_page(client, register), row_drop="0") | {"form-1-issue": "Diketik sebelum klik"}
    client.post(edit(register), data)
    assert texts(register) == ["Diketik sebelum klik"]


def test_a_deletion_is_undone_by_a_button_without_scripts_and_after_days(
    company: Company, as_person: LogIn
) -> None:
    register, client = drafted(company, count=3), as_person(company.drafter)
    client.post(edit(register), as_browser(opened_page(client, register), row_drop="1"))
    clock.move_to(at("2026-10-24 09:00"))
    page = opened_page(client, register)
    (gone,) = removed_rows(register)
    assert f'name="restore" value="{gone.pk}"' in page.content.decode()
    data = as_browser(page, restore=str(gone.pk)) | {"form-0-issue": "Diketik lalu diurungkan"}
    assert client.post(edit(register), data).status_code == 302
    assert texts(register) == ["Diketik lalu diurungkan", "Isu nomor 2", "Isu nomor 3"]


@pytest.mark.parametrize("value", ["0", "999999", "abc", "²"])
def test_undoing_what_never_was_is_no_error_page(company: Company, as_person: LogIn, value: str) -> None:
    register, client = drafted(company), as_person(company.drafter)
    answer = client.post(edit(register), as_browser(opened_page(client, register), restore=value))
    assert answer.status_code in (302, 409)
    assert len(texts(register)) == 2


def test_the_order_of_the_page_is_the_order_of_the_rows(company: Company, as_person: LogIn) -> None:
    register, client = drafted(company, count=3), as_person(company.drafter)
    data = as_browser(opened_page(client, register), row=["2", "0", "nonsense", "1", "2", "77"])
    client.post(autosave(register), data)
    assert texts(register) == ["Isu nomor 3", "Isu nomor 1", "Isu nomor 2"]


def test_once_reviewed_rows_have_no_buttons_to_move_them(company: Company, as_person: LogIn) -> None:
    register = reviewed(company, "accepted", "returned")
    page = as_person(company.manager).get(edit(register)).content.decode()
    assert 'name="row_up"' not in page
    assert 'name="row_copy"' in page
    assert 'name="row_drop" value="0"' not in page  # the accepted row is locked


def test_the_first_button_of_the_form_saves(company: Company, as_person: LogIn) -> None:
    """Enter in a field presses the first button: without scripts too it must not move or delete a row."""
    html = as_person(company.manager).get(edit(drafted(company))).content.decode()
    form = html[html.index('id="register-form"') :]
    assert form[form.index("<button") :].split(">")[0].count('name="save"') == 1


def test_a_name_that_is_none_is_refused(company: Company, as_person: LogIn) -> None:
    register, client = drafted(company), as_person(company.drafter)
    data = as_browser(opened_page(client, register)) | {"form-0-key": "bukan-kunci"}
    assert client.post(edit(register), data).status_code == 422
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]


# --- Many rows (T69) ----------------------------------------------------------------------------------


def test_150_rows_pass_through_the_page_with_every_field(company: Company, as_person: LogIn) -> None:
    register = save_rows(register=opened(company), rows=rows(150), actor=company.drafter, now=FILLED)
    client = as_person(company.drafter)
    data = as_browser(opened_page(client, register), save="1")
    for place in range(150):
        data |= {f"form-{place}-origin": "Rapat", f"form-{place}-kinds": ["quality", "ohs", "environment"]}
        data |= {f"form-{place}-obligation_reference": "UU 32/2009", f"form-{place}-is_climate": "on"}
    fields = sum(len(value) if isinstance(value, list) else 1 for value in data.values())
    assert 1001 < fields < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    assert client.post(edit(register), data).status_code == 302
    stored = list(register.issues.all())
    assert [issue.issue for issue in stored] == [f"Isu nomor {n}" for n in range(1, 151)]
    assert {(issue.origin, tuple(issue.kinds), issue.is_obligation) for issue in stored} == {
        ("Rapat", ("quality", "ohs", "environment"), True)
    }


def test_the_largest_register_fits_into_one_form(company: Company, as_person: LogIn) -> None:
    """Every field of the most rows, and as many deleted ones that wait for the way back."""
    register, client = drafted(company, count=1), as_person(company.drafter)
    form = opened_page(client, register).context["grid"].forms[0]
    of_a_row = len(form.fields) + 2 + 1  # three boxes for the kinds, and the order
    assert MAX_ROWS * of_a_row < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


# --- Letters (T68) ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("Kafe\u0301", "Kafé"),
        ("baris 1\r\nbaris 2", "baris 1\nbaris 2"),
        ("dari Word\x0bbaris 2", "dari Word\nbaris 2"),
        ("👩\u200d🔧 teknisi", "👩\u200d🔧 teknisi"),
        ("a\u2028b", "a\nb"),
    ],
)
def test_text_is_stored_in_one_spelling(company: Company, as_person: LogIn, typed: str, stored: str) -> None:
    register, client = drafted(company, count=1), as_person(company.drafter)
    data = as_browser(opened_page(client, register)) | {"form-0-issue": typed}
    assert client.post(edit(register), data).status_code == 302
    assert texts(register) == [stored]
    assert plain_text(stored) == stored


@pytest.mark.parametrize("typed", ["a\x07b", "\x1b[31mmerah", "a\x9fb"])
def test_letters_that_cannot_be_stored_are_named_and_the_rest_is_kept(
    company: Company, as_person: LogIn, typed: str
) -> None:
    register, client = drafted(company, count=1), as_person(company.drafter)
    data = as_browser(opened_page(client, register)) | {"form-0-needs": typed, "form-0-issue": "Ketikan lain"}
    answer = client.post(edit(register), data)
    assert answer.status_code == 422
    assert "tidak dapat disimpan" in answer.context["grid"].forms[0].errors["needs"][0]
    saved = client.post(autosave(register), data)
    assert list(saved.json()["errors"]) == ["form-0-needs"]
    assert texts(register) == ["Ketikan lain"]


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_a_character_is_no_text(text: str) -> None:
    with pytest.raises(ValueError):
        plain_text(text)


# --- Optional columns and suggestions -----------------------------------------------------------------


def test_optional_columns_are_folded_away_until_they_say_something(
    company: Company, as_person: LogIn
) -> None:
    register = save_rows(
        register=drafted(company), rows={0: row(1, origin="Rapat")}, actor=company.drafter, now=FILLED
    )
    grid = opened_page(as_person(company.drafter), register).context["grid"]
    assert [form.opens for form in grid.ordered[:2]] == [True, False]


def test_a_reference_makes_an_obligation_and_unticking_empties_both(
    company: Company, as_person: LogIn
) -> None:
    register, client = drafted(company, count=1), as_person(company.drafter)
    data = as_browser(opened_page(client, register)) | {"form-0-obligation_reference": "UU 32/2009"}
    client.post(autosave(register), data)
    assert register.issues.get().is_obligation
    data = as_browser(opened_page(client, register))
    data["form-0-obligation_reference"] = ""
    del data["form-0-is_obligation"]
    client.post(autosave(register), data)
    assert not register.issues.get().is_obligation


def test_an_obligation_without_reference_keeps_the_register_from_being_sent(
    company: Company, as_person: LogIn
) -> None:
    register, client = drafted(company, count=1), as_person(company.manager)
    data = as_browser(opened_page(client, register), send="1") | {"form-0-is_obligation": "on"}
    answer = client.post(edit(register), data)
    assert answer.status_code == 422
    assert "Baris 1: Acuan kewajiban belum diisi." in answer.content.decode()
    assert answer.context["grid"].forms[0].errors == {"obligation_reference": ["Belum diisi."]}


def test_a_kind_that_does_not_exist_is_refused(company: Company, as_person: LogIn) -> None:
    register, client = drafted(company, count=1), as_person(company.drafter)
    data = as_browser(opened_page(client, register)) | {"form-0-kinds": ["profit"]}
    assert client.post(edit(register), data).status_code == 422


def test_stakeholders_are_suggested_from_cmss_list_then_from_the_departments_own_words(
    company: Company, as_person: LogIn
) -> None:
    register = save_rows(
        register=opened(company), rows={0: row(1, stakeholder="Dinas LH")}, actor=company.drafter, now=FILLED
    )
    Stakeholder.objects.filter(name="Perbankan").update(is_active=False)
    names = opened_page(as_person(company.drafter), register).context["stakeholders"]
    assert names[0] == "Pelanggan"
    assert names[-1] == "Dinas LH"
    assert "Perbankan" not in names


# --- A page that was overtaken, with names ----------------------------------------------------------------


def test_both_texts_meet_in_the_same_row_even_when_it_has_moved(company: Company, as_person: LogIn) -> None:
    register, client = drafted(company, count=2), as_person(company.drafter)
    data = as_browser(opened_page(client, register), save="1") | {"form-0-issue": "Ketikan saya"}
    first, second = register.issues.all()
    save_rows(
        register=register,
        rows={0: second.values, 1: row(7)},
        keys={0: second.key, 1: first.key},
        actor=company.second_layer,
        now=FILLED,
    )
    answer = client.post(edit(register), data)
    assert answer.status_code == 409
    form = next(form for form in answer.context["grid"].ordered if form.row_key == str(first.key))
    assert [(shown.title, shown.text) for shown in form.differences] == [
        ("Kebutuhan & Harapan Pihak Berkepentingan", "Kebutuhan 7"),
        ("Isu", "Isu nomor 7"),
    ]
    assert "data-autosave-url" not in answer.content.decode()  # a person decides, not a timer
    assert texts(register) == ["Isu nomor 2", "Isu nomor 7"]


def test_a_repeated_autosave_of_the_same_page_is_no_conflict(company: Company, as_person: LogIn) -> None:
    register, client = opened(company), as_person(company.drafter)
    data = as_browser(opened_page(client, register)) | {"form-0-issue": "Sekali", "form-3-key": str(uuid4())}
    answers = [client.post(autosave(register), data) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert texts(register) == ["Sekali"]
