"""Pages of the year's SWOT, split by noun."""
