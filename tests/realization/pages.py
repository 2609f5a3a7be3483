"""How the tests speak to the pages of a month: addresses, what a reader sees, what a browser sends."""

import re
from html import unescape

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from realization.models import Realization
from tests.realization.desk import Desk


def url(realization: Realization, page: str = "realization-detail") -> str:
    args = [realization.cycle.year, realization.month, realization.unit_id]
    return reverse(f"realization:{page}", args=args)


def text(response: object) -> str:
    """What a reader sees, without markup."""
    page = unescape(response.content.decode())  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def typed(desk: Desk, **values: str) -> dict[str, str]:
    """The form as a browser sends it: every open row, blank unless given as v0, note1, na2, reason2 …"""
    desk.month.refresh_from_db()
    data = {"version": str(desk.month.version)}
    fields = {"v": "value", "note": "note", "proof": "evidence", "na": "is_na", "reason": "na_reason"}
    for position, measure in enumerate(desk.measures):
        data[f"m{measure.pk}-value"] = ""
        for short, name in fields.items():
            if f"{short}{position}" in values:
                data[f"m{measure.pk}-{name}"] = values[f"{short}{position}"]
    return data


def queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def inputs(markup: str) -> list[str]:
    """Names of the boxes that take a figure."""
    return re.findall(r'name="(m\d+-value)"', markup)
