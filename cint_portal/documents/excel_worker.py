"""Runs alone, as a process with limits: workbook on stdin, its cells as JSON on stdout. Imports nothing of ours."""

import json
import posixpath
import re
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, NamedTuple
from xml.parsers import expat
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

OUR_LAST_ROW = 1_048_576
_PERCENT_FORMATS = {9: "0%", 10: "0.00%"}
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Limits = dict[str, int]


class Refused(Exception):
    """A named limit was passed."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.answer = {"refused": code, "params": params}


class Facts:
    """What calamine does not tell of one sheet: formats, formulas, errors, hidden rows and columns."""

    def __init__(self) -> None:
        self.formats: dict[tuple[int, int], int] = {}
        self.formulas: set[tuple[int, int]] = set()
        self.filled: set[tuple[int, int]] = set()
        self.errors: dict[tuple[int, int], str] = {}
        self.hidden_rows: list[int] = []
        self.hidden_columns: list[tuple[int, int]] = []
