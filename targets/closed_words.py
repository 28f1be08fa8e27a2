"""The one sentence on closed periods: since when, closed by whom, and whom to ask."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import formatting
from targets.reads.scope.closed import Closed, Closer, closed_periods, closers

NAMED = 3  # people to ask that are named; the others are counted


def closed_sentence(closed: Collection[Closed], may_ask: Sequence[Closer]) -> str:
    """2026年11月已于2026年12月1日由王芳(区统计局)关账。…请联系王芳(区统计局)重新开放。"""
    return _joined(closed_fact(closed, may_ask), whom_to_ask(may_ask))


def closed_fact(closed: Collection[Closed], may_ask: Sequence[Closer]) -> str:
    """Which periods were closed when and by whom, with the unit they do it for."""
    together: dict[tuple[date, int | None, str], list[date]] = {}
    for each in sorted(closed, key=lambda each: each.period_end):
        key = (each.closed_on, each.author_id, each.author)
        together.setdefault(key, []).append(each.period_end)
    units = {closer.person_id: closer for closer in may_ask}
    return _joined(
        *(
            _fact(ends, closed_on, _person(author, units.get(author_id or 0)))
            for (closed_on, author_id, author), ends in together.items()
        )
    )


def _fact(ends: Iterable[date], closed_on: date, person: str) -> str:
    periods = pgettext("between names", ", ").join(formatting.month(end) for end in ends)
    given = {"periods": periods, "day": formatting.day(closed_on), "person": person}
    if not person:
        return _("%(periods)s: closed on %(day)s.") % given
    return _("%(periods)s: closed on %(day)s by %(person)s.") % given


def whom_to_ask(may_ask: Sequence[Closer]) -> str:
    """Who reopens the period; the administrator where nobody has the right by a membership."""
    if not may_ask:
        return _("To report or correct anything in it, ask the administrator to have it reopened.")
    named = [_person(each.name, each) for each in may_ask[:NAMED]]
    more = len(may_ask) - NAMED
    if more > 0:
        given = {"people": pgettext("between names", ", ").join(named), "more": more}
        people = _("%(people)s or %(more)s others") % given
    elif len(named) > 1:
        given = {"people": pgettext("between names", ", ").join(named[:-1]), "last": named[-1]}
        people = _("%(people)s or %(last)s") % given
    else:
        people = named[0]
    return _("To report or correct anything in it, ask %(people)s to reopen it.") % {
        "people": people
    }


def reason_needed() -> str:
    """What a person who may revise a closed period is told."""
    return _("What is changed in it needs a reason and is marked as a revision.")


def shut_notice(closed: Collection[Closed], may_ask: Sequence[Closer], *, may_revise: bool) -> str:
    """What a screen says above figures of closed periods."""
    if may_revise:
        return _joined(closed_fact(closed, may_ask), reason_needed())
    return closed_sentence(closed, may_ask)


def shut_before(place_id: uuid.UUID, period_ends: Collection[date], *, may_revise: bool) -> str:
    """What a preview says where figures would go into closed periods; empty where none is. Four
    queries, two where none is closed."""
    if not period_ends:
        return ""
    found = closed_periods([place_id], min(period_ends), max(period_ends)).values()
    closed = [each for each in found if each.period_end in period_ends]
    if not closed:
        return ""
    return shut_notice(closed, closers([place_id])[place_id], may_revise=may_revise)


def refused_as_closed(
    place_id: uuid.UUID, period_ends: Collection[date], *, lacks_reason: bool
) -> str:
    """Why nothing was written into closed periods of a place, behind every door. Four
    queries."""
    found, may_ask = _found(place_id, period_ends)
    return _refusal(found, may_ask, lacks_reason=lacks_reason)


def refused_one_by_one(
    place_id: uuid.UUID, period_ends: Collection[date], *, lacks_reason: bool
) -> Mapping[date, str]:
    """The same of each period alone. Four queries."""
    found, may_ask = _found(place_id, period_ends)
    return {
        end: _refusal(
            [each for each in found if each.period_end == end], may_ask, lacks_reason=lacks_reason
        )
        for end in period_ends
    }


def _found(
    place_id: uuid.UUID, period_ends: Collection[date]
) -> tuple[list[Closed], tuple[Closer, ...]]:
    found = closed_periods([place_id], min(period_ends), max(period_ends)).values()
    closed = [each for each in found if each.period_end in period_ends]
    return closed, closers([place_id])[place_id]


def _refusal(closed: Collection[Closed], may_ask: Sequence[Closer], *, lacks_reason: bool) -> str:
    what_to_do = reason_needed() if lacks_reason else whom_to_ask(may_ask)
    return _joined(_("Nothing was saved."), closed_fact(closed, may_ask), what_to_do)


def _person(name: str, closer: Closer | None) -> str:
    if closer is None:
        return name
    return pgettext("a person and the unit they work for", "%(person)s (%(unit)s)") % {
        "person": name,
        "unit": formatting.name(closer.unit),
    }


def _joined(*sentences: str) -> str:
    """Sentences one after the other, as the reader's language sets them."""
    return ("" if formatting.in_chinese() else " ").join(filter(None, sentences))
