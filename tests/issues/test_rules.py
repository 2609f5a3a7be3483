"""Pure rules of a row: emptiness, what is missing, source against category."""

import pytest

from issues.rules import RowValues

FULL = RowValues("Pelanggan", "Tepat waktu", "Pengiriman terlambat", 1, "internal", "W")


def test_a_row_without_anything_is_empty_and_one_with_any_column_is_not() -> None:
    assert RowValues().is_empty
    for column, value in (("stakeholder", "a"), ("needs", "a"), ("issue", "a"), ("factor_id", 3)):
        assert not RowValues(**{column: value}).is_empty
    assert not RowValues(source="internal").is_empty
    assert not RowValues(category="S").is_empty


def test_a_complete_row_misses_nothing_and_an_empty_one_all_six_columns_in_order() -> None:
    assert FULL.missing == ()
    assert RowValues().missing == ("stakeholder", "needs", "issue", "factor_id", "source", "category")
    assert RowValues(needs="a", source="internal").missing == (
        "stakeholder",
        "issue",
        "factor_id",
        "category",
    )


@pytest.mark.parametrize(
    ("source", "category", "contradicts"),
    [
        ("internal", "S", False),
        ("internal", "W", False),
        ("internal", "O", True),
        ("internal", "T", True),
        ("external", "S", True),
        ("external", "W", True),
        ("external", "O", False),
        ("external", "T", False),
        ("internal", "", False),
        ("", "T", False),
        ("", "", False),
    ],
)
def test_internal_goes_with_strength_and_weakness_external_with_opportunity_and_threat(
    source: str, category: str, contradicts: bool
) -> None:
    assert RowValues(source=source, category=category).is_contradictory is contradicts
