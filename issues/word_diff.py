"""Pure: two texts compared word by word, for reading a repaired row beside what it said before."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORDS: Final = re.compile(r"\S+|\s+")

SAME, REMOVED, ADDED = "same", "removed", "added"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `kind` is "same", "removed" or "added"."""

    kind: str
    text: str


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The pieces in reading order; without "added" they give `before`, without "removed" `after`.

    A space between two changed words changes with them: people read phrases, not single words.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    removed = added = ""
    steps = SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes()
    for number, (tag, i1, i2, j1, j2) in enumerate(steps):
        text = "".join(old[i1:i2])
        within = text.isspace() and 0 < number < len(steps) - 1
        if tag != "equal" or within:
            removed, added = removed + text, added + "".join(new[j1:j2])
            continue
        pieces += [*_changed(removed, added), Piece(SAME, text)]
        removed = added = ""
    return (*pieces, *_changed(removed, added))


def _changed(removed: str, added: str) -> list[Piece]:
    pieces = (Piece(REMOVED, removed), Piece(ADDED, added))
    return [piece for piece in pieces if piece.text]
