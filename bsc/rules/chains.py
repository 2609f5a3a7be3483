"""Chains of cause and effect: what would close a circle, and what hangs together."""

from collections import defaultdict, deque
from collections.abc import Iterable

Arrow = tuple[int, int]


def closing_path(arrows: Iterable[Arrow], cause: int, effect: int) -> list[int] | None:
    """The shortest way from `effect` back to `cause`; None when cause → effect closes no circle."""
    after = _after(arrows)
    came_from: dict[int, int | None] = {effect: None}
    waiting = deque([effect])
    while waiting:
        here = waiting.popleft()
        if here == cause:
            return _way(came_from, here)
        for there in after[here]:
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    return None


def _way(came_from: dict[int, int | None], end: int) -> list[int]:
    way: list[int] = []
    here: int | None = end
    while here is not None:
        way.append(here)
        here = came_from[here]
    return way[::-1]


def chain_of(arrows: Iterable[Arrow], key: int) -> set[int]:
    """`key` with everything that leads to it and everything it leads to."""
    given = list(arrows)
    back = [(effect, cause) for cause, effect in given]
    return _reached(given, key) | _reached(back, key)


def _reached(arrows: Iterable[Arrow], start: int) -> set[int]:
    after, found, waiting = _after(arrows), {start}, [start]
    while waiting:
        for there in after[waiting.pop()]:
            if there not in found:
                found.add(there)
                waiting.append(there)
    return found


def _after(arrows: Iterable[Arrow]) -> dict[int, list[int]]:
    after: dict[int, list[int]] = defaultdict(list)
    for cause, effect in arrows:
        after[cause].append(effect)
    return after
