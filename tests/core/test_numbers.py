"""Every spelling has one meaning or is refused with advice; what we print we read back (T65, T66, G11)."""

import subprocess
import sys
from decimal import ROUND_HALF_EVEN, Decimal, getcontext, localcontext

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cint_portal.core.number_messages import NUMBER_ERRORS, READING_NOTES, number_error_text, reading_text
from cint_portal.core.numbers import (
    NumberError,
    format_number,
    format_percent,
    number_from_cell,
    parse_number,
    round_number,
)

NBSP, THIN, NARROW, FIGURE = "\u00a0", "\u2009", "\u202f", "\u2007"

# spelling, value, echo in Indonesian (None: no doubt, nothing to echo)
ACCEPTED = [
    ("0", "0", None),
    ("7", "7", None),
    ("007", "7", None),
    ("+5", "5", None),
    ("-5", "-5", None),
    ("- 5", "-5", None),
    ("\u22125", "-5", None),
    ("\u20135", "-5", None),
    ("-0", "0", None),
    ("-0,00", "0", None),
    ("(0)", "0", "0"),
    ("12345", "12345", None),
    ("1.234,56", "1234.56", None),
    ("1.234.567", "1234567", None),
    ("1.234.567,89", "1234567.89", None),
    ("1.234,567", "1234.567", None),
    ("1,5", "1.5", None),
    ("1,50", "1.5", None),
    ("1234,567", "1234.567", None),
    ("0,234", "0.234", None),
    ("1,234.56", "1234.56", "1.234,56"),
    ("1,234,567", "1234567", None),
    ("1,234,567.89", "1234567.89", "1.234.567,89"),
    ("1.234", "1234", "1.234"),
    ("12.345", "12345", "12.345"),
    ("-1.234", "-1234", "-1.234"),
    ("1,234", "1.234", "1,234"),
    ("1.23", "1.23", "1,23"),
    ("1.2345", "1.2345", "1,2345"),
    ("0.234", "0.234", "0,234"),
    ("1234.567", "1234.567", "1.234,567"),
    (".5", "0.5", "0,5"),
    (",5", "0.5", "0,5"),
    ("1 234", "1234", "1.234"),
    ("1 234 567,5", "1234567.5", "1.234.567,5"),
    ("1 234.5", "1234.5", "1.234,5"),
    ("1 234.567", "1234.567", "1.234,567"),
    (f"1{NBSP}234,5", "1234.5", "1.234,5"),
    (f"1{THIN}234{THIN}567", "1234567", "1.234.567"),
    (f"1{NARROW}234", "1234", "1.234"),
    (f"1{FIGURE}234", "1234", "1.234"),
    (f"{NBSP}5\t", "5", None),
    ("\u202a5\u202c", "5", None),
    ("\ufeff5\r\n", "5", None),
    ("5%", "5", "5"),
    ("95,5 %", "95.5", "95,5"),
    (f"95,5{NBSP}%", "95.5", "95,5"),
    ("5 persen", "5", "5"),
    ("-2,5%", "-2.5", "-2,5"),
    ("(5)", "-5", "-5"),
    ("( 1.234,5 )", "-1234.5", "-1.234,5"),
    ("(500)", "-500", "-500"),
    ("(5%)", "-5", "-5"),
    ("5-", "-5", "-5"),
    ("1.234,56-", "-1234.56", "-1.234,56"),
    ("Rp 1.000", "1000", "1.000"),
    ("Rp1.000.000", "1000000", None),
    ("Rp. 1.000.000,50", "1000000.5", None),
    ("rp 250", "250", None),
    ("IDR 250", "250", None),
    ("Rp 1.000,-", "1000", None),
    ("Rp 2.500.000,-", "2500000", None),
    ("-Rp 5", "-5", None),
    ("Rp -5", "-5", None),
    ("Rp (5 jt)", "-5000000", "-5.000.000"),
    ("350 jt", "350000000", "350.000.000"),
    ("350jt", "350000000", "350.000.000"),
    ("350 jt.", "350000000", "350.000.000"),
    ("Rp 350 juta", "350000000", "350.000.000"),
    ("1,2 M", "1200000000", "1.200.000.000"),
    ("1,2m", "1200000000", "1.200.000.000"),
    ("1,2 miliar", "1200000000", "1.200.000.000"),
    ("1,2 Milyar", "1200000000", "1.200.000.000"),
    ("1,2345678 miliar", "1234567800", "1.234.567.800"),
    ("1.5 juta", "1500000", "1.500.000"),
    ("12 rb", "12000", "12.000"),
    ("12 ribu", "12000", "12.000"),
    ("2 triliun", "2000000000000", "2.000.000.000.000"),
    ("3 million", "3000000", "3.000.000"),
    ("99.999.999.999.999", "99999999999999", None),
    ("0,000001", "0.000001", None),
    ("1,5000000000", "1.5", None),
]

REFUSED = [
    ("", "empty"),
    (" \u00a0\t", "empty"),
    ("-", "no_value"),
    ("\u2212", "no_value"),
    ("\u2014", "no_value"),
    ("n/a", "no_value"),
    ("Nihil", "no_value"),
    ("abc", "not_number"),
    ("Rp", "not_number"),
    ("jt", "not_number"),
    ("%", "not_number"),
    (",", "not_number"),
    ("()", "not_number"),
    ("\u0661\u0662\u0663", "foreign_digits"),
    ("\u06f5", "foreign_digits"),
    ("\uff11\uff12", "foreign_digits"),
    ("5\u00b2", "foreign_digits"),
    ("NaN", "not_finite"),
    ("Infinity", "not_finite"),
    ("-inf", "not_finite"),
    ("\u221e", "not_finite"),
    ("1e5", "exponent"),
    ("1E5", "exponent"),
    ("1e308", "exponent"),
    ("1e400", "exponent"),
    ("1e-30", "exponent"),
    ("1,5e+3", "exponent"),
    ("1_000", "characters"),
    ("1'000", "characters"),
    ("$5", "characters"),
    ("5/6", "characters"),
    ("2:1", "characters"),
    ("5\x00", "characters"),
    ("5\ud800", "characters"),
    ("\u202e5", "characters"),
    ("1\u200b234", "characters"),
    ("1\t2", "several"),
    ("1;2", "several"),
    ("1\n2", "several"),
    ("#DIV/0!", "cell_error"),
    ("#N/A", "cell_error"),
    ("=1+2", "formula"),
    ("5 kg", "unit"),
    ("5 ton", "unit"),
    ("5 t", "unit"),
    ("5 k", "unit"),
    ("0x10", "unit"),
    ("5\u00bd", "unit"),
    ("Rp 5%", "unit"),
    ("--5", "sign"),
    ("+-5", "sign"),
    ("-(5)", "sign"),
    ("(-5)", "sign"),
    ("-5-", "sign"),
    ("(5", "sign"),
    ("5)", "sign"),
    ("((5))", "sign"),
    ("Rp 5-", "sign"),
    ("%5", "sign"),
    ("5,", "grouping"),
    ("5.", "grouping"),
    ("1,,5", "grouping"),
    ("12.34.567", "grouping"),
    ("1.23,45", "grouping"),
    ("1234.567,8", "grouping"),
    ("1234.567.890", "grouping"),
    ("1.234,567,890", "grouping"),
    ("1,234.567.890", "grouping"),
    ("01.234", "grouping"),
    ("0.123.456", "grouping"),
    ("1 23", "grouping"),
    ("1  234", "grouping"),
    ("1 234.567 890", "grouping"),
    ("1.000.-", "grouping"),
    ("100.000.000.000.000", "too_large"),
    ("9" * 30, "too_large"),
    ("100 triliun", "too_large"),
    ("0,1234567", "decimals"),
    ("0,0000000001 rb", "decimals"),
    ("1" * 65, "too_long"),
    ("5" + " " * 10_000 + "5", "too_long"),
]


def test_the_table_is_as_long_as_promised():
    assert len(ACCEPTED) >= 60
    assert len({spelling for spelling, *_ in ACCEPTED + REFUSED}) == len(ACCEPTED) + len(REFUSED)


@pytest.mark.parametrize(("spelling", "value", "echo"), ACCEPTED)
def test_an_accepted_spelling_has_one_exact_value_and_is_echoed_when_in_doubt(spelling, value, echo):
    parsed = parse_number(spelling)
    assert str(parsed.value) == value
    assert parsed.read_as == echo
    assert bool(parsed.notes) == (echo is not None)


@pytest.mark.parametrize(("spelling", "value", "echo"), ACCEPTED)
def test_a_spreadsheet_text_cell_means_the_same_as_the_form(spelling, value, echo):
    assert number_from_cell(spelling) == parse_number(spelling)


@pytest.mark.parametrize(("spelling", "code"), REFUSED)
def test_a_refused_spelling_names_its_reason_and_has_advice(spelling, code):
    with pytest.raises(NumberError) as refused:
        parse_number(spelling)
    assert refused.value.code == code
    assert code in NUMBER_ERRORS


@pytest.mark.parametrize(
    ("spelling", "value", "echo"),
    [
        ("1,234", "1234", "1,234"),
        ("1.234", "1.234", "1.234"),
        ("1.23", "1.23", None),
        ("1,23", "1.23", "1.23"),
        ("1,234.56", "1234.56", None),
        ("1.234,56", "1234.56", "1,234.56"),
        ("350 jt", "350000000", "350,000,000"),
        ("0.234", "0.234", None),
    ],
)
def test_on_an_english_page_the_doubtful_mark_is_english(spelling, value, echo):
    parsed = parse_number(spelling, language="en")
    assert (str(parsed.value), parsed.read_as) == (value, echo)


def test_a_bare_m_is_refused_on_an_english_page_because_it_could_be_a_thousandth():
    with pytest.raises(NumberError) as refused:
        parse_number("1.2 M", language="en")
    assert refused.value.code == "scale_m"


@pytest.mark.parametrize(
    ("spelling", "unit"), [("5", None), ("5%", "%"), ("Rp 5", "Rp"), ("idr 5", "Rp"), ("(5 persen)", "%")]
)
def test_the_unit_that_was_written_is_told(spelling, unit):
    assert parse_number(spelling).unit == unit


def test_limits_are_arguments():
    assert parse_number("9999", max_digits=6, max_decimals=2).value == 9999
    with pytest.raises(NumberError) as refused:
        parse_number("10000", max_digits=6, max_decimals=2)
    assert refused.value.params == {"digits": 4}
    with pytest.raises(NumberError) as refused:
        parse_number("1,234", max_decimals=2)
    assert refused.value.params == {"decimals": 2}


def test_a_narrow_decimal_context_of_the_caller_changes_nothing():
    with localcontext() as context:
        context.prec = 3
        context.rounding = ROUND_HALF_EVEN
        assert parse_number("-1.234.567,891234").value == Decimal("-1234567.891234")
        assert format_number(Decimal("1234567.895"), 2) == "1.234.567,90"
    assert getcontext().prec == 28


NUMBERS = st.decimals(min_value=Decimal("-99999999999999"), max_value=Decimal("99999999999999"), places=6)


@settings(max_examples=5_000, deadline=None)
@given(NUMBERS, st.sampled_from(["id", "en"]))
def test_what_is_printed_is_read_back_exactly(value, language):
    printed = format_number(value, language=language)
    assert parse_number(printed, language=language).value == value


@settings(max_examples=5_000, deadline=None)
@given(NUMBERS, st.integers(0, 6), st.sampled_from(["id", "en"]))
def test_what_is_printed_with_fixed_places_is_read_back_as_the_rounded_value(value, places, language):
    printed = format_number(value, places, language)
    assert parse_number(printed, language=language).value == round_number(value, places)


@settings(max_examples=1_000, deadline=None)
@given(NUMBERS)
def test_a_formatted_percentage_and_a_rupiah_amount_are_read_back(value):
    assert parse_number(format_percent(value)).value == value
    assert parse_number("Rp " + format_number(value)).value == value


def _outcome(text):
    try:
        return parse_number(text), None
    except NumberError as refused:
        return None, refused.code


@settings(max_examples=2_000, deadline=None)
@given(st.text(alphabet="0123456789.,-+()% RprbjtmMiliaeE_\u00a0\u2212'#=/\t", max_size=20))
def test_any_text_is_a_finite_number_within_bounds_or_a_named_refusal(text):
    parsed, code = _outcome(text)
    if parsed is None:
        assert code in NUMBER_ERRORS
        return
    assert parsed.value.is_finite()
    assert abs(parsed.value) < 10**14
    assert -parsed.value.as_tuple().exponent <= 6
    assert set(parsed.notes) <= set(READING_NOTES)


@settings(max_examples=1_000, deadline=None)
@given(st.from_regex(r"[1-9][0-9]{0,2}[.,][0-9]{3}", fullmatch=True))
def test_a_text_that_could_be_a_thousand_times_larger_is_always_echoed(text):
    assert parse_number(text).read_as is not None
    assert parse_number(text, language="en").read_as is not None


@pytest.mark.parametrize(
    ("cell", "value", "echo"),
    [
        (5, "5", None),
        (5.0, "5", None),
        (-0.0, "0", None),
        (0.1 + 0.2, "0.3", None),
        (1234.56, "1234.56", None),
        (0.95, "0.95", None),
        (1 / 3, "0.333333", "0,333333"),
        (2 / 3, "0.666667", "0,666667"),
        (0.0000005, "0.000001", "0,000001"),
        (1e-30, "0", "0,000000"),
        (99_999_999_999_999.0, "99999999999999", None),
        (Decimal("1.250"), "1.25", None),
        ("1.234", "1234", "1.234"),
    ],
)
def test_a_spreadsheet_number_is_read_by_the_digits_that_are_shown(cell, value, echo):
    parsed = number_from_cell(cell)
    assert (str(parsed.value), parsed.read_as) == (value, echo)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (None, "empty"),
        (True, "not_number"),
        ([], "not_number"),
        (float("nan"), "not_finite"),
        (float("inf"), "not_finite"),
        (Decimal("NaN"), "not_finite"),
        (1e308, "too_large"),
        (10**14, "too_large"),
        (10**400, "too_large"),
        ("#REF!", "cell_error"),
    ],
)
def test_a_spreadsheet_cell_without_a_storable_number_is_refused(cell, code):
    with pytest.raises(NumberError) as refused:
        number_from_cell(cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("value", "places", "indonesian", "english"),
    [
        ("1234.56", None, "1.234,56", "1,234.56"),
        ("1234.5600", None, "1.234,56", "1,234.56"),
        ("1234.5", 2, "1.234,50", "1,234.50"),
        ("2.5", 0, "3", "3"),
        ("3.5", 0, "4", "4"),
        ("-2.5", 0, "-3", "-3"),
        ("0.125", 2, "0,13", "0.13"),
        ("-0.004", 2, "0,00", "0.00"),
        ("-0", None, "0", "0"),
        ("1E+3", None, "1.000", "1,000"),
        ("0E-6", None, "0", "0"),
        ("999.995", 2, "1.000,00", "1,000.00"),
        ("-1234567", None, "-1.234.567", "-1,234,567"),
    ],
)
def test_numbers_are_written_the_way_each_language_writes_them(value, places, indonesian, english):
    assert format_number(Decimal(value), places) == indonesian
    assert format_number(Decimal(value), places, "en") == english


def test_an_integer_and_a_percentage_are_written_too():
    assert format_number(2400) == "2.400"
    assert format_percent(Decimal("95.5")) == "95,5\u00a0%"
    assert format_percent(Decimal("95.456"), 1, "en") == "95.5%"


def test_the_advice_is_indonesian_and_carries_its_limits():
    with pytest.raises(NumberError) as refused:
        parse_number("1,23456789")
    assert (
        number_error_text(refused.value) == "Terlalu banyak desimal: paling banyak 6 angka di belakang koma."
    )
    with pytest.raises(NumberError) as refused:
        parse_number("5 kg")
    assert "Rp, %, rb" in number_error_text(refused.value)


def test_every_advice_can_be_filled_in():
    params = {"limit": 1, "digits": 2, "decimals": 3}
    for code, text in NUMBER_ERRORS.items():
        assert "%(" not in number_error_text(NumberError(code, **params)), text


def test_the_reading_is_told_in_a_sentence_only_when_there_was_doubt():
    assert reading_text(parse_number("1.234")) == "Dibaca 1.234: titik dibaca sebagai pemisah ribuan."
    assert reading_text(parse_number("(1.5 jt)")) == (
        "Dibaca -1.500.000: angka dalam kurung dibaca sebagai negatif, "
        "titik dibaca sebagai tanda desimal, ditulis lengkap."
    )
    assert reading_text(parse_number("1.234,56")) == ""


@pytest.mark.parametrize("module", ["cint_portal.core.numbers", "cint_portal.core.dates"])
def test_a_pure_module_loads_no_framework(module):
    probe = f"import sys, {module}; print([m for m in ('django', 'celery', 'openpyxl') if m in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
