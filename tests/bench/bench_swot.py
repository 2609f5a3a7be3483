"""What the SWOT workbench costs beside an empty page of the same shell: `make bench-swot`."""

import statistics
import time
from collections.abc import Callable

from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse

from swot.models import SwotAnalysis
from tests.bench.report import report
from tests.company import Company
from tests.swot.scenes import rated

ITEMS_PER_TAB = 100
ROUNDS = 15
EXAMPLE = {tab: [(1 + n % 5, 1 + n % 4) for n in range(ITEMS_PER_TAB)] for tab in "SWOT"}

#: How many empty pages each may cost at 400 items, ten times a real year.
GOALS = {"swot-rating": 5, "swot-tab": 10, "swot-position": 6, "swot-matrix": 8}


def seconds(call: Callable[[], HttpResponseBase]) -> float:
    """Median of the rounds, after one to warm up."""
    assert call().status_code == 200
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        call()
        times.append(time.perf_counter() - begun)
    return statistics.median(times)


def typed(analysis: SwotAnalysis) -> dict[str, object]:
    """The tab S as the browser posts it while somebody types."""
    data: dict[str, object] = {"tab": "S"}
    for item in analysis.items.filter(category="S"):
        data |= {f"weight_{item.pk}": item.weight, f"rating_{item.pk}": item.rating}
    return data


def test_the_workbench_stays_near_an_empty_page(company: Company, as_person: Callable[..., Client]) -> None:
    analysis = rated(company, EXAMPLE)
    client, posted = as_person(company.cms), typed(analysis)
    empty = seconds(lambda: client.get(reverse("documents:report-list")))
    calls = {
        "swot-rating": lambda: client.post(reverse("swot:item-preview", args=[2027]), posted),
        "swot-tab": lambda: client.get(reverse("swot:item-list", args=[2027])),
        "swot-position": lambda: client.get(reverse("swot:position-detail", args=[2027])),
        "swot-matrix": lambda: client.get(reverse("swot:matrix-detail", args=[2027])),
    }
    reached = [report(name, seconds(call) / empty, GOALS[name], at_most=True) for name, call in calls.items()]
    assert all(reached)
