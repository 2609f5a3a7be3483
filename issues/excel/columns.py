"""The register's columns in a workbook: titles, other words for them, and what a cell may say."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cint_portal.core.scope import ObjectiveKind
from cint_portal.documents.excel_values import safe_text
from cint_portal.documents.excel_words import folded
from issues.models import Category, IssueRegister, ReviewFactor, Source
from issues.rules import RowValues
from issues.selectors.registers import COLUMN_TITLES, OPTION_TITLES

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: The tab of the company's planning workbook (4.3); never translated.
TAB: Final = "Isu Internal & Eksternal"
LANGUAGES: Final = ("id", "en")
_TITLES: Final = {**COLUMN_TITLES, **OPTION_TITLES}


@dataclass(frozen=True)
class ExcelColumn:
    """A column by its name in `RowValues`; `limit` characters of a text column, else a list.

    A list holds one of its words ("choice"), several ("kinds") or yes and no ("flag").
    """

    name: str
    width: float
    limit: int = 0
    words: tuple[str, ...] = ()
    holds: str = "choice"

    @property
    def is_optional(self) -> bool:
        return self.name in OPTION_TITLES

    @property
    def title(self) -> "_StrPromise":
        return _TITLES[self.name]


#: In the order of clause 4.3. `words`: titles that company files carry instead.
SIX: Final = (
    ExcelColumn(
        "stakeholder",
        22,
        200,
        (
            "Stakeholder",
            "Pihak Berkepentingan",
            "Pemangku Kepentingan",
            "Pihak Terkait",
        ),
    ),
    ExcelColumn(
        "needs",
        40,
        2000,
        (
            "Kebutuhan dan Harapan Pihak Berkepentingan",
            "Kebutuhan & Harapan",
            "Kebutuhan dan Harapan",
            "Kebutuhan / Harapan",
            "Needs and expectations",
        ),
    ),
    ExcelColumn(
        "issue",
        48,
        2000,
        ("Issue", "Isu Internal & Eksternal", "Isu Internal dan Eksternal", "Uraian Isu", "Deskripsi Isu"),
    ),
    ExcelColumn("factor_id", 18, 0, ("Faktor", "Factor", "Review factor", "Faktor PESTEL")),
    ExcelColumn("source", 14, 0, ("Sumber", "Source", "Internal / Eksternal", "Jenis Isu", "Asal Isu")),
    ExcelColumn("category", 18, 0, ("Kategori", "SWOT", "Category", "Kategori Isu", "S/W/O/T")),
)
#: What a row may say besides; a file may leave these out.
OPTIONAL: Final = (
    ExcelColumn("kinds", 18, 0, ("Jenis", "Jenis Sasaran (Mutu/K3/Lingkungan)"), "kinds"),
    ExcelColumn("origin", 24, 200, ("Asal", "Sumber Informasi")),
    ExcelColumn("affected_target", 24, 200, ("Sasaran Terdampak",)),
    ExcelColumn("is_obligation", 14, 0, ("Kewajiban", "Kewajiban yang Dipatuhi"), "flag"),
    ExcelColumn("obligation_reference", 28, 200, ("Acuan", "Referensi", "Dasar Hukum")),
    ExcelColumn("is_climate", 14, 0, ("Perubahan Iklim", "Iklim"), "flag"),
)
COLUMNS: Final = (*SIX, *OPTIONAL)
BY_NAME: Final = {column.name: column for column in COLUMNS}


def canonical(column: str, text: str) -> str:
    """The text as a workbook can carry it; two texts that are equal so are no change."""
    text = unicodedata.normalize("NFC", safe_text(text)).strip()
    return " ".join(text.split()) if column == "stakeholder" else text


def header_words() -> dict[str, str]:
    """Every title of a column, folded, in the languages of the portal, with the column it stands for."""
    words = {folded(word): column.name for column in COLUMNS for word in column.words}
    for language in LANGUAGES:
        with translation.override(language):
            words |= {folded(column.title): column.name for column in COLUMNS}
    return words


_SOURCES: Final = {
    Source.INTERNAL: ("internal", "intern", "dalam"),
    Source.EXTERNAL: ("external", "eksternal", "extern", "ekstern", "luar"),
}
_CATEGORIES: Final = {
    Category.STRENGTH: ("s", "strength", "strengths", "kekuatan"),
    Category.WEAKNESS: ("w", "weakness", "weaknesses", "kelemahan"),
    Category.OPPORTUNITY: ("o", "opportunity", "opportunities", "peluang"),
    Category.THREAT: ("t", "threat", "threats", "ancaman"),
}
#: English names of the factors that the portal starts with.
_FACTORS: Final = {
    "Politik": ("political", "politics", "politic"),
    "Ekonomi": ("economic", "economy", "economical"),
    "Sosial": ("social",),
    "Teknologi": ("technology", "technological"),
    "Lingkungan": ("environment", "environmental"),
    "Hukum": ("legal", "law"),
    "Manusia": ("man", "people", "sdm"),
    "Mesin": ("machine",),
    "Metode": ("method",),
    "Material": ("materials", "bahan", "bahanbaku"),
    "Keuangan": ("money", "finance", "uang"),
    "Lingkungan Kerja": ("workenvironment",),
}

_KINDS: Final = {
    ObjectiveKind.QUALITY: ("mutu", "quality", "kualitas"),
    ObjectiveKind.OHS: ("k3", "ohs", "keselamatandankesehatankerja", "keselamatan"),
    ObjectiveKind.ENVIRONMENT: ("lingkungan", "environment", "environmental"),
}
_FLAGS: Final = {
    True: ("ya", "yes", "y", "x", "v", "true", "1"),
    False: ("tidak", "no", "t", "n", "false", "0"),
}

Value = int | str | bool | tuple[str, ...] | None
#: A column that nobody filled.
BLANKS: Final = asdict(RowValues())


class Vocabulary:
    """What the list columns may say: words for people, values for the database."""

    def __init__(self, factors: Iterable[ReviewFactor]) -> None:
        factors = list(factors)
        self.titles = {column.name: str(column.title) for column in COLUMNS}
        self.options: dict[str, list[tuple[Value, str]]] = {
            "factor_id": [(factor.pk, factor.name) for factor in factors],
            "source": [(value, str(label)) for value, label in Source.choices],
            "category": [(value, str(label)) for value, label in Category.choices],
            "kinds": _combinations(),
            "is_obligation": [(True, str(_("Ya"))), (False, str(_("Tidak")))],
            "is_climate": [(True, str(_("Ya"))), (False, str(_("Tidak")))],
        }
        #: A register says the same few words over and over.
        self._looked_up: dict[tuple[str, str], Value] = {}
        self._labels = {name: dict(options) for name, options in self.options.items()}
        self._values = {
            "factor_id": _factor_words(factors),
            "source": _words(_SOURCES, Source.choices),
            "category": _words(_CATEGORIES, Category.choices),
            "kinds": _words(_KINDS, ObjectiveKind.choices),
            "is_obligation": _words(_FLAGS, ()),
            "is_climate": _words(_FLAGS, ()),
        }

    def value(self, column: str, text: str) -> Value:
        """The value that a text names, None when it names none."""
        if (column, text) not in self._looked_up:
            self._looked_up[column, text] = self._look_up(column, text)
        return self._looked_up[column, text]

    def _look_up(self, column: str, text: str) -> Value:
        words = self._values[column]
        if column != "kinds":
            return words.get(folded(text))
        named = [words.get(folded(part)) for part in _SEPARATORS.split(text) if folded(part)]
        if None in named:
            return None
        return tuple(kind for kind in ObjectiveKind.values if kind in named)

    def label(self, column: str, value: Value) -> str:
        """What a cell says for a stored value; blanks and a plain no say nothing."""
        if value == BLANKS[column]:
            return ""
        if column not in self._labels:
            return str(value)
        return self._labels[column].get(value, "")

    def labels(self, column: str) -> list[str]:
        return [str(label) for _value, label in self.options[column]]


_SEPARATORS: Final = re.compile(r"[,;/+&\n]| dan | and ")


def _combinations() -> list[tuple[Value, str]]:
    """Every combination of kinds, the single ones first: "Mutu, K3"."""
    labels = dict(ObjectiveKind.choices)
    chosen = [c for size in range(1, len(labels) + 1) for c in combinations(ObjectiveKind.values, size)]
    return [(kinds, ", ".join(str(labels[kind]) for kind in kinds)) for kinds in chosen]


def vocabulary(register: IssueRegister) -> Vocabulary:
    """Factors in use, and those that the register's rows still name."""
    used = Q(is_active=True) | Q(issues__register=register)
    return Vocabulary(ReviewFactor.objects.filter(used).distinct())


def whole_vocabulary() -> Vocabulary:
    """Every factor there ever was, for exports."""
    return Vocabulary(ReviewFactor.objects.all())


def _factor_words(factors: list[ReviewFactor]) -> dict[str, Value]:
    others: dict[str, Value] = {
        word: factor.pk for factor in factors for word in _FACTORS.get(factor.name, ())
    }
    return {**others, **{folded(factor.name): factor.pk for factor in factors}}


def _words(others: Mapping[Any, tuple[str, ...]], choices: Iterable[tuple[Any, Any]]) -> dict[str, Value]:
    """Folded words with the value that each names, the labels of every language among them."""
    words: dict[str, Value] = {word: value for value, words in others.items() for word in words}
    for language in LANGUAGES:
        with translation.override(language):
            words |= {folded(label): value for value, label in choices}
    return words
