"""Writes of realization: open, fill, send, verify, close, reopen, correct."""

from realization.services.closing import close_month
from realization.services.entry import save_actuals, submit_realization
from realization.services.month import open_month, open_previous_month
from realization.services.reopening import (
    approve_reopening,
    correct_provisional,
    reject_reopening,
    request_reopening,
)
from realization.services.verification import decide_rows, return_realization, verify_realization

__all__ = [
    "approve_reopening",
    "close_month",
    "correct_provisional",
    "decide_rows",
    "open_month",
    "open_previous_month",
    "reject_reopening",
    "request_reopening",
    "return_realization",
    "save_actuals",
    "submit_realization",
    "verify_realization",
]
