"""The year's SWOT in tables, split by noun."""

from swot.models.analysis import Cell, SwotAnalysis, sees_swot
from swot.models.item import SwotItem, SwotItemSource
from swot.models.rating import BlindRating, RatingRound, RoundRater
from swot.models.strategy import StrategicInitiative, Strategy
from swot.models.upload import SwotUpload

__all__ = [
    "BlindRating",
    "Cell",
    "RatingRound",
    "RoundRater",
    "StrategicInitiative",
    "Strategy",
    "SwotAnalysis",
    "SwotItem",
    "SwotItemSource",
    "SwotUpload",
    "sees_swot",
]
