"""How core writes sentences: English message ids with parameters, translated elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from targets.core.values.facts import Figure, Name, Phrase


def gettext_noop(message: str) -> str:
    """Mark a message id so that ``makemessages`` finds it; the words module translates it."""
    return message


def phrase(msgid: str, **params: str | int | date | Figure | Name | Phrase) -> Phrase:
    """A sentence not yet in any language."""
    return Phrase(msgid, params)


def joined(found: Sequence[Phrase]) -> Phrase:
    """Several things in a row; at least one."""
    if len(found) == 1:
        return found[0]
    return phrase(gettext_noop("%(first)s; %(rest)s"), first=found[0], rest=joined(found[1:]))
