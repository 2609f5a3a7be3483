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
    """The pieces in reading order; without "added" they give `before`, without "removed" `after`."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    pieces: list[Piece] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(SAME, "".join(old[i1:i2])))
            continue
        pieces += [Piece(REMOVED, "".join(old[i1:i2]))] if i2 > i1 else []
        pieces += [Piece(ADDED, "".join(new[j1:j2]))] if j2 > j1 else []
    return tuple(pieces)
