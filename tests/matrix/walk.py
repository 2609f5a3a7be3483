"""Every GET address of the portal, asked for with the rows of a scene: for words that may be nowhere."""

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.crawl import text_of
from tests.matrix.framework import all_addresses
from tests.matrix.kernel import ELSEWHERE_PREFIXES

Addresses = Iterable[tuple[str, Sequence[str]]]
#: Arguments that choose a form, not a row.
SETTINGS: Mapping[str, list[object]] = {
    "columns": ["company", "full"],
    "kind": ["carton"],
    "cell": ["SO"],
    "number": [1],
    "semester": [1],
    "upload_pk": [1],
    "addition_pk": [1],
    "name": ["approve"],
    "secret": ["x"],
    "code": ["x"],
}


def addresses(
    values: Mapping[str, list[object]], rows: Callable[[str], list[object]]
) -> Iterator[tuple[str, list[str]]]:
    """Every address of the route table; `rows` are what an address with one number is about, by its name."""
    for name, pattern in all_addresses():
        if not name.startswith(ELSEWHERE_PREFIXES):
            names = list(pattern.pattern.converters)
            yield name, list(_filled(name, names, {**SETTINGS, **values, "pk": rows(name)}))


def _filled(name: str, names: list[str], values: Mapping[str, list[object]]) -> Iterator[str]:
    for chosen in itertools.product(*(values[key] for key in names)):
        try:
            yield reverse(name, kwargs=dict(zip(names, chosen, strict=True)))
        except NoReverseMatch:
            continue


def opened(client: Client, found: Addresses) -> Iterator[tuple[str, str]]:
    """(address, text) of everything that opens; an address that only takes posts is asked once."""
    for name, paths in found:
        assert paths, f"{name} was never asked for"
        for path in paths:
            answer = client.get(path)
            assert answer.status_code != 500, path
            if answer.status_code == 405:
                break
            if answer.status_code in (200, 409, 422):
                yield path, text_of(answer)
