"""Decisions on scorecards as the transition log keeps them."""

from cint_portal.workflow.independence import authors_do_not_decide
from cint_portal.workflow.models import TransitionLog

#: Transitions of the machine in `bsc/workflow.py` that an author of the version may not perform.
INDEPENDENT = ("return_by_cms", "forward", "approve", "return_by_board")


class ScorecardDecision(TransitionLog):
    """A line of the log that a scorecard's machine wrote; stored nowhere else."""

    class Meta:
        proxy = True
        triggers = [authors_do_not_decide("bsc_scorecard", "scorecard", INDEPENDENT)]
