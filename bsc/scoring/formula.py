"""Formulas over other KPIs (domain.md §3, Calculated KPIs): arithmetic over the symbols A–F, nothing else."""

import ast
import operator
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from simpleeval import InvalidExpression, SimpleEval

from cint_portal.core.rounding import Number, decimal_of, exact

SYMBOLS: Final = ("A", "B", "C", "D", "E", "F")
_LONGEST: Final = 300
_DEEPEST: Final = 40
_OPERATORS: Final = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_FUNCTIONS: Final = {"MIN": min, "MAX": max, "ABS": abs}
#: As an Indonesian spreadsheet writes it: decimal comma, ";" between arguments, × ÷ − as printed.
_WRITTEN: Final = {"×": "*", "÷": "/", ":": "/", "−": "-", "–": "-"}
_DECIMAL_COMMA: Final = re.compile(r"(?<=\d),(?=\d)")
_ALLOWED: Final = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.Call, ast.Name, ast.Constant, ast.Load, *_OPERATORS,
)  # fmt: skip


def formula_symbols(expression: str) -> frozenset[str]:
    """The symbols that a formula names; ValueError when it is no formula."""
    names = set()
    for node in ast.walk(_read(expression)):
        if isinstance(node, ast.Name):
            names.add(node.id)
    return frozenset(names & set(SYMBOLS))


def evaluate(expression: str, values: Mapping[str, Number]) -> Decimal | None:
    """The figure of a formula, exact inside; None for a division by zero (§3: proposes N/A).

    ValueError when it is no formula or a symbol has no value.
    """
    tree = _read(expression)
    missing = formula_symbols(expression) - values.keys()
    if missing:
        raise ValueError(f"no value for {', '.join(sorted(missing))}")
    names = {symbol: exact(value) for symbol, value in values.items()}
    try:
        result = _evaluator(names).eval(expression, previously_parsed=tree.body)
    except ZeroDivisionError:
        return None
    except (InvalidExpression, TypeError) as error:
        raise ValueError(f"not a formula: {expression!r}") from error
    return decimal_of(result)


def _read(expression: str) -> ast.Expression:
    """The formula as a tree of nothing but numbers, symbols, + − × ÷ and the three functions."""
    if len(expression) > _LONGEST:
        raise ValueError("the formula is too long")
    text = expression.strip().removeprefix("=").strip().upper()
    for written, read in _WRITTEN.items():
        text = text.replace(written, read)
    text = _DECIMAL_COMMA.sub(".", text).replace(";", ",")
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise ValueError(f"not a formula: {expression!r}") from error
    _check(tree, expression)
    return tree


def _check(tree: ast.Expression, expression: str) -> None:
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        is_function = id(node) in called
        known = _FUNCTIONS if is_function else SYMBOLS
        wrong = (
            not isinstance(node, _ALLOWED)
            or (is_function and not isinstance(node, ast.Name))
            or (isinstance(node, ast.Name) and node.id not in known)
            or (isinstance(node, ast.Constant) and not _is_number(node.value))
            or (isinstance(node, ast.Call) and (node.keywords or not _fits(node)))
        )
        if wrong:
            raise ValueError(f"not a formula: {expression!r}")
    if _depth(tree) > _DEEPEST:
        raise ValueError("the formula is nested too deeply")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value < 10**12


def _fits(call: ast.Call) -> bool:
    """ABS takes one number, MIN and MAX at least two."""
    one = isinstance(call.func, ast.Name) and call.func.id == "ABS"
    return len(call.args) == 1 if one else len(call.args) >= 2


def _depth(node: ast.AST) -> int:
    return 1 + max((_depth(child) for child in ast.iter_child_nodes(node)), default=0)


def _evaluator(names: Mapping[str, Fraction]) -> SimpleEval:
    evaluator = SimpleEval(operators=_OPERATORS, functions=_FUNCTIONS, names=dict(names))
    evaluator.nodes = {**evaluator.nodes, ast.Constant: _constant}
    return evaluator


def _constant(node: Any) -> Fraction:
    """A typed 0.1 is a tenth, not the nearest binary fraction."""
    return Fraction(str(node.value))
