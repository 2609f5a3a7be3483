"""Pages of the Balanced Scorecard, one module per noun."""
