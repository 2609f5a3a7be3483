"""A query that was composed once answers as its queryset does, whoever asks with whatever."""

from threading import Thread

import pytest
from django.db import connection, connections
from django.db.models import Count, F, QuerySet
from django.test.utils import CaptureQueriesContext

from cint_portal.core.composed import Composed, Given
from cint_portal.organization.models import Unit
from tests.company import Company

NAMED = Composed(lambda: Unit.objects.filter(name=Given("name"), kind="department"))
AMONG = Composed(
    lambda: (
        Unit.objects.filter(pk__among=Given("units"))
        .select_related("parent")
        .annotate(above=F("parent__name"))
        .order_by("pk")
    )
)
BELOW = Composed(
    lambda: (
        Unit.objects.filter(parent__among=Given("units"))
        .order_by()
        .values_list("parent")
        .annotate(n=Count("pk"))
    )
)


def test_each_asking_gets_its_own_answer(company: Company) -> None:
    for one in (company.department, company.sister_department):
        assert NAMED(name=one.name) == [one]
    assert NAMED(name=company.directorate.name) == []  # no department


def test_rows_come_whole_with_what_stands_beside_them(company: Company) -> None:
    with CaptureQueriesContext(connection) as captured:
        (row, other) = AMONG(units=[company.other_department.pk, company.department.pk])
        assert (row, row.parent) == (company.department, company.directorate)
        assert (other.above, vars(other)["valid_from"]) == (  # type: ignore[attr-defined]
            company.other_directorate.name,
            company.other_department.valid_from,
        )
    assert len(captured) == 1


@pytest.mark.parametrize("units", [[], [0], list(range(-500, 0))])
def test_a_list_that_names_nobody_finds_nothing(company: Company, units: list[int]) -> None:
    assert AMONG(units=units) == []


def test_values_and_totals_are_read_too(company: Company) -> None:
    rows = BELOW(units=[company.directorate.pk, company.other_directorate.pk])
    assert dict(rows) == {company.directorate.pk: 2, company.other_directorate.pk: 1}


def test_it_is_composed_once(company: Company) -> None:
    asked = []

    def compose() -> QuerySet[Unit]:
        asked.append(1)
        return Unit.objects.filter(pk=Given("pk"))

    query = Composed(compose)
    assert [query(pk=one.pk) for one in (company.department, company.corporate)] == [
        [company.department],
        [company.corporate],
    ]
    assert asked == [1]


def test_another_thread_asks_through_its_own_connection(own_database: str) -> None:
    NAMED(name="nobody")
    used, here = [], connection.connection

    def ask() -> None:
        NAMED(name="nobody")
        used.append(connections["default"].connection)
        connections["default"].close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert len(used) == 1
    assert used[0] is not None
    assert used[0] is not here
