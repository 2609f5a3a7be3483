"""Writes to collections, registers and their rows; the only place that changes them."""

from issues.services.collection import (
    close_collection,
    extend_register,
    open_collection,
    open_planned_collections,
    plan_collection,
    reopen_collection,
)
from issues.services.factors import seed_review_factors
from issues.services.register import declare_nil, save_rows, submit_register
from issues.services.review import accept_nil, decide_rows, finish_review, return_nil

__all__ = [
    "accept_nil",
    "close_collection",
    "decide_rows",
    "declare_nil",
    "extend_register",
    "finish_review",
    "open_collection",
    "open_planned_collections",
    "plan_collection",
    "reopen_collection",
    "return_nil",
    "save_rows",
    "seed_review_factors",
    "submit_register",
]
