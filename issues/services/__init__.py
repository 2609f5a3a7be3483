"""Writes to collections, registers and their rows; the only place that changes them."""

from issues.services.choices import save_choices
from issues.services.collection import (
    close_collection,
    extend_register,
    open_collection,
    open_planned_collections,
    plan_collection,
    reopen_collection,
)
from issues.services.factors import seed_review_factors, seed_stakeholders
from issues.services.questions import answer_question, ask_department, withdraw_question
from issues.services.register import declare_nil, hand_over, submit_register
from issues.services.review import accept_nil, decide_rows, finish_review, return_nil
from issues.services.rows import restore_row, save_rows
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
    "hand_over",
    "open_collection",
    "open_planned_collections",
    "plan_collection",
    "reopen_collection",
    "resend_supplement",
    "restore_row",
    "return_nil",
    "return_supplement",
    "save_choices",
    "save_rows",
    "seed_review_factors",
    "seed_stakeholders",
    "send_supplement",
    "submit_register",
    "withdraw_question",
    "withdraw_supplement",
]
