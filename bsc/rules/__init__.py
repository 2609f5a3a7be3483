"""Pure rules of scorecards beside their scores: chains of cause and effect, and how a map is drawn."""
