"""What a register costs beside the bare work: `make bench-issues`.

Import: upload, preview and draft of 2,000 rows ÷ openpyxl reading the same file. List: the register view
over 5,000 issues ÷ an empty page of the same shell. Each figure is the best of several tries.
"""

import time
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from django.test import Client
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
from tests.company import Company
from tests.conftest import at
from tests.issues.crowd import crowd
from tests.issues.registers import opened
from tests.issues.workbooks import LINE, file_of

ROWS = 2_000
GOAL = 3


def best(work: Callable[[], object], tries: int = 5) -> float:
    """Seconds of the quickest try."""
    seconds = []
    for _number in range(tries):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


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
    bare = best(lambda: read_bare(data))
    registers = iter(crowd(company, departments=3, each=0))
    importing = best(lambda: take_over(next(registers), data, company.director), tries=3)
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


def test_the_list_costs_little_more_than_its_shell(
    company: Company, as_person: Callable[[object], Client]
) -> None:
    opened(company)
    crowd(company, departments=200, each=25)
    client = as_person(company.cms)
    empty = best(lambda: client.get(reverse("documents:report-list")), tries=15)
    for name, query in (("list", "year=2027"), ("filtered-list", "year=2027&q=pengiriman&source=internal")):
        listed = best(lambda query=query: client.get(f"{reverse('issues:issue-list')}?{query}"), tries=15)  # type: ignore[misc]
        report(f"issues-{name}-5000-over-empty-page", listed / empty, GOAL, at_most=True)
