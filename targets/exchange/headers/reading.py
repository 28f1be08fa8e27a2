"""One header → what its column is: from all its lines, the uppermost first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from targets.exchange.sheets.headers import header_key
from targets.exchange.sheets.parsed_sheet import PERIOD, Basis, How, Meaning

from .column_words import EXACT, IGNORED, SYNONYMS, VALUE_BASIS
from .periods import DASHES, MONTHS_OF, period_in_header, range_made_a_day
from .units import is_unit, units_in
from .words import is_neutral, is_place, meaning_of, plain_words, without_growth, year_alone

GROWTH = "growth"
_UNIT_BEHIND = re.compile(
    r"(.+?)\s*[(\[【]\s*(?:(?:计量|金额|货币)?单位\s*[:：]?)?\s*([^()\[\]【】]{1,20})[)\]】]\s*"
)
_UNIT_AFTER_COMMA = re.compile(r"(.+?)\s*[,，/]\s*([^,，/()（）]{1,8})")
_UNIT_WORDS = re.compile(r"(.*?)(?:计量|金额|货币)?单位\s*[:：]\s*(.{1,20})")
_YEAR_BEFORE = re.compile(r"^\s*([0-9]{4}年度?)", re.ASCII)
_PLACE_BEFORE = re.compile(r"([\u4e00-\u9fff]{1,8}[国省市区县旗镇乡])(.+)")
_WITH_UNIT = ("value", PERIOD, GROWTH)
_DONE = "(?:完成|实际|实绩|发生|总|数|值|额|量|情况)"
_SO_FAR = f"(?:本年度?|今年|当年|自|年初|1月?(?=-)|-|起|本月|当月|本期|截|止|末|底|{_DONE})"
_VALUES = {
    "value_total": re.compile(
        f"{_SO_FAR}*累计{_SO_FAR}*|自?(?:年初|1月?)-(?:本月|当月){_DONE}*|本月止{_DONE}*"
    ),
    "value_single": re.compile(f"{_DONE}*(?:本月|当月|单月|本季度?|当季度?){_DONE}*"),
    "value": re.compile(
        f"(?:本年度?|今年|当年)?{_DONE}*(?:完成|实际|实绩|发生|数量|数额|总额){_DONE}*"
    ),
}
_LATE = 50  # the rank of what no table names
_OF_GROWTH = ("", "%", "±%", "+-%", "±")
_MONTH_WORDS = frozenset({"月份", "月"})


class HeaderReading(NamedTuple):
    """What one header is taken for; the smallest rank is preferred."""

    column: str
    how: How
    rank: int = 0
    unit: str = ""
    basis: Basis = Basis.UNSAID
    month: int | None = None
    year: int | None = None
    months: int = 0
    meaning: Meaning = Meaning.OWN
    is_foreign: bool = False  # another place's
    is_unsure: bool = False  # a day that may have been a range, 完成(%): a person is asked

    @property
    def is_label(self) -> bool:
        return self.how is How.IGNORED and self.meaning is Meaning.OWN


UNKNOWN = HeaderReading("", How.NONE)
LABEL = HeaderReading("", How.IGNORED)


def read_header(lines: Sequence[str], own: Mapping[str, str]) -> HeaderReading:
    """What a column is by all its header lines."""
    parts = [line for number, line in enumerate(lines) if line and line not in lines[:number]]
    if not parts:
        return UNKNOWN
    key = header_key("".join(parts))
    if key in own:
        return named_value(own[key], How.EXACT, 0)
    return _read(tuple(parts))


@lru_cache(maxsize=4096)
def _read(parts: tuple[str, ...]) -> HeaderReading:
    pieces = parts if len(parts) > 1 else _pieces(parts[0])
    if len(parts) == 1 or _meaning(parts) is Meaning.OWN:
        whole = read_text("".join(parts))
        if whole != UNKNOWN and (len(pieces) == 1 or whole.meaning is Meaning.OWN):
            return whole
    return _composed(pieces) if len(pieces) > 1 else UNKNOWN


def _pieces(text: str) -> tuple[str, ...]:
    """One line in the parts of its meaning: 2025年 累计, 全市 累计."""
    pieces = tuple(_YEAR_BEFORE.sub(r"\1 ", text).split())
    found = _PLACE_BEFORE.match(plain_words(text))
    if len(pieces) == 1 and found and read_text(found[2]).column in _WITH_UNIT:
        return (found[1], found[2])
    return pieces


@lru_cache(maxsize=4096)
def read_text(header: str) -> HeaderReading:
    """What one text is as a header."""
    whole = _named(header_key(header))
    if whole != UNKNOWN:
        return whole
    bare, unit = header_parts(header)
    # 累计(全市), 累计(上年同期) and 完成值(累计) hold no unit in their brackets
    inner = _named(header_key(unit)) if unit else UNKNOWN
    meaning = meaning_of(header)
    named = _named(header_key(bare)) if unit else UNKNOWN
    if named != UNKNOWN and named.column not in _WITH_UNIT:
        counted = unit if named.column == "name_zh" and inner == UNKNOWN else ""
        return named._replace(unit=counted)
    if meaning is not Meaning.OWN:
        return _other(bare, unit, meaning)
    # 1—3月(累计) says what its figures count, not what they are counted in
    period = period_in_header(header) or period_in_header(bare)
    if period is not None:
        basis, months = inner.basis or period.basis, inner.months or period.months
        counted = "" if period_in_header(header) or inner != UNKNOWN else unit
        return HeaderReading(
            PERIOD, How.SYNONYM, 0, counted, basis, period.month, period.year, months,
            is_foreign=is_place(unit),
        )  # fmt: skip
    if (last := range_made_a_day(header)) is not None:
        return HeaderReading(PERIOD, How.SYNONYM, 0, "", Basis.TOTAL, last, is_unsure=True)
    if named == UNKNOWN:
        return UNKNOWN
    if inner != UNKNOWN or is_place(unit):
        return named._replace(basis=inner.basis or named.basis, is_foreign=is_place(unit))
    return named._replace(unit=unit)


def _other(bare: str, unit: str, meaning: Meaning) -> HeaderReading:
    """Figures that are not the period's own; growth with what it is the growth of."""
    if meaning is not Meaning.GROWTH or plain_words(unit) not in _OF_GROWTH:
        meaning = Meaning.CHANGE if meaning is Meaning.GROWTH else meaning
        return HeaderReading("", How.IGNORED, meaning=meaning)
    rest = without_growth(bare)
    of = period_in_header(rest)
    if of is not None:
        return HeaderReading(
            GROWTH, How.SYNONYM, 0, "", of.basis, of.month, of.year, of.months, meaning
        )
    named = _named(header_key(rest))
    return HeaderReading(
        GROWTH, How.SYNONYM, 0, "", named.basis, months=named.months, meaning=meaning
    )


def _meaning(parts: Sequence[str]) -> Meaning:
    """Of the meanings of several lines the one that stands: 上年同期 over 同比 is last year's."""
    said = (meaning_of(part) for part in parts if not is_neutral(part))
    return max(said, key=_ORDER.index, default=Meaning.OWN)


def _composed(parts: Sequence[str]) -> HeaderReading:
    """Several lines, each with its own part of the meaning; the lowest says what it is."""
    lines = _with_months(parts)
    is_foreign = any(map(is_place, lines))
    found, unit, year = _read_lines(lines)
    meaning = _meaning(parts)
    if found.column not in _WITH_UNIT and (found.column or found.is_label):
        return found._replace(unit=unit) if found.column == "name_zh" else found
    if meaning not in (Meaning.OWN, Meaning.GROWTH):
        return HeaderReading("", How.IGNORED, meaning=meaning)
    if found.column not in _WITH_UNIT:
        return found
    if found.column == GROWTH and plain_words(unit) not in _OF_GROWTH:
        return HeaderReading("", How.IGNORED, meaning=Meaning.CHANGE)
    counted = "" if found.column == GROWTH else unit
    return found._replace(
        unit=counted, year=found.year or year, is_foreign=found.is_foreign or is_foreign
    )


def _read_lines(lines: Sequence[str]) -> tuple[HeaderReading, str, int | None]:
    """What the lines say together; the unit and the year that stand alone in one of them."""
    found = UNKNOWN
    unit, year = "", None
    for line in lines:
        reading = read_text(line)
        if stated := unit_alone(line):
            unit = stated
        elif (said := year_alone(line)) is not None:
            year = said
        elif is_place(line) or (is_neutral(line) and reading == UNKNOWN):
            pass
        elif reading.column in _WITH_UNIT or reading.meaning is not Meaning.OWN:
            unit = reading.unit if reading.column in _WITH_UNIT else ""
            found = _below(found, reading)
        elif found != UNKNOWN or reading != UNKNOWN:
            # A label, or under 累计 a word that says nothing known
            unit, found = reading.unit, reading
    return found, unit, year


def _below(upper: HeaderReading, lower: HeaderReading) -> HeaderReading:
    """累计 over 3月, 3月 over 当月, 3月 over 同比: one meaning."""
    if upper.column not in _WITH_UNIT or not lower.column:
        return lower
    growth = GROWTH in (upper.column, lower.column)
    month = lower.month or upper.month
    column = GROWTH if growth else PERIOD if month else "value"
    return lower._replace(
        column=column,
        basis=lower.basis or upper.basis,
        month=month,
        year=lower.year or upper.year,
        months=lower.months or upper.months,
        meaning=Meaning.GROWTH if growth else Meaning.OWN,
        is_foreign=lower.is_foreign or upper.is_foreign,
        is_unsure=lower.is_unsure or upper.is_unsure,
    )


_ORDER = [Meaning.OWN, Meaning.GROWTH, Meaning.LAST, Meaning.PLAN, Meaning.SHARE, Meaning.CHANGE]


def _with_months(parts: Sequence[str]) -> list[str]:
    """月份 over 1, 2, 3: the numbers are months."""
    if any(plain_words(part) in _MONTH_WORDS for part in parts):
        return [f"{part}月" if part.isdecimal() else part for part in parts]
    return list(parts)


def _named(key: str) -> HeaderReading:
    if key in EXACT:
        return HeaderReading(EXACT[key], How.EXACT)
    if key in SYNONYMS:
        column, rank = SYNONYMS[key]
        return named_value(column, How.SYNONYM, rank, MONTHS_OF.get(key[:2], 0))
    return LABEL if key in IGNORED else _value_in_words(key)


def _value_in_words(key: str) -> HeaderReading:
    """A value in words put together otherwise: 今年累计完成数, 1至本月, 当月实绩."""
    plain = key.translate(DASHES)
    for name, pattern in _VALUES.items():
        if pattern.fullmatch(plain):
            return named_value(name, How.SYNONYM, _LATE, MONTHS_OF.get(plain[:2], 0))
    return UNKNOWN


def named_value(column: str, how: How, rank: int, months: int = 0) -> HeaderReading:
    """A reading by a stable name, of which the value has three."""
    if column == "":
        return LABEL
    if column in VALUE_BASIS:
        basis = VALUE_BASIS[column]
        length = months if basis is Basis.SINGLE else 0
        return HeaderReading("value", how, rank, basis=basis, months=length)
    return HeaderReading(column, how, rank)


def header_parts(header: str) -> tuple[str, str]:
    """A header and the unit written behind it: 累计(亿元), 投资额,万元, 指标 单位:万元."""
    plain = unicodedata.normalize("NFKC", header).strip()
    found = (
        _UNIT_BEHIND.fullmatch(plain)
        or _UNIT_WORDS.fullmatch(plain)
        or _UNIT_AFTER_COMMA.fullmatch(plain)
    )
    if found:
        return found[1].strip(), found[2].strip()
    if plain.endswith(("%", "‰")) and len(plain) > 1:
        return plain[:-1].rstrip(" ±"), plain[-1]
    return plain, ""


def unit_alone(text: str) -> str:
    """The unit of a cell that says nothing else: (万元), 单位:万元, 亿元."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("()[]【】 ")
    bare, unit = header_parts(plain) if "单位" in plain else ("", "")
    units = units_in(unit if unit and not bare else plain)
    return "、".join(units) if units and all(map(is_unit, units)) else ""
