"""Numbers made ready to print: decimals and unit beside the value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from targets.core.values.facts import Figure, Measure

_MOST_DECIMALS = 6
_SHARES = frozenset({Measure.RATE, Measure.SHARE})


class SeriesWords(NamedTuple):
    """What a sentence calls things, already in the reader's language, and the series' unit."""

    name: str
    unit_zh: str = ""
    unit_en: str = ""
    decimals: int = 1
    tiers: Mapping[str, str] = {}  # code → name: 计划目标, plan target


def visible(value: Decimal, decimals: int) -> int:
    """Decimals enough that what is not zero is not printed as zero."""
    while value and decimals < _MOST_DECIMALS:
        if value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):
            break
        decimals += 1
    return decimals


def exact(value: Decimal, decimals: int) -> int:
    """Decimals enough to print the value as it is."""
    while decimals < _MOST_DECIMALS and value != value.quantize(Decimal(1).scaleb(-decimals)):
        decimals += 1
    return decimals


def number(value: Decimal, words: SeriesWords, *, signed: bool = False) -> Figure:
    """In the series' own unit."""
    return Figure(value, words.decimals, words.unit_zh, words.unit_en, signed)


def stated(value: Decimal, words: SeriesWords) -> Figure:
    """A target or base with every decimal it was stated with."""
    return Figure(value, exact(value, words.decimals), words.unit_zh, words.unit_en)


def percentage(value: Decimal, *, signed: bool = False) -> Figure:
    return Figure(value, 1, "%", "%", signed)


def points(value: Decimal, *, decimals: int = 1, signed: bool = False) -> Figure:
    """Percentage points."""
    return Figure(value, visible(value, decimals), "个百分点", "pp", signed)


def distance(
    measure: Measure, value: Decimal, words: SeriesWords, *, signed: bool = False
) -> Figure:
    """A gap or change: percentage points for rates and shares, places for ranks."""
    if measure in _SHARES:
        return points(value, decimals=max(1, words.decimals), signed=signed)
    if measure is Measure.RANK:
        return Figure(value, 0, "位", "places", signed)
    return Figure(value, visible(value, words.decimals), words.unit_zh, words.unit_en, signed)
