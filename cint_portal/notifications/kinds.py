"""What kinds of mail exist: each app registers its own when it is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


def always_due(mail: Any) -> bool:
    return True


@dataclass(frozen=True)
class EmailKind:
    """A kind of mail: `template` under templates/emails/, `url(about)` of the page that settles it.

    `still_due(mail)` is asked again right before sending; False marks the mail as missed.
    `reason` says in words why the person got it.
    """

    code: str
    template: str
    url: Callable[[Any], str]
    reason: Any
    button: Any
    still_due: Callable[[Any], bool] = always_due
    is_secret: bool = False


@dataclass(frozen=True)
class ReminderRule:
    """A rule asked once per tick: `due(day)` enqueues what is due on that day and returns how many."""

    code: str
    run: Callable[[date, Any], int]


_kinds: dict[str, EmailKind] = {}
_rules: dict[str, ReminderRule] = {}


def register(*entries: EmailKind | ReminderRule) -> None:
    """Called from `AppConfig.ready()`; a code registered twice is a programming error."""
    for entry in entries:
        registry: dict[str, Any] = _kinds if isinstance(entry, EmailKind) else _rules
        if registry.get(entry.code, entry) != entry:
            raise ValueError(f"{entry.code} is registered twice")
        registry[entry.code] = entry


def kind(code: str) -> EmailKind:
    return _kinds[code]


def rules() -> list[ReminderRule]:
    return [_rules[code] for code in sorted(_rules)]
