"""What the preview says of each row (added, changed, removed, locked, kept), and the draft it makes."""

import pytest

from issues.excel.columns import vocabulary
from issues.excel.preview import Preview, preview
from issues.excel.resolving import repaired
from issues.models import IssueRegister
from issues.services import save_rows
from issues.services.uploads import apply_upload, store_upload
from tests.company import Company
from tests.issues.registers import FILLED, drafted, opened, reviewed, row, texts
from tests.issues.workbooks import (
    FIRST_ROW,
    LINE,
    NOW,
    compared,
    file_of,
    kinds,
    reasons,
    template_of,
    typed,
)

BLANK = [None] * 6
#: The rows of `drafted` as a department's file would say them.
STORED = [
    ("Pelanggan", f"Kebutuhan {number}", f"Isu nomor {number}", "Metode", "Internal", "W")
    for number in (1, 2, 3)
]


def cleared(number: int) -> dict[str, None]:
    return dict.fromkeys([f"{letter}{number}" for letter in "ABCDEFGHIJKL"])


def applied(company: Company, shown: Preview, register: IssueRegister) -> IssueRegister:
    """Take the preview over, as the page does."""
    upload = store_upload(
        register=register,
        content=shown.table.to_json(),
        file_name="isu.xlsx",
        file_sha256="0" * 64,
        actor=company.drafter,
        now=NOW,
    )
    return apply_upload(
        upload=upload, draft=shown.draft(), actor=company.drafter, now=NOW, version=register.version
    )


# --- Rows by their codes ------------------------------------------------------------------------------


def test_a_typed_over_cell_is_shown_from_and_to(company: Company) -> None:
    register = drafted(company, count=3)
    shown = compared(typed(template_of(register), {f"C{FIRST_ROW + 1}": "Isu baru"}), register)
    assert kinds(shown) == ["unchanged", "changed", "unchanged"]
    differing = [
        (cell.column, cell.before, cell.text) for cell in shown.lines[1].cells if cell.before is not None
    ]
    assert differing == [("issue", "Isu nomor 2", "Isu baru")]


def test_a_row_typed_below_is_added_and_a_cleared_one_removed(company: Company) -> None:
    register = drafted(company, count=3)
    new = {f"{letter}{FIRST_ROW + 3}": value for letter, value in zip("ABCDEF", LINE, strict=True)}
    shown = compared(typed(template_of(register), {**cleared(FIRST_ROW), **new}), register)
    assert kinds(shown) == ["unchanged", "unchanged", "added", "removed"]
    applied(company, shown, register)
    assert texts(register) == ["Isu nomor 2", "Isu nomor 3", LINE[2]]


def test_rows_follow_the_order_of_the_file(company: Company) -> None:
    register = drafted(company, count=3)
    shown = compared(file_of(STORED[2], STORED[0], STORED[1]), register)
    assert (kinds(shown), shown.is_reordered, shown.changes_nothing) == (["unchanged"] * 3, True, False)
    applied(company, shown, register)
    assert texts(register) == ["Isu nomor 3", "Isu nomor 1", "Isu nomor 2"]


def test_taking_over_keeps_each_row_that_it_is(company: Company) -> None:
    register = drafted(company, count=3)
    before = dict(register.issues.values_list("issue", "pk"))
    applied(company, compared(file_of(STORED[2], LINE, STORED[0]), register), register)
    after = dict(register.issues.values_list("issue", "pk"))
    assert (after["Isu nomor 3"], after["Isu nomor 1"]) == (before["Isu nomor 3"], before["Isu nomor 1"])


# --- Rows by what they say -------------------------------------------------------------------------------


def test_a_file_without_codes_is_matched_by_equal_rows_then_by_words(company: Company) -> None:
    register = drafted(company, count=3)
    reworded = ("Pelanggan", "Kebutuhan 2 sangat mendesak", "Isu nomor 2 memburuk", "Metode", "Internal", "W")
    shown = compared(file_of(STORED[0], reworded, STORED[2]), register)
    assert kinds(shown) == ["unchanged", "changed", "unchanged"]
    assert shown.lines[1].place == 2


def test_another_category_on_the_same_text_is_a_change(company: Company) -> None:
    register = drafted(company, count=1)
    shown = compared(file_of((*STORED[0][:5], "S")), register)
    assert [(cell.before, cell.text) for cell in shown.lines[0].cells if cell.before] == [
        ("W – Weakness", "S – Strength")
    ]


def test_a_row_of_other_words_is_another_row(company: Company) -> None:
    register = drafted(company, count=1)
    assert kinds(
        compared(file_of(("Bank", "Laporan", "Suku bunga", "Ekonomi", "Eksternal", "T")), register)
    ) == [
        "added",
        "removed",
    ]


def test_twins_are_matched_one_to_one_and_named_when_they_are_new(company: Company) -> None:
    register = drafted(company, count=1)
    shown = compared(file_of(STORED[0], LINE, LINE), register)
    assert kinds(shown) == ["unchanged", "added", "added"]
    assert shown.lines[2].remarks == ["Sama persis dengan baris 3."]


def test_a_file_of_six_columns_leaves_the_optional_ones_alone(company: Company) -> None:
    register = drafted(company, count=1)
    save_rows(register=register, rows={0: row(1, kinds=("quality",))}, actor=company.drafter, now=FILLED)
    assert compared(file_of(STORED[0]), register).changes_nothing


def test_a_contradiction_is_said_and_kept(company: Company) -> None:
    shown = compared(file_of((*LINE[:5], "O")), opened(company))
    assert shown.lines[0].remarks == ["Periksa: internal biasanya S/W, eksternal O/T."]


# --- Meanwhile in the portal -----------------------------------------------------------------------------


def test_a_row_that_only_the_portal_changed_stays_as_in_the_portal(company: Company) -> None:
    register = drafted(company, count=2)
    data = template_of(register)
    save_rows(
        register=register, rows={0: row(1, issue="Diubah di portal")}, actor=company.manager, now=FILLED
    )
    shown = compared(data, register)
    assert kinds(shown) == ["kept", "unchanged"]
    assert shown.changes_nothing
    assert shown.draft().rows[0].issue == "Diubah di portal"


def test_a_row_that_both_changed_takes_the_files_text_and_says_so(company: Company) -> None:
    register = drafted(company, count=1)
    data = typed(template_of(register), {f"C{FIRST_ROW}": "Diubah di Excel"})
    save_rows(
        register=register, rows={0: row(1, issue="Diubah di portal")}, actor=company.manager, now=FILLED
    )
    (line,) = compared(data, register).lines
    assert (line.kind, line.values.issue) == ("changed", "Diubah di Excel")
    assert line.remarks == ["Juga diubah di portal sesudah templat diunduh; isi berkas yang dipakai."]


def test_a_row_that_the_portal_added_is_kept(company: Company) -> None:
    register = drafted(company, count=1)
    data = template_of(register)
    save_rows(register=register, rows={1: row(2)}, actor=company.manager, now=FILLED)
    shown = compared(data, register)
    assert kinds(shown) == ["unchanged", "kept"]
    applied(company, shown, register)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2"]


def test_a_row_that_the_portal_removed_comes_back_only_visibly(company: Company) -> None:
    register = drafted(company, count=2)
    data = template_of(register)
    gone = register.issues.get(position=0)
    save_rows(register=register, rows={}, removed=[gone.key], actor=company.manager, now=FILLED)
    (line, _other) = compared(data, register).lines
    assert (line.kind, line.remarks) == (
        "added",
        ["Baris ini sudah dihapus di portal sesudah templat diunduh."],
    )


# --- After a review --------------------------------------------------------------------------------------


def test_accepted_rows_are_locked_whatever_the_file_says(company: Company) -> None:
    register = reviewed(company, "accepted", "returned", "accepted")
    shown = compared(file_of((*STORED[0][:2], "Isu nomor 1 diubah", *STORED[0][3:]), STORED[1]), register)
    assert kinds(shown) == ["locked", "unchanged", "locked"]
    assert shown.lines[0].remarks == ["Sudah diterima CMS; isi berkas tidak dipakai."]
    assert shown.changes_nothing


def test_rows_keep_their_numbers_once_cms_has_spoken_of_them(company: Company) -> None:
    register = reviewed(company, "accepted", "returned")
    repaired_row = (*STORED[1][:2], "Isu nomor 2 dengan angka", *STORED[1][3:])
    shown = compared(file_of(LINE, repaired_row, STORED[0]), register)
    applied(company, shown, register)
    assert texts(register) == ["Isu nomor 1", "Isu nomor 2 dengan angka", LINE[2]]
    assert register.issues.get(position=1).decision_comment


# --- Repairs ---------------------------------------------------------------------------------------------


def test_repairs_are_taken_and_other_cells_are_closed_to_them(company: Company) -> None:
    register = opened(company)
    shown = compared(file_of((*LINE[:3], "xyz", *LINE[4:])), register)
    answers = {"cell-2-factor_id": "Ekonomi", "cell-2-issue": "diselundupkan", "cell-9-issue": "x"}
    table = repaired(shown.table, vocabulary(register), answers)
    assert (table.rows[0].text("factor_id"), table.rows[0].text("issue")) == ("Ekonomi", LINE[2])


@pytest.mark.parametrize(
    ("answer", "left"),
    [("Ekonomi", 0), ("", 0), ("?", 1), ("masih salah", 1)],
    ids=["chosen", "left blank on purpose", "not chosen", "wrong again"],
)
def test_a_list_is_repaired_by_a_word_or_by_leaving_it_blank(
    company: Company, answer: str, left: int
) -> None:
    register = opened(company)
    shown = compared(file_of((*LINE[:3], "xyz", *LINE[4:])), register)
    table = repaired(shown.table, vocabulary(register), {"cell-2-factor_id": answer})
    assert len(preview(table, [], vocabulary(register), reorders=True).problems) == left


def test_a_text_that_could_not_be_read_is_not_repaired_by_nothing(company: Company) -> None:
    register = opened(company)
    shown = compared(file_of((*LINE[:2], "=A1", *LINE[3:])), register)
    table = repaired(shown.table, vocabulary(register), {"cell-2-issue": "  "})
    assert table.rows[0].cells["issue"].flaw == "no_result"


def test_half_filled_rows_are_a_draft_and_their_blanks_are_counted(company: Company) -> None:
    shown = compared(file_of((LINE[0], None, LINE[2], None, None, None)), opened(company))
    assert (kinds(shown), reasons(shown), shown.blanks) == (["added"], {}, 4)


def test_more_rows_than_a_register_holds_are_told(company: Company) -> None:
    register = drafted(company, count=150)
    shown = compared(template_of(register), register)
    assert shown.surplus == 0
    new = [(f"Pihak {n}", f"perlu {n}", f"hal {n}", *LINE[3:]) for n in range(60)]
    below = {
        f"{letter}{FIRST_ROW + 150 + place}": value
        for place, line in enumerate(new[:50])
        for letter, value in zip("ABCDEF", line, strict=True)
    }
    data = typed(template_of(register), below)
    save_rows(register=register, rows={150: row(151)}, actor=company.manager, now=FILLED)
    assert compared(data, register).surplus == 1
