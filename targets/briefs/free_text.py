"""Paragraphs that a place writes itself, one a section: words around the data, never figures."""

from __future__ import annotations

import re

from targets.core.values.messages import gettext_noop, phrase

from .substitution import WordingRefused, check_places, pieces

SECTIONS = (
    "summary", "good", "attention", "main", "tasks", "reporting", "revisions", "changes", "next",
)  # fmt: skip
_PREFIX = "free_"
FREE = tuple(f"{_PREFIX}{section}" for section in SECTIONS)  # keys among a draft's texts
# What may be counted in such a paragraph: the data put the number in
PLACES = (
    "place", "year", "period", "quantified", "with_data", "ahead", "lagging", "tasks", "overdue",
)  # fmt: skip
_FIGURE = re.compile(r"\d[\d.,%]*")  # of any script; 一是, 三项 and ① are words


def free_key(section: str) -> str:
    """Under which a section's paragraph is kept."""
    return f"{_PREFIX}{section}"


def validate_free(text: str) -> None:
    """Whether a text may stand as a section's own paragraph; an empty one is none. Raises
    :class:`~targets.briefs.substitution.WordingRefused`, whose ``reason`` is a phrase."""
    if not text.strip():
        return
    check_places(text, needed=(), allowed=PLACES)
    words = " ".join(piece.text for piece in pieces(text) if not piece.is_place)
    found = _FIGURE.search(words)
    if found is not None:
        raise WordingRefused(
            phrase(
                gettext_noop(
                    "“%(figure)s” is a figure typed by hand: a figure comes from the data. Write"
                    " it in words, or use one of these: %(known)s."
                ),
                figure=found[0],
                known=", ".join(f"{{{name}}}" for name in PLACES),
            )
        )
