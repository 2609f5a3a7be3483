"""The scored sheet of a year: settings in force, share and score per item, progress and totals per tab."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from cint_portal.core.numbers import format_number
from cint_portal.core.rounding import display
from cint_portal.core.templatetags.portal_format import MISSING, reader_language
from cint_portal.organization.models import PlanningCycle
from swot.models import SwotAnalysis, SwotItem
from swot.scoring import DEFAULT_POSTURES, Item, ItemScore, Position, Posture, Priority, Quadrant, score_items
from swot.scoring import position as position_of
from swot.selectors.rounds import raters_of

TABS = ("S", "W", "O", "T")
NO_POSITION = Position(None, None, None, None, ())


@dataclass(frozen=True)
class ScoreSettings:
    """What a year sets about scoring (domain rules §1); frozen with the final position."""

    scale_max: int
    share_over: str
    axes: str
    threat_rating: str
    postures: Mapping[str, str]
    #: How many people rated blind before the values were agreed; 0 where CMS alone gives them.
    raters: int = 0

    def for_scores(self) -> dict[str, Any]:
        return {
            "share_over": self.share_over,
            "scale_max": self.scale_max,
            "threat_rating": self.threat_rating,
        }

    def for_position(self) -> dict[str, Any]:
        return {"axes": self.axes, "postures": self.postures}


@dataclass(frozen=True)
class Tab:
    """One tab: how many of its items are rated, and the sum of their scores (None: nothing rated)."""

    code: str
    rated: int
    count: int
    total: Decimal | None

    @property
    def complete(self) -> bool:
        return self.count > 0 and self.rated == self.count


@dataclass(frozen=True)
class Sheet:
    """`numbers` by item id, rated items only; `position` is empty while a tab is incomplete."""

    settings: ScoreSettings
    numbers: Mapping[int, ItemScore]
    tabs: Mapping[str, Tab]
    position: Position

    @property
    def complete(self) -> bool:
        return all(tab.complete for tab in self.tabs.values())

    @property
    def rated(self) -> int:
        return sum(tab.rated for tab in self.tabs.values())

    @property
    def count(self) -> int:
        return sum(tab.count for tab in self.tabs.values())

    @property
    def totals(self) -> dict[str, Decimal | None]:
        return {code: tab.total for code, tab in self.tabs.items()}


def settings_of(cycle: PlanningCycle, raters: int = 0) -> ScoreSettings:
    """The year's settings as they are today; an unknown posture falls back to the procedure's."""
    known = {str(posture) for posture in Posture}
    wanted = cycle.postures if isinstance(cycle.postures, dict) else {}
    postures = {
        str(quadrant): wanted[quadrant] if wanted.get(quadrant) in known else str(default)
        for quadrant, default in DEFAULT_POSTURES.items()
    }
    return ScoreSettings(cycle.scale_max, cycle.share_over, cycle.axes, cycle.threat_rating, postures, raters)


def is_rated(item: SwotItem, scale_max: int) -> bool:
    """Weight and rating given, and still inside a scale that may have been shortened since."""
    return all(value is not None and 1 <= value <= scale_max for value in (item.weight, item.rating))


def score_sheet(items: Iterable[SwotItem], settings: ScoreSettings) -> Sheet:
    """Shares, scores, totals and position of the items as they are in memory."""
    items = list(items)
    rated = [item for item in items if is_rated(item, settings.scale_max)]
    scores = score_items([scoring_item(item) for item in rated], **settings.for_scores())
    tabs = {
        code: Tab(
            code,
            sum(item.category == code for item in rated),
            sum(item.category == code for item in items),
            total,
        )
        for code, total in scores.totals.items()
    }
    numbers = {item.pk: score for item, score in zip(rated, scores.items, strict=True)}
    complete = all(tab.complete for tab in tabs.values())
    place = position_of(*scores.totals.values(), **settings.for_position()) if complete else NO_POSITION
    return Sheet(settings, numbers, {str(code): tab for code, tab in tabs.items()}, place)


def scoring_item(item: SwotItem) -> Item:
    return Item(item.category, item.weight or 0, item.rating or 0)


def sheet_of(analysis: SwotAnalysis, items: Iterable[SwotItem]) -> Sheet:
    """The frozen sheet of a final position, else the sheet under the year's settings of today."""
    if analysis.status == SwotAnalysis.Status.FINAL and analysis.result:
        return thaw(analysis.result)
    return score_sheet(items, settings_of(analysis.cycle, raters_of(analysis)))


def freeze(sheet: Sheet, items: Iterable[SwotItem]) -> dict[str, Any]:
    """The sheet as JSON: settings, numbers as exact text, and the words of each item."""
    place = sheet.position
    return {
        "settings": {
            **sheet.settings.for_scores(),
            "axes": sheet.settings.axes,
            "postures": dict(sheet.settings.postures),
            "raters": sheet.settings.raters,
        },
        "items": [
            {
                "id": item.pk,
                "code": item.code,
                "category": item.category,
                "text": item.text,
                "weight": item.weight,
                "rating": item.rating,
                "share": str(sheet.numbers[item.pk].share),
                "score": str(sheet.numbers[item.pk].score),
            }
            for item in items
        ],
        "totals": {code: str(total) for code, total in sheet.totals.items()},
        "position": {
            "x": str(place.x),
            "y": str(place.y),
            "quadrant": str(place.quadrant),
            "posture": str(place.posture),
            "priorities": [[str(p.cell), str(p.sum), p.rank] for p in place.priorities],
        },
    }


def thaw(result: Mapping[str, Any]) -> Sheet:
    """The sheet that `freeze` wrote, number by number; nothing is computed again."""
    numbers = {row["id"]: ItemScore(Decimal(row["share"]), Decimal(row["score"])) for row in result["items"]}
    tabs = {}
    for code in TABS:
        count = sum(row["category"] == code for row in result["items"])
        tabs[code] = Tab(code, count, count, Decimal(result["totals"][code]))
    place = result["position"]
    priorities = tuple(Priority(Quadrant(cell), Decimal(s), rank) for cell, s, rank in place["priorities"])
    position = Position(
        Decimal(place["x"]),
        Decimal(place["y"]),
        Quadrant(place["quadrant"]),
        Posture(place["posture"]),
        priorities,
    )
    return Sheet(ScoreSettings(**result["settings"]), numbers, tabs, position)


def total_text(value: Decimal | None) -> str:
    """A tab total as people compare it: two decimals, or four where they say more (3,75 · 3,6923)."""
    if value is None:
        return MISSING
    fine, short = display(value, 4), display(value, 2)
    return format_number(fine, 2 if fine == short else 4, reader_language())


def missing_lines(sheet: Sheet) -> list[str]:
    """What each incomplete tab still needs, in words."""
    return [
        _("Tab %(tab)s: %(done)s dari %(all)s isu dinilai")
        % {"tab": tab.code, "done": tab.rated, "all": tab.count}
        if tab.count
        else _("Tab %(tab)s belum berisi isu") % {"tab": tab.code}
        for tab in sheet.tabs.values()
        if not tab.complete
    ]


def settings_lines(settings: ScoreSettings) -> list[tuple[str, str]]:
    """The settings in force in words, for every page and print that shows a number made with them."""
    postures = " · ".join(f"{quadrant} {settings.postures[quadrant]}" for quadrant in DEFAULT_POSTURES)
    raters = _("CMS")
    if settings.raters:
        raters = _("%(n)s penilai tertutup, nilai disepakati") % {"n": settings.raters}
    return [
        (_("Skala bobot dan rating"), f"1–{settings.scale_max}"),
        (_("% Bobot atas"), str(PlanningCycle.ShareOver(settings.share_over).label)),
        (_("Rating W dan T"), str(PlanningCycle.ThreatRating(settings.threat_rating).label)),
        (_("Sumbu posisi"), str(PlanningCycle.Axes(settings.axes).label)),
        (_("Posisi perusahaan per kuadran"), postures),
        (_("Penilai"), raters),
    ]
