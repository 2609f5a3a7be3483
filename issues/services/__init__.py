"""Writes to collections, registers and their rows; the only place that changes them."""

from issues.services.collection import open_collection, open_planned_collections
from issues.services.factors import seed_review_factors
from issues.services.register import declare_nil, save_rows, submit_register
from issues.services.reminding import remind_due
from issues.services.review import accept_nil, decide_rows, finish_review, return_nil

__all__ = [
    "accept_nil",
    "decide_rows",
    "declare_nil",
    "finish_review",
    "open_collection",
    "open_planned_collections",
    "remind_due",
    "return_nil",
    "save_rows",
    "seed_review_factors",
    "submit_register",
]
