"""Queries that the ORM composes once per process: for pages where composing takes longer than the answer."""

from collections.abc import Callable
from copy import copy
from typing import Any, Final, Generic, TypeVar

from django.db import connections
from django.db.models import Expression, Field, ForeignObject, Lookup, QuerySet
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Given(Expression):
    """A value that is told when the query is asked; a list where the lookup is `among`."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name: Final = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (self,)


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """Is one of a list: the same text however long the list is, as `in` has not."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        left, said = self.process_lhs(compiler, connection)
        right, given = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*said, *given)


class Composed(Generic[Row]):
    """A queryset with `Given` in the places of what differs between two askings.

    It must not depend on anything else that differs between requests: person, day, language. A list that
    may be empty finds nothing, so that the number of queries stays the same.
    """

    def __init__(self, compose: Callable[[], QuerySet[Any, Row]]) -> None:
        self._compose = compose
        self._rows: QuerySet[Any, Row] | None = None

    def __call__(self, **given: Any) -> list[Row]:
        """The answer, as the queryset would give it."""
        if self._rows is None:
            self._keep(self._compose())
        assert self._rows is not None  # noqa: S101 (kept a line ago)
        rows = self._rows.all()
        rows.query.get_compiler = lambda using, **_options: self._ready(using, given)  # type: ignore[method-assign]
        return list(rows)

    def _keep(self, rows: QuerySet[Any, Row]) -> None:
        """Composing fills the compiler with what reading the answer needs."""
        self._compiler = rows.query.get_compiler(rows.db)
        self._text, self._params = self._compiler.as_sql()
        self._rows = rows

    def _ready(self, using: str, given: dict[str, Any]) -> SQLCompiler:
        """A compiler that has its text already, of this thread's connection."""
        compiler = copy(self._compiler)
        compiler.connection = connections[using]
        told = [given[one.name] if isinstance(one, Given) else one for one in self._params]
        compiler.as_sql = lambda *_args, **_options: (self._text, told)
        return compiler
