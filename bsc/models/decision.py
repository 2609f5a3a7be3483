"""Decisions on scorecards as the transition log keeps them."""

import pgtrigger

from cint_portal.workflow.independence import authors_do_not_decide
from cint_portal.workflow.models import TransitionLog

#: Transitions of the machine in `bsc/workflow.py` that an author of the version may not perform.
INDEPENDENT = ("return_by_cms", "forward", "approve", "return_by_board")


class ScorecardDecision(TransitionLog):
    """A line of the log that a scorecard's machine wrote; stored nowhere else."""

    class Meta:
        proxy = True
        triggers = [authors_do_not_decide("bsc_scorecard", "scorecard", INDEPENDENT)]


#: Of a personal scorecard the superior may have written parts, but nobody agrees with himself.
_NOT_BY_THE_EMPLOYEE = """
    IF EXISTS (SELECT 1 FROM bsc_scorecard WHERE id = NEW.object_id AND employee_id = NEW.actor_id) THEN
        RAISE EXCEPTION 'independent: nobody agrees with himself' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
"""


class PersonalDecision(TransitionLog):
    """A line of the log that a personal scorecard's machine wrote; stored nowhere else."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="independent_personal",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                condition=pgtrigger.Q(
                    new__machine="personal_scorecard",
                    new__transition__in=("agree", "return_by_superior"),
                ),
                func=_NOT_BY_THE_EMPLOYEE,
            )
        ]
