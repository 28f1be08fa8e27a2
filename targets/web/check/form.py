"""The fields of the check screen: entries named by what was shown of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import NamedTuple

from django.http import QueryDict

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.core.values.reading import key_of
from targets.models import CheckVerdict
from targets.writes.checking.check import CheckRefused, Seen

# Submit buttons: what each decides, and which field names the entries
_ACTS = {
    "accept": (CheckVerdict.ACCEPTED, "entry"),
    "return": (CheckVerdict.RETURNED, "entry"),
    "comment": (CheckVerdict.COMMENTED, "entry"),
    "accept_clear": (CheckVerdict.ACCEPTED, "clear"),
    "accept_all": (CheckVerdict.ACCEPTED, "shown"),
}


class Decision(NamedTuple):
    """What was decided, of which entries, with which words."""

    verdict: CheckVerdict
    seen: tuple[Seen, ...]
    text: str
    follows: str  # the entry to go on with
    chosen: frozenset[uuid.UUID]


def token(seen: Seen) -> str:
    """An entry and what it would replace, as one word."""
    return f"{seen.entry_id}.{seen.official_id or ''}"


def read_decision(post: QueryDict) -> Decision:
    """What was sent. Raises :class:`~targets.writes.checking.check.CheckRefused` for what no form
    of ours sends."""
    act = _ACTS.get(post.get("do", ""))
    if act is None:
        raise CheckRefused(phrase(_("Choose what is to be done: accept, return or comment.")))
    verdict, field = act
    tokens = post.getlist(field)
    if field != "entry":
        tokens = " ".join(tokens).split()
    seen = tuple(_seen(tokens))
    text = post.get("text", "").replace("\r\n", "\n").strip()
    return Decision(
        verdict, seen, text, post.get("follows", ""), frozenset(each.entry_id for each in seen)
    )


def _seen(tokens: Iterable[str]) -> Iterable[Seen]:
    for each in tokens:
        entry, _dot, official = each.partition(".")
        entry_id, official_id = key_of(entry), key_of(official)
        if entry_id is None or (official and official_id is None):
            raise CheckRefused(phrase(_("The form was sent incomplete: open the page again.")))
        yield Seen(entry_id, official_id)
