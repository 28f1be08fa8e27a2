"""Why a decision was not taken, in words, with the entries it was about."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from targets import formatting
from targets.closed_words import refused_as_closed
from targets.writes.checking.check import CheckConflict, CheckRefused, Overtaken, OwnEntries
from targets.writes.entries.ledger import PeriodClosed


class Refused(NamedTuple):
    """A refusal as it is printed above the entries."""

    status: int
    sentence: str
    entries: tuple[tuple[str, str], ...] = ()  # name, what became of it


def refused_by(
    error: CheckConflict | CheckRefused | OwnEntries | PeriodClosed, place_id: uuid.UUID
) -> Refused:
    """The refusal in the reader's language."""
    if isinstance(error, CheckConflict):
        return Refused(
            409,
            _(
                "Nothing was decided: these entries changed after this page was opened. They are"
                " shown below as they stand now; look again and decide."
            ),
            tuple((formatting.name(each), _became(each)) for each in error.overtaken),
        )
    if isinstance(error, OwnEntries):
        return Refused(
            403,
            _(
                "Nothing was accepted: you entered or signed these figures yourself. Another"
                " checker has to accept them."
            ),
            tuple((formatting.name(each), "") for each in error.slots),
        )
    if isinstance(error, PeriodClosed):
        sentence = refused_as_closed(place_id, error.period_ends, lacks_reason=error.lacks_reason)
        return Refused(409, sentence)
    return Refused(400, formatting.phrase(error.sentence))


def _became(each: Overtaken) -> str:
    if not each.verdict or each.recorded_at is None:
        return _("replaced by another entry")
    said = {"author": each.author, "at": f"{timezone.localtime(each.recorded_at):%Y-%m-%d %H:%M}"}
    if each.verdict == "accepted":
        return _("accepted by %(author)s at %(at)s") % said
    return _("returned by %(author)s at %(at)s") % said
