"""One indicator over the children of a place: what may be added, and what is shown per place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.judging.place_summary import Known, PlaceSummary
from targets.core.judging.progress import CONTEXT, ZERO
from targets.core.values.facts import Calendar, Figure, Measure, Phrase
from targets.core.values.figures import SeriesWords, number
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import cumulative_label


class Rollup(StrEnum):
    """What becomes of the children's figures."""

    SUM = "sum"
    PER_PLACE = "per_place"  # rates, shares and ranks never add
    NOTHING = "nothing"  # no child has a figure, or no period is known of all that have


class Child(NamedTuple):
    """One place below, with what is known of it; None where it does not keep the indicator."""

    key: str
    name: str
    summary: PlaceSummary | None


class PlaceFigure(NamedTuple):
    """One child's figure at its period end."""

    key: str
    name: str
    period_end: date
    value: Decimal
    is_floor: bool


class RolledUp(NamedTuple):
    """The children together, and the parent's own figure beside them, never instead."""

    kind: Rollup
    places: tuple[PlaceFigure, ...]  # as the children were given
    missing: tuple[str, ...]  # names of children without a known figure: not counted as zero
    not_kept: tuple[str, ...] = ()  # names of children that do not keep the indicator
    late: tuple[str, ...] = ()  # names of children that lack the latest figures others have
    period_end: date | None = None  # of the sum
    total: Decimal | None = None
    is_floor: bool = False  # some figure is only a floor, so the sum is one
    own: Decimal | None = None  # the parent's, at the period of the sum; its latest beside none
    own_end: date | None = None
    own_is_floor: bool = False
    difference: Decimal | None = None  # total − own; None where either is a floor


class Weighted(NamedTuple):
    """One component of an index, with its weight as declared."""

    key: str
    name: str
    weight: Decimal
    value: Decimal | None


class Composite(NamedTuple):
    """A weighted mean under its own name. With a component missing it has no value."""

    name: str
    components: tuple[Weighted, ...]
    value: Decimal | None
    missing: tuple[str, ...]  # names


def adds(measure: Measure, *, is_count: bool) -> bool:
    """Whether figures of several places may be summed: amounts, and stocks that are counted."""
    return is_count if measure is Measure.STOCK else measure is Measure.AMOUNT


def roll_up(
    children: Sequence[Child],
    parent: PlaceSummary | None = None,
    *,
    measure: Measure,
    is_count: bool = False,
) -> RolledUp:
    """The children's figures by measure, all of one indicator in one year.

    What adds is added at one period end: the latest that every child with figures has, which
    is that of the child furthest behind with its reports.
    """
    not_kept = tuple(child.name for child in children if child.summary is None)
    kept = [(child, child.summary) for child in children if child.summary is not None]
    missing = tuple(child.name for child, summary in kept if summary.period_end is None)
    having = [(child, summary) for child, summary in kept if summary.period_end is not None]
    apart = RolledUp(Rollup.NOTHING, (), missing, not_kept)
    if not having:
        return _beside(apart, parent, None)
    if not adds(measure, is_count=is_count):
        latest = tuple(_latest(child, summary) for child, summary in having)
        return _beside(apart._replace(kind=Rollup.PER_PLACE, places=latest), parent, None)
    newest = max(summary.period_end for _child, summary in having if summary.period_end)
    late = tuple(child.name for child, summary in having if summary.period_end != newest)
    places = _common(having) if late else tuple(_latest(*each) for each in having)
    if not places:
        latest = tuple(_latest(child, summary) for child, summary in having)
        return _beside(apart._replace(places=latest, late=late), parent, None)
    with localcontext(CONTEXT):
        total = sum((place.value for place in places), ZERO)
    summed = apart._replace(
        kind=Rollup.SUM,
        places=places,
        late=late,
        period_end=places[0].period_end,
        total=total,
        is_floor=any(place.is_floor for place in places),
    )
    return _beside(summed, parent, summed.period_end)


def _latest(child: Child, summary: PlaceSummary) -> PlaceFigure:
    assert summary.period_end is not None  # noqa: S101 - only places with figures are given
    assert summary.now.value is not None  # noqa: S101 - the judged period has one
    end, value = summary.period_end, summary.now.value
    return PlaceFigure(child.key, child.name, end, value, summary.is_floor)


def _common(having: Sequence[tuple[Child, PlaceSummary]]) -> tuple[PlaceFigure, ...]:
    """Every child's figure at the latest period that all of them know; none if there is none."""
    known = [{mark.period_end: mark for mark in summary.known} for _child, summary in having]
    end = max(set.intersection(*map(set, known)), default=None)
    if end is None:
        return ()
    return tuple(
        PlaceFigure(child.key, child.name, *marks[end])
        for (child, _summary), marks in zip(having, known, strict=True)
    )


def _beside(rolled: RolledUp, parent: PlaceSummary | None, end: date | None) -> RolledUp:
    """With the parent's own figure at that period end; without one, its latest."""
    own = _own(parent, end)
    if own is None:
        return rolled
    apart = None
    if rolled.total is not None and not (rolled.is_floor or own.is_floor):
        with localcontext(CONTEXT):
            apart = rolled.total - own.value
    return rolled._replace(
        own=own.value, own_end=own.period_end, own_is_floor=own.is_floor, difference=apart
    )


def _own(parent: PlaceSummary | None, end: date | None) -> Known | None:
    known = parent.known if parent is not None else ()
    if end is None:
        return known[-1] if known else None
    return next((mark for mark in known if mark.period_end == end), None)


def composite(name: str, components: Sequence[Weighted]) -> Composite:
    """Σ weight·value ÷ Σ weight of an index that somebody named and gave weights to."""
    if not name or not components:
        raise ValueError("an index needs a name and components")
    if any(each.weight <= 0 for each in components):
        raise ValueError("every weight of an index is above zero")
    missing = tuple(each.name for each in components if each.value is None)
    value = None
    if not missing:
        with localcontext(CONTEXT):
            whole = sum((each.weight for each in components), ZERO)
            parts = [each.weight * each.value for each in components if each.value is not None]
            value = sum(parts, ZERO) / whole
    return Composite(name, tuple(components), value, missing)


def why_not_weighed(measure: Measure, *, higher_is_better: bool) -> Phrase | None:
    """Why an indicator is no component of an index of completion rates; None where it may be."""
    if measure is not Measure.AMOUNT:
        return phrase(
            gettext_noop(
                "Only amounts have a completion rate; rates, shares, ranks, stocks and tasks have"
                " none that could be weighed."
            )
        )
    if not higher_is_better:
        return phrase(
            gettext_noop(
                "Less of it is better, or its targets are ceilings: a higher completion rate is"
                " not better."
            )
        )
    return None


def rollup_sentences(
    rolled: RolledUp, words: SeriesWords, calendar: Calendar
) -> tuple[Phrase, ...]:
    """What was added and at which period, who is missing, and what the parent says itself."""
    with localcontext(CONTEXT):
        said = [_first(rolled, words, calendar), *_absent(rolled)]
        own = _own_said(rolled, words, calendar)
    return tuple(said if own is None else [*said, own])


def _absent(rolled: RolledUp) -> list[Phrase]:
    said = []
    if rolled.late:
        msgid = gettext_noop("Later figures of others are not yet known of: %(places)s.")
        said.append(phrase(msgid, places=listed(rolled.late)))
    if rolled.missing:
        msgid = gettext_noop("Not included, as no figure is known: %(places)s.")
        said.append(phrase(msgid, places=listed(rolled.missing)))
    if rolled.not_kept:
        msgid = gettext_noop("Does not keep this indicator: %(places)s.")
        said.append(phrase(msgid, places=listed(rolled.not_kept)))
    return said


def _own_said(rolled: RolledUp, words: SeriesWords, calendar: Calendar) -> Phrase | None:
    if rolled.own is None or rolled.own_end is None:
        return None
    own = _printed(rolled.own, rolled.own_is_floor, words)
    if rolled.total is None:
        msgid = gettext_noop("The place itself reports %(own)s (%(period)s).")
        return phrase(msgid, own=own, period=cumulative_label(calendar, rolled.own_end))
    if rolled.difference is None:
        return phrase(gettext_noop("The place itself reports %(own)s."), own=own)
    if not rolled.difference:
        return phrase(gettext_noop("The place itself reports the same."))
    msgid = (
        gettext_noop("The place itself reports %(own)s; the sum is %(apart)s more.")
        if rolled.difference > 0
        else gettext_noop("The place itself reports %(own)s; the sum is %(apart)s less.")
    )
    return phrase(msgid, own=own, apart=number(abs(rolled.difference), words))


def _first(rolled: RolledUp, words: SeriesWords, calendar: Calendar) -> Phrase:
    count = len(rolled.places)
    if rolled.total is not None and rolled.period_end is not None:
        return phrase(
            gettext_noop(
                "%(period)s, %(name)s: %(total)s, the sum of %(count)s of %(all)s places."
            ),
            period=cumulative_label(calendar, rolled.period_end),
            name=words.name,
            total=_printed(rolled.total, rolled.is_floor, words),
            count=count,
            all=count + len(rolled.missing) + len(rolled.not_kept),
        )
    if rolled.kind is Rollup.PER_PLACE:
        return phrase(
            gettext_noop("%(name)s cannot be added up; it is shown for each place."),
            name=words.name,
        )
    if count:
        return phrase(
            gettext_noop(
                "%(name)s: no period is known of all %(count)s places, so there is no sum."
            ),
            name=words.name,
            count=count,
        )
    return phrase(gettext_noop("%(name)s: no place has reported a figure."), name=words.name)


def _printed(value: Decimal, is_floor: bool, words: SeriesWords) -> Figure | Phrase:
    figure = number(value, words)
    return phrase(gettext_noop("more than %(figure)s"), figure=figure) if is_floor else figure


MOST_NAMED = 12  # places named in one sentence; of more the number of the rest is said


def listed(names: Sequence[str]) -> str | Phrase:
    """Names one after the other, there is at least one; of very many the first and how many
    more."""
    if len(names) > MOST_NAMED + 1:
        first, rest = names[:MOST_NAMED], len(names) - MOST_NAMED
        msgid = gettext_noop("%(places)s and %(count)s more")
        return phrase(msgid, places=listed(first), count=rest)
    if len(names) == 1:
        return names[0]
    return phrase(gettext_noop("%(place)s, %(places)s"), place=names[0], places=listed(names[1:]))
