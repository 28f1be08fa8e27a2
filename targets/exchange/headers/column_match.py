"""Header cells → what each column is: by our own headers, by synonyms, as a month, or as chosen.

Two columns that may be the same thing are not chosen between: a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from targets.exchange.sheets.parsed_sheet import (
    PERIOD,
    Basis,
    ColumnMatch,
    How,
    Meaning,
    column_letter,
)

from .column_words import COLUMNS, VALUE_BASIS
from .periods import period_in_header
from .reading import GROWTH, LABEL, UNKNOWN, HeaderReading, header_parts, named_value, read_header
from .words import may_be_completion

Header = str | Sequence[str]  # one line, or all of them from the uppermost down

_SHOWN = 80  # characters of a header that are kept
_FIGURES = ("value", PERIOD, GROWTH)
_UNSURE = re.compile(r"\s*([0-9]{4})\.1\s*", re.ASCII)
_LAST_TENTH = 9
_BASIS_NAMES = {basis: name for name, basis in VALUE_BASIS.items()}
_BASIS_WORDS = {Basis.UNSAID: "", Basis.TOTAL: "累计", Basis.SINGLE: "当月"}


def match_columns(
    headers: Sequence[Header],
    override: Mapping[int, str] | None = None,
    own: Mapping[str, str] | None = None,
    year: int | None = None,
) -> tuple[ColumnMatch, ...]:
    """What each column of a header is.

    ``override`` corrects it: column index → stable name (see ``COLUMNS``), a period such as
    ``2024-03`` or ``3月``, or empty for "not read". ``own`` holds headers of a workbook that we
    wrote ourselves, by :func:`header_key`; ``year`` is that of months without one. Of two
    columns for the same label the better known is read; of two for the same figures neither
    is, until a person says which.
    """
    chosen = override or {}
    lines = [(header,) if isinstance(header, str) else tuple(header) for header in headers]
    readings = [
        _chosen(chosen[index], each) if index in chosen else read_header(each, own or {})
        for index, each in enumerate(lines)
    ]
    readings = _sure_rates(lines, _sure_ranges(_sure_months(lines, readings)))
    readings = _after_levels(readings, year)
    claims: dict[object, list[int]] = {}
    for index, reading in enumerate(readings):
        if reading.column:
            claims.setdefault(_slot(reading, year), []).append(index)
    for indexes in claims.values():
        _settle(readings, indexes)
    return tuple(
        _match(index, each, reading)
        for index, (each, reading) in enumerate(zip(lines, readings, strict=True))
    )


def _slot(reading: HeaderReading, year: int | None) -> object:
    """What a sheet can have only once."""
    if reading.column not in _FIGURES:
        return reading.column
    # 三季度 is another figure than 9月当月, and 本月 none than 当期
    length = reading.months if reading.months > 1 else 0
    return (reading.column, reading.basis, reading.month, reading.year or year, length)


def _settle(readings: list[HeaderReading], indexes: Sequence[int]) -> None:
    """Of several columns for one thing one is read, or a person is asked."""
    chosen = [index for index in indexes if readings[index].how is How.CHOSEN]
    if readings[indexes[0]].column not in _FIGURES:
        best = min(indexes, key=lambda index: (readings[index].rank, index))
        for index in indexes:
            readings[index] = readings[index] if index == best else LABEL
        return
    # 累计 beside 全市累计 is this place's
    possible = chosen or [index for index in indexes if not readings[index].is_foreign]
    possible = possible or list(indexes)
    for index in indexes:
        reading = readings[index]
        if index not in possible:
            meaning = Meaning.OTHER if chosen else Meaning.PLACE
            readings[index] = HeaderReading("", How.IGNORED, meaning=meaning)
        elif len(possible) > 1 or (_has_to_be_asked(reading) and not chosen):
            readings[index] = reading._replace(how=How.ASKED)


def _has_to_be_asked(reading: HeaderReading) -> bool:
    return reading.is_foreign or reading.is_unsure


def _sure_months(
    lines: Sequence[Sequence[str]], readings: Sequence[HeaderReading]
) -> list[HeaderReading]:
    """2026.1 after 2026.9 was 2026.10 before a spreadsheet took it for a number; at the
    beginning of the months, or where 2026.10 stands too, it is January."""
    sure_months = list(readings)
    unsure = {
        index: int(match[1])
        for index, parts in enumerate(lines)
        if sure_months[index] == UNKNOWN and parts and (match := _UNSURE.fullmatch(parts[-1]))
    }
    for index, year in unsure.items():
        before = [each.month for each in sure_months[:index] if each.year == year and each.month]
        after = [
            each.month for each in sure_months[index + 1 :] if each.year == year and each.month
        ]
        month = None
        if before and before[-1] == _LAST_TENTH:
            month = _LAST_TENTH + 1
        elif not before and after and min(after) > 1:
            month = 1
        is_unsure = month is None
        sure_months[index] = HeaderReading(
            PERIOD, How.SYNONYM, month=month or 1, year=year, is_unsure=is_unsure
        )
    return sure_months


def _sure_ranges(readings: list[HeaderReading]) -> list[HeaderReading]:
    """Days in January, one after the other, are ranges: 1-2, 1-3, 1-4. One alone may be a day."""
    days = {reading.month for reading in readings if reading.is_unsure and reading.year is None}
    if len(days) < 2:  # noqa: PLR2004 - one after the other
        return readings
    return [
        reading._replace(is_unsure=reading.is_unsure and reading.year is not None)
        for reading in readings
    ]


def _sure_rates(
    lines: Sequence[Sequence[str]], readings: Sequence[HeaderReading]
) -> list[HeaderReading]:
    """完成(%) beside other figures or a target may be how much of the target was reached as well as
    a figure in percent: a person says which."""
    figures = [index for index, each in enumerate(readings) if each.column in ("value", PERIOD)]
    has_target = any(reading.meaning is Meaning.PLAN for reading in readings)
    sure_rates = list(readings)
    for index in figures:
        reading = readings[index]
        is_rate = any(may_be_completion(line) for line in lines[index])
        if is_rate and reading.how is not How.CHOSEN and (has_target or len(figures) > 1):
            sure_rates[index] = reading._replace(is_unsure=True)
    return sure_rates


def _after_levels(readings: Sequence[HeaderReading], year: int | None) -> list[HeaderReading]:
    """A growth that does not say what it is the growth of belongs to the figures before it; of
    those of two years to the later one."""
    after_levels = []
    levels: list[HeaderReading] = []
    for reading in readings:
        if reading.column in ("value", PERIOD):
            levels.append(reading)
        elif reading.column == GROWTH and levels:
            after_levels.append(_of_level(reading, _latest(levels, year)))
            levels = levels[-1:]
            continue
        after_levels.append(reading)
    return after_levels


def _latest(levels: Sequence[HeaderReading], year: int | None) -> HeaderReading:
    last = levels[-1]
    alike = [level for level in levels if (level.month, level.basis) == (last.month, last.basis)]
    return max(alike, key=lambda each: each.year or year or 0)


def _of_level(growth: HeaderReading, level: HeaderReading) -> HeaderReading:
    if growth.month:
        return growth._replace(
            year=growth.year or (level.year if growth.month == level.month else None)
        )
    return growth._replace(
        basis=growth.basis or level.basis,
        month=level.month,
        year=growth.year or level.year,
        months=growth.months or level.months,
    )


def _match(index: int, lines: Sequence[str], reading: HeaderReading) -> ColumnMatch:
    is_asked = reading.how is How.ASKED
    parts = [" ".join(line.split()) for line in lines]
    return ColumnMatch(
        index=index,
        letter=column_letter(index),
        header=_joined(parts)[:_SHOWN],
        column="" if is_asked else reading.column,
        how=reading.how,
        unit=reading.unit,
        basis=reading.basis,
        month=reading.month,
        year=reading.year,
        months=reading.months,
        meaning=reading.meaning,
        claim=claim_of(reading) if reading.column in _FIGURES else "",
        group=next(filter(None, parts), "")[:_SHOWN],
    )


def _joined(parts: Sequence[str]) -> str:
    """The lines as one header, which means the same when it is read again: 3月累计, but
    上年同期 累计."""
    shown = [part for number, part in enumerate(parts) if part and part not in parts[:number]]
    together = "".join(shown)
    if len(shown) > 1 and read_header((together,), {}) != read_header(shown, {}):
        return " ".join(shown)
    return together


def claim_of(reading: HeaderReading) -> str:
    """The correction that says the same: value_total, 2026年9月累计."""
    if reading.column == GROWTH:
        return GROWTH
    year = f"{reading.year}年" if reading.year else ""
    if reading.month is None:
        return (
            f"{year}{_BASIS_WORDS[reading.basis] or '数值'}"
            if year
            else _BASIS_NAMES[reading.basis]
        )
    return f"{year}{reading.month}月{_BASIS_WORDS[reading.basis]}"


def _chosen(name: str, lines: Sequence[str]) -> HeaderReading:
    """A correction. Raises :class:`ValueError` for what is neither a column nor a period."""
    said = read_header(lines, {})
    unit = said.unit or (header_parts(lines[-1])[1] if lines else "")
    if name == "":
        return HeaderReading("", How.CHOSEN)
    if name == GROWTH and said.column == GROWTH:
        return said._replace(how=How.CHOSEN, rank=-1)
    if name in COLUMNS:
        named = named_value(name, How.CHOSEN, -1)
        return named._replace(unit=unit) if named.column == "value" else named
    period = period_in_header(name)
    if period is None:
        of_a_year = read_header((name,), {})
        if of_a_year.column == "value":
            return of_a_year._replace(how=How.CHOSEN, rank=-1, unit=unit)
        message = f"{name!r} is no column of figures and no period"
        raise ValueError(message)
    return HeaderReading(
        PERIOD, How.CHOSEN, -1, unit, period.basis, period.month, period.year, period.months
    )
