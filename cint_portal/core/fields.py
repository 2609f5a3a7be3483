"""Form fields of the kernel: numbers that say how they were read, and text that is stored in one spelling."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from cint_portal.core.number_messages import number_error_text, reading_text
from cint_portal.core.numbers import (
    INDONESIAN,
    MAX_DECIMALS,
    MAX_DIGITS,
    NumberError,
    ParsedNumber,
    format_number,
    number_from_cell,
    parse_number,
)
from cint_portal.core.text import plain_text


class PlainTextField(forms.CharField):
    """Text that is compared later: pasted from Word or Excel, typed or imported, it is stored alike (T68)."""

    def to_python(self, value: Any) -> str | None:
        """Raises ValidationError on characters that cannot be stored or seen."""
        try:
            return super().to_python(plain_text(value) if isinstance(value, str) else value)
        except ValueError as error:
            raise ValidationError(
                _("Teks memuat karakter yang tidak dapat disimpan. Ketik ulang bagian itu."), code="control"
            ) from error


class PlainInput:
    """Writes its tag itself: a grid has hundreds of boxes, and a template for each of them takes its time."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]  # type: ignore[attr-defined]
        value = {} if widget["value"] is None else {"value": widget["value"]}
        tag = {"type": widget["type"], "name": widget["name"], **value, **widget["attrs"]}
        return format_html("<input{}>", flatatt(tag))


class _HiddenTwin(PlainInput, forms.HiddenInput):
    """What the page had shown, for `show_hidden_initial`."""


class NumberTextInput(PlainInput, forms.TextInput):
    """A text box with the decimal keypad of a phone; a browser's own number box refuses the comma."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(
            {"inputmode": "decimal", "autocomplete": "off", "class": "text-end num", **(attrs or {})}
        )


class NumberField(forms.CharField):
    """Cleans to a Decimal or None; what was typed stays in the box when it is refused.

    After cleaning, `read_as` holds the number as it was read and `reading` the sentence for the page;
    both are empty when the spelling left no doubt. `unit` is the % or Rp that was typed, if any.
    """

    widget = NumberTextInput
    hidden_widget = _HiddenTwin
    read_as: str | None
    reading: str
    unit: str | None

    def __init__(
        self,
        *,
        max_digits: int = MAX_DIGITS,
        max_decimals: int = MAX_DECIMALS,
        min_value: Decimal | None = None,
        max_value: Decimal | None = None,
        places: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(strip=False, empty_value=None, **kwargs)
        self.max_digits, self.max_decimals = max_digits, max_decimals
        self.min_value, self.max_value = min_value, max_value
        self.places = places
        self._forget()

    def prepare_value(self, value: Any) -> Any:
        """A stored number in the reader's spelling; a typed text exactly as it was typed."""
        if isinstance(value, Decimal | int) and not isinstance(value, bool):
            return format_number(value, self.places, _language())
        return value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """Read the text and remember how; raises ValidationError with the parser's code and advice."""
        self._forget()
        parsed = self._parsed(value)
        if parsed is None:
            return None
        self.read_as, self.reading, self.unit = parsed.read_as, reading_text(parsed), parsed.unit
        return parsed.value

    def validate(self, value: Decimal | None) -> None:
        """Required, then the bounds; raises ValidationError."""
        super().validate(value)
        if value is None:
            return
        for code, limit in (("too_small", self.min_value), ("too_high", self.max_value)):
            if limit is not None and (value < limit if code == "too_small" else value > limit):
                shown = format_number(limit, language=_language())
                raise ValidationError(number_error_text(NumberError(code, limit=shown)), code=code)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the numbers, not their spellings."""
        if self.disabled:
            return False
        try:
            before, after = self._parsed(initial), self._parsed(data)
        except ValidationError:
            return True
        return (before and before.value) != (after and after.value)

    def _parsed(self, value: Any) -> ParsedNumber | None:
        limits = {"max_digits": self.max_digits, "max_decimals": self.max_decimals}
        try:
            if isinstance(value, str):
                return parse_number(value, language=_language(), **limits)
            return number_from_cell(value, **limits)
        except NumberError as error:
            if error.code == "empty":
                return None
            raise ValidationError(number_error_text(error), code=error.code) from error

    def _forget(self) -> None:
        self.read_as, self.reading, self.unit = None, "", None


def _language() -> str:
    return (get_language() or INDONESIAN)[:2]
