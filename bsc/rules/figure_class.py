"""Which figures are Terbatas (realities 27): pure, for pages, reports and the class that CMS sees."""

from collections.abc import Collection, Iterable, Mapping

#: The perspective whose actuals are unpublished financial figures unless CMS says otherwise.
FINANCIAL = "financial"


def is_restricted(explicit: bool | None, lanes: Iterable[str], *, rests_on_restricted: bool = False) -> bool:
    """CMS's word, else: weighed in a financial perspective anywhere, or worked out of such a figure.

    `lanes`: kinds of the perspectives in which any scorecard weighs the measure.
    """
    if explicit is not None:
        return explicit
    return rests_on_restricted or FINANCIAL in lanes


def restricted_among(
    wanted: Iterable[int],
    explicit: Mapping[int, bool],
    lanes: Mapping[int, Collection[str]],
    edges: Mapping[int, Iterable[int]],
) -> frozenset[int]:
    """Ids of the measures that are Terbatas; `edges` lead from a calculated measure to its sources."""
    known: dict[int, bool] = {}

    def judge(pk: int) -> bool:
        if pk not in known:
            known[pk] = False  # a circle, which no service lets in, adds nothing
            below = any(judge(source) for source in edges.get(pk, ()))
            known[pk] = is_restricted(explicit.get(pk), lanes.get(pk, ()), rests_on_restricted=below)
        return known[pk]

    return frozenset(pk for pk in wanted if judge(pk))
