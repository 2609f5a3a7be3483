"""Columns of numbers take numbers (T66): PostgreSQL's numeric would store NaN, which sorts above all."""

from collections.abc import Iterator

from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests.company import Company
from tests.everything import build_everything
from tests.locks import unlocked

APPS = ("organization", "issues", "swot", "bsc", "realization")


def number_columns() -> Iterator[models.DecimalField]:
    for model in apps.get_models():
        is_history = hasattr(model, "pgh_tracked_model")
        if model._meta.app_label in APPS and not is_history and not model._meta.proxy:
            yield from (f for f in model._meta.concrete_fields if isinstance(f, models.DecimalField))


def test_no_column_of_a_number_takes_what_is_none(company: Company) -> None:
    build_everything(company)
    hostile = ("NaN", "Infinity", "-Infinity", "1e30")
    assert [
        f"{column} = {value}" for column in number_columns() for value in hostile if takes(column, value)
    ] == []
    assert len(list(number_columns())) > 10


def takes(column: models.DecimalField, value: str) -> bool:
    """Whether a row of the table could be changed to it; the locks of decided content left aside."""
    table = column.model._meta.db_table
    sql = f'UPDATE "{table}" SET "{column.column}" = %s WHERE id = (SELECT max(id) FROM "{table}")'
    try:
        with transaction.atomic(), unlocked(), connection.cursor() as cursor:
            cursor.execute(sql, [value])
            transaction.set_rollback(True)
            return True
    except DatabaseError:
        return False
