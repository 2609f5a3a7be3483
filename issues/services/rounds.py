"""The record that a finished round leaves: what was sent, decided and asked, by whom and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from cint_portal.organization.models import User
from issues.models import Issue, IssueRegister, ReviewRound, RowReview
from issues.selectors.rounds import values_of

Outcome = ReviewRound.Outcome


def record_round(
    register: IssueRegister, decided: Iterable[Issue], *, actor: User, returned: bool, comment: str
) -> ReviewRound:
    """Copy the round from the register, whose fields the next one overwrites, with the rows it decided.

    Called in the transition that ends the round: `reviewed_at` and the repair's date are set already.
    """
    facts: dict[str, Any] = {
        "sent_at": register.submitted_at,
        "sent_by": register.submitted_by,
        "review_due_on": register.review_due_on,
        "ended_at": register.reviewed_at,
    }
    round_ = ReviewRound.objects.create(
        register=register,
        number=register.round,
        **facts,
        ended_by=actor,
        outcome=Outcome.RETURNED if returned else Outcome.ACCEPTED,
        comment=comment.strip(),
        repair_due_on=register.due_on if returned else None,
        nil_reason=register.nil_reason,
    )
    RowReview.objects.bulk_create(_row_review(round_, issue) for issue in decided)
    return round_


def _row_review(round_: ReviewRound, issue: Issue) -> RowReview:
    return RowReview(
        round=round_,
        issue=issue,
        number=issue.number,
        values=values_of(issue),
        filled_by_id=issue.filled_by_id,
        decision=issue.decision,
        comment=issue.decision_comment,
        decided_category=issue.decided_category,
        category_reason=issue.category_reason,
        annotation=issue.annotation,
        decided_by_id=issue.decided_by_id,
        decided_at=issue.decided_at,
    )


def close_questions(register: IssueRegister, actor: User, now: datetime) -> None:
    """A returned row needs no answer any more: its comment says what to do."""
    register.questions.open().update(withdrawn_by=actor, withdrawn_at=now)
