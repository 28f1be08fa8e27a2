"""What has to be known of an XLSX package before and beside its values.

The reader gives a table of values: it does not tell an error or a formula without a result
from an empty cell, or 6.5 % from 0.065, and it makes room for every cell between the first and
the last. So each sheet's XML is looked through once, in pieces: the room is bounded, and the
cells that need it are marked.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple
from xml.etree import ElementTree

from .decoding import Limits
from .hidden_parts import HiddenParts
from .number_formats import USUAL_FORMATS, decimals_shown, shows_percent
from .parsed_sheet import Hidden
from .refusals import damaged, locked, no_workbook, too_wide

_PIECE = 1 << 18
_LETTERS = 26  # columns with one letter are not told apart
_PARTS = 5_000
_LONGEST_CELL = 1 << 22
_BOOK = "xl/workbook.xml"
_PERCENT_FORMATS = {9, 10}  # the two that every workbook has
# All linear: none runs on past the next "<"
# The reader makes room for as many as a list says it has
_HUGE_COUNT = re.compile(rb"ount\s*=\s*[\"'][0-9]{8}")
_REFERENCE = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,9})[\"']")
# The same as every program writes it, and what shows that a piece is written otherwise
_USUAL_ROW = re.compile(rb' r="[A-Z]{1,3}([0-9]{1,9})"')
_USUAL_WIDE = re.compile(rb' r="([A-Z]{2,3})[0-9]')
_UNUSUAL = (b"\t", b"\n", b"\r", b"'", b":c", b":f")
_SIGNS = (b"<f", b":f", b't="e"', b"t='e'")  # of formulas and errors
_CELL_OR_ROW = re.compile(rb"<(?:\w+:)?(c|row)[\s/>]")
_CELL_END = re.compile(rb"</(?:\w+:)?c>")
_STRING_END = re.compile(rb"</(?:\w+:)?si>")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>([^<]*)<)")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^<>]*)?>([^<]+)<")
_ATTRIBUTE = re.compile(rb"\b([rst])=[\"']([^\"']*)[\"']")
_POSITION = re.compile(rb"([A-Z]{1,3})([0-9]{1,7})")


ShownDecimals = dict[int, bytearray]  # column → for each row one more than its decimals, or 0


class SheetMarks(NamedTuple):
    """Cells by (row, column), counted from 0, that the table of values does not tell."""

    texts: dict[tuple[int, int], str]  # an error's name, or the formula that has no result
    percents: dict[int, bytearray]  # column → for each row whether it shows a percentage
    hidden: Hidden = Hidden()


class Package:
    """An XLSX package: bounded, unencrypted, whole. Raises :class:`FileRefused` otherwise."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._check_bounds()
            self._paths = self._sheet_paths()
            self._check_parts()
            self._percent_styles = self._find_percent_styles()
            self._longest, self._strings = self._measure_strings()
        except (
            zipfile.BadZipFile, zlib.error, EOFError, LookupError, NotImplementedError,
            RuntimeError, ElementTree.ParseError, ValueError, OSError,
        ) as error:  # fmt: skip
            raise damaged() from error

    def marks(self, name: str) -> SheetMarks:
        """The marks of one sheet. Raises :class:`FileRefused` when it would not fit in memory,
        or is not where the package says."""
        found, hidden = SheetMarks({}, {}), HiddenParts()
        try:
            path = self._paths[name]
            if self._measure(path, hidden):
                self._mark(path, found)
        except (zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError) as error:
            raise damaged() from error
        return found._replace(hidden=hidden.found())

    def path(self, name: str) -> str:
        """The part that holds a sheet."""
        return self._paths[name]

    def decimals_shown(self, name: str) -> ShownDecimals:
        """How many decimals the numbers of a sheet are shown with, where their format says it."""
        shown = self._find_shown()
        found: ShownDecimals = {}
        for facts, _body in self._filled(self._paths[name]):
            position = _POSITION.fullmatch(facts.get(b"r", b""))
            decimals = shown.get(facts.get(b"s", b"0"))
            if position is not None and decimals is not None:
                _put(found, int(position[2]) - 1, _column(position[1]), decimals + 1)
        return found

    def _find_shown(self) -> dict[bytes, int]:
        """The decimals that a cell style shows."""
        formats = dict(USUAL_FORMATS)
        if "xl/styles.xml" not in self._zip.NameToInfo:
            return {}
        styles = self._parsed("xl/styles.xml")
        for each in _all(styles, "numFmt"):
            formats[int(each.get("numFmtId", "0"))] = each.get("formatCode", "")
        return {
            str(index).encode(): decimals
            for cells in _all(styles, "cellXfs")
            for index, style in enumerate(cells)
            if (decimals := decimals_shown(formats.get(int(style.get("numFmtId", "0")), "")))
            is not None
        }

    def _check_bounds(self) -> None:
        parts = self._zip.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise locked()
        if _BOOK not in self._zip.namelist():
            raise no_workbook()
        if len(parts) > _PARTS or sum(part.file_size for part in parts) > self._limits.unpacked:
            raise too_wide(self._limits)

    def _check_parts(self) -> None:
        """Unpack every part but the sheets, which :meth:`marks` goes through: a size that the
        package understates fails its checksum."""
        for path in self._zip.namelist():
            if path.endswith((".xml", ".rels")) and path not in self._paths.values():
                for _piece in self._pieces(path):
                    pass

    def _pieces(self, path: str) -> Iterator[bytes]:
        with self._zip.open(path) as part:
            first = True
            while piece := part.read(_PIECE):
                if first and (b"\0" in piece or b"<!DOCTYPE" in piece):
                    raise damaged()
                first = False
                if b"ount" in piece and _HUGE_COUNT.search(piece):
                    raise damaged()
                yield piece

    def _parsed(self, path: str) -> ElementTree.Element:
        text = self._zip.read(path)
        if b"<!" in text.replace(b"<!--", b"").replace(b"<![CDATA[", b""):
            raise damaged()
        return ElementTree.fromstring(text)  # noqa: S314 - bounded, and without declarations

    def _sheet_paths(self) -> dict[str, str]:
        """Which part holds which sheet."""
        targets = {
            each.get("Id", ""): each.get("Target", "")
            for each in self._parsed("xl/_rels/workbook.xml.rels")
        }
        paths = {}
        for sheet in _all(self._parsed(_BOOK), "sheet"):
            link = next((value for key, value in sheet.items() if key.endswith("}id")), "")
            target = targets.get(link, "").removeprefix("/").removeprefix("xl/")
            path = posixpath.normpath(f"xl/{target}")
            if path in self._zip.NameToInfo:
                paths[sheet.get("name", "")] = path
        return paths

    def _find_percent_styles(self) -> set[bytes]:
        """The cell styles that show a percentage."""
        if "xl/styles.xml" not in self._zip.NameToInfo:
            return set()
        styles = self._parsed("xl/styles.xml")
        # Each number is read, also where the format is none of these: they have to be numbers
        codes = {
            int(each.get("numFmtId", "0")): each.get("formatCode", "")
            for each in _all(styles, "numFmt")
        }
        formats = _PERCENT_FORMATS | {each for each, code in codes.items() if shows_percent(code)}
        return {
            str(index).encode()
            for cells in _all(styles, "cellXfs")
            for index, style in enumerate(cells)
            if int(style.get("numFmtId", "0")) in formats
        }

    def _measure_strings(self) -> tuple[int, list[int]]:
        """The longest shared text, and the bytes of each."""
        path = "xl/sharedStrings.xml"
        if path not in self._zip.NameToInfo:
            return 0, []
        lengths: list[int] = []
        for piece in self._whole(path, b"si>"):
            lengths += map(len, _STRING_END.split(piece)[:-1])
        return max(lengths, default=0), lengths

    def _measure(self, path: str, hidden: HiddenParts) -> bool:
        """Refuse a sheet that needs too much room; tell whether it has cells to be marked."""
        letters: set[bytes] = set()
        cells = placed = height = 0
        marked = bool(self._percent_styles)
        for piece in self._whole(path, b">"):
            hidden.look(piece)
            if any(sign in piece for sign in _UNUSUAL):
                references = _REFERENCE.findall(piece)
                letters.update(column for column, _row in references)
                rows = [row for _column, row in references]
                cells += sum(tag == b"c" for tag in _CELL_OR_ROW.findall(piece))
                marked = marked or any(sign in piece for sign in _SIGNS)
            else:
                letters.update(_USUAL_WIDE.findall(piece))
                rows = _USUAL_ROW.findall(piece)
                cells += piece.count(b"<c ") + piece.count(b"<c>") + piece.count(b"<c/>")
                marked = marked or b"<f" in piece or b't="e"' in piece
            height = max(height, *map(int, set(rows)), 0)
            placed += len(rows)
        width = max((_column(letter) + 1 for letter in letters), default=_LETTERS)
        if placed < cells:
            # Cells that do not say where they stand follow each other
            width, height = max(width, self._widest(path)), height + cells
        if (
            (width > self._limits.columns and width > _LETTERS)
            or width * height > self._limits.cells
            or self._text_bytes(path, cells) > self._limits.texts
        ):
            raise too_wide(self._limits)
        return marked

    def _widest(self, path: str) -> int:
        """The most cells in one row, where cells do not say where they stand."""
        widest = cells = 0
        for piece in self._whole(path, b">"):
            for tag in _CELL_OR_ROW.findall(piece):
                cells = cells + 1 if tag == b"c" else 0
                widest = max(widest, cells)
        return widest

    def _text_bytes(self, path: str, cells: int) -> int:
        """Bytes of all shared texts that the sheet repeats; counted only when it can matter."""
        most = self._longest * cells
        if most <= self._limits.texts:
            return most
        total = 0
        for facts, body in self._filled(path):
            value = _VALUE.search(body)
            if value is not None and facts.get(b"t") == b"s":
                total += self._strings[int(value[1])]
        return total

    def _mark(self, path: str, found: SheetMarks) -> None:
        for facts, body in self._filled(path):
            position = _POSITION.fullmatch(facts.get(b"r", b""))
            if position is None:
                continue
            row, column = int(position[2]) - 1, _column(position[1])
            kind, value = facts.get(b"t", b"n"), _VALUE.search(body)
            formula = _FORMULA.search(body)
            if kind == b"e":
                found.texts[row, column] = "#N/A" if value is None else _text(value[1])
            elif formula is not None and value is None and kind not in (b"str", b"inlineStr"):
                found.texts[row, column] = f"={_text(formula[1] or b'') or '…'}"
            elif kind == b"n" and facts.get(b"s") in self._percent_styles:
                _put(found.percents, row, column, 1)

    def _filled(self, path: str) -> Iterator[tuple[dict[bytes, bytes], bytes]]:
        """Attributes and content of every cell that has content."""
        for piece in self._whole(path, b"c>"):
            for part in _CELL_END.split(piece)[:-1]:
                start = max(part.rfind(b"<c "), part.rfind(b":c "))
                head, _end, body = part[start:].partition(b">")
                yield dict(_ATTRIBUTE.findall(head)), body

    def _whole(self, path: str, end: bytes) -> Iterator[bytes]:
        """The part in pieces that do not cut through what ends with ``end``."""
        rest = b""
        for piece in self._pieces(path):
            rest += piece
            cut = rest.rfind(end) + len(end)
            if cut >= len(end):
                yield rest[:cut]
                rest = rest[cut:]
            elif len(rest) > _LONGEST_CELL:
                raise damaged()
        yield rest


def _put(found: dict[int, bytearray], row: int, column: int, value: int) -> None:
    rows = found.setdefault(column, bytearray())
    rows.extend(bytes(max(row + 1 - len(rows), 0)))
    rows[row] = value


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Elements by local name: the strict and the usual form of the format differ in namespace."""
    return [each for each in root.iter() if each.tag.rpartition("}")[2] == name]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").strip()
