"""A whole year as its people live it: from the issues of October to the review of July."""

import pytest

from tests.flows.issue_steps import collect_issues
from tests.flows.month_steps import report_half_a_year
from tests.flows.report_steps import review_half_year
from tests.flows.scorecard_steps import establish_scorecards
from tests.flows.stage import Stage
from tests.flows.strategy_steps import plan_strategy

pytestmark = [pytest.mark.browser, pytest.mark.processes]


def test_a_year_from_the_first_issue_to_the_half_year_review(october: Stage) -> None:
    """Everything is done in browsers and by the clock; the test itself writes nothing."""
    collect_issues(october)
    plan_strategy(october)
    establish_scorecards(october)
    report_half_a_year(october)
    review_half_year(october)
    assert october.complaints == []
