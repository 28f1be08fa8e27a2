"""Named places for numbers in a wording: ``{name}`` and nothing else, put in as they are.

An administrator writes these texts, so Python's own formatting, which reaches into attributes,
is never let near them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop, phrase

LONGEST = 1000  # characters of a wording
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


class WordingRefused(ValueError):
    """A wording that cannot be used; ``reason`` says why and what to do."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


class Piece(NamedTuple):
    """A part of a wording: plain text, or the name of what stands there."""

    text: str
    is_place: bool


def pieces(text: str) -> Iterator[Piece]:
    """Text and named places in their order; a screen locks the places."""
    at = 0
    for found in _PLACE.finditer(text):
        if found.start() > at:
            yield Piece(text[at : found.start()], is_place=False)
        yield Piece(found[1], is_place=True)
        at = found.end()
    if at < len(text):
        yield Piece(text[at:], is_place=False)


def places(text: str) -> tuple[str, ...]:
    """The named places of a text, each as often as it stands there."""
    return tuple(piece.text for piece in pieces(text) if piece.is_place)


def check_places(text: str, *, needed: Collection[str], allowed: Collection[str]) -> None:
    """Raises :class:`WordingRefused` for an empty or overlong text, a brace that opens no place,
    a place that does not exist, and a number that was left out or stands there twice."""
    if not text.strip():
        raise WordingRefused(phrase(gettext_noop("The wording is empty: write a sentence.")))
    if len(text) > LONGEST:
        raise WordingRefused(
            phrase(
                gettext_noop("The wording has %(length)s characters; %(longest)s are allowed."),
                length=len(text),
                longest=LONGEST,
            )
        )
    if any(brace in _PLACE.sub("", text) for brace in "{}"):
        raise WordingRefused(
            phrase(
                gettext_noop(
                    "A brace stands alone: write a place as {name}, in small Latin letters, and"
                    " use no other braces."
                )
            )
        )
    found = places(text)
    unknown = [name for name in dict.fromkeys(found) if name not in allowed]
    if unknown:
        raise WordingRefused(
            phrase(
                gettext_noop("There is no %(unknown)s in this sentence. There are: %(known)s."),
                unknown=_named(unknown),
                known=_named(allowed),
            )
        )
    missing = [name for name in needed if name not in found]
    if missing:
        raise WordingRefused(
            phrase(
                gettext_noop("Numbers must stay: %(missing)s was left out. Put it back."),
                missing=_named(missing),
            )
        )
    twice = [name for name in needed if found.count(name) > 1]
    if twice:
        raise WordingRefused(
            phrase(gettext_noop("%(twice)s stands there twice: keep one."), twice=_named(twice))
        )


def substitute(text: str, values: Mapping[str, str]) -> str:
    """The text with each place filled. What is put in is never read again for places. Raises
    ``KeyError`` for a place without a value: texts are checked when they are written."""
    return _PLACE.sub(lambda found: values[found[1]], text)


def _named(names: Collection[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)
