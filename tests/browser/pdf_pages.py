"""The text of each page of a PDF as Chromium writes it: enough to see what a sheet says."""

from __future__ import annotations

import re
import unicodedata
import zlib

_OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\n?(.*?)\nendobj", re.S)
_SHOWN = re.compile(rb"/(\w+) [-\d.]+ Tf|<([0-9A-Fa-f]+)>")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")
_CHARACTER = re.compile(rb"<([0-9A-Fa-f]+)> <([0-9A-Fa-f]+)>")


def page_texts(content: bytes) -> list[str]:
    """One text a page, in the order in which it is drawn, without spaces."""
    objects = {int(number): body for number, body in _OBJECT.findall(content)}
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b", body)]
    return [_page(body, objects) for body in pages]


def _page(page: bytes, objects: dict[int, bytes]) -> str:
    fonts = {
        name: _characters(objects[int(number)], objects)
        for name, number in re.findall(rb"/(F\d+) (\d+) 0 R", page)
    }
    (contents,) = re.findall(rb"/Contents (\d+) 0 R", page)
    said, font = [], {}
    for name, glyphs in _SHOWN.findall(_stream(objects[int(contents)])):
        if name:
            font = fonts.get(name, {})
        wide = len(next(iter(font), b"0000"))
        codes = (glyphs[at : at + wide] for at in range(0, len(glyphs), wide))
        said += [font.get(code.upper(), "") for code in codes]
    # Chromium names the radical that a character looks like
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", "".join(said)))


def _characters(font: bytes, objects: dict[int, bytes]) -> dict[bytes, str]:
    """Code of a glyph → characters, as the font says; its codes are of one width."""
    found: dict[bytes, str] = {}
    for number in re.findall(rb"/ToUnicode (\d+) 0 R", font):
        table = _stream(objects[int(number)])
        for part in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.S):
            for first, last, character in _RANGE.findall(part):
                for step in range(int(last, 16) - int(first, 16) + 1):
                    glyph = f"{int(first, 16) + step:0{len(first)}X}".encode()
                    found[glyph] = chr(int(character, 16) + step)
        for part in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.S):
            for glyph, character in _CHARACTER.findall(part):
                text = bytes.fromhex(character.decode()).decode("utf-16-be", "replace")
                found[glyph.upper()] = text
    return found


def _stream(body: bytes) -> bytes:
    raw = body.partition(b"stream\n")[2].rpartition(b"\nendstream")[0]
    return zlib.decompress(raw) if b"/FlateDecode" in body else raw
