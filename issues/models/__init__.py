"""Issue collection of a year, the register of each department and its rows; one module per noun."""

from issues.models.carry_over import IssueFate
from issues.models.collection import IssueCollection
from issues.models.columns import Category, IssueColumns
from issues.models.decision import IssueDecision
from issues.models.extension import DueExtension
from issues.models.factor import ReviewFactor, Source
from issues.models.issue import Issue, IssueQuerySet
from issues.models.register import AWAITING_REVIEW, TO_SEND, IssueRegister, IssueRegisterQuerySet
from issues.models.review import Question, ReviewRound, RowReview
from issues.models.stakeholder import Stakeholder
from issues.models.supplement import SupplementaryIssue
from issues.models.upload import IssueUpload
from issues.models.yearly import ClimateLink, ClimateStatement, TopIssue, ValidityCheck

__all__ = [
    "AWAITING_REVIEW",
    "TO_SEND",
    "Category",
    "ClimateLink",
    "ClimateStatement",
    "DueExtension",
    "Issue",
    "IssueCollection",
    "IssueColumns",
    "IssueDecision",
    "IssueFate",
    "IssueQuerySet",
    "IssueRegister",
    "IssueRegisterQuerySet",
    "IssueUpload",
    "Question",
    "ReviewFactor",
    "ReviewRound",
    "RowReview",
    "Source",
    "Stakeholder",
    "SupplementaryIssue",
    "TopIssue",
    "ValidityCheck",
]
