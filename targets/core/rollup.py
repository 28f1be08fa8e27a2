"""One indicator over the children of a place: what may be added, and what is shown per place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.figures import SeriesWords, number
from targets.core.outcomes import Assessment
from targets.core.periods import cumulative_label, ended_periods
from targets.core.phrases import gettext_noop, phrase
from targets.core.progress import CONTEXT, ZERO, Standing, standings
from targets.core.values import Figure, Measure, Phrase, SeriesFacts


class Rollup(StrEnum):
    """What becomes of the children's figures."""

    SUM = "sum"
    PER_PLACE = "per_place"  # rates, shares and ranks never add
    NOTHING = "nothing"  # no child has a figure, or no period is known of all that have


class Child(NamedTuple):
    """One place below, with its assessment; None where it does not have the indicator."""

    key: str
    name: str
    assessment: Assessment | None


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
    missing: tuple[str, ...]  # names of children without a figure: not counted as zero
    period_end: date | None = None  # of the sum
    total: Decimal | None = None
    is_floor: bool = False  # some figure is only a floor, so the sum is one
    is_older: bool = False  # some child has a later figure that others lack
    own: Decimal | None = None  # the parent's, at the period of the sum
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


def adds(facts: SeriesFacts) -> bool:
    """Whether figures of several places may be summed: amounts, and stocks that are counted."""
    return adds_up(facts.measure, is_count=facts.is_count)


def adds_up(measure: Measure, *, is_count: bool) -> bool:
    """Whether parts of such a quantity make a whole."""
    return is_count if measure is Measure.STOCK else measure is Measure.AMOUNT


def roll_up(children: Sequence[Child], parent: Assessment | None = None) -> RolledUp:
    """The children's figures by measure, all of one indicator in one year.

    What adds is added at one period end: the latest that every child with figures has, which
    is that of the child furthest behind with its reports.
    """
    _same_indicator([c.assessment.facts for c in children if c.assessment is not None])
    known = {child.key: _known(child.assessment) for child in children}
    missing = tuple(child.name for child in children if not known[child.key])
    having = [child for child in children if known[child.key]]
    if not having:
        return RolledUp(Rollup.NOTHING, (), missing)
    if not adds(_facts(having[0])):
        latest = tuple(_figure(child, max(known[child.key]), known[child.key]) for child in having)
        return RolledUp(Rollup.PER_PLACE, latest, missing)
    common = set.intersection(*[set(known[child.key]) for child in having])
    if not common:
        latest = tuple(_figure(child, max(known[child.key]), known[child.key]) for child in having)
        return RolledUp(Rollup.NOTHING, latest, missing)
    end = max(common)
    places = tuple(_figure(child, end, known[child.key]) for child in having)
    with localcontext(CONTEXT):
        total = sum((place.value for place in places), ZERO)
    summed = RolledUp(
        Rollup.SUM,
        places,
        missing,
        period_end=end,
        total=total,
        is_floor=any(place.is_floor for place in places),
        is_older=any(max(known[child.key]) > end for child in having),
    )
    return _beside(summed, total, _known(parent).get(end))


def _same_indicator(found: Sequence[SeriesFacts]) -> None:
    kinds = {(facts.measure, facts.is_count, facts.year) for facts in found}
    if len(kinds) > 1:
        raise ValueError("only one indicator's figures of one year can be rolled up")


def _facts(child: Child) -> SeriesFacts:
    assert child.assessment is not None  # noqa: S101 - it has figures
    return child.assessment.facts


def _known(assessment: Assessment | None) -> dict[date, Standing]:
    """The year to date at every period end where it is known, as of the assessment."""
    if assessment is None:
        return {}
    facts = assessment.facts
    ends = ended_periods(facts.calendar, facts.year, assessment.as_of)
    with localcontext(CONTEXT):
        marks = standings(facts.accumulation, ends, facts.actuals)
    return {mark.period_end: mark for mark in marks if mark.value is not None}


def _figure(child: Child, end: date, known: dict[date, Standing]) -> PlaceFigure:
    mark = known[end]
    assert mark.value is not None  # noqa: S101 - only known ones are kept
    return PlaceFigure(child.key, child.name, end, mark.value, mark.is_floor)


def _beside(summed: RolledUp, total: Decimal, own: Standing | None) -> RolledUp:
    """With the parent's own figure at the same period end."""
    if own is None or own.value is None:
        return summed
    with localcontext(CONTEXT):
        apart = None if summed.is_floor or own.is_floor else total - own.value
    return summed._replace(own=own.value, own_is_floor=own.is_floor, difference=apart)


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
    rolled: RolledUp, words: SeriesWords, facts: SeriesFacts
) -> tuple[Phrase, ...]:
    """What was added and at which period, who is missing, and what the parent says itself."""
    with localcontext(CONTEXT):
        return tuple(_said(rolled, words, facts))


def _said(rolled: RolledUp, words: SeriesWords, facts: SeriesFacts) -> list[Phrase]:
    said = [_first(rolled, words, facts)]
    if rolled.is_older and rolled.period_end is not None:
        msgid = gettext_noop("Later figures are not known of every place.")
        said.append(phrase(msgid))
    if rolled.missing:
        msgid = gettext_noop("Not included, as nothing was reported: %(places)s.")
        said.append(phrase(msgid, places=listed(rolled.missing)))
    if rolled.own is None or rolled.total is None:
        return said
    own = _printed(rolled.own, rolled.own_is_floor, words)
    if rolled.difference is None:
        return [*said, phrase(gettext_noop("The place itself reports %(own)s."), own=own)]
    if not rolled.difference:
        return [*said, phrase(gettext_noop("The place itself reports the same."))]
    msgid = (
        gettext_noop("The place itself reports %(own)s; the sum is %(apart)s more.")
        if rolled.difference > 0
        else gettext_noop("The place itself reports %(own)s; the sum is %(apart)s less.")
    )
    return [*said, phrase(msgid, own=own, apart=number(abs(rolled.difference), words))]


def _first(rolled: RolledUp, words: SeriesWords, facts: SeriesFacts) -> Phrase:
    count = len(rolled.places)
    if rolled.total is not None and rolled.period_end is not None:
        return phrase(
            gettext_noop(
                "%(period)s, %(name)s: %(total)s, the sum of %(count)s of %(all)s places."
            ),
            period=cumulative_label(facts.calendar, rolled.period_end),
            name=words.name,
            total=_printed(rolled.total, rolled.is_floor, words),
            count=count,
            all=count + len(rolled.missing),
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


def listed(names: Sequence[str]) -> str | Phrase:
    """Names one after the other; there is at least one."""
    if len(names) == 1:
        return names[0]
    return phrase(gettext_noop("%(place)s, %(places)s"), place=names[0], places=listed(names[1:]))
