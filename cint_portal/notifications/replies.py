"""What becomes of a mail that was not accepted: one row per class of answer. Pure (T33)."""

import smtplib
import ssl
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

UNREACHED, LATER, REFUSED, BAD_ADDRESS, BROKEN = "unreached", "later", "refused", "bad_address", "broken"


class BadAddress(ValueError):  # noqa: N818 (says what is so, like CannotRender)
    """The address of a recipient that no server would take (e.g. two addresses in one)."""


class PerhapsTaken(Exception):  # noqa: N818
    """The connection ended while the message was on its way: nobody knows whether it was accepted."""


class CannotRender(Exception):  # noqa: N818 (the words of a mail, not a fault of the program)
    """A mail whose words cannot be put together."""


@dataclass(frozen=True)
class Treatment:
    """`first` and `cap` in minutes; `attempts` until it is given up, None: never, because the server is
    at fault and not the mail. `stops`: the other mails would meet the same, so they wait too.
    """

    name: str
    cause: str
    first: int = 1
    cap: int = 1
    attempts: int | None = 1
    stops: bool = False

    def is_final(self, attempts: int) -> bool:
        """Given up after this many attempts?"""
        return self.attempts is not None and attempts >= self.attempts

    def delay(self, attempts: int, jitter: float) -> timedelta:
        """Doubled each time up to the cap; `jitter` from 0 to 1 spreads it by a fifth either way."""
        minutes = min(self.first * 2 ** min(attempts - 1, 20), self.cap)
        return timedelta(minutes=minutes * (0.8 + 0.4 * jitter))


AWAY: Final = Treatment("server away", UNREACHED, first=1, cap=5, attempts=None, stops=True)
NO_TLS: Final = Treatment("no secure connection", UNREACHED, first=2, cap=5, attempts=None, stops=True)
ACCOUNT: Final = Treatment("our account refused", UNREACHED, first=2, cap=5, attempts=None, stops=True)
#: Perhaps accepted: the same Message-ID lets the reader's server recognise the second copy.
DROPPED: Final = Treatment("dropped after DATA", UNREACHED, first=1, cap=5, attempts=None, stops=True)
CLOSING: Final = Treatment("server closes", LATER, first=1, cap=5, attempts=None, stops=True)
TEMPORARY: Final = Treatment("temporary", LATER, first=2, cap=60, attempts=30)
FINAL: Final = Treatment("refused for good", REFUSED)
UNUSABLE: Final = Treatment("unusable address", BAD_ADDRESS)
POISON: Final = Treatment("cannot be rendered", BROKEN, first=1, cap=30, attempts=4)

#: By the code of the answer to our connection, sender, recipient or data.
CODES: Final = {
    421: CLOSING,
    432: Treatment("too many connections", LATER, first=1, cap=10, attempts=60),
    450: Treatment("mailbox busy or greylisted", LATER, first=5, cap=60, attempts=30),
    451: Treatment("error of the server", LATER, first=2, cap=30, attempts=60),
    452: Treatment("mailbox or server full", LATER, first=15, cap=120, attempts=24),
    454: NO_TLS,
    530: ACCOUNT,
    535: ACCOUNT,
    538: ACCOUNT,
    550: FINAL,
    552: FINAL,
    554: FINAL,
}

#: By what went wrong without a code; the first row that fits decides.
FAULTS: Final[tuple[tuple[type[Exception], Treatment], ...]] = (
    (BadAddress, UNUSABLE),
    (CannotRender, POISON),
    (PerhapsTaken, DROPPED),
    (ssl.SSLError, NO_TLS),
    (smtplib.SMTPNotSupportedError, NO_TLS),
    (OSError, AWAY),  # refused, timed out, no such host; also smtplib's own errors without a code
)

#: Refusals of us, not of the mail: banner, greeting, log-in, sender.
OURS: Final = (
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPSenderRefused,
)


def treatment(error: Exception) -> Treatment:
    """The row for what happened; what nobody foresaw counts as a mail that cannot be put together."""
    if isinstance(error, OURS):
        return ACCOUNT if error.smtp_code >= 500 else of_code(error.smtp_code)
    if isinstance(error, smtplib.SMTPResponseException):
        return of_code(error.smtp_code)
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return of_code(next(iter(error.recipients.values()))[0])
    return next((row for kind, row in FAULTS if isinstance(error, kind)), POISON)


def of_code(code: int) -> Treatment:
    """An unlisted code is judged by its first digit."""
    return CODES.get(code, FINAL if code >= 500 else TEMPORARY)


def wants_new_connection(error: Exception) -> bool:
    """Did a connection that had worked before just come to its end?"""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == 421 for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code == 421
    return isinstance(error, smtplib.SMTPServerDisconnected | ConnectionError)
