"""Closing and reopening periods of a place, under its exclusive lock."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Closing, ClosingAction
from targets.reads.check.closing import Missing, missing_of, stands
from targets.writes.database_time import database_time
from targets.writes.entries.ledger import lock_place

LONGEST = 500  # characters of a reason


class ClosingRefused(Exception):
    """Nothing was written: what was asked cannot be done, and why (HTTP 400 or 409)."""

    def __init__(self, sentence: Phrase, *, status: int = 400) -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence
        self.status = status


class StillMissing(Exception):
    """Nothing was written: more is missing, or other things, than was confirmed (HTTP 409)."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(f"{missing.number} things are missing")
        self.missing = missing


class ClosedBy(NamedTuple):
    """Who closes or reopens, where, which period."""

    place_id: uuid.UUID
    period_end: date
    author_id: int
    address: str = ""


def close_period(by: ClosedBy, *, confirmed: str, today: date, reason: str = "") -> Closing:
    """Close the period; whoever writes into the place has finished by then or comes after.

    ``confirmed`` is the digest of what the closer was shown as missing. Raises
    :class:`ClosingRefused` for a period that has not ended or is closed already, and
    :class:`StillMissing` where what is missing now is not what was confirmed.
    """
    if by.period_end > today:
        raise ClosingRefused(
            phrase(_("The period ends on %(end)s and has not ended yet."), end=by.period_end)
        )
    _keep_length(reason)
    with transaction.atomic():
        lock_place(by.place_id, exclusively=True)
        if stands(by.place_id, by.period_end) == ClosingAction.CLOSED:
            raise ClosingRefused(phrase(_("This period is closed already.")), status=409)
        missing = missing_of(by.place_id, by.period_end, today=today)
        if missing.digest != confirmed:
            raise StillMissing(missing)
        return _write(by, ClosingAction.CLOSED, reason, missing.codes)


def reopen_period(by: ClosedBy, *, reason: str) -> Closing:
    """Open a closed period again, with a reason. Raises :class:`ClosingRefused`."""
    if not reason:
        raise ClosingRefused(phrase(_("Say why the period is reopened.")))
    _keep_length(reason)
    with transaction.atomic():
        lock_place(by.place_id, exclusively=True)
        if stands(by.place_id, by.period_end) != ClosingAction.CLOSED:
            raise ClosingRefused(phrase(_("This period is not closed.")), status=409)
        return _write(by, ClosingAction.REOPENED, reason, ())


def _keep_length(reason: str) -> None:
    if len(reason) > LONGEST:
        raise ClosingRefused(
            phrase(
                _("The text has %(length)s characters; at most %(longest)s are possible."),
                length=len(reason),
                longest=LONGEST,
            )
        )


def _newest(by: ClosedBy) -> datetime | None:
    """When the act was recorded that the next one follows: the newest says what holds."""
    acts = Closing.objects.filter(place_id=by.place_id, period_end=by.period_end)
    newest: datetime | None = acts.aggregate(newest=Max("recorded_at"))["newest"]
    return newest


def _write(by: ClosedBy, action: ClosingAction, reason: str, missing: Sequence[str]) -> Closing:
    return Closing.objects.create(
        place_id=by.place_id,
        period_end=by.period_end,
        action=action,
        reason=reason,
        missing=list(missing),
        author_id=by.author_id,
        address=by.address,
        recorded_at=database_time(after=_newest(by)),
    )
