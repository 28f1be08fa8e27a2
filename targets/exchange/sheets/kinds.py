"""What kind of file it is, by its first bytes; its name decides nothing."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase

from .decoding import refuse_markup
from .problems import ProblemCode, refused
from .refusals import locked

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


LIGHT = 64 * 1024  # bytes
_LIGHT_CELLS = 6_000  # of a text file: a third of a second at the worst
_LIGHT_UNPACKED, _LIGHT_OLD = 16 * LIGHT, LIGHT // 4  # of an XLSX, of an XLS


class BookKind(StrEnum):
    """The kinds of file that hold a table."""

    CSV = "csv"
    XLSX = "xlsx"
    XLS = "xls"


def book_kind(data: bytes) -> BookKind:
    """The kind of a whole file. Raises :class:`~.problems.FileRefused` for a locked workbook,
    an empty file, and a web page that a program saved under the name of a workbook."""
    if not data.strip(b" \t\r\n"):
        raise refused(ProblemCode.EMPTY_FILE, phrase(_("The file is empty.")))
    if data.startswith(_ZIP):
        return BookKind.XLSX
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise locked()
        return BookKind.XLS
    refuse_markup(data)
    return BookKind.CSV


def is_light(data: bytes) -> bool:
    """Whether reading the whole file costs little, told by its sizes alone."""
    if len(data) > LIGHT:
        return False
    if data.startswith(_OLE):
        return len(data) <= _LIGHT_OLD
    if data.startswith(_ZIP):
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as package:
                return sum(part.file_size for part in package.infolist()) <= _LIGHT_UNPACKED
        except (zipfile.BadZipFile, ValueError, NotImplementedError):
            return True  # refused at once
    return sum(map(data.count, (b",", b"\t", b";"))) <= _LIGHT_CELLS
