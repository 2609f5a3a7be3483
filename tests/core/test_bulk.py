"""Many rows in one statement are stored as one by one."""

from datetime import UTC, datetime

import pytest
from django.db.models import F

from cint_portal.core.bulk import insert_rows
from cint_portal.core.models import FormNonce
from issues.models import Issue
from issues.rules import RowValues, columns_of
from tests.company import Company
from tests.issues.registers import opened

MOMENT = datetime(2026, 10, 31, 16, 59, 59, 999_999, tzinfo=UTC)


def test_every_kind_of_value_comes_back_as_it_was(company: Company) -> None:
    register = opened(company)
    odd = 'Garis\nbaru, "kutip", \\ dan 100 %; – ✓'
    said = RowValues("Pelanggan", odd, "Isu", None, "internal", "W", ("quality", "ohs"), is_obligation=True)
    row = Issue(register=register, position=4, removed_at=MOMENT, removed_by=company.manager)
    for name, value in zip(RowValues.__slots__, columns_of(said), strict=True):
        setattr(row, name, value)
    insert_rows([row, Issue(register=register, position=5)])
    stored = Issue.everything.get(key=row.key)
    assert stored.values == said
    assert (stored.removed_at, stored.removed_by, stored.position) == (MOMENT, company.manager, 4)
    assert register.issues.get(position=5).values == RowValues()


def test_nothing_is_no_statement(company: Company, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        insert_rows([])


def test_a_value_that_would_lose_something_is_refused(company: Company) -> None:
    with pytest.raises(TypeError, match="in bulk"):
        insert_rows([FormNonce(user=company.manager, nonce=F("location"))])
    assert not FormNonce.objects.exists()
