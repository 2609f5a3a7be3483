"""One measure, many scorecards: who weighs it and how much, and which KPIs are worked out of it."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from bsc.models import Kpi, Measure, MeasureInput, Scorecard
from bsc.selectors.approval import status_chip
from bsc.selectors.rows import DECIDED
from bsc.selectors.specs import OWN_INPUTS
from bsc.selectors.structure import structures
from cint_portal.core.rounding import display
from cint_portal.organization.models import User
from cint_portal.organization.roles import UNIT_ROLES
from cint_portal.workflow.presentation import StatusChip


@dataclass(frozen=True)
class Weighing:
    """A scorecard that weighs the measure; `share` is its planned part of that total in %."""

    kpi_id: int
    scorecard: Scorecard
    status: StatusChip
    share: Decimal | None
    objective: str
    is_owner: bool


@dataclass(frozen=True)
class MeasureUse:
    """`hidden` counts the scorecards that the reader may not see yet."""

    weighings: tuple[Weighing, ...]
    hidden: int
    used_in: tuple[Measure, ...]


def measures_seen_by(user: User) -> QuerySet[Measure]:
    """Measures of the scorecards that the person may see, ready for `spec_of`.

    Whoever enters a decided measure or hands over its data reads what it asks for, too.
    """
    cards = "objective__perspective__scorecard"
    weighed = Kpi.objects.filter(**{f"{cards}__in": Scorecard.every.open_to(user)})
    decided = Kpi.objects.filter(**{f"{cards}__status__in": DECIDED})
    mine = user.unit_ids(*UNIT_ROLES)
    asked = Q(data_provider__in=mine) | Q(filler_unit__in=mine)
    return (
        Measure.objects.filter(
            Q(pk__in=weighed.values("measure")) | asked & Q(pk__in=decided.values("measure"))
        )
        .select_related("cycle", "owner_unit", "filler_unit", "data_provider")
        .prefetch_related("targets", OWN_INPUTS)
    )


def use_of(measure: Measure, user: User) -> MeasureUse:
    """In a constant number of queries, however many scorecards weigh it."""
    kpis = Kpi.objects.of_units().filter(measure=measure).select_related("objective__perspective__scorecard")
    by_card = {kpi.objective.perspective.scorecard_id: kpi for kpi in kpis}
    visible = Scorecard.objects.visible_to(user).filter(pk__in=by_card).select_related("unit", "cycle")
    cards = {card.pk: card for card in visible.distinct().order_by("unit__name")}
    shapes = structures(cards.values())
    weighings = [
        _weighing(by_card[pk], card, shapes[pk].shares().get(by_card[pk].pk), measure)
        for pk, card in cards.items()
    ]
    theirs = Kpi.objects.of_units().filter(measure=OuterRef("measure"))
    formulas = MeasureInput.objects.filter(Exists(theirs), source=measure)
    return MeasureUse(
        weighings=tuple(sorted(weighings, key=lambda row: (not row.is_owner, row.scorecard.unit.name))),
        hidden=len(by_card) - len(cards),
        used_in=tuple(row.measure for row in formulas.select_related("measure__owner_unit")),
    )


def _weighing(kpi: Kpi, card: Scorecard, share: Decimal | None, measure: Measure) -> Weighing:
    return Weighing(
        kpi_id=kpi.pk,
        scorecard=card,
        status=status_chip(card),
        share=None if share is None else display(share, 2),
        objective=kpi.objective.name,
        is_owner=card.unit_id == measure.owner_unit_id,
    )
