"""Where the company stands: coordinates, quadrant, posture, priorities, what would move it, the plot."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from cint_portal.core.rounding import display
from cint_portal.organization.models import PlanningCycle
from swot.models import SwotAnalysis, SwotItem
from swot.scoring import AXIS, Priority, Quadrant, sensitivity
from swot.selectors.sheet import ScoreSettings, Sheet, is_rated, scoring_item, thaw

#: Where a quadrant lies: sign of x, sign of y.
CORNERS = {"WO": (-1, 1), "SO": (1, 1), "WT": (-1, -1), "ST": (1, -1)}


@dataclass(frozen=True)
class Standing:
    """`computed` may be AXIS; `quadrant` is then the person's choice, "" while nobody has chosen."""

    settings: ScoreSettings
    totals: Mapping[str, Decimal]
    x: Decimal
    y: Decimal
    computed: str
    quadrant: str
    posture: str
    priorities: tuple[Priority, ...]
    reason: str

    @property
    def on_axis(self) -> bool:
        return self.computed == AXIS


@dataclass(frozen=True)
class Move:
    """One rating change of ±1 that would move the company."""

    code: str
    text: str
    before: int
    after: int
    quadrant: str
    posture: str


def standing_of(sheet: Sheet, chosen: str, reason: str) -> Standing | None:
    """The position of a complete sheet; None while a tab is incomplete."""
    place = sheet.position
    if place.x is None or place.y is None:
        return None
    computed = str(place.quadrant)
    quadrant = computed if place.quadrant is not AXIS else chosen
    return Standing(
        sheet.settings,
        {code: total for code, total in sheet.totals.items() if total is not None},
        place.x,
        place.y,
        computed,
        quadrant,
        sheet.settings.postures[quadrant] if quadrant else str(place.posture),
        place.priorities,
        reason if place.quadrant is AXIS else "",
    )


def frozen_result(cycle: PlanningCycle) -> Standing | None:
    """The final position of a year as it was frozen; None while it is not final."""
    analysis = SwotAnalysis.objects.filter(cycle=cycle, status=SwotAnalysis.Status.FINAL).first()
    return _frozen(analysis) if analysis is not None else None


def _frozen(analysis: SwotAnalysis) -> Standing | None:
    if not analysis.result:
        return None
    return standing_of(thaw(analysis.result), analysis.chosen_quadrant, analysis.axis_reason)


def moves(items: list[SwotItem], sheet: Sheet) -> list[Move]:
    """Single rating changes that lead to another quadrant, in tab order; empty without a position."""
    if sheet.position.quadrant is None:
        return []
    rated = [item for item in items if is_rated(item, sheet.settings.scale_max)]
    settings = {**sheet.settings.for_scores(), **sheet.settings.for_position()}
    changes = sensitivity([scoring_item(item) for item in rated], **settings)
    return [
        Move(
            rated[change.index].code,
            rated[change.index].text,
            rated[change.index].rating or 0,
            change.rating,
            _("sumbu (AXIS)") if change.quadrant is AXIS else str(change.quadrant),
            "" if change.quadrant is AXIS else sheet.settings.postures[change.quadrant],
        )
        for change in changes
    ]


@dataclass(frozen=True)
class PlotPoint:
    """A year on the plot, in the units of its view box."""

    px: int
    py: int
    label: str
    is_current: bool
    x: Decimal
    y: Decimal
    quadrant: str


@dataclass(frozen=True)
class PlotCorner:
    px: int
    py: int
    left: int
    top: int
    quadrant: str
    posture: str
    is_current: bool


@dataclass(frozen=True)
class PlotTick:
    px: int
    py: int
    value: int


@dataclass(frozen=True)
class Plot:
    """Geometry of the position plot: whole units of a square of `size`, so that no number needs a locale."""

    size: int
    middle: int
    edge: int
    far: int
    reach: int
    ticks: tuple[PlotTick, ...]
    corners: tuple[PlotCorner, ...]
    points: tuple[PlotPoint, ...]


SIZE, EDGE = 340, 26
_HALF = SIZE // 2
_REACH = _HALF - EDGE
_LIMITS = (1, 2, 3, 4, 5)


def plot_of(standing: Standing, year: int, earlier: list[tuple[int, Standing]]) -> Plot:
    """The square around the origin that holds this year's point and those of earlier years."""
    years = [*earlier, (year, standing)]
    widest = max(max(abs(s.x), abs(s.y)) for _year, s in years)
    limit = next((n for n in _LIMITS if n > widest), _LIMITS[-1])
    ticks = tuple(
        PlotTick(_along(Decimal(n), limit), _along(Decimal(-n), limit), n)
        for n in range(-limit, limit + 1)
        if n
    )
    points = tuple(_point(number, s, limit, is_current=s is standing) for number, s in years)
    return Plot(SIZE, _HALF, EDGE, SIZE - EDGE, _REACH, ticks, _corners(standing), points)


def _along(value: Decimal, limit: int) -> int:
    return _HALF + int(display(value * _REACH / limit, 0))


def _point(year: int, standing: Standing, limit: int, *, is_current: bool) -> PlotPoint:
    return PlotPoint(
        _along(standing.x, limit),
        _along(-standing.y, limit),
        str(year),
        is_current,
        display(standing.x, 2),
        display(standing.y, 2),
        standing.quadrant or standing.computed,
    )


def _corners(standing: Standing) -> tuple[PlotCorner, ...]:
    return tuple(
        PlotCorner(
            _HALF + right * _REACH // 2,
            _HALF - up * (_REACH - 16),
            _HALF if right > 0 else EDGE,
            EDGE if up > 0 else _HALF,
            quadrant,
            standing.settings.postures[quadrant],
            quadrant == standing.quadrant,
        )
        for quadrant, (right, up) in CORNERS.items()
    )


def earlier_standings(cycle: PlanningCycle, how_many: int = 4) -> list[tuple[int, Standing]]:
    """Final positions of the years before, oldest first. One query."""
    finals = (
        SwotAnalysis.objects.select_related("cycle")
        .filter(status=SwotAnalysis.Status.FINAL, cycle__year__lt=cycle.year)
        .order_by("-cycle__year")[:how_many]
    )
    found = [(analysis.cycle.year, _frozen(analysis)) for analysis in reversed(finals)]
    return [(year, standing) for year, standing in found if standing is not None]


def quadrant_choices(settings: ScoreSettings) -> list[tuple[str, str]]:
    """The four quadrants with the posture each stands for, for the choice on the axis."""
    return [(str(q), f"{q} – {settings.postures[q]}") for q in Quadrant if q is not AXIS]
