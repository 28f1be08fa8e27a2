"""What a text may hold that is stored and printed."""

from __future__ import annotations

import pytest

from targets.core.values.texts import is_storable, storable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("接待游客\0\0", "接待游客"),
        ("\ud83d半个字\udc00", "半个字"),
        ("a\x01b\x1fc\x7f", "abc"),
        ("\ufffe\uffff", ""),
        ("两行\r\n一\t格 😀", "两行\r\n一\t格 😀"),
        ("", ""),
    ],
)
def test_what_nobody_sees_and_nothing_stores_goes(text: str, kept: str) -> None:
    assert storable(text) == kept
    assert is_storable(text) is (text == kept)
    assert is_storable(kept)
