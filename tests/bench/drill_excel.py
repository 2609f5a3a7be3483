"""Thousands of mutated workbooks through the reader: `make drill-excel` (MUTANTS=2000, SEED=1) (G9).

Half of them are damaged from outside, where the container's check sums tell, half inside their parts.
"""

import os
import time
from itertools import chain
from pathlib import Path

import pytest

from cint_portal.core.errors import InvalidInput
from cint_portal.documents.excel_limits import WorkbookRefused
from cint_portal.documents.excel_read import read_workbook
from issues.excel.columns import Vocabulary, vocabulary
from issues.excel.preview import preview
from issues.excel.reading import read_table
from issues.models import IssueRegister
from tests.bench.report import report
from tests.company import Company
from tests.documents.peaks import told_peaks
from tests.issues import corpus
from tests.issues.registers import drafted
from tests.issues.workbooks import template_of

MUTANTS = int(os.environ.get("MUTANTS", "2000"))
SEED = int(os.environ.get("SEED", "1"))


def outcome(data: bytes, register: IssueRegister, words: Vocabulary) -> str:
    """How a file ends: read, or refused with a reason; any other exception is a fault of ours."""
    try:
        table = read_table(read_workbook(data), register)
    except (WorkbookRefused, InvalidInput) as reason:
        return "refused" if str(reason) else "refused without a reason"
    preview(table, list(register.issues.all()), words, reorders=True)
    return "read"


def test_every_mutant_is_read_or_refused_within_its_limits(
    company: Company, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    register = drafted(company, count=3)
    template, words = template_of(register), vocabulary(register)
    ends: dict[str, int] = {}
    slowest = 0.0
    half = MUTANTS // 2
    outside, inside = corpus.flipped(template, half, seed=SEED), corpus.gnawed(template, half, seed=SEED)
    with told_peaks(monkeypatch, tmp_path) as largest:
        for name, build in chain(outside, inside):
            data, started = build(), time.monotonic()
            try:
                end = outcome(data, register, words)
            except Exception as fault:
                end = f"{name}: {fault!r}"
            ends[end] = ends.get(end, 0) + 1
            slowest = max(slowest, time.monotonic() - started)
        peak = largest()
    assert set(ends) <= {"read", "refused"}, ends
    for end, count in ends.items():
        report(f"excel-mutants-{end}", count, 1)
    if not report("excel-mutants-slowest-seconds", slowest, 10, at_most=True):
        pytest.fail("a mutant took too long")
    if not report("excel-mutants-peak-megabytes", peak, 512, at_most=True):
        pytest.fail("a mutant took too much memory")
