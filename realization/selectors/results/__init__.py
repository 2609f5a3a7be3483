"""Scores of scorecards: month, year-to-date, half-year and year, for pages and reports alike."""
