"""Which row of the file is which row of the register: by its code, else by what it says."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from issues.excel.columns import BY_NAME, canonical
from issues.excel.resolving import ResolvedRow
from issues.models import Issue
from issues.rules import RowValues

#: Two rows that share at least this part of their words are the same issue, reworded.
_ALIKE: Final = 0.5
_WORD: Final = re.compile(r"\w+")
_TEXTS: Final = ("stakeholder", "needs", "issue")


def match(rows: Sequence[ResolvedRow], issues: Sequence[Issue]) -> dict[int, Issue]:
    """The stored issue of each row of the file, by the row's number; new rows have none.

    First the template's codes, then equal rows, then the same issue text, then similar words. Rows that
    the template has named are not guessed at.
    """
    by_id = {issue.pk: issue for issue in issues}
    found = {r.row.number: by_id[r.row.id] for r in rows if r.row.id in by_id}
    for rule in (_equal, _same_issue):
        free, waiting = _unmatched(rows, issues, found)
        found |= rule(waiting, free)
    free, waiting = _unmatched(rows, issues, found)
    return found | _similar(waiting, free)


def _unmatched(
    rows: Sequence[ResolvedRow], issues: Sequence[Issue], found: Mapping[int, Issue]
) -> tuple[list[Issue], list[ResolvedRow]]:
    taken = {issue.pk for issue in found.values()}
    free = [issue for issue in issues if issue.pk not in taken]
    return free, [r for r in rows if r.row.number not in found and r.row.id is None]


def _equal(rows: list[ResolvedRow], issues: list[Issue]) -> dict[int, Issue]:
    """Rows that say the same in every column of the file; of twins the first goes with the first."""
    columns = sorted({name for r in rows for name in r.values})
    waiting: dict[tuple[Any, ...], list[Issue]] = {}
    for issue in issues:
        values = issue.values
        waiting.setdefault(tuple(_stored(values, name) for name in columns), []).append(issue)
    found = {}
    for r in rows:
        twins = waiting.get(tuple(r.values.get(name) for name in columns), [])
        if twins and not r.problems:
            found[r.row.number] = twins.pop(0)
    return found


def _same_issue(rows: list[ResolvedRow], issues: list[Issue]) -> dict[int, Issue]:
    """Another column was changed, the issue's own text was not."""
    waiting: dict[str, list[Issue]] = {}
    for issue in issues:
        waiting.setdefault(canonical("issue", issue.issue), []).append(issue)
    found = {}
    for r in rows:
        text = r.values.get("issue", "")
        if text and waiting.get(text):
            found[r.row.number] = waiting[text].pop(0)
    return found


def _similar(rows: list[ResolvedRow], issues: list[Issue]) -> dict[int, Issue]:
    """Reworded rows, the most similar pair first."""
    stored = [(issue, _words([_stored(issue.values, name) for name in _TEXTS])) for issue in issues]
    pairs = []
    for r in rows:
        words = _words([r.row.text(name) for name in _TEXTS])
        shares = [(_share(words, known), r.row.number, issue) for issue, known in stored]
        pairs += [pair for pair in shares if pair[0] >= _ALIKE]
    found: dict[int, Issue] = {}
    taken: set[int] = set()
    for _part, number, issue in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2].position)):
        if number not in found and issue.pk not in taken:
            found[number] = issue
            taken.add(issue.pk)
    return found


def _stored(values: RowValues, name: str) -> Any:
    value = getattr(values, name)
    return canonical(name, value) if BY_NAME[name].limit else value


def _words(texts: list[str]) -> frozenset[str]:
    return frozenset(_WORD.findall(" ".join(texts).casefold()))


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other) if one and other else 0.0
