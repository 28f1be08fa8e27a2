"""Explaining why a series lags: appended, never changed; the history stays."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Explanation
from targets.models.ledger import LedgerQuerySet
from targets.writes.database_time import database_time
from targets.writes.entries.ledger import lock_place

LONGEST = 500  # characters of cause and measure


class Explaining(NamedTuple):
    """Who explains which series and period, and what they saw there."""

    place_id: uuid.UUID
    series_id: uuid.UUID
    period_end: date
    author_id: int | None
    address: str = ""
    seen_id: uuid.UUID | None = None  # the explanation that stood there; None: none


class Said(NamedTuple):
    """What is said."""

    cause: str
    measure: str = ""
    catch_up_on: date | None = None


class ExplanationRefused(Exception):
    """Nothing was written: what is wrong, by field (HTTP 400)."""

    def __init__(self, problems: dict[str, Phrase]) -> None:
        super().__init__(", ".join(problems))
        self.problems = problems


class ExplanationConflict(Exception):
    """Nothing was written: another explanation was given meanwhile (HTTP 409)."""

    def __init__(self, current: Explanation | None) -> None:
        super().__init__("another explanation was given meanwhile")
        self.current = current


def explain(said: Said, by: Explaining) -> bool:
    """Let this stand as the explanation; False when it stands already.

    Raises :class:`ExplanationRefused` and :class:`ExplanationConflict`; nothing is written then.
    """
    if problems := _problems(said, by.period_end):
        raise ExplanationRefused(problems)
    with transaction.atomic():
        lock_place(by.place_id)
        slot = _slot(by)
        current = slot.known(None).select_for_update(of=("self",)).first()
        if current is not None and _content(current) == said:
            return False
        if (current.id if current else None) != by.seen_id:
            raise ExplanationConflict(current)
        now = database_time(after=current.recorded_at if current else None)
        if current is not None:
            slot.filter(id=current.id).update(superseded_at=now)
        _insert(said, by, now)
    return True


def _insert(said: Said, by: Explaining, now: datetime) -> None:
    try:
        with transaction.atomic():
            Explanation.objects.create(
                series_id=by.series_id,
                place_id=by.place_id,
                period_end=by.period_end,
                author_id=by.author_id,
                address=by.address,
                recorded_at=now,
                **said._asdict(),
            )
    except IntegrityError as error:
        # The first explanation of a slot: there was no row to lock
        if "explanation_current_once" not in str(error):
            raise
        slot = _slot(by)
        raise ExplanationConflict(slot.known(None).first()) from error


def _slot(by: Explaining) -> LedgerQuerySet[Explanation]:
    return Explanation.objects.filter(
        place_id=by.place_id, series_id=by.series_id, period_end=by.period_end
    )


def _content(row: Explanation) -> Said:
    return Said(row.cause, row.measure, row.catch_up_on)


def _problems(said: Said, period_end: date) -> dict[str, Phrase]:
    problems: dict[str, Phrase] = {}
    if not said.cause:
        problems["cause"] = phrase(_("Say why it lags."))
    for field in ("cause", "measure"):
        length = len(getattr(said, field))
        if length > LONGEST:
            problems[field] = phrase(
                _("The text has %(length)s characters; at most %(longest)s are possible."),
                length=length,
                longest=LONGEST,
            )
    if said.catch_up_on is not None and said.catch_up_on <= period_end:
        problems["catch_up_on"] = phrase(
            _("The day has to come after the period's end, %(end)s."), end=period_end
        )
    return problems
