"""Words inside a box: how wide they are in the portal's typeface, and where the lines break."""

#: Width of a character in em; the portal's typeface (Inter, medium weight), rounded up a little.
_NARROW, _WIDE = frozenset("ijlI.,:;'|! ()[]-"), frozenset("mwMW@%")
_EM = {"narrow": 0.32, "wide": 0.9, "capital": 0.7, "plain": 0.59}


def text_width(text: str, size: float) -> float:
    """Width of a text in px at a font size in px."""
    return size * sum(_em(letter) for letter in text)


def _em(letter: str) -> float:
    if letter in _NARROW or letter in "ftr":
        return _EM["narrow"] + (0.06 if letter in "ftr" else 0)
    if letter in _WIDE:
        return _EM["wide"]
    return _EM["capital"] if letter.isupper() else _EM["plain"]


def wrapped(text: str, width: float, size: float, most: int) -> tuple[str, ...]:
    """The text in at most so many lines of a width; what does not fit ends in an ellipsis."""
    lines: list[str] = []
    parts = [part for word in text.split() for part in _parts(word, width, size)]
    for word in parts:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most:
        return _evened(lines, width, size)
    kept = lines[:most]
    while kept[-1] and text_width(f"{kept[-1]}…", size) > width:
        kept[-1] = kept[-1][:-1].rstrip()
    return (*kept[:-1], f"{kept[-1]}…")


def _parts(word: str, width: float, size: float) -> list[str]:
    """A word that is wider than a line breaks wherever it must."""
    parts = [""]
    for letter in word:
        if parts[-1] and text_width(parts[-1] + letter, size) > width:
            parts.append("")
        parts[-1] += letter
    return parts


def _evened(lines: list[str], width: float, size: float) -> tuple[str, ...]:
    """The same number of lines, as even as they go: no last line of one short word."""
    best, narrower = lines, width
    while len(lines) > 1 and narrower > width / 2:
        narrower -= size / 2
        tried = _filled(" ".join(lines).split(), narrower, size)
        if len(tried) != len(lines) or any(text_width(line, size) > width for line in tried):
            break
        best = tried
    return tuple(best)


def _filled(words: list[str], width: float, size: float) -> list[str]:
    lines = words[:1]
    for word in words[1:]:
        longer = f"{lines[-1]} {word}"
        if text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
