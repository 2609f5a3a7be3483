"""How many rows several querysets have, in one query."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def counts_of(querysets: Iterable[QuerySet[Any]]) -> list[int]:
    """In their order; no query where none of them can find anything."""
    texts = [_counted(rows) for rows in querysets]
    found = iter(_ask([text for text in texts if text is not None]))
    return [0 if text is None else next(found) for text in texts]


def _counted(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]] | None:
    """None where the ORM knows beforehand that nothing is there."""
    try:
        sql, params = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return None
    return f"(SELECT count(*) FROM ({sql}) AS rows)", params  # noqa: S608 (the ORM's own text)


def _ask(texts: Sequence[tuple[str, tuple[Any, ...]]]) -> tuple[int, ...]:
    if not texts:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(sql for sql, _params in texts)}",
            [value for _sql, params in texts for value in params],
        )
        found: tuple[int, ...] = cursor.fetchone()
    return found
