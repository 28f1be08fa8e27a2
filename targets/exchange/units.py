"""Units of measure as written: are they the same, and by how many powers of ten do they differ."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

PERCENT = "%"
# Longest first, so that 万亿 is not read as 万 of 亿
_SCALES = {
    "万亿": 12,
    "千亿": 11,
    "百亿": 10,
    "十亿": 9,
    "千万": 7,
    "百万": 6,
    "十万": 5,
    "亿": 8,
    "万": 4,
    "千": 3,
    "百": 2,
}
# 千米, 千瓦 and 百分点 are units of their own: "5万" in 千瓦 means 5万千瓦
_OWN_UNITS = re.compile("千[米克瓦伏焦卡赫帕]|[百千万]分")


class Scaled(NamedTuple):
    """A unit as a power of ten and what is counted: 亿元 is (8, 元), 万 alone is (4, "")."""

    exponent: int
    base: str


def normalised_unit(text: str) -> str:
    """Full width made half width, and no spaces: how units are compared."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def same_unit(left: str, right: str) -> bool:
    return normalised_unit(left) == normalised_unit(right)


def unit_difference(written: str, unit: str) -> int | None:
    """The power of ten that turns a number with ``written`` behind it into ``unit``.

    Nothing written means the unit itself; a scale alone (万) counts what the unit counts. None
    when the two are not the same kind, or a share is scaled.
    """
    written, unit = normalised_unit(written), normalised_unit(unit)
    if written in ("", unit):
        return 0
    if unit == PERCENT:
        return None
    have, want = _scaled(written), _scaled(unit)
    if have.base not in ("", want.base):
        return None
    return have.exponent - want.exponent


def _scaled(unit: str) -> Scaled:
    if _OWN_UNITS.match(unit):
        return Scaled(0, unit)
    for word, exponent in _SCALES.items():
        if unit.startswith(word):
            return Scaled(exponent, unit.removeprefix(word))
    return Scaled(0, unit)
