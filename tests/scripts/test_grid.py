"""Entry grids: moving, pasting from a spreadsheet, adding rows."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.scripts.conftest import Bench

pytestmark = pytest.mark.browser
Paste = Callable[[str, str], None]

ROW = (
    '<tr><td data-row-number>{n}</td><td><input name="form-{i}-who" aria-label="Stakeholders"></td>'
    '<td><textarea name="form-{i}-issue" aria-label="Isu"></textarea></td>'
    '<td><select name="form-{i}-source" aria-label="Sumber"><option value=""></option>'
    '<option value="i">Internal</option><option value="e">Eksternal</option></select></td>'
    '<td>tetap</td><td><input name="form-{i}-locked" readonly aria-label="Skor"></td>'
    '<td><input name="form-{i}-weight" aria-label="Bobot"></td></tr>'
)


def grid(rows: int = 3, most: int = 50) -> str:
    body = "".join(ROW.format(i=i, n=i + 1) for i in range(rows))
    return (
        '<form method="post" action="/save/">'
        f'<input type="hidden" id="id_form-TOTAL_FORMS" name="form-TOTAL_FORMS" value="{rows}">'
        f'<input type="hidden" id="id_form-MAX_NUM_FORMS" value="{most}">'
        '<table data-grid data-grow="row" data-total="id_form-TOTAL_FORMS"><tbody>'
        f'<tr><th colspan="7">Pelanggan</th></tr>{body}</tbody></table>'
        f'<template id="row">{ROW.format(i="__prefix__", n="")}</template>'
        '<button type="button" data-add-row>Tambah baris</button></form>'
    )


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name"))


def value(page: Page, name: str) -> str:
    return page.locator(f'[name="{name}"]').input_value()


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        ("form-0-who", "Enter", "form-1-who"),
        ("form-1-who", "Shift+Enter", "form-0-who"),
        ("form-0-who", "ArrowDown", "form-1-who"),
        ("form-1-who", "ArrowUp", "form-0-who"),
        ("form-0-who", "ArrowRight", "form-0-issue"),
        ("form-0-issue", "ArrowLeft", "form-0-who"),
        ("form-0-weight", "ArrowLeft", "form-0-source"),  # skips what cannot be typed in
        ("form-0-who", "ArrowUp", "form-0-who"),  # a heading row is no row to type in
        ("form-0-issue", "Enter", "form-1-issue"),
    ],
)
def test_keys_move_as_in_a_spreadsheet(bench: Bench, start: str, key: str, end: str) -> None:
    page = bench.show(grid())
    page.focus(f'[name="{start}"]')
    page.keyboard.press(key)
    assert focused(page) == end


def test_an_arrow_inside_a_text_moves_the_caret_and_not_the_cell(bench: Bench) -> None:
    page = bench.show(grid())
    page.fill('[name="form-0-who"]', "PPIC")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    assert focused(page) == "form-0-who"


def test_down_inside_a_long_text_stays_until_the_last_line(bench: Bench) -> None:
    page = bench.show(grid())
    page.fill('[name="form-0-issue"]', "satu\ndua")
    page.evaluate("document.activeElement.setSelectionRange(0, 0)")
    page.keyboard.press("ArrowDown")
    assert focused(page) == "form-0-issue"


def test_alt_enter_breaks_the_line(bench: Bench) -> None:
    page = bench.show(grid())
    page.fill('[name="form-0-issue"]', "satu")
    page.keyboard.press("Alt+Enter")
    assert value(page, "form-0-issue") == "satu\n"
    assert focused(page) == "form-0-issue"


def test_enter_in_the_last_row_adds_one(bench: Bench) -> None:
    page = bench.show(grid())
    page.focus('[name="form-2-who"]')
    page.keyboard.press("Enter")
    assert focused(page) == "form-3-who"
    assert page.input_value("#id_form-TOTAL_FORMS") == "4"


def test_no_row_is_added_beyond_the_limit(bench: Bench) -> None:
    page = bench.show(grid(rows=3, most=3))
    page.click("[data-add-row]")
    assert page.input_value("#id_form-TOTAL_FORMS") == "3"


def test_ten_pasted_rows_fill_and_grow_the_grid(bench: Bench, paste: Paste) -> None:
    page = bench.show(grid())
    paste("form-1-who", "".join(f"Pihak {n}\tIsu {n}\teksternal\tx\t\t{n},5\r\n" for n in range(10)))
    assert page.input_value("#id_form-TOTAL_FORMS") == "11"
    assert value(page, "form-10-who") == "Pihak 9"
    assert value(page, "form-10-source") == "e"
    assert value(page, "form-10-weight") == "9,5"
    assert value(page, "form-0-who") == ""


def test_numbers_are_pasted_as_they_stand(bench: Bench, paste: Paste) -> None:
    page = bench.show(grid())
    paste("form-0-weight", "1.250\r\n0,95\r\n1,25\r\n")
    assert [value(page, f"form-{n}-weight") for n in range(3)] == ["1.250", "0,95", "1,25"]


def test_a_cell_with_line_breaks_and_quotes_arrives_whole(bench: Bench, paste: Paste) -> None:
    page = bench.show(grid())
    paste("form-0-who", 'A\t"baris 1\nbaris ""dua"""\r\n"Zero defect" program\tB\r\n')
    assert value(page, "form-0-issue") == 'baris 1\nbaris "dua"'
    assert value(page, "form-1-who") == '"Zero defect" program'
    assert value(page, "form-1-issue") == "B"


def test_a_pasted_empty_cell_empties_its_field(bench: Bench, paste: Paste) -> None:
    page = bench.show(grid())
    page.fill('[name="form-0-issue"]', "lama")
    paste("form-0-who", "A\t\r\nB\tbaru")
    assert value(page, "form-0-issue") == ""
    assert value(page, "form-1-issue") == "baru"


def test_an_unknown_choice_is_marked_and_not_guessed(bench: Bench, paste: Paste) -> None:
    page = bench.show(grid())
    paste("form-0-source", "luar\r\nInternal\r\n")
    expect(page.locator('[name="form-0-source"]')).to_have_attribute("aria-invalid", "true")
    assert value(page, "form-0-source") == ""
    assert value(page, "form-1-source") == "i"


def test_values_beside_the_table_or_in_locked_cells_are_reported(bench: Bench, paste: Paste) -> None:
    page = bench.show(grid())
    paste("form-0-locked", "9\t1\tlebih\r\n")
    assert value(page, "form-0-locked") == ""
    assert value(page, "form-0-weight") == "1"
    expect(page.locator("#toasts")).to_contain_text("2 isian tidak ditempel")


def test_new_rows_are_sent_with_the_form(bench: Bench) -> None:
    bench.answer = (200, "/page/")
    page = bench.show(grid())
    page.click("[data-add-row]")
    page.fill('[name="form-3-who"]', "Pemasok")
    with page.expect_navigation():
        page.evaluate("document.querySelector('form[action=\"/save/\"]').requestSubmit()")
    assert bench.posts[0]["form-3-who"] == ["Pemasok"]
    assert bench.posts[0]["form-TOTAL_FORMS"] == ["4"]
