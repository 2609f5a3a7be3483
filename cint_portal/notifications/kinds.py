"""What kinds of mail exist: each app registers its own when it is ready."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


def always_due(mail: Any) -> bool:
    return True


def unit_of(about: Any) -> Any:
    """The department that the object belongs to; None for what belongs to nobody."""
    return getattr(about, "unit", None)


@dataclass(frozen=True)
class EmailKind:
    """A kind of mail: `template` under templates/emails/, `url(about)` of the page that settles it.

    `still_due(mail)` is asked again right before sending; False marks the mail as missed.
    `reason` says in words why the person got it, `label` what kind of mail it is (preferences, outbox).
    Kinds `in_digest` travel together, one message per person and day; `unit(about)` groups them there.
    Nobody can switch off a compulsory kind; one that `goes_at_once` ignores quiet hours and the ceiling.
    """

    code: str
    template: str
    url: Callable[[Any], str]
    reason: Any
    button: Any
    still_due: Callable[[Any], bool] = always_due
    is_secret: bool = False
    label: Any = ""
    is_compulsory: bool = False
    in_digest: bool = False
    goes_at_once: bool = False
    unit: Callable[[Any], Any] = unit_of

    @property
    def name(self) -> str:
        """What people call this kind; the code where nobody gave it a label."""
        return str(self.label or self.code)


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


def all_kinds() -> list[EmailKind]:
    return [_kinds[code] for code in sorted(_kinds)]


def rules() -> list[ReminderRule]:
    return [_rules[code] for code in sorted(_rules)]
