"""Reads of realization: figures for scores, the month grid, the overview, tasks."""

from realization.rules import ActualValue
from realization.selectors.actuals import actuals_of, closed_months

__all__ = ["ActualValue", "actuals_of", "closed_months"]
