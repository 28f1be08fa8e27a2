"""The few words of paper that stand around a briefing's own: numbering, legend, notes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .content import Picture

_NUMERALS = "〇一二三四五六七八九十"
_NUMBERED = re.compile(r"(?:[一二三四五六七八九十]+、|\d{1,2}[.、])")
_STROKES = {"actual": "●━━", "target": "╍╍╍", "pace": "┈┈┈", "last_year": "──"}
_TEN = 10


def is_chinese(language: str) -> bool:
    """Whether a briefing is in Chinese."""
    return language.lower().startswith("zh")


def width_of(text: str) -> int:
    """The width of a text in halves of a Chinese character."""
    return sum(1 if letter.isascii() else 2 for letter in text)


def numeral(number: int) -> str:
    """1 to 99 as Chinese counts: 十, 十一, 二十."""
    tens, ones = divmod(number, _TEN)
    before = "" if tens == 0 else ("十" if tens == 1 else f"{_NUMERALS[tens]}十")
    return before + (_NUMERALS[ones] if ones else "")


def heading(text: str, number: int, language: str) -> str:
    """A heading of the first order with its number, unless it has one already."""
    if _NUMBERED.match(text):
        return text
    return f"{numeral(number)}、{text}" if is_chinese(language) else f"{number}. {text}"


def part_of(at: int, whole: int, language: str) -> str:
    """Which part of a heading that goes on over several slides; nothing where it is one."""
    if whole <= 1:
        return ""
    return f"（{at}/{whole}）" if is_chinese(language) else f" ({at}/{whole})"


def notes_title(language: str) -> str:
    """The word above the notes."""
    return "注：" if is_chinese(language) else "Notes"


def signed(by: str, language: str) -> str:
    """Who issued it."""
    return f"签发：{by}" if is_chinese(language) else f"Issued by {by}"


def checksum(label: str, sha256: str, language: str) -> str:
    """The checksum with its label; nothing for a draft, which has none."""
    if not sha256:
        return ""
    return f"{label}：{sha256}" if is_chinese(language) else f"{label}: {sha256}"


def picture_caption(picture: Picture, language: str) -> str:
    """An indicator with its unit."""
    if not picture.unit:
        return picture.title
    return (
        f"{picture.title}（{picture.unit}）"
        if is_chinese(language)
        else (f"{picture.title} ({picture.unit})")
    )


def legend(labels: Sequence[tuple[str, str]], pictures: Sequence[Picture]) -> str:
    """What the lines of these pictures mean, in one line of text."""
    there = {
        "actual": True,
        "target": any(picture.target is not None for picture in pictures),
        "pace": any(picture.pace is not None for picture in pictures),
        "last_year": any(picture.last_year is not None for picture in pictures),
    }
    shown = [f"{_STROKES[key]} {text}" for key, text in labels if there.get(key)]
    return "    ".join(shown)
