"""The number field keeps what was typed, says how it read it, and filters print in the reader's language."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

from cint_portal.core.fields import NumberField


class TargetForm(forms.Form):
    target = NumberField(label="Target", min_value=Decimal("-1000"), max_value=Decimal("1000000"))
    weight = NumberField(label="Bobot", required=False, max_digits=5, max_decimals=2, places=2)


@pytest.fixture(autouse=True)
def indonesian_page():
    with translation.override("id"):
        yield


def filled(target, weight=""):
    return TargetForm({"target": target, "weight": weight})


def test_a_typed_number_becomes_a_decimal():
    form = filled("1.234,56", "12,5")
    assert form.is_valid()
    assert form.cleaned_data == {"target": Decimal("1234.56"), "weight": Decimal("12.5")}


def test_a_doubtful_spelling_is_told_to_the_page():
    form = filled("1.234")
    assert form.is_valid()
    assert form.fields["target"].read_as == "1.234"
    assert form.fields["target"].reading == "Dibaca 1.234: titik dibaca sebagai pemisah ribuan."


def test_a_clear_spelling_leaves_no_remark():
    form = filled("1234")
    assert form.is_valid()
    assert form.fields["target"].read_as is None
    assert form.fields["target"].reading == ""


def test_an_earlier_remark_is_forgotten():
    field = NumberField()
    field.clean("5%")
    assert (field.read_as, field.unit) == ("5", "%")
    field.clean("5")
    assert (field.read_as, field.unit, field.reading) == (None, None, "")


def test_two_forms_do_not_share_what_was_read():
    first, second = filled("1.234"), filled("7")
    assert first.is_valid()
    assert second.is_valid()
    assert first.fields["target"].read_as == "1.234"


def test_a_refused_text_stays_in_the_box_with_its_advice():
    form = filled("5 kg")
    assert not form.is_valid()
    assert form.errors["target"].as_data()[0].code == "unit"
    assert 'value="5 kg"' in str(form["target"])


def test_a_hostile_text_stays_in_the_box_escaped():
    form = filled('"><script>alert(1)</script>')
    assert not form.is_valid()
    assert "<script>" not in form.as_p()


@pytest.mark.parametrize("text", ["1e400", "NaN", "9" * 30, "1e-30", "5\x00", "\ud800", "٣"])
def test_an_impossible_number_is_a_form_error_and_no_crash(text):
    assert not filled(text).is_valid()


def test_an_empty_box_is_refused_only_where_a_number_is_required():
    form = filled("", "")
    assert not form.is_valid()
    assert list(form.errors) == ["target"]
    assert form.errors["target"].as_data()[0].code == "required"
    assert form.cleaned_data == {"weight": None}


@pytest.mark.parametrize("blank", [" ", "\u00a0", "\t"])
def test_a_box_with_only_blanks_is_empty(blank):
    assert filled(blank).errors["target"].as_data()[0].code == "required"


def test_a_missing_parameter_is_an_empty_box():
    assert NumberField(required=False).clean(None) is None


@pytest.mark.parametrize(
    ("text", "code", "advice"),
    [
        ("-1000,5", "too_small", "Nilai paling kecil -1.000."),
        ("1.000.001", "too_high", "Nilai paling besar 1.000.000."),
    ],
)
def test_the_bounds_are_named(text, code, advice):
    error = filled(text).errors["target"].as_data()[0]
    assert (error.code, error.message) == (code, advice)


@pytest.mark.parametrize("text", ["-1000", "1000000", "0"])
def test_the_bounds_themselves_are_allowed(text):
    assert filled(text).is_valid()


def test_the_limits_of_the_column_are_those_of_the_field():
    assert filled("1", "999,99").is_valid()
    assert filled("1", "1000").errors["weight"].as_data()[0].code == "too_large"
    assert filled("1", "1,234").errors["weight"].as_data()[0].code == "decimals"


def test_a_stored_number_is_shown_in_the_language_of_the_page_and_read_back_unchanged():
    stored = {"target": Decimal("1234.500000"), "weight": Decimal("30")}
    assert 'value="1.234,5"' in str(TargetForm(initial=stored)["target"])
    assert 'value="30,00"' in str(TargetForm(initial=stored)["weight"])
    with translation.override("en"):
        assert 'value="1,234.5"' in str(TargetForm(initial=stored)["target"])


@pytest.mark.parametrize("language", ["id", "en"])
def test_saving_an_untouched_form_changes_nothing(language):
    stored = {"target": Decimal("1234.000000"), "weight": Decimal("1.5")}
    with translation.override(language):
        page = TargetForm(initial=stored)
        posted = {name: page.fields[name].prepare_value(page[name].value()) for name in stored}
        form = TargetForm(posted, initial=stored)
        assert form.is_valid()
        assert form.cleaned_data == stored
        assert form.changed_data == []


def test_another_spelling_of_the_same_number_is_no_change():
    form = TargetForm({"target": "1,234.00", "weight": ""}, initial={"target": Decimal(1234)})
    assert not form.has_changed()


@pytest.mark.parametrize("typed", ["1.235", "abc", ""])
def test_another_number_a_refused_text_or_an_emptied_box_is_a_change(typed):
    form = TargetForm({"target": typed, "weight": ""}, initial={"target": Decimal(1234)})
    assert form.changed_data == ["target"]


def test_zero_and_empty_are_different():
    assert NumberField(required=False).has_changed(None, "0")
    assert not NumberField(required=False).has_changed(Decimal(0), "-0,00")


def test_a_disabled_field_keeps_its_value_whatever_is_posted():
    class Locked(forms.Form):
        target = NumberField(disabled=True)

    form = Locked({"target": "9"}, initial={"target": Decimal("5.25")})
    assert form.is_valid()
    assert form.cleaned_data == {"target": Decimal("5.25")}
    assert not form.has_changed()


def test_a_float_is_read_as_a_number_and_not_as_a_spelling():
    assert NumberField().clean(1.234) == Decimal("1.234")


def test_the_box_asks_for_the_decimal_keypad_and_is_no_number_box():
    shown = str(TargetForm()["target"])
    assert 'inputmode="decimal"' in shown
    assert 'type="text"' in shown


def test_the_same_text_means_the_decimal_point_on_an_english_page():
    with translation.override("en"):
        assert NumberField().clean("1.234") == Decimal("1.234")
    assert NumberField().clean("1.234") == Decimal(1234)


def test_a_refusal_is_a_validation_error_with_the_code_of_the_parser():
    with pytest.raises(ValidationError) as refused:
        NumberField().clean("1_000")
    assert refused.value.code == "characters"


def shown(expression, **context):
    return Template("{% load portal_format %}{{ " + expression + " }}").render(Context(context))


@pytest.mark.parametrize(
    ("expression", "indonesian", "english"),
    [
        ("v|num", "1.234,5", "1,234.5"),
        ("v|num:2", "1.234,50", "1,234.50"),
        ("v|pct:1", "1.234,5\u00a0%", "1,234.5%"),
        ("whole|num", "2.400", "2,400"),
        ("d|day", "Sab, 15 Agu 2026", "Sat, 15 Aug 2026"),
        ("d|short_date", "15 Agu 2026", "15 Aug 2026"),
        ("d|long_day", "Sabtu, 15 Agustus 2026", "Saturday, 15 August 2026"),
        ("t|moment", "Min, 16 Agu 2026, 00.00 WIB", "Sun, 16 Aug 2026, 00:00 WIB"),
        ("t|day", "Min, 16 Agu 2026", "Sun, 16 Aug 2026"),
        ("d|relative:today", "3 hari lagi", "3 days left"),
        (
            "d|deadline:today",
            "3 hari lagi · Sab, 15 Agu 2026, 23.59 WIB",
            "3 days left · Sat, 15 Aug 2026, 23:59 WIB",
        ),
    ],
)
def test_a_filter_prints_in_the_language_of_the_page(expression, indonesian, english):
    context = {
        "v": Decimal("1234.5"),
        "whole": 2400,
        "d": date(2026, 8, 15),
        "t": datetime(2026, 8, 15, 17, 0, tzinfo=UTC),
        "today": date(2026, 8, 12),
    }
    assert shown(expression, **context) == indonesian
    with translation.override("en"):
        assert shown(expression, **context) == english


@pytest.mark.parametrize("name", ["num", "num:2", "pct", "day", "short_date", "long_day", "moment"])
def test_a_missing_value_is_a_dash_and_never_a_zero(name):
    assert shown(f"v|{name}", v=None) == "–"


@pytest.mark.parametrize("name", ["relative", "deadline"])
def test_a_missing_day_has_no_distance(name):
    assert shown(f"v|{name}:today", v=None, today=date(2026, 8, 12)) == "–"
