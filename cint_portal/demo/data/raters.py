"""Blind rating of a SWOT: who rates, and where they are off the numbers that were agreed in the end."""

#: Per round and rater: place of the issue → (bobot, rating) beside the agreed numbers.
OFF: tuple[dict[str, dict[int, tuple[int, int]]], ...] = (
    {
        "irwan.kusuma": {0: (0, -1), 3: (1, 0), 7: (0, 1), 10: (-1, 0)},
        "lina.hartati": {1: (0, -1), 3: (1, -1), 8: (-1, 1), 12: (0, 1)},
        "citra.lestari": {0: (-1, 0), 5: (0, 1), 8: (-1, 0)},
    },
    {
        "irwan.kusuma": {3: (1, 0)},
        "lina.hartati": {3: (1, -1), 8: (-1, 0)},
        "citra.lestari": {},
    },
)
#: Working days between opening and closing of a round.
DAYS = 2
