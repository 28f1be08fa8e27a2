"""Header cells → what each column is: by our own headers, by synonyms, as a month, or as chosen."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .brought import PERIOD, Basis, ColumnMatch, How, column_letter
from .column_words import COLUMNS, EXACT, IGNORED, SYNONYMS, VALUE_BASIS
from .headers import header_key
from .period_headers import period_in_header

_SHOWN = 80  # characters of a header that are kept
_UNIT_BEHIND = re.compile(r"(.+?)\s*[(\[【]\s*(?:单位\s*[:：])?\s*([^()\[\]【】]{1,20})[)\]】]\s*")
_UNIT_AFTER_COMMA = re.compile(r"(.+?)\s*[,，/]\s*([^,，/()（）]{1,8})")
_TARGET_OF_A_YEAR = re.compile(r"\d{4}年?度?(?:目标|计划|预期|任务).*")
_WITH_UNIT = ("value", PERIOD)


class _Reading(NamedTuple):
    """What one header is taken for; the smallest rank is preferred."""

    column: str
    how: How
    rank: int = 0
    unit: str = ""
    basis: Basis = Basis.UNSAID
    month: int | None = None
    year: int | None = None


_UNKNOWN = _Reading("", How.NONE)
_IGNORED = _Reading("", How.IGNORED)


def match_columns(
    headers: Sequence[str],
    override: Mapping[int, str] | None = None,
    own: Mapping[str, str] | None = None,
) -> tuple[ColumnMatch, ...]:
    """What each column of a header row is.

    ``override`` corrects it: column index → stable name (see ``COLUMNS``), a period such as
    ``2024-03`` or ``3月``, or empty for "not read". ``own`` holds headers of a workbook that we
    wrote ourselves, by :func:`header_key`. Of two columns for the same thing the better known
    is read; only the value may be there more than once, once for each of its meanings.
    """
    chosen = override or {}
    readings = [
        _chosen(chosen[index], header) if index in chosen else _read(header, own or {})
        for index, header in enumerate(headers)
    ]
    best: dict[object, tuple[int, int]] = {}
    for index, reading in enumerate(readings):
        if reading.column:
            key = _slot(reading)
            best[key] = min(best.get(key, (reading.rank, index)), (reading.rank, index))
    return tuple(
        _match(
            index,
            headers[index],
            reading
            if not reading.column or best[_slot(reading)] == (reading.rank, index)
            else _IGNORED,
        )
        for index, reading in enumerate(readings)
    )


def _slot(reading: _Reading) -> object:
    """What a sheet can have only once."""
    return (reading.column, reading.basis, reading.month, reading.year)


def _match(index: int, header: str, reading: _Reading) -> ColumnMatch:
    return ColumnMatch(
        index=index,
        letter=column_letter(index),
        header=" ".join(header.split())[:_SHOWN],
        column=reading.column,
        how=reading.how,
        unit=reading.unit,
        basis=reading.basis,
        month=reading.month,
        year=reading.year,
    )


def _chosen(name: str, header: str) -> _Reading:
    """A correction. Raises :class:`ValueError` for what is neither a column nor a period."""
    unit = _parts(header)[1]
    if name == "":
        return _Reading("", How.CHOSEN)
    if name in VALUE_BASIS:
        return _Reading("value", How.CHOSEN, -1, unit, VALUE_BASIS[name])
    if name in COLUMNS:
        return _Reading(name, How.CHOSEN, -1)
    period = period_in_header(name)
    if period is None:
        message = f"{name!r} is no column of figures and no period"
        raise ValueError(message)
    return _Reading(PERIOD, How.CHOSEN, -1, unit, period.basis, period.month, period.year)


def _read(header: str, own: Mapping[str, str]) -> _Reading:
    whole = _named(header_key(header), own)
    if whole is not _UNKNOWN:
        return whole
    bare, unit = _parts(header)
    if _TARGET_OF_A_YEAR.fullmatch("".join(bare.split())):
        return _IGNORED
    # 1—3月(累计) says what its figures count, not what they are counted in
    period = period_in_header(header) or period_in_header(bare)
    if period is not None:
        counted = "" if period_in_header(header) else unit
        return _Reading(PERIOD, How.SYNONYM, 0, counted, period.basis, period.month, period.year)
    if not unit:
        return _UNKNOWN
    named = _named(header_key(bare), own)
    return named._replace(unit=unit) if named.column in _WITH_UNIT else named


def _named(key: str, own: Mapping[str, str]) -> _Reading:
    if key in own:
        return _value(own[key], How.EXACT, 0)
    if key in EXACT:
        return _Reading(EXACT[key], How.EXACT)
    if key in SYNONYMS:
        column, rank = SYNONYMS[key]
        return _value(column, How.SYNONYM, rank)
    return _IGNORED if key in IGNORED else _UNKNOWN


def _value(column: str, how: How, rank: int) -> _Reading:
    if column == "":
        return _IGNORED
    if column in VALUE_BASIS:
        return _Reading("value", how, rank, basis=VALUE_BASIS[column])
    return _Reading(column, how, rank)


def _parts(header: str) -> tuple[str, str]:
    """A header and the unit written behind it: 累计(亿元), 投资额,万元."""
    plain = unicodedata.normalize("NFKC", header).strip()
    found = _UNIT_BEHIND.fullmatch(plain) or _UNIT_AFTER_COMMA.fullmatch(plain)
    return (found[1], found[2].strip()) if found else (plain, "")
