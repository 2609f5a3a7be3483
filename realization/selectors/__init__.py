"""Reads of realization: figures for scores, the month grid, the overview, tasks."""

from realization.rules import ActualValue
from realization.selectors.actuals import actuals_of, closed_months
from realization.selectors.todos import todos_for

__all__ = ["ActualValue", "actuals_of", "closed_months", "todos_for"]
