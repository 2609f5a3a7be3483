"""Saving while typing: nothing typed is lost, nothing of others is overwritten."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests.scripts.conftest import Bench

pytestmark = pytest.mark.browser

FORM = (
    '<form method="post" action="/send/" data-unsaved data-autosave-url="/save/" data-draft-key="7:issue:1">'
    '<input type="hidden" name="version" value="{{ version }}"><input type="hidden" name="_nonce" value="n1">'
    '{% include "components/_save_state.html" %}'
    '<input name="who" value="{{ who }}" aria-label="Stakeholders"><span data-error-for="who"></span>'
    '<input type="checkbox" name="nil" aria-label="Nihil">'
    '<span data-cell="score" class="band band--merah">0</span>'
    '<button type="submit">Kirim</button></form>'
)
STATE = "[data-save-state]"
NOTE = "[data-save-note]"
OFFER = "[data-draft-offer]"


def opened(bench: Bench, *, version: int = 1, who: str = "") -> Page:
    return bench.show(FORM, version=version, who=who)


def typed(bench: Bench, text: str) -> Page:
    page = opened(bench)
    page.fill("[name=who]", text)
    return page


def drafts(page: Page) -> int:
    return int(page.evaluate("localStorage.length"))


def test_what_is_typed_is_saved_without_a_click(bench: Bench) -> None:
    page = typed(bench, "Pelanggan")
    expect(page.locator(STATE)).to_have_text("belum tersimpan")
    expect(page.locator(STATE)).to_have_text("tersimpan 22.14")
    assert len(bench.posts) == 1
    assert bench.posts[0]["who"] == ["Pelanggan"]
    assert bench.headers[0]["x-autosave"] == "1"
    assert bench.headers[0]["x-csrftoken"]


def test_the_nonce_stays_with_the_final_sending(bench: Bench) -> None:
    page = typed(bench, "Pelanggan")
    expect(page.locator(STATE)).to_have_text("tersimpan 22.14")
    assert "_nonce" not in bench.posts[0]
    assert page.input_value("[name=_nonce]") == "n1"


def test_sending_waits_for_the_save_under_way_and_carries_its_version(bench: Bench) -> None:
    page = opened(bench)
    held: list[Route] = []
    page.route("**/save/", lambda route: held.append(route))
    with page.expect_request("**/save/"):
        page.fill("[name=who]", "Pelanggan")
    page.click("text=Kirim")
    page.click("text=Kirim")
    expect(page.locator("text=Kirim")).to_have_attribute("aria-busy", "true")
    assert bench.posts == []
    bench.answer = (200, "/page/")
    with page.expect_navigation():
        held[0].fulfill(body='{"saved_at": "22.14", "version": 2}', content_type="application/json")
    assert len(bench.posts) == 1
    assert bench.posts[0]["version"] == ["2"]
    assert bench.posts[0]["who"] == ["Pelanggan"]


def test_the_next_save_carries_the_new_version(bench: Bench) -> None:
    page = typed(bench, "A")
    expect(page.locator(STATE)).to_have_text("tersimpan 22.14")
    bench.answer = (200, {"saved_at": "22.15", "version": 3})
    page.fill("[name=who]", "B")
    expect(page.locator(STATE)).to_have_text("tersimpan 22.15")
    assert bench.posts[1]["version"] == ["2"]


def test_a_save_clears_the_draft_and_the_leaving_question(bench: Bench) -> None:
    page = typed(bench, "A")
    assert drafts(page) == 1
    expect(page.locator(STATE)).to_have_text("tersimpan 22.14")
    assert drafts(page) == 0
    assert page.locator("form[data-changed]").count() == 0


def test_remarks_and_results_of_the_answer_reach_their_places(bench: Bench) -> None:
    bench.answer = (
        200,
        {
            "saved_at": "22.14",
            "errors": {"who": "Terlalu umum."},
            "cells": {"score": {"text": "97,5", "band": "hijau"}},
        },
    )
    page = typed(bench, "Semua")
    expect(page.locator("[data-error-for=who]")).to_have_text("Terlalu umum.")
    expect(page.locator("[name=who]")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("[data-cell=score]")).to_have_text("97,5")
    expect(page.locator("[data-cell=score]")).to_have_class("band band--hijau")


def test_a_conflict_stops_saving_keeps_the_text_and_says_why(bench: Bench) -> None:
    bench.answer = (409, {"message": "Sudah dikirim oleh Bapak Andi."})
    page = typed(bench, "Milik saya")
    expect(page.locator(NOTE)).to_contain_text("Sudah dikirim oleh Bapak Andi.")
    expect(page.locator(STATE)).to_have_text("belum tersimpan")
    page.clock.install()
    page.fill("[name=who]", "Milik saya juga")
    page.clock.fast_forward(60_000)
    assert len(bench.posts) == 1
    assert page.input_value("[name=who]") == "Milik saya juga"
    assert drafts(page) == 1


def test_a_lost_session_keeps_the_draft_and_names_the_way_back(bench: Bench) -> None:
    bench.answer = (302, "/account/login/")
    page = typed(bench, "Ketikan")
    expect(page.locator(NOTE)).to_contain_text("Sesi berakhir")
    assert drafts(page) == 1


def test_a_lost_connection_is_tried_again(bench: Bench) -> None:
    bench.answer = None
    page = typed(bench, "Ketikan")
    expect(page.locator(NOTE)).to_contain_text("Tidak ada sambungan")
    bench.answer = (200, {"saved_at": "22.20"})
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.locator(STATE)).to_have_text("tersimpan 22.20")
    expect(page.locator(NOTE)).to_be_hidden()


def test_a_server_error_does_not_pretend_to_have_saved(bench: Bench) -> None:
    bench.answer = (500, {})
    page = typed(bench, "Ketikan")
    expect(page.locator(NOTE)).to_contain_text("Server belum menerima")
    assert drafts(page) == 1


def test_the_draft_is_offered_again_and_restored(bench: Bench) -> None:
    bench.answer = (409, {"message": "x"})
    page = typed(bench, "Ketikan")
    page.check("[name=nil]")
    expect(page.locator(NOTE)).to_be_visible()
    bench.answer = (200, {"saved_at": "22.30"})
    opened(bench, version=5, who="Orang lain")
    expect(page.locator(OFFER)).to_be_visible()
    assert page.input_value("[name=who]") == "Orang lain"
    page.click("[data-draft-restore]")
    assert page.input_value("[name=who]") == "Ketikan"
    assert page.is_checked("[name=nil]")
    expect(page.locator(STATE)).to_have_text("tersimpan 22.30")


def test_a_dropped_draft_is_gone(bench: Bench) -> None:
    bench.answer = (409, {"message": "x"})
    page = typed(bench, "Ketikan")
    expect(page.locator(NOTE)).to_be_visible()
    opened(bench)
    page.click("[data-draft-drop]")
    assert drafts(page) == 0
    expect(page.locator(OFFER)).to_be_hidden()


def test_a_draft_that_the_server_has_is_not_offered(bench: Bench) -> None:
    bench.answer = (409, {"message": "x"})
    page = typed(bench, "Ketikan")
    expect(page.locator(NOTE)).to_be_visible()
    opened(bench, who="Ketikan")
    expect(page.locator(OFFER)).to_be_hidden()
    assert drafts(page) == 0


@pytest.mark.parametrize(("version", "offered"), [(1, True), (2, False)])
def test_a_sent_form_is_offered_only_when_it_did_not_arrive(
    bench: Bench, version: int, offered: bool
) -> None:
    page = typed(bench, "1.250")
    bench.answer = (200, "/page/")
    with page.expect_navigation():
        page.click("text=Kirim")
    opened(bench, version=version, who="1250")
    expect(page.locator(OFFER)).to_be_visible(visible=offered)


def test_a_draft_of_another_person_is_not_touched(bench: Bench) -> None:
    page = opened(bench)
    page.evaluate("localStorage.setItem('draft:8:issue:1', '{\"at\": 1, \"values\": []}')")
    page.reload()
    assert drafts(page) == 1
    expect(page.locator(OFFER)).to_be_hidden()
