"""Words of a workbook compared as people mean them. Pure."""

import unicodedata


def folded(text: object) -> str:
    """A title or a choice without case, spaces and punctuation: "S – Strength" is "sstrength"."""
    plain = unicodedata.normalize("NFKC", str(text)).casefold()
    return "".join(sign for sign in plain if sign.isalnum())
