"""Writes of the year's SWOT, split by noun."""

from swot.services.analysis import choose_quadrant, deploy_issues, finalize_analysis, reopen_analysis
from swot.services.initiatives import (
    InitiativeFields,
    create_initiative,
    delete_initiative,
    update_initiative,
)
from swot.services.merging import merge_items, split_item
from swot.services.ratings import Rating, rate_items
from swot.services.rounds import adopt_medians, close_round, open_round, save_blind_ratings
from swot.services.strategies import create_strategy, delete_strategy, move_strategy, update_strategy

__all__ = [
    "InitiativeFields",
    "Rating",
    "adopt_medians",
    "choose_quadrant",
    "close_round",
    "create_initiative",
    "create_strategy",
    "delete_initiative",
    "delete_strategy",
    "deploy_issues",
    "finalize_analysis",
    "merge_items",
    "move_strategy",
    "open_round",
    "rate_items",
    "reopen_analysis",
    "save_blind_ratings",
    "split_item",
    "update_initiative",
    "update_strategy",
]
