"""Row history by database triggers, with who did it in the event row itself."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pghistory
import pgtrigger
from pghistory.trigger import Event

_ROW_BY_ROW = re.compile(r"(INSERT INTO .*?\)) VALUES \((.*)\); RETURN NULL;")


class _StatementInsert(Event):
    """All rows of one statement enter the history in one statement, without pghistory's own context table."""

    level = pgtrigger.Statement

    def get_func(self, model: Any) -> pgtrigger.Func:
        """The row trigger's columns and values, read from the statement's rows."""
        self.level = pgtrigger.Row
        by_row = _ROW_BY_ROW.fullmatch(super().get_func(model).func)  # type: ignore[no-untyped-call]
        self.level = pgtrigger.Statement
        if by_row is None:
            raise ValueError("pghistory words its insert trigger otherwise now")
        target, values = by_row.groups()
        values = values.replace('NEW."', 'new_values."')
        return pgtrigger.Func(f"{target} SELECT {values} FROM new_values; RETURN NULL;")  # type: ignore[no-untyped-call]  # noqa: S608


class _InsertEvents(pghistory.InsertEvent):
    """Like `InsertEvent`, once per statement: a table that is filled by the thousand."""

    def add_event_trigger(self, event_model: type[Any]) -> None:
        event = _StatementInsert(  # type: ignore[no-untyped-call]
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
        )
        pgtrigger.register(event)(event_model.pgh_tracked_model)


def track(*, exclude: tuple[str, ...] = (), in_bulk: bool = False) -> Callable[[type[Any]], type[Any]]:
    """Class decorator: every insert, update and delete of the row is kept by a trigger.

    The person comes from `pghistory.context` (see the middleware), stored inside the event so that
    the application role needs no right to update anything. `in_bulk`: rows come many at a time.
    """
    return pghistory.track(
        _InsertEvents() if in_bulk else pghistory.InsertEvent(),
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
