"""Reads of the Balanced Scorecard: structures for pages, scores and reports; lists; the cascade."""
