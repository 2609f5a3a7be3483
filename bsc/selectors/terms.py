"""Weights of the months before an Adendum: the version in force says them (§4)."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bsc.models import Scorecard, ScorecardVersion
from bsc.selectors.proposal import rows_in

Weights = Mapping[int, Decimal | None]


@dataclass(frozen=True)
class Term:
    """A version's weights, in force from a month (1..12) on."""

    from_month: int
    kpis: Weights = field(hash=False)
    lanes: Mapping[Hashable, Decimal | int] = field(hash=False)


@dataclass(frozen=True)
class Terms:
    """The versions of a year in their order; empty while nothing was ever changed."""

    rows: tuple[Term, ...] = ()

    def in_month(self, month: int) -> Term | None:
        """The newest version that reaches this month; None: what the tables say."""
        return next((term for term in reversed(self.rows) if term.from_month <= month), None)


UNCHANGED = Terms()


def terms_of(scorecards: Iterable[Scorecard]) -> dict[int, Terms]:
    """By scorecard id, only of those that an Adendum has changed. One query, none when there is none."""
    changed = [row.pk for row in scorecards if row.revision]
    if not changed:
        return {}
    terms: dict[int, list[Term]] = defaultdict(list)
    for version in ScorecardVersion.objects.filter(scorecard__in=changed).order_by("scorecard", "revision"):
        terms[version.scorecard_id].append(_term(version))
    return {pk: Terms(tuple(rows)) for pk, rows in terms.items()}


def _term(version: ScorecardVersion) -> Term:
    content: dict[str, Any] = version.content
    return Term(
        from_month=version.effective_from.month if version.revision else 1,
        kpis={row["id"]: _weight(row["weight"]) for row in rows_in(content)},
        lanes={lane["id"]: _weight(lane["weight"]) or Decimal(0) for lane in content["perspectives"]},
    )


def _weight(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
