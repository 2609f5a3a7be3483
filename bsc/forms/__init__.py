"""Forms of the Balanced Scorecard, one module per noun; each hands a draft to one service."""
