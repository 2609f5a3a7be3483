"""What goes out comes back: no generated register changes by a way through a workbook."""

from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from cint_portal.core.scope import ObjectiveKind
from cint_portal.documents.excel_read import read_workbook
from cint_portal.documents.identity import DocumentIdentity
from issues.excel.columns import Vocabulary, vocabulary
from issues.excel.export import company_workbook, full_workbook
from issues.excel.preview import Preview, preview
from issues.excel.reading import read_table
from issues.excel.template import workbook_of
from issues.models import Issue, IssueRegister, ReviewFactor
from issues.rules import RowValues
from tests.company import Company
from tests.issues.registers import opened
from tests.issues.workbooks import NOW
from tests.office import OFFICE, saved_by_office

DOCUMENT = DocumentIdentity(title="Register", exported_by="Andi", exported_at=NOW)
#: What PostgreSQL stores: everything but NUL and halves of pairs.
LETTERS = st.characters(exclude_characters="\x00", exclude_categories=("Cs",))
HARD = st.sampled_from(
    [
        "=1+1",
        "+62 811-222",
        "-5",
        "@nama",
        "\t=A1",
        ";=1",
        "＝SUM(A1)",
        "'kutip",
        "_x0041_ dan _x005F_",
        "12",
        "0012",
        "1.250",
        "TRUE",
        "#N/A",
        "01/02/2027",
        "baris\nkedua\r\nketiga",
        "  di pinggir  ",
        "a\u00a0b\u200bc",
        "cafe\u0301 ﬁ",
        "😀👩‍👩‍👧 مرحبا 你好",
        "<b>&amp;</b> ]]>",
        "x" * 2000,
        "\x0b\x1f\ufffe",
    ]
)
TEXTS = st.one_of(HARD, st.text(LETTERS, max_size=60))
ROWS = st.builds(
    RowValues,
    stakeholder=st.one_of(HARD, st.text(LETTERS, max_size=40)).map(lambda text: text[:200]),
    needs=TEXTS,
    issue=TEXTS,
    factor_id=st.one_of(st.none(), st.integers(0, 11)),
    source=st.sampled_from(["", "internal", "external"]),
    category=st.sampled_from(["", "S", "W", "O", "T"]),
    kinds=st.sets(st.sampled_from(ObjectiveKind.values)).map(
        lambda chosen: tuple(kind for kind in ObjectiveKind.values if kind in chosen)
    ),
    origin=st.text(LETTERS, max_size=40),
    is_obligation=st.booleans(),
    is_climate=st.booleans(),
)
REGISTERS = st.lists(ROWS, min_size=1, max_size=25)
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def register(company: Company) -> IssueRegister:
    return opened(company)


def stored(register: IssueRegister, rows: list[RowValues]) -> list[Issue]:
    """The rows as the database would give them; rows that a workbook cannot show are none."""
    factors = list(ReviewFactor.objects.all())
    issues = []
    for place, values in enumerate(rows):
        issue = Issue(pk=1000 + place, register=register, position=place)
        for name in RowValues.__slots__:
            setattr(issue, name, getattr(values, name))
        issue.factor = factors[values.factor_id] if values.factor_id is not None else None
        issue.obligation_reference = "UU 1/1970" if values.is_obligation else ""
        issue.shown_category, issue.shown_status = issue.category, "draft"  # type: ignore[attr-defined]
        issues.append(issue)
    return issues


def back(data: bytes, register: IssueRegister, issues: list[Issue], words: Vocabulary) -> Preview:
    return preview(read_table(read_workbook(data), register), issues, words, reorders=True)


def is_shown(issue: Issue, columns: int) -> bool:
    """Does the row say anything that a person would see in a workbook of these columns?"""
    values = issue.values
    texts = [values.stakeholder, values.needs, values.issue, *([values.origin] if columns > 6 else [])]
    lists = [values.factor_id is not None, values.source, values.category]
    more = [values.kinds, values.is_obligation, values.is_climate] if columns > 6 else []
    return any(text.strip("\x0b\x1f\ufffe \t\r\n\u00a0\u3000") for text in texts) or any([*lists, *more])


@settings(UNHURRIED, max_examples=20)
@given(rows=REGISTERS)
def test_the_companys_tab_comes_back_without_a_change(register: IssueRegister, rows: list[RowValues]) -> None:
    issues = [issue for issue in stored(register, rows) if is_shown(issue, 6)]
    if not issues:
        return
    shown = back(company_workbook(issues, DOCUMENT, []), register, issues, vocabulary(register))
    assert [line.kind.value for line in shown.lines] == ["unchanged"] * len(issues)
    assert shown.changes_nothing
    assert [line.values for line in shown.stored] == [issue.values for issue in issues]


@settings(UNHURRIED, max_examples=8)
@given(rows=REGISTERS)
def test_the_full_workbook_and_the_template_come_back_without_a_change(
    register: IssueRegister, rows: list[RowValues]
) -> None:
    issues = [issue for issue in stored(register, rows) if is_shown(issue, 12)]
    if not issues:
        return
    words = vocabulary(register)
    for data in (
        full_workbook(issues, DOCUMENT, []),
        workbook_of(register, issues, words, DOCUMENT, NOW),
    ):
        shown = back(data, register, issues, words)
        assert shown.changes_nothing
        assert [line.values for line in shown.stored] == [issue.values for issue in issues]


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed: make oracle installs it")
class TestRecalculated:
    """A person opens the export in LibreOffice, saves it and sends it back."""

    def test_the_same_cells_are_there_and_importing_changes_nothing(
        self, register: IssueRegister, tmp_path: Path
    ) -> None:
        rows = [
            RowValues(f"Pihak {place}", text, text, place % 12, "internal", "W")
            for place, text in enumerate(sorted(set(HARD.elements) - {"\x0b\x1f\ufffe"}))
        ]
        issues = stored(register, rows)
        ours = company_workbook(issues, DOCUMENT, [("Jumlah isu", str(len(issues)))])
        theirs = saved_by_office(ours, tmp_path)
        assert cells_of(theirs) == cells_of(ours)
        assert len(cells_of(ours)["Isu Internal & Eksternal"]) > len(rows)
        shown = back(theirs, register, issues, vocabulary(register))
        assert shown.changes_nothing
        assert [line.values for line in shown.stored] == [issue.values for issue in issues]


def cells_of(data: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_hard_texts_are_really_different() -> None:
    """The generator is no use when its texts fold into one."""
    texts = sorted(HARD.elements)
    assert all(one != other for one, other in pairwise(texts))
