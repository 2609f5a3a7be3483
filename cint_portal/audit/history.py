"""Row history by database triggers, with who did it in the event row itself."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pghistory


def track(*, exclude: tuple[str, ...] = ()) -> Callable[[type[Any]], type[Any]]:
    """Class decorator: every insert, update and delete of the row is kept by a trigger.

    The person comes from `pghistory.context` (see the middleware), stored inside the event so that
    the application role needs no right to update anything.
    """
    return pghistory.track(
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=list(exclude),
        context_field=pghistory.ContextJSONField(null=True),
        context_id_field=pghistory.ContextUUIDField(null=True),
        append_only=True,
    )


def author_of(event: Any) -> str:
    """Who wrote the row; empty where no person acted."""
    return str((event.pgh_context or {}).get("name", ""))


def moment_of(event: Any) -> datetime:
    """When the row was written by the portal's clock; the database's time where no person acted."""
    at = (event.pgh_context or {}).get("at")
    return datetime.fromisoformat(at) if at else event.pgh_created_at
