"""One form for the same data, whatever the order of keys; and which rows differ."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.briefs.canonical import canonical, differing, digest, plain_number


def test_the_form_does_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": "白云", "a": [None, "1"]}) == '{"a":[null,"1"],"b":"白云"}'.encode()
    assert digest({"b": "1", "a": "2"}) == digest({"a": "2", "b": "1"})
    assert digest({"a": "1"}) != digest({"a": "2"})


@pytest.mark.parametrize("data", [1.5, {"a": [1.5]}, [(1.5,)]])
def test_a_float_is_refused(data: object) -> None:
    with pytest.raises(TypeError, match="as text"):
        canonical(data)


@pytest.mark.parametrize(
    ("value", "text"),
    [("5", "5"), ("5.00", "5"), ("5E+1", "50"), ("-0.0", "0"), ("0.10", "0.1"), ("100", "100")],
)
def test_one_figure_has_one_text(value: str, text: str) -> None:
    assert plain_number(Decimal(value)) == text


def test_an_unknown_figure_has_none() -> None:
    assert plain_number(None) is None


def test_rows_that_differ_are_named() -> None:
    first, second, third = ({"code": each, "actual": "1"} for each in ("a", "b", "c"))
    assert differing([first, second], [first, second]) == ()
    assert differing([first, second], [first, second | {"actual": "2"}]) == ("b",)
    assert differing([first, second], [first, third]) == ("b", "c")
    assert differing([first, second], [second, first]) == ("a", "b")
