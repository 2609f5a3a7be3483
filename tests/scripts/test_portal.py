"""What every page can do: toasts, one click per form, questions, copying, weights."""

import pytest
from playwright.sync_api import expect

from tests.scripts.conftest import Bench

pytestmark = pytest.mark.browser


def sent(bench: Bench) -> int:
    return len(bench.posts)


def test_two_clicks_send_a_form_once_and_busy_the_button(bench: Bench) -> None:
    bench.answer = (200, "/page/")
    page = bench.show(
        '<form method="post" action="/send/"><button name="save" value="1">Simpan</button></form>'
    )
    with page.expect_navigation():
        page.evaluate("(b => { b.click(); b.click(); })(document.querySelector('[name=save]'))")
    assert sent(bench) == 1
    assert bench.posts[0]["save"] == ["1"]  # the button's own name survives its disabling


def test_a_dangerous_button_asks_and_names_the_consequence(bench: Bench) -> None:
    bench.answer = (200, "/page/")
    page = bench.show(
        '<form method="post" action="/del/"><button data-confirm="Hapus 3 baris?">Hapus</button></form>'
    )
    page.click("main button")
    expect(page.locator("#ask")).to_contain_text("Hapus 3 baris?")
    page.click("#ask >> text=Batal")
    expect(page.locator("#ask")).to_be_hidden()
    assert sent(bench) == 0
    page.click("main button")
    with page.expect_navigation():
        page.click("[data-ask-yes]")
    assert sent(bench) == 1


def test_a_toast_is_text_and_never_markup(bench: Bench) -> None:
    page = bench.show("")
    page.evaluate("portal.toast('<img src=x onerror=alert(1)>', 'danger')")
    expect(page.locator("#toasts .note--danger")).to_have_text("<img src=x onerror=alert(1)>")
    page.click("#toasts button")
    expect(page.locator("#toasts .note")).to_have_count(0)


def test_the_whatsapp_text_is_copied_with_one_click(bench: Bench) -> None:
    bench.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = bench.show(
        '{% include "components/_copy_wa.html" with text=text %}', text="Yth. Bapak Andi,\nBaris 2"
    )
    page.click("text=Salin Pesan WA")
    expect(page.locator("#toasts")).to_contain_text("Tersalin")
    assert page.evaluate("navigator.clipboard.readText()") == "Yth. Bapak Andi,\nBaris 2"


def test_a_copied_address_says_where_to_paste_it(bench: Bench) -> None:
    bench.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = bench.show(
        '<div data-copy-box><input readonly aria-label="A" value="http://x/feed.ics">'
        '<button type="button" data-copy data-copied="Tempelkan di kalender.">Salin</button></div>'
    )
    page.get_by_role("button", name="Salin").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("Tempelkan di kalender.")
    assert page.evaluate("navigator.clipboard.readText()") == "http://x/feed.ics"


def test_a_slash_leads_to_the_search_unless_one_is_writing(bench: Bench) -> None:
    page = bench.show(
        '<input type="search" data-search aria-label="Cari"><input name="note" aria-label="Catatan">'
    )
    page.keyboard.press("/")
    expect(page.get_by_label("Cari")).to_be_focused()
    assert page.get_by_label("Cari").input_value() == "", "the key itself is not typed"
    page.get_by_label("Catatan").focus()
    page.keyboard.press("/")
    expect(page.get_by_label("Catatan")).to_have_value("/")


def test_leaving_with_unsaved_text_asks(bench: Bench) -> None:
    page = bench.show('<form method="post" data-unsaved><input name="a" aria-label="A"></form>')
    page.locator("[name=a]").press_sequentially("x")
    questions: list[str] = []
    page.on("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.goto("http://localhost/other/")
    assert questions == ["beforeunload"]


def test_a_filter_submits_itself(bench: Bench) -> None:
    page = bench.show(
        '<form data-auto-submit><select name="unit" aria-label="U"><option value=""></option>'
        '<option value="ppic">PPIC</option></select></form>'
    )
    with page.expect_navigation():
        page.select_option("[name=unit]", "ppic")
    assert page.url.endswith("?unit=ppic")


def test_a_password_can_be_looked_at(bench: Bench) -> None:
    page = bench.show(
        '<input id="p" type="password" aria-label="P"><button type="button" data-reveal="p">Lihat</button>'
    )
    page.click("[data-reveal]")
    expect(page.locator("#p")).to_have_attribute("type", "text")
    page.click("[data-reveal]")
    expect(page.locator("#p")).to_have_attribute("type", "password")


def test_htmx_sends_the_token_and_shows_the_answer(bench: Bench) -> None:
    page = bench.show('<button hx-post="/part/" hx-target="#place">Muat</button><div id="place"></div>')
    page.click("[hx-post]")
    expect(page.locator("#place")).to_contain_text("saved_at")
    assert bench.headers[0]["x-csrftoken"]


def test_an_answer_may_bring_a_toast(bench: Bench) -> None:
    bench.answer_headers = {"HX-Trigger": '{"toast": {"text": "Baris 3 diterima.", "tone": "success"}}'}
    page = bench.show('<button hx-post="/part/" hx-target="#place">Terima</button><div id="place"></div>')
    page.click("[hx-post]")
    expect(page.locator("#toasts .note--success")).to_have_text("Baris 3 diterima.")


def test_a_lost_session_never_shows_the_login_page_inside_a_partial(bench: Bench) -> None:
    bench.answer = (200, {"page": "<body data-entrance>"})
    page = bench.show('<button hx-post="/part/" hx-target="#place">Muat</button><div id="place"></div>')
    with page.expect_navigation():
        page.click("[hx-post]")
    expect(page.locator("#place")).to_have_text("")


@pytest.mark.parametrize(
    ("status", "words"), [(409, "sudah diubah orang lain"), (403, "tidak berwenang"), (500, "belum berhasil")]
)
def test_an_htmx_refusal_is_said_in_words(bench: Bench, status: int, words: str) -> None:
    bench.answer = (status, {})
    page = bench.show('<button hx-post="/part/" hx-target="#place">Muat</button><div id="place">lama</div>')
    page.click("[hx-post]")
    expect(page.locator("#toasts")).to_contain_text(words)
    expect(page.locator("#place")).to_have_text("lama")


WEIGHTS = (
    '{% for w in weights %}<input data-weight="p" value="{{ w }}" aria-label="Bobot">{% endfor %}'
    '<output data-weight-sum="p" data-weight-goal="100"></output>'
)


@pytest.mark.parametrize(
    ("weights", "text", "fits"),
    [
        (["33,3", "33,3", "33,4"], "Σ 100", True),
        (["60", "30.5 %"], "Σ 90,5 · kurang 9,5", False),
        (["60", "40,01"], "Σ 100,01 · lebih 0,01", False),
        (["100", "abc", ""], "Σ 100", True),
        ([], "Σ 0 · kurang 100", False),
    ],
)
def test_the_sum_of_weights_is_exact(bench: Bench, weights: list[str], text: str, fits: bool) -> None:
    output = bench.show(WEIGHTS, weights=weights).locator("output")
    expect(output).to_have_text(text)
    expect(output).to_have_class("sum-ok" if fits else "sum-off")


def test_the_sum_of_weights_follows_the_typing(bench: Bench) -> None:
    page = bench.show(WEIGHTS, weights=["60", "30"])
    page.locator("[data-weight]").nth(1).fill("40")
    expect(page.locator("output")).to_have_text("Σ 100")


@pytest.mark.parametrize("width", [360, 1366])
def test_a_page_never_scrolls_sideways(bench: Bench, width: int) -> None:
    bench.styled = True
    bench.page.set_viewport_size({"width": width, "height": 740})
    wide = '<div class="table-scroll"><table class="table"><tr><td class="num">' + "1.250 " * 99
    page = bench.show(f"<h1>Isi</h1>{wide}</td></tr></table></div>")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
