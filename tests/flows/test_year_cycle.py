"""A whole year as its people live it: from the issues of October to the review of July."""

import pytest

from tests.flows.issue_steps import collect_issues
from tests.flows.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_a_year_from_the_first_issue_to_the_half_year_review(october: Stage) -> None:
    collect_issues(october)
    assert october.complaints == []
