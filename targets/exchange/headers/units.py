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


_COUNTED = (
    "人民币元|美元|港元|欧元|日元|元|人次|人天|人日|人|户次|户|件|个百分点|个|家|吨标准煤|吨公里|吨|千克|公斤|克|"
    "千瓦时|千瓦小时|千瓦|兆瓦|度|平方米|平方公里|平方千米|立方米|公顷|亩|公里|千米|米|升|标准箱|"
    "辆|台|套|项|宗|起|例|张|篇|次|天|日|小时|分钟|分|位|名|所|座|床|间|处|条|株|头|只|羽|部|册|份|"
    "批|班|架次|架|艘|颗|笔|栋|幢|人年|百分点|‰|‱|%|pct|㎡|m2|m3|km|kwh|tce|t|kg|yuan|cny|rmb|usd"
)
_WHOLE = re.compile(
    rf"(?:人民币)?(?:(?:{'|'.join(_SCALES)})?(?:{_COUNTED})|{'|'.join(_SCALES)})"
    rf"(?:/(?:{'|'.join(_SCALES)})?(?:{_COUNTED}|月|年|季|车|床))?",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"[、,;或和]|/(?![人吨户平立公月年车亩小千])")


def is_unit(text: str) -> bool:
    """Is this a unit of measure as officials write it, and nothing else?"""
    return _WHOLE.fullmatch(normalised_unit(text)) is not None


def units_in(text: str) -> tuple[str, ...]:
    """The units of a list such as 亿元、%、个, up to what is none; the first may be any word."""
    parts = [part.removeprefix("人民币") or part for part in _BETWEEN.split(normalised_unit(text))]
    units = []
    for number, part in enumerate(filter(None, parts)):
        if number and not is_unit(part):
            break
        units.append(part)
    return tuple(units)
