"""Forms of the SWOT pages: the two numbers of each item, the choice on the axis, strategies, initiatives."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cint_portal.core.fields import NumberField, NumberTextInput
from cint_portal.core.numbers import format_number
from cint_portal.core.rounding import display
from cint_portal.core.templatetags.portal_format import reader_language
from cint_portal.organization.models import User
from swot.models import StrategicInitiative, Strategy, SwotAnalysis, SwotItem
from swot.scoring import ItemScore
from swot.selectors.initiatives import next_code, owner_units, strategies_in_order
from swot.selectors.matrix import CELL_TABS, cell_order
from swot.selectors.merging import speakers_of
from swot.selectors.sheet import ScoreSettings, Sheet
from swot.selectors.standing import quadrant_choices
from swot.services.initiatives import InitiativeFields
from swot.services.ratings import Pair, Rating, stored

PERSPECTIVES = ("Financial", "Customer", "Internal Process", "Learning & Growth")


class TabScoreForm(forms.Form):
    """Weight and rating of each item of a tab; hidden twins keep what the page had shown."""

    def __init__(self, items: Iterable[SwotItem], scale_max: int, *args: Any, **kwargs: Any) -> None:
        self.items = list(items)
        initial: dict[str, int | None] = {}
        for item in self.items:
            initial |= {f"weight_{item.pk}": item.weight, f"rating_{item.pk}": item.rating}
        super().__init__(*args, **{**kwargs, "initial": initial})
        for item in self.items:
            for name, label in (("weight", _("Bobot")), ("rating", _("Rating"))):
                self.fields[f"{name}_{item.pk}"] = _scale_field(f"{label} {item.code}", scale_max)

    def pair(self, item: SwotItem) -> Pair:
        """What was typed, where it can be read; for the numbers shown while typing."""
        return (self._whole(f"weight_{item.pk}"), self._whole(f"rating_{item.pk}"))

    def pairs(self) -> dict[int, Pair]:
        """Every item's two numbers as typed, by its id."""
        return {item.pk: self.pair(item) for item in self.items}

    def ratings(self) -> list[Rating]:
        """The items whose numbers the person changed on the page."""
        rows = [Rating(item.pk, *self.pair(item), seen=self.seen(item)) for item in self.items]
        return [row for row in rows if row.wanted != row.seen]

    def _whole(self, name: str) -> int | None:
        value: Decimal | None = self.cleaned_data.get(name)
        return None if value is None else int(value)

    def seen(self, item: SwotItem) -> Pair:
        shown = [self.data.get(self[f"{name}_{item.pk}"].html_initial_name) for name in ("weight", "rating")]
        if None in shown:  # a client that sends no twins answers for what is stored
            return stored(item)
        weight, rating = (int(str(text)) if str(text).isdecimal() else None for text in shown)
        return (weight, rating)


def _scale_field(label: str, scale_max: int) -> NumberField:
    return NumberField(
        label=label,
        required=False,
        max_decimals=0,
        min_value=Decimal(1),
        max_value=Decimal(scale_max),
        show_hidden_initial=True,
        widget=NumberTextInput({"aria-label": label, "inputmode": "numeric", "maxlength": 8}),
    )


class RatersForm(forms.Form):
    """Who is asked to rate, unseen by the others."""

    raters = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        label=gettext_lazy("Penilai"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Pilih paling sedikit dua penilai.")},
    )

    def __init__(self, people: Collection[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = User.objects.filter(pk__in=[person.pk for person in people]).order_by("full_name")
        self.fields["raters"].queryset = chosen  # type: ignore[attr-defined]


class AxisForm(forms.Form):
    """The quadrant that a person chooses when the position lies on an axis."""

    quadrant = forms.ChoiceField(label=gettext_lazy("Kuadran"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Alasan pemilihan kuadran"), max_length=2000, widget=forms.Textarea({"rows": 3})
    )

    def __init__(self, settings: ScoreSettings, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quadrant"].choices = quadrant_choices(settings)  # type: ignore[attr-defined]


class _ScoredLabel:
    """Items of one tab, each with its code and, once rated, its score."""

    numbers: Mapping[int, ItemScore] = {}

    def label_from_instance(self, obj: Any) -> str:
        label = f"{obj.code} · {obj.text}"
        if obj.pk not in self.numbers:
            return label
        score = format_number(display(self.numbers[obj.pk].score, 2), 2, reader_language())
        return f"{label} ({_('Score')} {score})"


class AboveForm(forms.Form):
    """From which score an item without a strategy is listed."""

    above = NumberField(
        label=gettext_lazy("Score di atas"),
        required=False,
        max_decimals=2,
        min_value=Decimal(0),
        max_value=Decimal(5),
        widget=NumberTextInput({"inputmode": "decimal", "size": 5, "maxlength": 8}),
    )


class ItemChoice(_ScoredLabel, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    widget = forms.CheckboxSelectMultiple


class ItemPick(_ScoredLabel, forms.ModelChoiceField):  # type: ignore[type-arg]
    widget = forms.RadioSelect


class StrategyForm(forms.ModelForm):  # type: ignore[type-arg]
    """A strategy and its parent items, one list per tab of the cell."""

    first = ItemChoice(queryset=SwotItem.objects.none())
    second = ItemChoice(queryset=SwotItem.objects.none())

    class Meta:
        model = Strategy
        fields = ["text"]
        widgets = {"text": forms.Textarea({"rows": 3})}

    def __init__(
        self,
        analysis: SwotAnalysis,
        cell: str,
        sheet: Sheet,
        *args: Any,
        also: Collection[int] = (),
        **kwargs: Any,
    ) -> None:
        """`also` are items to tick besides those that the strategy answers."""
        super().__init__(*args, **kwargs)
        chosen = {*(_answered(self.instance) if self.instance.pk else ()), *also}
        for name, tab in zip(("first", "second"), CELL_TABS[cell], strict=True):
            field = self.fields[name]
            assert isinstance(field, ItemChoice)  # noqa: S101 (tells the type checker)
            field.queryset, field.numbers = analysis.items.standing().filter(category=tab), sheet.numbers
            field.label = _("Isu tab %(tab)s") % {"tab": tab}
            field.error_messages["required"] = _("Pilih paling sedikit satu isu tab %(tab)s.") % {"tab": tab}
            field.initial = chosen

    def chosen_items(self) -> list[SwotItem]:
        return [*self.cleaned_data["first"], *self.cleaned_data["second"]]


def _answered(strategy: Strategy) -> set[int]:
    """Ids of the standing items that the strategy answers."""
    roots = speakers_of(strategy.analysis)
    return {roots[pk].pk for pk in strategy.items.values_list("pk", flat=True)}


class MergeForm(forms.Form):
    """Which items of a tab are one, which of them speaks, and in which words."""

    items = ItemChoice(
        queryset=SwotItem.objects.none(),
        label=gettext_lazy("Isu yang digabung"),
        error_messages={"required": gettext_lazy("Pilih paling sedikit dua isu yang digabung.")},
    )
    speaker = ItemPick(
        queryset=SwotItem.objects.none(),
        label=gettext_lazy("Isu utama"),
        empty_label=None,
        help_text=gettext_lazy("Kode, bobot dan rating isu utama berlaku untuk gabungan."),
        error_messages={"required": gettext_lazy("Pilih isu utama.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Rumusan gabungan"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Kosongkan untuk memakai rumusan isu utama."),
    )

    def __init__(self, items: QuerySet[SwotItem], sheet: Sheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("items", "speaker"):
            field = self.fields[name]
            field.queryset = items  # type: ignore[attr-defined]
            field.numbers = sheet.numbers  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen, speaker = data.get("items"), data.get("speaker")
        if chosen is not None and len(chosen) < 2:
            self.add_error("items", _("Pilih paling sedikit dua isu yang digabung."))
        elif chosen is not None and speaker is not None and speaker not in chosen:
            self.add_error("speaker", _("Isu utama harus termasuk isu yang digabung."))
        return data


class StrategyChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.cell} · {obj.text}"


class InitiativeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A Strategi Inisiatif; the strategies stand in priority order."""

    strategies = StrategyChoice(
        queryset=Strategy.objects.none(),
        label=gettext_lazy("Strategi induk dari matriks"),
        error_messages={"required": gettext_lazy("Pilih paling sedikit satu strategi.")},
    )

    class Meta:
        model = StrategicInitiative
        fields = [
            "code",
            "name",
            "strategies",
            "owner_unit",
            "perspective",
            "horizon",
            "budget_note",
            "expected_effect",
            "risk_reference",
        ]
        widgets = {
            "perspective": forms.TextInput({"list": "perspectives"}),
            "expected_effect": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "perspective": gettext_lazy("Perspektif BSC tempat inisiatif ini terutama bekerja."),
            "horizon": gettext_lazy("Misalnya: Jan–Jun 2027, atau 2027–2028."),
            "budget_note": gettext_lazy("Misalnya: Rp 350 juta, usulan RKAP 2027."),
            "risk_reference": gettext_lazy("Nomor pada register risiko perusahaan, bila ada."),
        }

    def __init__(self, analysis: SwotAnalysis, sheet: Sheet, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial.setdefault("code", next_code(analysis))
        self.fields["strategies"].queryset = strategies_in_order(analysis, cell_order(sheet))  # type: ignore[attr-defined]
        self.fields["owner_unit"].queryset = owner_units(self.instance)  # type: ignore[attr-defined]

    def values(self) -> InitiativeFields:
        return InitiativeFields(**{name: self.cleaned_data[name] for name in self.Meta.fields})
