"""Slips by powers of ten: another unit, a digit too many, a lost decimal point."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from targets.core.guard.messages import Asked, reference, tenfold, unit_slip
from targets.core.guard.values import GuardRule, Remark

NEAR = Decimal("1.6")  # corrected and expected differ by less than this factor
TIGHT = Decimal("1.15")
_WIDE = Decimal("3.2")  # half an order of magnitude: nothing natural is 10,000 times too large

# 万元 for 亿元 and 元 for 万元 (4), 元 for 亿元 (8); metres for kilometres, 千元 for 元 (3), 元 for
# 百万元 (6). The latter two are rarer and have to fit better.
_UNIT_STEPS = ((4, _WIDE), (8, _WIDE), (3, NEAR), (6, NEAR))
_BESIDE_TARGET = ((4, Decimal(10)), (8, Decimal(10)))  # what part of it is due is not known
_TENFOLD_STEPS = (1, 2)

_PREFIXES_ZH = {"亿": 8, "千万": 7, "百万": 6, "万": 4, "千": 3}
_PREFIXES_EN = {8: "100m", 7: "10m", 6: "1m", 4: "10k", 3: "1k"}
_NAMES_ZH = {exponent: prefix for prefix, exponent in _PREFIXES_ZH.items()} | {0: ""}
# Only what officials count in 万 and 亿
_COUNTED = frozenset(
    {"元", "人", "人次", "户", "家", "件", "个", "套", "辆", "吨", "亩", "米", "平方米", "立方米"}
    | {"千瓦时", "度", "美元", "株", "起", "笔", "项", "宗", "张"}
)
_METRIC = {
    ("公里", 3): ("米", "m"),
    ("千米", 3): ("米", "m"),
    ("米", -3): ("公里", "km"),
    ("平方公里", 6): ("平方米", "m²"),
    ("公顷", 4): ("平方米", "m²"),
    ("吨", 3): ("千克", "kg"),
}


class Expected(NamedTuple):
    """What the figure should be near, and the figure that this rests on."""

    value: Decimal
    kind: str  # of the reference clause
    of: Decimal


def find_unit_slip(asked: Asked, expected: Expected) -> Remark | None:
    """10^±4 and 10^±8 (10^±3, 10^±6 where they fit well) away from what was expected."""
    steps = _BESIDE_TARGET if expected.kind == "target" else _UNIT_STEPS
    if not _same_sign(asked.value, expected.value):
        return None
    for step, slack in steps:
        for exponent in (step, -step):
            corrected = asked.value.scaleb(-exponent)
            if is_near(corrected, expected.value, slack):
                compared = reference(asked, expected.kind, expected.of)
                unit = _entered_unit(asked, exponent)
                message = unit_slip(asked, compared, exponent, unit)
                return Remark(GuardRule.UNIT_SLIP, message, plain(corrected))
    return None


def find_tenfold(
    asked: Asked, expected: Expected, fits: Callable[[Decimal], bool], slack: Decimal = NEAR
) -> Remark | None:
    """10^±1 or 10^±2 away from what was expected; ``fits`` says whether the corrected figure
    would pass without a question."""
    if not _same_sign(asked.value, expected.value):
        return None
    for step in _TENFOLD_STEPS:
        for exponent in (step, -step):
            corrected = asked.value.scaleb(-exponent)
            if asked.past.facts.is_count and corrected % 1:
                continue  # nobody counts half a firm
            if is_near(corrected, expected.value, slack) and fits(corrected):
                compared = reference(asked, expected.kind, expected.of)
                message = tenfold(asked, compared, exponent, corrected)
                return Remark(GuardRule.TENFOLD, message, plain(corrected))
    return None


def plain(value: Decimal) -> Decimal:
    """The figure as an official writes it: 131.8, not 131.8000; 120, not 1.2E+2."""
    return Decimal(f"{value.normalize():f}")


def is_near(one: Decimal, other: Decimal, slack: Decimal) -> bool:
    """Two figures of one sign that differ by less than the factor ``slack``."""
    one, other = abs(one), abs(other)
    return other <= one * slack and one <= other * slack


def _same_sign(one: Decimal, other: Decimal) -> bool:
    return one != 0 and other != 0 and (one > 0) == (other > 0)


def _entered_unit(asked: Asked, exponent: int) -> tuple[str, str] | None:
    """The unit in which the figure as typed would be right, Chinese and English."""
    unit_zh, unit_en = asked.words.unit_zh, asked.words.unit_en
    metric = _METRIC.get((unit_zh, exponent))
    if metric is not None:
        return metric
    prefixes = () if unit_zh in _COUNTED else _PREFIXES_ZH
    prefix = next((prefix for prefix in prefixes if unit_zh.startswith(prefix)), "")
    base = unit_zh.removeprefix(prefix)
    scale = _PREFIXES_ZH.get(prefix, 0)
    name = _NAMES_ZH.get(scale - exponent)
    if name is None or base not in _COUNTED:
        return None
    return name + base, _english(unit_en, scale, scale - exponent)


def _english(unit_en: str, scale: int, entered: int) -> str:
    """CNY 100m → CNY 10k, 10k entities → entities; empty where it is not written that way."""
    words = unit_en.split()
    place = 1 if unit_en == "CNY" else 0
    if scale:
        if _PREFIXES_EN[scale] not in words:
            return ""
        place = words.index(_PREFIXES_EN[scale])
        del words[place]
    if words and entered:
        words.insert(place, _PREFIXES_EN[entered])
    return " ".join(words)
