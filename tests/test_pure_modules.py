"""The rules run in any Python program: no framework comes along when they are imported."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FRAMEWORKS = {"django", "celery", "openpyxl"}
# A rule gets its numbers and dates as arguments: no clock, no database, no file, no network.
ALLOWED = {
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "fractions",
    "itertools",
    "typing",
}
OWN = {"bsc", "swot", "cint_portal"}
# Reading a formula needs a parser, and the library that evaluates it without Python's own names.
READS_FORMULAS = {"bsc/scoring/formula.py": {"ast", "operator", "re", "simpleeval"}}

SOURCES = [
    *sorted((ROOT / "bsc" / "scoring").glob("*.py")),
    *sorted((ROOT / "bsc" / "rules").glob("*.py")),
    ROOT / "bsc/periods.py",
    ROOT / "swot/scoring.py",
    ROOT / "swot/rules.py",
    ROOT / "realization/rules.py",
    ROOT / "cint_portal/workdays/calendar.py",
    ROOT / "cint_portal/notifications/rules.py",
    *sorted(ROOT.glob("*/reminders.py")),
    ROOT / "cint_portal/core/rounding.py",
]


def path_of(source: Path) -> str:
    return str(source.relative_to(ROOT))


def module_of(source: Path) -> str:
    return path_of(source).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


@pytest.mark.parametrize("module", [module_of(source) for source in SOURCES])
def test_a_pure_module_imports_in_a_bare_interpreter_without_a_framework(module: str) -> None:
    program = f"import sys, {module}; print(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    answer = subprocess.run([sys.executable, "-c", program], cwd=ROOT, env={}, capture_output=True, text=True)
    assert answer.returncode == 0, answer.stderr
    loaded = set(answer.stdout.split())
    assert module.partition(".")[0] in loaded
    assert not loaded & FRAMEWORKS


@pytest.mark.parametrize("source", SOURCES, ids=path_of)
def test_a_rule_imports_arithmetic_and_dates_only(source: Path) -> None:
    roots = set()
    for node in ast.walk(ast.parse(source.read_text())):
        if isinstance(node, ast.Import):
            roots |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            roots.add(str(node.module).partition(".")[0])
    assert roots <= ALLOWED | OWN | READS_FORMULAS.get(path_of(source), set())


@pytest.mark.parametrize("source", SOURCES, ids=path_of)
def test_a_rule_asks_no_clock(source: Path) -> None:
    called = {
        node.attr for node in ast.walk(ast.parse(source.read_text())) if isinstance(node, ast.Attribute)
    }
    assert not called & {"now", "today", "utcnow"}


def test_the_project_package_is_empty_so_that_rules_import_without_django() -> None:
    assert (ROOT / "cint_portal" / "__init__.py").read_text() == ""
