"""A workbook without the cells that hold nothing: one stray blank far outside the table makes a
sheet as large as its farthest cell."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

_MOST = 64 * 1024 * 1024  # bytes of a sheet that is looked through
_STRINGS = "xl/sharedStrings.xml"
_CELL = re.compile(
    rb"<(?P<tag>(?:\w+:)?c)(?P<head>\s[^<>]*?)?(?:/>|(?<!/)>(?P<body>.*?)</(?P=tag)>)", re.DOTALL
)
_PLACED = re.compile(rb"\br=[\"'][A-Z]+[0-9]+[\"']")
_KIND = re.compile(rb"\bt=[\"'](\w+)[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]*)<")
_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^<>]*)?>([^<]*)<")
_STRING = re.compile(rb"<(?P<tag>(?:\w+:)?si)(?:\s[^<>]*)?(?:/>|>(.*?)</(?P=tag)>)", re.DOTALL)
_INVISIBLE = "\u200b\ufeff"


def without_blanks(data: bytes, path: str) -> bytes | None:
    """The package with the blank cells of one sheet left out; None where nothing is to be left
    out, or cells do not say where they stand."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if package.getinfo(path).file_size > _MOST:
            return None
        sheet = package.read(path)
        cells = [match["head"] or b"" for match in _CELL.finditer(sheet)]
        if not all(map(_PLACED.search, cells)):
            return None
        blank = _blank_strings(package)
        kept = _CELL.sub(lambda cell: b"" if _is_blank(cell, blank) else cell[0], sheet)
        if len(kept) == len(sheet):
            return None
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as trimmed:
            for part in package.infolist():
                content = kept if part.filename == path else package.read(part.filename)
                trimmed.writestr(part.filename, content)
    return out.getvalue()


def _blank_strings(package: zipfile.ZipFile) -> frozenset[bytes]:
    """The numbers of the shared texts that are nothing but spaces."""
    if _STRINGS not in package.NameToInfo:
        return frozenset()
    texts = _STRING.finditer(package.read(_STRINGS))
    return frozenset(
        str(number).encode()
        for number, match in enumerate(texts)
        if _is_space(b"".join(_TEXT.findall(match[0])))
    )


def _is_blank(cell: re.Match[bytes], blank: frozenset[bytes]) -> bool:
    """Has a cell neither a formula nor a value that shows?"""
    body = cell["body"] or b""
    if b"<f" in body or b":f" in body:
        return False
    kind, value = _KIND.search(cell["head"]), _VALUE.search(body)
    said = kind[1] if kind else b"n"
    if said == b"s":
        return value is None or value[1].strip() in blank
    if said == b"inlineStr":
        return _is_space(b"".join(_TEXT.findall(body)))
    return value is None or _is_space(value[1])


def _is_space(text: bytes) -> bool:
    plain = unescape(text.replace(b"_x000D_", b" ").decode("utf-8", "replace"))
    return not plain.strip().strip(_INVISIBLE)
