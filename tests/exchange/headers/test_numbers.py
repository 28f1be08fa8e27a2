"""Numbers as officials write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.exchange.headers.numbers import ParsedNumber, convert, parse_number, read_quantity
from targets.exchange.sheets.problems import CellRefused, ProblemCode

READ = [
    ("12", "", "12"),
    ("12.50", "亿元", "12.50"),
    (" 12.50\u00a0", "亿元", "12.50"),
    ("１２．５", "", "12.5"),
    ("1,234.5", "", "1234.5"),
    ("1，234，567", "个", "1234567"),
    ("1 234 567.8", "", "1234567.8"),
    ("-3.2", "%", "-3.2"),
    ("−3.2", "%", "-3.2"),
    ("－３．２", "%", "-3.2"),
    ("- 3.2", "", "-3.2"),
    ("+3", "", "3"),
    (".5", "", "0.5"),
    ("5.", "", "5"),
    ("-0.00", "", "0.00"),
    ("007", "", "7"),
    ("1.500000000", "", "1.50000000"),
    ("6.5%", "%", "6.5"),
    ("6.5 ％", "%", "6.5"),
    ("%6.5", "%", "6.5"),
    ("3家", "家", "3"),
    ("3.2 亿 元", "亿元", "3.2"),
    ("3.2亿", "亿元", "3.2"),
    ("5万千瓦", "万千瓦", "5"),
    ("5万", "万千瓦", "5"),
    ("2个百分点", "个百分点", "2"),
    ("9999999999999999.99999999", "", "9999999999999999.99999999"),
]
CONVERTED = [
    ("3.2万亿元", "亿元", "32000"),
    ("320万", "亿元", "0.032"),
    ("320万元", "亿元", "0.032"),
    ("1.5万平方米", "平方米", "15000"),
    ("4400000平方米", "万平方米", "440"),
    ("１．５亿元", "万元", "15000"),
    ("2千", "个", "2000"),
    ("3百万", "个", "3000000"),
    ("-1.20万", "家", "-12000"),
    ("5万", "千瓦", "50000"),
    ("3万", "", "30000"),
    ("100元", "亿元", "0.000001"),
    ("0万", "个", "0"),
]
REFUSED = [
    ("", "", ProblemCode.BLANK),
    ("\u3000", "", ProblemCode.BLANK),
    ("—", "", ProblemCode.NOT_A_NUMBER),
    ("-", "", ProblemCode.NOT_A_NUMBER),
    ("无", "", ProblemCode.NOT_A_NUMBER),
    ("abc", "", ProblemCode.NOT_A_NUMBER),
    ("NaN", "", ProblemCode.NOT_A_NUMBER),
    ("-Infinity", "", ProblemCode.NOT_A_NUMBER),
    ("约3.2", "", ProblemCode.NOT_A_NUMBER),
    ("(3.2)", "", ProblemCode.NOT_A_NUMBER),
    ("10²", "", ProblemCode.NOT_A_NUMBER),
    ("½", "", ProblemCode.NOT_A_NUMBER),
    ("①", "", ProblemCode.NOT_A_NUMBER),
    ("٣", "", ProblemCode.NOT_A_NUMBER),
    ("三十", "", ProblemCode.NOT_A_NUMBER),
    ("1" * 101, "", ProblemCode.NOT_A_NUMBER),
    ("=SUM(A1:A9)", "", ProblemCode.FORMULA),
    ("＝1+1", "", ProblemCode.FORMULA),
    ("#DIV/0!", "", ProblemCode.FORMULA),
    ("#N/A", "", ProblemCode.FORMULA),
    ("########", "", ProblemCode.FORMULA),
    ("1e5", "", ProblemCode.EXPONENT),
    ("1.23E+05", "亿元", ProblemCode.EXPONENT),
    ("1,23", "", ProblemCode.MISPLACED_SEPARATOR),
    ("1234,567", "", ProblemCode.MISPLACED_SEPARATOR),
    ("1,2345", "", ProblemCode.MISPLACED_SEPARATOR),
    ("1,234,5", "", ProblemCode.MISPLACED_SEPARATOR),
    ("1.234,5", "", ProblemCode.MISPLACED_SEPARATOR),
    ("1.2.3", "", ProblemCode.MISPLACED_SEPARATOR),
    ("12 34", "", ProblemCode.MISPLACED_SEPARATOR),
    ("1,234 567", "", ProblemCode.MISPLACED_SEPARATOR),
    ("12345678901234567", "", ProblemCode.TOO_MANY_DIGITS),
    ("12345678901234567万", "个", ProblemCode.TOO_MANY_DIGITS),
    ("0.123456789", "", ProblemCode.TOO_MANY_DECIMALS),
    ("3.2000000000000002", "", ProblemCode.TOO_MANY_DECIMALS),
    ("1元", "万亿元", ProblemCode.NOT_EXACT),
    ("6.5%", "亿元", ProblemCode.WRONG_UNIT),
    ("%6.5", "", ProblemCode.WRONG_UNIT),
    ("%6.5%", "%", ProblemCode.WRONG_UNIT),
    ("6.5万", "%", ProblemCode.WRONG_UNIT),
    ("6.5个百分点", "%", ProblemCode.WRONG_UNIT),
    ("3.2亿元", "万平方米", ProblemCode.WRONG_UNIT),
    ("3家", "", ProblemCode.WRONG_UNIT),
    ("3000以上", "亿元", ProblemCode.WRONG_UNIT),
    ("5瓦", "千瓦", ProblemCode.WRONG_UNIT),
    ("1_000", "", ProblemCode.WRONG_UNIT),
]


@pytest.mark.parametrize(("text", "unit", "value"), READ)
def test_read_as_written(text: str, unit: str, value: str) -> None:
    parsed = parse_number(text, unit)
    assert str(parsed.value) == value
    assert parsed.note is None


@pytest.mark.parametrize(("text", "unit", "value"), CONVERTED)
def test_converted_exactly_and_said(text: str, unit: str, value: str) -> None:
    parsed = parse_number(text, unit)
    assert str(parsed.value) == value
    assert parsed == ParsedNumber(Decimal(value), text, unit)
    assert parsed.note is not None
    assert parsed.note.params == {"text": text, "number": value, "unit": unit}
    assert parsed.note.msgid % dict(parsed.note.params) == (
        f"“{text}” was converted to {value} {unit}."
    )


@pytest.mark.parametrize(("text", "unit", "code"), REFUSED)
def test_refused_with_a_reason(text: str, unit: str, code: ProblemCode) -> None:
    with pytest.raises(CellRefused) as caught:
        parse_number(text, unit)
    assert caught.value.code is code
    assert "%(" not in str(caught.value)


def test_fewer_decimals_may_be_asked_for() -> None:
    assert parse_number("12.50", decimals=1).value == Decimal("12.5")
    with pytest.raises(CellRefused, match="more than 1 decimals"):
        parse_number("12.55", decimals=1)
    with pytest.raises(CellRefused, match="does not convert exactly"):
        parse_number("12.5元", "万元", decimals=1)


def test_a_quantity_waits_for_its_unit() -> None:
    quantity = read_quantity(" 3.2 亿元 ")
    assert quantity == (Decimal("3.2"), "亿元", "3.2 亿元")
    assert convert(quantity, "万元").value == Decimal(32000)


amounts = st.decimals(
    min_value=Decimal("-9999999999999999"),
    max_value=Decimal("9999999999999999"),
    places=8,
    allow_nan=False,
)


@given(amounts)
def test_plain_and_grouped_numbers_come_back(value: Decimal) -> None:
    for text in (f"{value:f}", f"{value:,f}", f"{value:,f}".replace(",", "，")):
        assert parse_number(text).value == value


@given(amounts.map(lambda value: value.quantize(Decimal("0.0001"))))
def test_conversion_loses_nothing(value: Decimal) -> None:
    converted = parse_number(f"{value:f}万元", "亿元")
    assert converted.value.scaleb(4) == value


@given(st.text(max_size=120), st.sampled_from(["", "%", "亿元", "个", "千瓦"]))
def test_any_text_is_read_or_refused(text: str, unit: str) -> None:
    try:
        parsed = parse_number(text, unit)
    except CellRefused:
        return
    assert parsed.value.is_finite()
