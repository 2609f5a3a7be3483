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
from issues.services.questions import answer_question, ask_department, withdraw_question
from issues.services.register import declare_nil, save_rows, submit_register
from issues.services.review import accept_nil, decide_rows, finish_review, return_nil
from issues.services.supplements import (
    accept_supplement,
    resend_supplement,
    return_supplement,
    send_supplement,
    withdraw_supplement,
)

__all__ = [
    "accept_nil",
    "accept_supplement",
    "answer_question",
    "ask_department",
    "close_collection",
    "decide_rows",
    "declare_nil",
    "extend_register",
    "finish_review",
    "open_collection",
    "open_planned_collections",
    "plan_collection",
    "reopen_collection",
    "resend_supplement",
    "return_nil",
    "return_supplement",
    "save_rows",
    "seed_review_factors",
    "send_supplement",
    "submit_register",
    "withdraw_question",
    "withdraw_supplement",
]
