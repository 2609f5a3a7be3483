"""A scorecard's year from the list of what was typed: one KPI after the other, month by month."""

from dataclasses import dataclass
from fractions import Fraction

from tests.oracles import kpi as formulas
from tests.oracles import scorecard as sheet
from tests.oracles.periods import MEASURED

Typed = Fraction | tuple[Fraction, Fraction] | str | None


@dataclass
class Row:
    """One KPI; `typed` holds a figure, a pair, "n/a" or None per month, as it stands in the grid."""

    lane: int
    weight: Fraction
    how: str
    polarity: str
    frequency: str
    is_cumulative: bool
    targets: dict[int, Fraction]
    typed: dict[int, Typed]


@dataclass
class Found:
    """What a KPI is worth in a span, and whether a figure is still to come."""

    value: Fraction | None
    waits: bool


def score(row: Row, span: list[int], closed: set[int], through: int, cap: Fraction) -> Found:
    due = [month for month in MEASURED[row.frequency] if month <= through]
    typed = {month: row.typed.get(month) for month in due}
    facts = added_up(row, typed) if row.is_cumulative and row.how == "sum" else plain(row, typed)
    inside = [month for month in due if month in span]
    came = [month for month in inside if month in facts]
    blank = [month for month in inside if typed[month] is None]
    if row.is_cumulative and row.how == "sum" and came:
        blank = [month for month in blank if month > came[-1]]
    missed, waits = [m for m in blank if m in closed], any(m not in closed for m in blank)
    if not came:
        return Found(Fraction(0) if missed else None, waits)
    value = achieved(row, [facts[month] for month in came], cap)
    share = Fraction(len(came), len(came) + len(missed))
    return Found(None if value is None else value * share, waits)


def plain(row: Row, typed: dict[int, Typed]) -> dict[int, tuple[Fraction, object]]:
    return {m: (row.targets[m], figure) for m, figure in typed.items() if figure not in (None, "n/a")}


def added_up(row: Row, typed: dict[int, Typed]) -> dict[int, tuple[Fraction, object]]:
    """What each report adds, against the targets of all months since the report before it."""
    facts: dict[int, tuple[Fraction, object]] = {}
    before, owed = Fraction(0), Fraction(0)
    for month, figure in sorted(typed.items()):
        owed += 0 if figure == "n/a" else row.targets[month]
        if isinstance(figure, Fraction):
            facts[month] = (owed, figure - before)
            before, owed = figure, Fraction(0)
    return facts


def achieved(row: Row, facts: list[tuple[Fraction, object]], cap: Fraction) -> Fraction | None:
    targets, figures = [target for target, _ in facts], [figure for _, figure in facts]
    if row.how == "ratio":
        actual, target = formulas.ratio(figures), formulas.consolidate(targets, "average")  # type: ignore[arg-type]
    else:
        actual, target = formulas.consolidate(figures, row.how), formulas.consolidate(targets, row.how)  # type: ignore[arg-type]
    return formulas.achievement(actual, target, row.polarity, cap=cap)


def total(rows: list[Row], found: list[Found], lanes: list[Fraction] | None) -> Fraction | None:
    """With lanes: averages of averages; without: one weighted mean."""
    if lanes is None:
        return sheet.mean([(row.weight, score.value) for row, score in zip(rows, found, strict=True)])
    return sheet.by_perspective(
        [
            (weight, [(None, f.value) for row, f in zip(rows, found, strict=True) if row.lane == number])
            for number, weight in enumerate(lanes)
        ]
    )
