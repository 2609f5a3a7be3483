"""An arrow by two choices: the way to draw it with the keyboard, and what clicking and dragging fill in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bsc.selectors.strategy_map import StrategyMap


class ArrowForm(forms.Form):
    """Cause and effect, chosen from the objectives of one map, grouped by perspective."""

    cause = forms.TypedChoiceField(label=_("Sebab"), coerce=int)
    effect = forms.TypedChoiceField(label=_("Akibat"), coerce=int)

    def __init__(self, data: Any = None, *, drawn: StrategyMap, **more: Any) -> None:
        super().__init__(data, **more)
        # Causes lie at the bottom of a map, so that their list begins there.
        groups = [(lane.label, [(row.id, row.name) for row in lane.objectives]) for lane in drawn.lanes]
        self.fields["cause"].choices = [("", _("Pilih sasaran")), *reversed(groups)]  # type: ignore[attr-defined]
        self.fields["effect"].choices = [("", _("Pilih sasaran")), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("cause") and data.get("cause") == data.get("effect"):
            self.add_error("effect", _("Akibat harus sasaran yang lain."))
        return data
