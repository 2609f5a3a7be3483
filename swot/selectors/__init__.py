"""Reads of the year's SWOT, split by noun; what downstream apps and the start page use is named here."""

from swot.selectors.initiatives import initiatives_of
from swot.selectors.standing import Standing, frozen_result
from swot.selectors.todos import todos_for

__all__ = ["Standing", "frozen_result", "initiatives_of", "todos_for"]
