"""Decisions on registers and supplementary issues as the transition log keeps them."""

from cint_portal.workflow.independence import authors_do_not_decide
from cint_portal.workflow.models import TransitionLog


class IssueDecision(TransitionLog):
    """A line of the log that a machine of this app wrote; stored nowhere else."""

    class Meta:
        proxy = True
        triggers = [
            authors_do_not_decide(
                "issues_issueregister", "issue_register", ("return", "accept", "accept_nil")
            ),
            authors_do_not_decide("issues_supplementaryissue", "supplementary_issue", ("accept", "return")),
        ]
