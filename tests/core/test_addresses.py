"""Addresses of list rows are those that `reverse` gives."""

import pytest
from django.urls import NoReverseMatch, reverse

from cint_portal.core.addresses import pages_of


@pytest.mark.parametrize("pk", [1, 10, 123456789])
@pytest.mark.parametrize("name", ["bsc:kpi-detail", "bsc:cascade-branch", "bsc:objective-detail"])
def test_an_address_by_number_is_that_of_reverse(name: str, pk: int) -> None:
    assert pages_of(name)(pk) == reverse(name, args=[pk])


def test_a_page_that_does_not_exist_is_refused_at_once() -> None:
    with pytest.raises(NoReverseMatch):
        pages_of("bsc:nothing")
