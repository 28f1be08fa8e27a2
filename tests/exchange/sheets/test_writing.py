"""CSV out: bytes that Excel and WPS open, and that come back as they were."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.core.values.facts import Verdict
from targets.exchange.headers.numbers import parse_number
from targets.exchange.sheets.csv_writing import (
    cell,
    csv_chunks,
    csv_lines,
    header_line,
    percent,
    plain,
)
from targets.exchange.sheets.defusing import TRIGGERS, defused, is_dangerous, undefused


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_formulas_in_text_are_defused(trigger: str) -> None:
    formula = f'{trigger}HYPERLINK("http://example.org")'
    assert defused(formula) == f"'{formula}"
    assert defused(f"'{formula}") == f"''{formula}"
    assert undefused(f"'{formula}") == formula
    assert undefused(f"''{formula}") == f"'{formula}"


@pytest.mark.parametrize("text", ["", "'", "''", "a=1", "'tis", "3.2", "−3", " =1", "白云区"])
def test_harmless_text_stays(text: str) -> None:
    assert defused(text) == text == undefused(text)


texts = st.text(st.sampled_from(["'", *TRIGGERS, "a", "区", '"', ",", " "]), max_size=8) | st.text()


@given(texts)
def test_defusing_loses_nothing_and_leaves_nothing_live(text: str) -> None:
    written = defused(text)
    assert undefused(written) == text
    assert not written.startswith(TRIGGERS)
    assert is_dangerous(written) == is_dangerous(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        ("=1+1", "'=1+1"),
        (Verdict.MET, "met"),
        (True, "yes"),
        (False, "no"),
        (2024, "2024"),
        (Decimal("-3.20000000"), "-3.2"),
        (Decimal("1E+5"), "100000"),
        (Decimal("100.00"), "100"),
        (Decimal("100"), "100"),
        (Decimal("-0.000"), "0"),
        (Decimal("0.00000001"), "0.00000001"),
        (Decimal("9999999999999999.99999999"), "9999999999999999.99999999"),
        (date(2026, 9, 30), "2026-09-30"),
        (datetime(2026, 9, 30, 8, 5, 1, 999, tzinfo=UTC), "2026-09-30 08:05:01"),
    ],
)
def test_values_as_cells(value: object, text: str) -> None:
    assert cell(value) == text


@pytest.mark.parametrize("value", [1.5, [], b"x"])
def test_what_has_no_form_is_a_mistake_of_the_caller(value: object) -> None:
    with pytest.raises(TypeError):
        cell(value)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (Decimal("97.15786221810318"), "97.157862"),
        (Decimal("50"), "50.000000"),
        (Decimal("0.0000005"), "0.000001"),
        (Decimal("-0.0000005"), "-0.000001"),
        (Decimal("-0.0000001"), "0.000000"),
        (Decimal("9999999999999999"), "9999999999999999.000000"),
    ],
)
def test_rates_have_six_decimals(value: Decimal | None, text: str) -> None:
    assert percent(value) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, max_value=10**15, min_value=0))
def test_numbers_come_back(value: Decimal) -> None:
    assert parse_number(plain(value)).value == value
    assert parse_number(plain(-value)).value == -value


def test_a_file_begins_with_the_mark_and_ends_lines_as_excel_does() -> None:
    assert header_line(["指标代码", "数值"]) == b"\xef\xbb\xbf" + "指标代码,数值\r\n".encode()
    assert csv_lines([['a"b', "c,d", "e\nf", "g\rh"]]) == '"a""b","c,d","e\nf","g\rh"\r\n'


def test_a_file_is_handed_out_in_pieces() -> None:
    count = 1201
    pieces = list(csv_chunks(["n", "t"], ((number, "=x") for number in range(count))))
    assert len(pieces) == 4
    text = b"".join(pieces).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(text, newline="")))
    assert read == [["n", "t"], *[[str(number), "'=x"] for number in range(count)]]
    assert list(csv_chunks(["n"], [])) == [b"\xef\xbb\xbfn\r\n"]
    assert len(list(csv_chunks(["n"], ([1] for _ in range(500))))) == 2
