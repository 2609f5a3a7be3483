"""One line per figure, for people and for the integration server."""


def report(name: str, value: float, goal: float, *, at_most: bool = False) -> bool:
    """Print `BENCH name value goal ok|short` and tell whether the goal is reached."""
    reached = value <= goal if at_most else value >= goal
    print(f"BENCH {name} {value:.2f} {goal:g} {'ok' if reached else 'short'}", flush=True)  # noqa: T201
    return reached
