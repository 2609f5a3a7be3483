"""Two texts word by word: nothing is lost, nothing invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issues.word_diff import ADDED, REMOVED, SAME, Piece, word_diff

TEXT = st.text(alphabet="ab \n", max_size=40)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", ()),
        ("sama", "sama", (Piece(SAME, "sama"),)),
        ("", "baru", (Piece(ADDED, "baru"),)),
        ("lama", "", (Piece(REMOVED, "lama"),)),
        (
            "Mesin sering berhenti",
            "Mesin CNC 2 berhenti",
            (
                Piece(SAME, "Mesin "),
                Piece(REMOVED, "sering"),
                Piece(ADDED, "CNC 2"),
                Piece(SAME, " berhenti"),
            ),
        ),
        (
            "Isu nomor 3",
            "Isu yang diperjelas",
            (Piece(SAME, "Isu "), Piece(REMOVED, "nomor 3"), Piece(ADDED, "yang diperjelas")),
        ),
    ],
)
def test_words_that_differ_are_told_apart(before: str, after: str, pieces: tuple[Piece, ...]) -> None:
    assert word_diff(before, after) == pieces


@given(TEXT, TEXT)
def test_the_pieces_give_back_both_texts(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != ADDED) == before
    assert "".join(piece.text for piece in pieces if piece.kind != REMOVED) == after
