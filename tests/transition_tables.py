"""What the hand-written transition tables of all apps share: the actors, a row, its expected answer."""

from dataclasses import dataclass

#: Everybody of `tests.company.Company`, by what he or she is.
ACTORS = (
    "cms_head",
    "cms",
    "second_cms",
    "cms_with_department",
    "manager",
    "second_layer",
    "drafter",
    "colleague",
    "outsider",
    "director",
    "other_director",
    "president",
    "bod",
    "auditor",
    "admin",
    "leaver",
    "nobody",
)


@dataclass(frozen=True)
class Step:
    """Who may take the step, from which states, and where it leads."""

    by: tuple[str, ...]
    sources: tuple[str, ...]
    target: str


def expected(step: Step, actor: str, state: str) -> str:
    """403, 409 or the new state."""
    if actor not in step.by:
        return "403"
    return step.target if state in step.sources else "409"
