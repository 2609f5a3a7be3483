"""What a register costs beside the bare work: `make bench-issues`.

Import: upload, preview and draft of 2,000 rows ÷ openpyxl reading the same file. List: the register view
over 5,000 committed issues, with the statistics that autovacuum keeps, ÷ an empty page of the same
shell. Each figure is the best of several tries; both pages of a figure take turns.
"""

import os
import time
from collections.abc import Callable
from functools import partial
from io import BytesIO

import openpyxl
import psycopg2
import pytest
from django.urls import reverse

from cint_portal.core import clock
from cint_portal.documents.excel_read import read_workbook
from cint_portal.organization.models import User
from issues.excel.columns import vocabulary
from issues.excel.preview import preview
from issues.excel.reading import read_table
from issues.models import IssueRegister
from issues.services.uploads import apply_upload, store_upload
from tests.bench.report import report
from tests.company import Company, build_company
from tests.conftest import at
from tests.databases import with_name
from tests.issues.crowd import crowd
from tests.issues.registers import opened
from tests.issues.workbooks import LINE, file_of
from tests.matrix.framework import browser

ROWS = 2_000
GOAL = 3


def in_turn(one: Callable[[], object], other: Callable[[], object], tries: int) -> tuple[float, float]:
    """Seconds of the quickest try of each; taking turns, both meet the same machine."""
    seconds: tuple[list[float], list[float]] = ([], [])
    for _number in range(tries):
        for work, taken in zip((one, other), seconds, strict=True):
            started = time.perf_counter()
            work()
            taken.append(time.perf_counter() - started)
    return min(seconds[0]), min(seconds[1])


@pytest.fixture
def wide_register(company: Company, monkeypatch: pytest.MonkeyPatch) -> IssueRegister:
    """A register that may hold ten times what the portal allows: only so is the file worth measuring."""
    for module in ("issues.excel.reading", "issues.excel.preview", "issues.services.rows"):
        monkeypatch.setattr(f"{module}.MAX_ROWS", ROWS)
    clock.move_to(at("2026-10-21 09:00"))
    return opened(company)


def test_importing_costs_little_more_than_reading(company: Company, wide_register: IssueRegister) -> None:
    needs = "Kebutuhan yang ditulis sepanjang satu kalimat biasa di register"
    data = file_of(*((f"Pihak {n % 20}", needs, f"Isu nomor {n}", *LINE[3:]) for n in range(ROWS)))
    registers = iter(crowd(company, departments=5, each=0))
    bare, importing = in_turn(
        lambda: read_bare(data), lambda: take_over(next(registers), data, company.director), tries=5
    )
    report("issues-import-2000-rows-over-openpyxl", importing / bare, GOAL, at_most=True)


def read_bare(data: bytes) -> int:
    """What openpyxl needs to give every cell of the same file."""
    sheet = openpyxl.load_workbook(BytesIO(data)).active
    return sum(cell.value is not None for line in sheet.iter_rows() for cell in line)


def take_over(register: IssueRegister, data: bytes, actor: User) -> None:
    """The whole way: read, compare, keep, store as the draft."""
    now = clock.now()
    table = read_table(read_workbook(data), register)
    upload = store_upload(
        register=register,
        content=table.to_json(),
        file_name="isu.xlsx",
        file_sha256="0" * 64,
        actor=actor,
        now=now,
    )
    shown = preview(table, list(register.issues.all()), vocabulary(register), reorders=True)
    apply_upload(upload=upload, draft=shown.draft(), actor=actor, now=now, version=register.version)
    assert register.issues.count() == ROWS


def test_the_list_costs_little_more_than_its_shell(own_database: str) -> None:
    company = build_company()
    opened(company)
    crowd(company, departments=200, each=25)
    take_stock(own_database)
    client = browser(company.cms)
    empty, listing = reverse("documents:report-list"), reverse("issues:issue-list")
    for name, query in (("list", "year=2027"), ("filtered-list", "year=2027&q=pengiriman&source=internal")):
        address = f"{listing}?{query}"
        shell, listed = in_turn(partial(client.get, empty), partial(client.get, address), tries=25)
        report(f"issues-{name}-5000-over-empty-page", listed / shell, GOAL, at_most=True)


def take_stock(database: str) -> None:
    """What autovacuum does soon after so many new rows."""
    connection = psycopg2.connect(with_name(os.environ["OWNER_DATABASE_URL"], database))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connection.close()
