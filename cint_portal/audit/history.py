"""Row history by database triggers, with who did it in the event row itself."""

from collections.abc import Callable
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
