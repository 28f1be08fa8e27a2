"""What differs between two sets of facts about a series, exchanged one thing at a time."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from targets.core.values.facts import ActualFact, SeriesFacts, TargetFact


class Cause(StrEnum):
    """Closed list."""

    TIME_PASSING = "time_passing"
    WITHDRAWN = "withdrawn"
    REVISED_ACTUAL = "revised_actual"  # this year's, or last year's where the pace follows it
    REVISED_TARGET = "revised_target"
    REVISED_REFERENCE = "revised_reference"  # the figures that a target is compared with
    CHANGED_MARGINS = "changed_margins"  # or another setting by which the series is judged
    NEW_PERIOD = "new_period"
    NOTHING = "nothing"  # neither the facts nor the day: another tier was asked for


class Swap(NamedTuple):
    """What was exchanged, before and after: an entry or a target. Neither where more than one
    thing was, or none."""

    actual: tuple[ActualFact | None, ActualFact | None] = (None, None)
    target: tuple[TargetFact | None, TargetFact | None] = (None, None)
    is_last_year: bool = False


class Exchange(NamedTuple):
    """One thing exchanged. ``facts`` are those of before with all exchanges up to this one,
    ``undone`` those of after without this one alone; None where only time or the latest figures
    are exchanged, whose step says as much."""

    cause: Cause
    swap: Swap
    facts: SeriesFacts
    undone: SeriesFacts | None = None


# Exchanged one by one; the rest of the facts says how the series is judged
_ONE_BY_ONE = ("targets", "actuals", "last_year", "earlier")


def exchanges(before: SeriesFacts, wanted: SeriesFacts) -> Iterator[Exchange]:
    """From one to the other, one thing at a time; first of all the day alone."""
    facts = before
    yield Exchange(Cause.TIME_PASSING, Swap(), facts)
    for swap, entries in _swapped(facts.actuals, wanted.actuals, is_last_year=False):
        facts = facts._replace(actuals=entries)
        cause = Cause.WITHDRAWN if swap.actual[1] is None else Cause.REVISED_ACTUAL
        undone = wanted._replace(actuals=_restored(wanted.actuals, swap))
        yield Exchange(cause, swap, facts, undone)
    for swap, entries in _swapped(facts.last_year, wanted.last_year, is_last_year=True):
        facts = facts._replace(last_year=entries)
        undone = wanted._replace(last_year=_restored(wanted.last_year, swap))
        yield Exchange(Cause.REVISED_ACTUAL, swap, facts, undone)
    past = Swap(is_last_year=True)
    if facts.last_year != wanted.last_year:
        facts = facts._replace(last_year=wanted.last_year)
        undone = wanted._replace(last_year=before.last_year)
        yield Exchange(Cause.REVISED_ACTUAL, past, facts, undone)
    if facts.earlier != wanted.earlier:
        facts = facts._replace(earlier=wanted.earlier)
        undone = wanted._replace(earlier=before.earlier)
        yield Exchange(Cause.REVISED_ACTUAL, past, facts, undone)
    yield from _goals(facts, before, wanted)
    judged_anew = wanted._replace(actuals=facts.actuals)
    if judged_anew != facts._replace(targets=wanted.targets):
        kept = {name: getattr(wanted, name) for name in _ONE_BY_ONE}
        yield Exchange(Cause.CHANGED_MARGINS, Swap(), judged_anew, before._replace(**kept))
    yield Exchange(Cause.NEW_PERIOD, Swap(), wanted)


def _goals(facts: SeriesFacts, before: SeriesFacts, wanted: SeriesFacts) -> Iterator[Exchange]:
    """What the targets are compared with, then the targets themselves."""
    targets = _with_references(facts.targets, wanted.targets)
    if targets != facts.targets:
        facts = facts._replace(targets=targets)
        old = _with_references(wanted.targets, before.targets)
        undone = wanted._replace(targets=old)
        yield Exchange(Cause.REVISED_REFERENCE, Swap(), facts, undone)
    for swap, targets in _retargeted(facts.targets, wanted.targets):
        facts = facts._replace(targets=targets)
        kept = _without(wanted.targets, swap, before.targets)
        yield Exchange(Cause.REVISED_TARGET, swap, facts, wanted._replace(targets=kept))


def _says(entry: ActualFact) -> bool:
    """Whether the entry has anything to judge; an empty slot is as good as none."""
    return entry.value is not None or bool(entry.stage) or entry.declared is not None


def _swapped(
    before: tuple[ActualFact, ...], after: tuple[ActualFact, ...], *, is_last_year: bool
) -> Iterator[tuple[Swap, tuple[ActualFact, ...]]]:
    """Each entry that was revised or withdrawn, and the entries once it is exchanged. What
    was not there before is no revision."""
    wanted = {entry.period_end: entry for entry in after if _says(entry)}
    entries = {entry.period_end: entry for entry in before if _says(entry)}
    for end, old in sorted(entries.items()):
        new = wanted.get(end)
        if new == old:
            continue
        if new is None:
            del entries[end]
        else:
            entries[end] = new
        yield Swap((old, new), is_last_year=is_last_year), tuple(entries.values())


def _with_references(
    before: tuple[TargetFact, ...], after: tuple[TargetFact, ...]
) -> tuple[TargetFact, ...]:
    """The targets as before, with what is known after of the figures they are compared with."""
    found = {target.reference.code: target.reference for target in after if target.reference}
    return tuple(
        target._replace(reference=found.get(target.reference.code, target.reference))
        if target.reference
        else target
        for target in before
    )


def _retargeted(
    before: tuple[TargetFact, ...], after: tuple[TargetFact, ...]
) -> Iterator[tuple[Swap, tuple[TargetFact, ...]]]:
    """Each tier that was revised, set or withdrawn, in the tiers' own order."""
    wanted = {target.tier: target for target in after}
    targets = {target.tier: target for target in before}
    order = list(dict.fromkeys([*wanted, *targets]))
    for tier in order:
        old, new = targets.get(tier), wanted.get(tier)
        if old == new:
            continue
        if new is None:
            del targets[tier]
        else:
            targets[tier] = new
        found = tuple(targets[each] for each in order if each in targets)
        yield Swap(target=(old, new)), found


def _restored(entries: tuple[ActualFact, ...], swap: Swap) -> tuple[ActualFact, ...]:
    """The entries after, with one as it was before."""
    old = swap.actual[0]
    assert old is not None  # noqa: S101 - what was not there before is no revision
    others = [entry for entry in entries if entry.period_end != old.period_end]
    return tuple(sorted([*others, old], key=lambda entry: entry.period_end))


def _without(
    after: tuple[TargetFact, ...], swap: Swap, before: tuple[TargetFact, ...]
) -> tuple[TargetFact, ...]:
    """The targets after, with one tier as it was before, or without it."""
    old, new = swap.target
    targets = {target.tier: target for target in after}
    if new is not None:
        del targets[new.tier]
    if old is not None:
        targets[old.tier] = old
    order = dict.fromkeys(target.tier for target in (*before, *after))
    return tuple(targets[tier] for tier in order if tier in targets)
