"""What a manager reads before sending: one page per register, instead of every row (7.1.2)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from cint_portal.organization.models import User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import responsible_by_unit
from issues.models import Category, Issue, IssueRegister
from issues.rules import COLUMNS, OPTIONAL
from issues.selectors.registers import OPTION_TITLES, ShownValue, in_words, missing_sentences, option_words
from issues.selectors.registers import missing_cells as missing_cells_of
from issues.selectors.rounds import Change, changes_between, with_reviews

#: Removed rows that the grid offers to bring back.
MOST_REMOVED = 20


@dataclass(frozen=True)
class ChangedRow:
    number: int
    text: str
    comment: str
    changes: list[Change]


@dataclass(frozen=True)
class Summary:
    """A register on one page: how much, of what kind, what is new, what to look at, who typed it."""

    register: IssueRegister
    rows: list[Issue]
    categories: list[tuple[str, str, int]]
    added: list[Issue]
    changed: list[ChangedRow]
    removed: list[Issue]
    blanks: tuple[str, ...]
    warnings: tuple[str, ...]
    obligations: int
    climate: int
    fillers: str

    @property
    def is_first_round(self) -> bool:
        return self.register.round == 0

    @property
    def may_be_sent(self) -> bool:
        return bool(self.rows) and not self.blanks


def summaries(registers: Iterable[IssueRegister]) -> list[Summary]:
    """Summaries in the order of the registers, in one query for the rows of them all."""
    registers = list(registers)
    rows = with_reviews(Issue.everything.filter(register__in=registers)).select_related("removed_by")
    by_register: dict[int, list[Issue]] = {register.pk: [] for register in registers}
    for issue in rows:
        by_register[issue.register_id].append(issue)
    return [_summary(register, by_register[register.pk]) for register in registers]


def _summary(register: IssueRegister, issues: list[Issue]) -> Summary:
    rows = [issue for issue in issues if issue.removed_at is None and not issue.values.is_empty]
    returned = [issue for issue in rows if issue.decision == Issue.Decision.RETURNED]
    changed = [_changed(issue) for issue in returned]
    names = dict.fromkeys(issue.filled_by.full_name for issue in rows if issue.filled_by)
    return Summary(
        register=register,
        rows=rows,
        categories=_counts(rows),
        added=[issue for issue in rows if register.round and issue.decision == Issue.Decision.PENDING],
        changed=[row for row in changed if row.changes],
        removed=[issue for issue in issues if register.round and _was_removed_since(issue, register)],
        blanks=missing_sentences(missing_cells_of(rows)),
        warnings=(*_unrepaired(changed), *_doubtful(rows)),
        obligations=sum(issue.is_obligation for issue in rows),
        climate=sum(issue.is_climate for issue in rows),
        fillers=", ".join(names),
    )


def _counts(rows: Iterable[Issue]) -> list[tuple[str, str, int]]:
    """S, W, O, T with their names and how many rows each has, and those without a category if any."""
    counted = Counter(issue.category for issue in rows)
    known = [(str(code), str(label), counted[code]) for code, label in Category.choices]
    blank = [("", _("Belum dikategorikan"), counted[""])] if counted[""] else []
    return [*known, *blank]


def _changed(issue: Issue) -> ChangedRow:
    """A returned row: CMS's comment, and each column that has been changed since."""
    reviews = list(issue.reviews.all())
    factor = str(issue.factor) if issue.factor else ""
    now = _words({**asdict(issue.values), "factor": factor})
    changes = changes_between(_words(reviews[-1].values), now) if reviews else []
    return ChangedRow(issue.number, issue.issue, issue.decision_comment, changes)


def _words(values: Mapping[str, Any]) -> list[ShownValue]:
    options = {shown.column: shown.text for shown in option_words(values)}
    return [
        *in_words(values),
        *(ShownValue(name, str(OPTION_TITLES[name]), options.get(name, "–")) for name in OPTIONAL),
    ]


def _unrepaired(rows: Iterable[ChangedRow]) -> list[str]:
    words = _("Baris %(number)d dikembalikan CMS dan belum diubah.")
    return [words % {"number": row.number} for row in rows if not row.changes]


def _doubtful(rows: list[Issue]) -> list[str]:
    """What is allowed and yet worth a look: source against category, the same row twice."""
    contradictory = _("Baris %(number)d: internal biasanya S/W, eksternal O/T.")
    found = [contradictory % {"number": issue.number} for issue in rows if issue.values.is_contradictory]
    seen: dict[tuple[Any, ...], int] = {}
    for issue in rows:
        first = seen.setdefault(tuple(getattr(issue, name) for name in COLUMNS), issue.number)
        if first != issue.number:
            numbers = {"number": issue.number, "first": first}
            found.append(_("Baris %(number)d sama dengan baris %(first)d.") % numbers)
    return found


def _was_removed_since(issue: Issue, register: IssueRegister) -> bool:
    """Removed after the last sending, and not merely an empty row."""
    if issue.removed_at is None or issue.values.is_empty:
        return False
    return register.submitted_at is None or issue.removed_at > register.submitted_at


def removed_rows(register: IssueRegister) -> list[Issue]:
    """What can be brought back: removed since the last sending, the latest first."""
    gone = Issue.everything.filter(register=register).exclude(removed_at=None)
    latest = gone.select_related("removed_by").order_by("-removed_at", "position")
    return [issue for issue in latest if _was_removed_since(issue, register)][:MOST_REMOVED]


def registers_to_send(user: User) -> list[IssueRegister]:
    """Registers that wait for this person's sending: those of own departments, or of vacant posts below."""
    open_ = IssueRegister.objects.to_send().select_related("unit", "cycle", "handed_over_by")
    heads, directed = user.unit_ids(Role.MANAGER), user.unit_ids(Role.DIRECTOR)
    if not directed:
        return list(open_.filter(unit__in=heads))
    visible = list(open_.visible_to(user))
    people = responsible_by_unit(register.unit for register in visible)
    return [
        register
        for register in visible
        if register.unit_id in heads or any(person.pk == user.pk for person in people[register.unit_id])
    ]
