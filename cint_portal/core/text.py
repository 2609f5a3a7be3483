"""Text as people type and paste it: one spelling of each letter and line break, nothing invisible. Pure."""

import re
import unicodedata
from typing import Final

#: Line breaks of other programs: Word's and PowerPoint's soft break, form feed, Unicode separators.
_BREAKS: Final = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")


def plain_text(text: str) -> str:
    """The text in NFC with \\n as its only break; raises ValueError on NUL, controls, half characters."""
    text = _BREAKS.sub("\n", text)
    if _CONTROL.search(text):
        raise ValueError("control characters")
    return unicodedata.normalize("NFC", text)
