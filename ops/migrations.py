"""Puts neighbouring operations of new migrations together: python -m ops.migrations [FILE …].

See `cint_portal/core/together.py` for the reason. Files that have nothing to put together stay as they are.
"""

import ast
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IMPORT = "from cint_portal.core.together import Together\n"
JOINED = {
    f"{verb}{noun}"
    for verb, nouns in {
        "Add": ("Field", "Constraint", "Index", "Trigger"),
        "Remove": ("Constraint", "Index", "Trigger"),
    }.items()
    for noun in nouns
}


def files() -> list[Path]:
    """All migrations of the project's own apps."""
    found = [*ROOT.glob("*/migrations/0*.py"), *ROOT.glob("cint_portal/*/migrations/0*.py")]
    return sorted(path for path in found if ".venv" not in path.parts)


def joined(source: str) -> str:
    """The source with every run of two or more joinable operations in one `Together`."""
    lines = source.splitlines(keepends=True)
    runs = [run for run in _runs(source) if len(run) > 1]
    if not runs:
        return source
    for run in reversed(runs):
        first, last = run[0].lineno - 1, run[-1].end_lineno or run[-1].lineno
        inner = ["    " + line if line.strip() else line for line in lines[first:last]]
        lines[first:last] = ["        Together([\n", *inner, "        ]),\n"]
    return _with_import("".join(lines))


def _runs(source: str) -> Iterator[list[ast.expr]]:
    for operations in _operations(ast.parse(source)):
        for kind, run in groupby(operations, key=_kind):
            if kind:
                yield list(run)


def _operations(tree: ast.Module) -> Iterator[list[ast.expr]]:
    for node in ast.walk(tree):
        named = isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "operations" for target in node.targets
        )
        if named and isinstance(node, ast.Assign) and isinstance(node.value, ast.List):
            yield node.value.elts


def _kind(operation: ast.expr) -> str:
    """Tables are made with tables: in the state after an added field, a table would have it already."""
    called = operation.func if isinstance(operation, ast.Call) else None
    name = called.attr if isinstance(called, ast.Attribute) else ""
    if name == "CreateModel":
        return "tables"
    return "rest" if name in JOINED else ""


def _with_import(source: str) -> str:
    """The import before the first one of Django's."""
    if IMPORT in source:
        return source
    head, found, tail = source.partition("from django.")
    return head + IMPORT + found + tail


def main(names: list[str]) -> None:
    for path in [Path(name) for name in names] or files():
        source = path.read_text(encoding="utf-8")
        if (new := joined(source)) != source:
            path.write_text(new, encoding="utf-8")
            print(path.relative_to(ROOT) if path.is_relative_to(ROOT) else path)


if __name__ == "__main__":
    main(sys.argv[1:])
