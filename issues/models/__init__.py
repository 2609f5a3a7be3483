"""Issue collection of a year, the register of each department and its rows; one module per noun."""

from issues.models.collection import IssueCollection
from issues.models.factor import ReviewFactor, Source
from issues.models.issue import Category, Issue, IssueQuerySet
from issues.models.register import AWAITING_REVIEW, TO_SEND, IssueRegister, IssueRegisterQuerySet

__all__ = [
    "AWAITING_REVIEW",
    "TO_SEND",
    "Category",
    "Issue",
    "IssueCollection",
    "IssueQuerySet",
    "IssueRegister",
    "IssueRegisterQuerySet",
    "ReviewFactor",
    "Source",
]
