"""Rows that people arrange: what a click or a key does, and that drafts find their rows again."""

import pytest
from playwright.sync_api import Page, expect

from tests.scripts.conftest import Bench

pytestmark = pytest.mark.browser

ROW = (
    '<tbody data-row="{key}"><tr><th><span data-row-number>{n}</span>'
    '<input type="hidden" name="row" value="{i}"><input type="hidden" name="form-{i}-key" value="{key}">'
    '<input type="hidden" name="form-{i}-DELETE" value="" data-row-drop data-draft>'
    '<button type="button" data-row-fold aria-expanded="false">Rincian</button></th>'
    '<td><input name="form-{i}-issue" value="{text}" aria-label="Isu"></td>'
    '<td><div role="toolbar" data-row-tools><button data-row-act="up">Naik</button>'
    '<button data-row-act="down">Turun</button><button data-row-act="copy">Duplikat</button>'
    '<button data-row-act="drop">Hapus</button></div></td></tr>'
    '<tr class="row-more"><td colspan="3"><input name="form-{i}-origin" aria-label="Asal"></td></tr></tbody>'
)


def body(texts: str, *, fixed: str = "", version: int = 1) -> str:
    rows = "".join(ROW.format(key=f"k-{t}", n=i + 1, i=i, text=t) for i, t in enumerate(texts))
    return (
        '<form method="post" action="/send/" data-autosave-url="/save/" data-draft-key="7:issues:1">'
        f'<input type="hidden" name="version" value="{version}">'
        f'<input type="hidden" name="page" value="p{version}">'
        '{% include "components/_save_state.html" %}'
        f'<input type="hidden" id="id_form-TOTAL_FORMS" name="form-TOTAL_FORMS" value="{len(texts)}">'
        '<input type="hidden" id="id_form-MAX_NUM_FORMS" value="9">'
        f'<table data-grid data-grow="row" data-total="id_form-TOTAL_FORMS" {fixed}'
        ' data-said-moved="{from} ke {to}" data-said-copied="{from} jadi {to}"'
        ' data-said-dropped="{from} dihapus"'
        f' data-said-restored="{{to}} ada lagi">{rows}</table>'
        "<div data-undo hidden><span data-undo-text></span>"
        '<button type="button" data-undo-last>Urungkan</button></div>'
        '<div role="status" data-grid-say></div>'
        f'<template id="row">{ROW.format(key="__key__", n="", i="__prefix__", text="")}</template></form>'
    )


def shown(page: Page) -> str:
    fields = page.locator('[data-row]:not([hidden]) [name$="-issue"]')
    return "".join(fields.evaluate_all("all => all.map(f => f.value || '·')"))


def numbers(page: Page) -> str:
    cells = page.locator("[data-row]:not([hidden]) [data-row-number]")
    return " ".join(cells.evaluate_all("all => all.map(c => c.textContent)"))


def press(page: Page, row: int, name: str) -> None:
    page.locator("[data-row]:not([hidden])").nth(row).get_by_role("button", name=name).click()


@pytest.mark.parametrize(
    ("row", "button", "after", "said"),
    [
        (1, "Naik", "BAC", "2 ke 1"),
        (0, "Naik", "ABC", ""),
        (1, "Turun", "ACB", "2 ke 3"),
        (0, "Duplikat", "AABC", "1 jadi 2"),
        (1, "Hapus", "AC", "2 dihapus"),
    ],
)
def test_a_button_arranges_the_rows_and_says_so(
    bench: Bench, row: int, button: str, after: str, said: str
) -> None:
    page = bench.show(body("ABC"))
    press(page, row, button)
    assert shown(page) == after
    assert numbers(page) == " ".join(str(n + 1) for n in range(len(after)))
    expect(page.locator("[data-grid-say]")).to_have_text(said)


def test_the_order_and_the_deletion_are_saved_without_a_click(bench: Bench) -> None:
    page = bench.show(body("ABC"))
    press(page, 2, "Naik")
    press(page, 0, "Hapus")
    expect(page.locator("[data-save-state]")).to_have_text("tersimpan 22.14")
    assert bench.posts[-1]["row"] == ["0", "2", "1"]
    assert bench.posts[-1]["form-0-DELETE"] == ["on"]


def test_deletions_are_undone_one_after_the_other(bench: Bench) -> None:
    page = bench.show(body("ABC"))
    press(page, 0, "Hapus")
    press(page, 0, "Hapus")
    assert shown(page) == "C"
    page.click("[data-undo-last]")
    assert shown(page) == "BC"
    expect(page.locator("[data-undo]")).to_contain_text("1 dihapus")
    page.click("[data-undo-last]")
    assert shown(page) == "ABC"
    expect(page.locator("[data-undo]")).to_be_hidden()


def test_the_last_row_leaves_an_empty_one_behind(bench: Bench) -> None:
    page = bench.show(body("A"))
    press(page, 0, "Hapus")
    assert shown(page) == "·"


def test_where_numbers_are_fixed_rows_stay_and_new_ones_come_behind(bench: Bench) -> None:
    page = bench.show(
        body("AB", fixed='data-fixed="7"').replace("<tbody data-row", "<tbody data-numbered data-row", 2)
    )
    page.focus('[name="form-1-issue"]')
    page.keyboard.press("Alt+ArrowUp")
    assert shown(page) == "AB"
    press(page, 0, "Duplikat")
    assert numbers(page) == "1 8 2"


def test_the_tools_of_a_row_are_one_stop_for_the_tab_key(bench: Bench) -> None:
    page = bench.show(body("AB"))
    page.focus('[name="form-0-issue"]')
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "Turun"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Rincian" or page.evaluate(
        "document.activeElement.name"
    ).endswith("-origin")


def test_a_draft_finds_its_rows_by_name_wherever_they_stand_now(bench: Bench) -> None:
    bench.answer = None
    page = bench.show(body("ABC"))
    press(page, 2, "Naik")
    page.fill('[name="form-0-issue"]', "A2")
    expect(page.locator("[data-save-note]")).to_contain_text("Tidak ada sambungan")
    bench.answer = (200, {"saved_at": "22.30", "version": 3})
    page = bench.show(body("CBA"))
    page.click("[data-draft-restore]")
    assert shown(page) == "A2CB"
    expect(page.locator("[data-save-state]")).to_have_text("tersimpan 22.30")
    assert bench.posts[-1]["form-2-issue"] == ["A2"]


def test_a_row_that_only_the_draft_knows_takes_a_blank_one(bench: Bench) -> None:
    bench.answer = None
    page = bench.show(body("AB"))
    press(page, 0, "Duplikat")
    page.locator('[name$="-issue"]').nth(1).fill("Baru")
    expect(page.locator("[data-save-note]")).to_contain_text("Tidak ada sambungan")
    page = bench.show(body("AB").replace('value="B"', 'value=""'))
    page.click("[data-draft-restore]")
    assert shown(page) == "ABaruB"
