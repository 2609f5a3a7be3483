"""What the list columns of a form may say: words for people, values for the database."""

import re
from collections.abc import Iterable, Mapping
from itertools import combinations
from typing import Any, Final

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from bsc.models import Measure, Scorecard, ScorecardPerspective
from bsc.models.personal import of_units
from bsc.models.scorecard import ObjectiveKind
from cint_portal.documents.excel_words import folded
from cint_portal.organization.models import Unit

LANGUAGES: Final = ("id", "en")
_SEPARATORS: Final = re.compile(r"[,;/+&\n]| dan | and ")
_CHOICES: Final = {
    "polarity": Measure.Polarity,
    "frequency": Measure.Frequency,
    "consolidation": Measure.Consolidation,
    "input_mode": Measure.InputMode,
}
_OTHERS: Final[dict[str, dict[str, Any]]] = {
    "polarity": {
        "maximize": Measure.Polarity.MAXIMIZE,
        "naik": Measure.Polarity.MAXIMIZE,
        "minimize": Measure.Polarity.MINIMIZE,
        "turun": Measure.Polarity.MINIMIZE,
        "stabil": Measure.Polarity.STABILIZE,
    },
    "frequency": {"semester": Measure.Frequency.HALF_YEARLY, "bulan": Measure.Frequency.MONTHLY},
    "consolidation": {"total": Measure.Consolidation.SUM, "rerata": Measure.Consolidation.AVERAGE},
    "input_mode": {},
}
_YES: Final = {"ya": True, "yes": True, "y": True, "x": True, "lead": True, "proses": True, "true": True}
_NO: Final = {"tidak": False, "no": False, "lag": False, "hasil": False, "false": False}
_KINDS: Final = {
    "mutu": ObjectiveKind.QUALITY,
    "quality": ObjectiveKind.QUALITY,
    "k3": ObjectiveKind.OHS,
    "ohs": ObjectiveKind.OHS,
    "lingkungan": ObjectiveKind.ENVIRONMENT,
    "environment": ObjectiveKind.ENVIRONMENT,
}
_LANES: Final = {
    "financial": ("financial", "finance", "keuangan", "finansial"),
    "customer": ("customer", "pelanggan", "konsumen"),
    "process": (
        "internalprocess",
        "internalbusinessprocess",
        "prosesinternal",
        "prosesinternalbisnis",
        "prosesbisnisinternal",
        "ibp",
        "internalproses",
    ),
    "learning": ("learninggrowth", "learningandgrowth", "pembelajaranpertumbuhan", "pertumbuhan", "lg"),
}
#: Units of measure that need no introduction; those in use in the unit's own scorecards are known as well.
COMMON_UNITS: Final = (
    "%", "Rp", "Rp ribu", "Rp juta", "Rp miliar", "kali", "kali/tahun", "kali/bulan", "jam", "jam/orang",
    "hari", "menit", "bulan", "orang", "unit", "pcs", "kg", "ton", "m²", "m³", "kWh", "ppm", "poin", "indeks",
    "dokumen", "laporan", "temuan", "kasus", "keluhan", "kejadian", "proyek", "produk", "kegiatan",
    "skala 1–5",
)  # fmt: skip
_SAME_UNIT: Final = {"persen": "%", "prosen": "%", "percent": "%", "rupiah": "Rp", "point": "poin"}


class Vocabulary:
    """The words of one scorecard's forms, read in three queries."""

    def __init__(self, scorecard: Scorecard) -> None:
        self.lanes = list(scorecard.perspectives.all())
        self.departments = list(_departments(scorecard.cycle.year))
        self.units = list(dict.fromkeys([*_units_in_use(scorecard), *COMMON_UNITS]))
        self._units = {_unit_key(unit): unit for unit in reversed(self.units)}
        self._words: dict[str, Mapping[str, Any]] = {
            "lane": _lane_words(self.lanes),
            "is_process": {**_YES, **_NO},
            "filler": _unit_words(self.departments),
            "provider": _unit_words(self.departments),
            **{name: _choice_words(name) for name in _CHOICES},
        }

    def value(self, column: str, text: str) -> Any:
        """The value that a text names; None when it names none."""
        if column == "kinds":
            return self._kinds(text)
        return self._words[column].get(folded(text))

    def _kinds(self, text: str) -> tuple[str, ...] | None:
        named = [_KINDS.get(folded(part)) for part in _SEPARATORS.split(text) if folded(part)]
        return None if None in named else tuple(kind for kind in ObjectiveKind.values if kind in named)

    def label(self, column: str, value: Any) -> str:
        """What a cell says for a stored value."""
        if column == "kinds":
            return ", ".join(str(ObjectiveKind(kind).label) for kind in value)
        if column == "is_process":
            return str(_("Ya")) if value else ""
        return str(_CHOICES[column](value).label)

    def labels(self, column: str) -> list[str]:
        """The list of a drop-down, and of the repair in the preview."""
        if column == "lane":
            return [lane.label for lane in self.lanes]
        if column in ("filler", "provider"):
            return [unit.name for unit in self.departments]
        if column == "is_process":
            return [str(_("Ya")), str(_("Tidak"))]
        if column == "kinds":
            return _kind_labels()
        return [str(label) for label in _CHOICES[column].labels]

    def known_unit(self, text: str) -> str | None:
        """The spelling in use of a unit of measure, None for one that nobody has used yet."""
        return self._units.get(_unit_key(text))


def _departments(year: int) -> Iterable[Unit]:
    return Unit.objects.departments().filter(valid_from__year__lte=year).order_by("name")


def _units_in_use(scorecard: Scorecard) -> Iterable[str]:
    """Of the unit's own scorecards in any year: what others write in theirs is not to be read here."""
    card = "kpis__objective__perspective__scorecard"
    rows = Q(**{card: scorecard}) | of_units(card) & Q(**{f"{card}__unit": scorecard.unit_id})
    own = Measure.objects.filter(rows)
    return own.order_by("unit").values_list("unit", flat=True).distinct()


def _unit_key(text: str) -> str:
    plain = " ".join(text.split()).casefold()
    return _SAME_UNIT.get(plain, plain).casefold()


def _lane_words(lanes: Iterable[ScorecardPerspective]) -> dict[str, int]:
    lanes = list(lanes)
    words = {word: lane.pk for lane in reversed(lanes) for word in _LANES.get(lane.kind, ())}
    return {**words, **{folded(lane.label): lane.pk for lane in reversed(lanes)}}


def _unit_words(units: Iterable[Unit]) -> dict[str, Unit]:
    """Names and codes, and names without what kind of unit they are: "Dept. QA" is "QA"."""
    units = list(units)
    short = {_short(unit.name): unit for unit in units}
    named = {key: unit for unit in units for key in (folded(unit.code), folded(unit.name))}
    others = {
        prefix + key: unit for key, unit in {**short, **named}.items() for prefix in ("dept", "departemen")
    }
    return {**others, **short, **named}


def _short(name: str) -> str:
    key = folded(name)
    return key.removeprefix("departemen").removeprefix("bagian") or key


def _choice_words(name: str) -> dict[str, Any]:
    words = dict(_OTHERS[name])
    for value, _label in _CHOICES[name].choices:
        words[folded(value)] = value
    for language in LANGUAGES:
        with translation.override(language):
            words |= {folded(label): value for value, label in _CHOICES[name].choices}
    return words


def _kind_labels() -> list[str]:
    labels = [str(label) for _value, label in ObjectiveKind.choices]
    return [", ".join(chosen) for size in (1, 2, 3) for chosen in combinations(labels, size)]
