"""CSV as Excel and WPS open it: UTF-8 with mark, CRLF, plain numbers, harmless text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal

from .defusing import defused

BYTE_ORDER_MARK = "\ufeff"
LINE_END = "\r\n"
_RATE_STEP = Decimal("0.000001")
_WIDE = Context(prec=60, rounding=ROUND_HALF_UP)  # no number of the ledger is rounded by it
_BATCH = 500  # rows handed out at once


def plain(value: Decimal) -> str:
    """No exponent, no thousands separator, no zeros after the last decimal that says something.

    The same as PostgreSQL's ``trim_scale``.
    """
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").removesuffix(".")
    return "0" if text == "-0" else text


def percent(value: Decimal | None) -> str:
    """A rate in percent with six decimals, half up; nothing for an unknown one."""
    if value is None:
        return ""
    text = f"{value.quantize(_RATE_STEP, context=_WIDE):f}"
    return "0.000000" if text == "-0.000000" else text


def cell(value: object) -> str:
    """One value as a cell: text defused, numbers plain, days ISO, nothing for None.

    Raises :class:`TypeError` for what has no agreed form, floats among them.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return defused(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        # No offset: spreadsheets would show the cell as text. The caller chooses the zone
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    message = f"a CSV cell cannot hold a {type(value).__name__}"
    raise TypeError(message)


def csv_lines(rows: Iterable[Sequence[str]]) -> str:
    """Rows of finished cells (see :func:`cell`) as CSV text."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=LINE_END).writerows(rows)
    return text.getvalue()


def header_line(headers: Sequence[str]) -> bytes:
    """The beginning of a file: byte order mark and header row."""
    return (BYTE_ORDER_MARK + csv_lines([headers])).encode()


def csv_chunks(headers: Sequence[str], rows: Iterable[Iterable[object]]) -> Iterator[bytes]:
    """A whole file in bounded pieces: header, then rows of values, each made a :func:`cell`."""
    yield header_line(headers)
    batch: list[list[str]] = []
    for row in rows:
        batch.append([cell(value) for value in row])
        if len(batch) == _BATCH:
            yield csv_lines(batch).encode()
            batch = []
    if batch:
        yield csv_lines(batch).encode()
