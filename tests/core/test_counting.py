"""Several counts in one query are those of each by itself."""

from django.db import connection
from django.db.models import Exists, OuterRef
from django.test.utils import CaptureQueriesContext

from cint_portal.core.counting import counts_of
from cint_portal.organization.models import Unit, User
from tests.company import Company


def test_each_is_counted_as_by_itself_in_its_place(company: Company) -> None:
    above = Unit.objects.filter(Exists(Unit.objects.filter(parent=OuterRef("pk"))))
    asked = [
        Unit.objects.filter(kind="department"),
        User.objects.none(),
        above.select_related("parent").order_by("name"),
        User.objects.filter(full_name__contains="%"),
        Unit.objects.filter(parent__kind="corporate").distinct(),
    ]
    expected = [rows.count() for rows in asked]
    with CaptureQueriesContext(connection) as captured:
        assert counts_of(asked) == expected == [4, 0, 3, 0, 3]
    assert len(captured) == 1


def test_nothing_is_asked_where_nothing_can_be(company: Company) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert counts_of([]) == []
        assert counts_of([User.objects.none()]) == [0]
    assert not captured.captured_queries
