"""Which row of the file is which row of the scorecard: by its code, else by its name."""

from collections.abc import Sequence

from bsc.excel.resolving import ResolvedRow
from bsc.excel.stored import StoredRow
from cint_portal.documents.excel_words import folded

Key = tuple[str, str, str]


def match(rows: Sequence[ResolvedRow], held: Sequence[StoredRow]) -> None:
    """Give each row its stored one. Rows that our form has named keep their code, the rest go by name.

    A group stays a group: a row that has become something else is another row.
    """
    for row in rows:
        if row.stored is not None and row.is_row and not _is_alike(row, row.stored):
            row.stored = None
    taken = {row.stored.id for row in rows if row.stored}
    free = [stored for stored in held if stored.id not in taken]
    by_name: dict[Key, list[StoredRow]] = {}
    for stored in free:
        by_name.setdefault(_held_key(stored), []).append(stored)
    for row in rows:
        if row.is_row and row.stored is None and row.row.id is None:
            found = by_name.get(_key(row), [])
            row.stored = found.pop(0) if found else None


def _is_alike(row: ResolvedRow, stored: StoredRow) -> bool:
    return (row.kind == "group") == stored.row.is_group


def _key(row: ResolvedRow) -> Key:
    """What kind of row it is, its group, its name."""
    kind = "" if row.kind == "kpi" else row.kind
    return kind, folded(row.group.name) if row.group else "", folded(row.name)


def _held_key(stored: StoredRow) -> Key:
    kind = "group" if stored.row.is_group else "part" if stored.group else ""
    return kind, folded(stored.group.name) if stored.group else "", folded(stored.row.name)
