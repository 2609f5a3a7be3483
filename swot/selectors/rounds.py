"""Rounds of blind rating: who was asked, how far they are, and once closed what each of them gave."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Prefetch, Q

from cint_portal.organization.models import User
from cint_portal.organization.roles import Role
from cint_portal.organization.selectors import holders
from swot.models import BlindRating, RatingRound, RoundRater, SwotAnalysis, SwotItem
from swot.rules import Spread, spread


@dataclass(frozen=True)
class Progress:
    """How far a rater is: how many of the standing items have both numbers. No number is told."""

    person: User
    rated: int
    count: int
    done_at: datetime | None


@dataclass(frozen=True)
class Compared:
    """One item after the round: each rater's name with what he or she gave, and both spreads."""

    item: SwotItem
    named: tuple[tuple[str, BlindRating | None], ...]
    weight: Spread | None
    rating: Spread | None


def candidates() -> list[User]:
    """Who can be asked to rate: those to whom the SWOT is open by their work, not by an audit."""
    return holders(Role.CMS, Role.CMS_HEAD, Role.BOD, Role.DIRECTOR)


def open_round_of(analysis: SwotAnalysis) -> RatingRound | None:
    return analysis.rounds.filter(closed_at=None).first()


def closed_round_of(analysis: SwotAnalysis) -> RatingRound | None:
    """The latest round whose values may be seen."""
    return analysis.rounds.exclude(closed_at=None).first()


def raters_of(analysis: SwotAnalysis) -> int:
    """How many people rated in the latest closed round; 0 where one person's work is the value."""
    if not analysis.cycle.several_raters:
        return 0
    latest = closed_round_of(analysis)
    return latest.raters.exclude(ratings=None).distinct().count() if latest else 0


def rater_in(round: RatingRound, user: User) -> RoundRater | None:
    return round.raters.filter(person=user).first()


def waiting_raters(user: User) -> list[RoundRater]:
    """Open rounds in which the person has not finished yet. One query."""
    rows = RoundRater.objects.filter(person=user, done_at=None, round__closed_at=None)
    return list(rows.select_related("round__analysis__cycle"))


def own_ratings(rater: RoundRater) -> dict[int, tuple[int | None, int | None]]:
    """What this rater gave, by item id."""
    return {row.item_id: (row.weight, row.rating) for row in rater.ratings.all()}


def progress_of(round: RatingRound) -> list[Progress]:
    """Two queries; counts only."""
    count = SwotItem.objects.standing().filter(analysis=round.analysis_id).count()
    complete = Q(
        ratings__weight__isnull=False, ratings__rating__isnull=False, ratings__item__merged_into=None
    )
    raters = round.raters.select_related("person").annotate(rated=Count("ratings", filter=complete))
    return [Progress(row.person, row.rated, count, row.done_at) for row in raters]


def compared(round: RatingRound, items: Iterable[SwotItem]) -> tuple[list[User], list[Compared]]:
    """The raters, and each item with what they gave; of a closed round only. Two queries."""
    raters = list(
        round.raters.select_related("person").prefetch_related(Prefetch("ratings", BlindRating.objects.all()))
    )
    given: dict[int, dict[int, BlindRating]] = defaultdict(dict)
    for rater in raters:
        for row in rater.ratings.all():
            given[row.item_id][rater.pk] = row
    lines = []
    for item in items:
        named = tuple((str(rater.person), given[item.pk].get(rater.pk)) for rater in raters)
        got = [one for _name, one in named if one is not None]
        lines.append(
            Compared(
                item,
                named,
                spread(one.weight for one in got),
                spread(one.rating for one in got),
            )
        )
    return [rater.person for rater in raters], lines


def spreads_of(
    analysis: SwotAnalysis, items: Iterable[SwotItem]
) -> dict[int, tuple[Spread | None, Spread | None]]:
    """Spread of Bobot and of Rating by item, of the latest closed round; empty where there is none."""
    latest = closed_round_of(analysis) if analysis.cycle.several_raters else None
    if latest is None:
        return {}
    return {line.item.pk: (line.weight, line.rating) for line in compared(latest, items)[1]}
