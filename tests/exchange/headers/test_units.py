"""Units of measure as written."""

from __future__ import annotations

import pytest

from targets.exchange.headers.units import normalised_unit, same_unit, unit_difference


def test_width_and_spaces_do_not_count() -> None:
    assert normalised_unit(" 万 平方米\u3000") == "万平方米"
    assert same_unit("％", "%")
    assert same_unit("㎡", "m2")
    assert not same_unit("万元", "亿元")


@pytest.mark.parametrize(
    ("written", "unit", "difference"),
    [
        ("", "亿元", 0),
        ("亿元", "亿元", 0),
        ("万元", "亿元", -4),
        ("万亿元", "亿元", 4),
        ("元", "亿元", -8),
        ("万", "万平方米", 0),
        ("千", "个", 3),
        ("千米", "公里", None),
        ("千米", "千米", 0),
        ("百分点", "%", None),
        ("万", "%", None),
        ("吨", "亿元", None),
    ],
)
def test_difference_in_powers_of_ten(written: str, unit: str, difference: int | None) -> None:
    assert unit_difference(written, unit) == difference
