"""What the launcher says to the person at the terminal, and how it gives up."""

import sys


class Refused(SystemExit):
    """Ends the program with status 1 and one plain message."""


def say(text: str) -> None:
    """Progress goes to standard error: standard output belongs to the command's own result."""
    print(text, file=sys.stderr, flush=True)
