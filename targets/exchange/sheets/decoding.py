"""Bytes → text: what Excel and WPS save, and nothing that is no text."""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import NamedTuple, Protocol

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase

from .problems import FileRefused, ProblemCode, refused

_CHUNK = 64 * 1024
_MEGABYTE = 1024 * 1024


class Limits(NamedTuple):
    """How much of a file is read at most."""

    size: int = 20 * _MEGABYTE  # bytes
    rows: int = 100_000  # below the header
    # a workbook as well
    columns: int = 500
    sheets: int = 60
    unpacked: int = 200 * _MEGABYTE  # bytes of its parts
    cells: int = 4_000_000  # of one sheet, the empty ones between filled ones included
    texts: int = 64 * _MEGABYTE  # bytes of all text cells of one sheet


DEFAULT_LIMITS = Limits()


class ByteSource(Protocol):
    """Anything that hands out bytes bit by bit: an open file, an upload."""

    def read(self, size: int, /) -> bytes: ...


class FileText(NamedTuple):
    """The text of a file, and what the record of an import keeps of it."""

    text: str
    encoding: str
    sha256: str
    size: int


_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_AT_LEAST = 40  # one NUL in so many bytes: a character of twenty is ASCII
_SEPARATORS = frozenset(",;<\t\r\n")  # of tables, and of web pages
_MARKUP = re.compile(r"\s*(?:<[a-z!?/]|mime-version:)", re.IGNORECASE)
_LOOKED_AT = 4096  # bytes of a file's beginning
_NO_TEXT = _("This is not a text file. Save the table as “CSV UTF-8” and try again.")
_WORKBOOK = _("This is an Excel workbook, not a CSV file. Save it as “CSV UTF-8” and try again.")
_MAGIC = (
    (b"PK\x03\x04", _WORKBOOK),
    (b"PK\x05\x06", _WORKBOOK),
    (b"\xd0\xcf\x11\xe0", _WORKBOOK),
    (b"%PDF-", _("This is a PDF, not a CSV file. Save the table as “CSV UTF-8” and try again.")),
    (b"\x1f\x8b", _("This file is compressed. Unpack it and try again.")),
)
_WEB_PAGE = _(
    "This is a web page or XML under the name of a workbook. Open it in Excel or WPS, save it as "
    "“Excel workbook (.xlsx)” and try again."
)


def read_text(source: ByteSource, limits: Limits = DEFAULT_LIMITS) -> FileText:
    """The file as text, its SHA-256 and size.

    A byte order mark decides (UTF-8, UTF-16), or that every other byte of the ASCII characters
    is NUL (UTF-16 without a mark); else strict UTF-8; else strict GB18030. Raises
    :class:`FileRefused`; never holds more than ``limits.size`` bytes and one chunk.
    """
    data = _read_bounded(source, limits.size)
    refuse_markup(data)
    text, encoding = _decode(data)
    if "\0" in text:
        raise _binary(_NO_TEXT)
    return FileText(text, encoding, hashlib.sha256(data).hexdigest(), len(data))


def read_bytes(source: ByteSource, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """All bytes of a file of any kind; :class:`FileRefused` as soon as they are too many."""
    data = bytearray()
    while chunk := source.read(_CHUNK):
        data += chunk
        if len(data) > limits.size:
            raise _too_large(limits.size)
    return bytes(data)


def text_encoding(data: bytes) -> tuple[str, int]:
    """The codec that ``data`` is text in, and how many bytes its mark takes.

    Decides as :func:`read_text` does, keeps nothing. Raises :class:`FileRefused`.
    """
    _refuse_known_binary(data)
    text, codec = _decode(data)
    if "\0" in text:
        raise _binary(_NO_TEXT)
    return codec, len(_mark_of(data)[0])


def refuse_markup(data: bytes) -> None:
    """Refuse a web page or XML, which many systems export under the name of a workbook."""
    mark, codec = _mark_of(data)
    start = data[len(mark) : len(mark) + _LOOKED_AT]
    if _MARKUP.match(start.decode(codec or "utf-8", "ignore")):
        raise _binary(_WEB_PAGE)


def _mark_of(data: bytes) -> tuple[bytes, str | None]:
    """The byte order mark, and the codec that it or the bytes themselves give away.

    UTF-16 without a mark: the ASCII characters of a table, its digits and separators at least,
    have their NUL all on one side, and read so there are separators.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return mark, codec
    start = data[:_CHUNK]
    big, little = start[0::2].count(0), start[1::2].count(0)
    if min(big, little) or max(big, little) * _AT_LEAST < len(start):
        return b"", None
    codec = "utf-16-le" if little else "utf-16-be"
    separates = _SEPARATORS.intersection(start.decode(codec, "ignore"))
    return b"", codec if separates else None


def _read_bounded(source: ByteSource, limit: int) -> bytes:
    """All bytes, refused as soon as they are too many or cannot be text."""
    data = bytearray()
    while chunk := source.read(_CHUNK):
        if not data:
            _refuse_known_binary(chunk)
        data += chunk
        if len(data) > limit:
            raise _too_large(limit)
        if b"\0" in chunk and _mark_of(bytes(data[:_CHUNK]))[1] in (None, "utf-8"):
            raise _binary(_NO_TEXT)
    return bytes(data)


def _too_large(limit: int) -> FileRefused:
    return refused(
        ProblemCode.TOO_LARGE,
        phrase(
            _("The file is larger than %(limit)s MB. Split it, or use the command line."),
            limit=_megabytes(limit),
        ),
    )


def _megabytes(size: int) -> str:
    return f"{size / _MEGABYTE:.3g}"


def _refuse_known_binary(start: bytes) -> None:
    for magic, message in _MAGIC:
        if start.startswith(magic):
            raise _binary(message)


def _binary(message: str) -> FileRefused:
    return refused(ProblemCode.BINARY, Phrase(message, {}))


def _decode(data: bytes) -> tuple[str, str]:
    mark, known = _mark_of(data)
    if known is not None:
        return _strict(data[len(mark) :], known, skipped=len(mark)), known
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        # A cut UTF-8 file often happens to be some GB18030: its beginning decides
        if _is_cut(error) and not data[: error.start].isascii():
            raise _cut(error) from error
    return _strict(data, "gb18030"), "gb18030"


def _strict(data: bytes, codec: str, *, skipped: int = 0) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        if _is_cut(error):
            raise _cut(error, skipped) from error
        raise refused(
            ProblemCode.NOT_TEXT,
            phrase(
                _(
                    "The file is neither UTF-8 nor GB18030: byte %(byte)s belongs to no "
                    "character. Save it as “CSV UTF-8” and try again."
                ),
                byte=skipped + error.start,
            ),
            row=_row(error),
        ) from error


def _is_cut(error: UnicodeDecodeError) -> bool:
    """Did only the end of the data make the last character impossible?"""
    return error.end == len(error.object) and any(
        words in error.reason for words in ("unexpected end", "incomplete", "truncated")
    )


def _cut(error: UnicodeDecodeError, skipped: int = 0) -> FileRefused:
    return refused(
        ProblemCode.CUT_SHORT,
        phrase(
            _(
                "The file ends in the middle of a character, at byte %(byte)s: it was cut off. "
                "Fetch it again."
            ),
            byte=skipped + error.start,
        ),
        row=_row(error),
    )


def _row(error: UnicodeDecodeError) -> int:
    """The line of the first byte that could not be read; what stands before it could."""
    return error.object[: error.start].decode(error.encoding, "ignore").count("\n") + 1
