"""Why a series' status or value changed between two assessments, one cause at a time.

What differs is exchanged step by step, from the facts before to the facts after, and judged
again each time: a step that changes the status or the value is a cause, any other is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.assessment import assess
from targets.core.outcomes import Assessment
from targets.core.progress import CONTEXT
from targets.core.values import (
    TASK_MEASURES,
    ActualFact,
    DeclaredState,
    SeriesFacts,
    TargetFact,
    Verdict,
)


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


class Step(NamedTuple):
    """One cause with the assessments on its two sides."""

    cause: Cause
    before: Assessment
    after: Assessment
    swap: Swap = Swap()


class Change(NamedTuple):
    """A series whose status or value is no longer what it was."""

    before: Assessment
    after: Assessment
    steps: tuple[Step, ...]  # one after the other they lead from before to after

    @property
    def causes(self) -> tuple[Cause, ...]:
        """Each cause once, in the order of the steps."""
        return tuple(dict.fromkeys(step.cause for step in self.steps))

    @property
    def is_status(self) -> bool:
        """Whether the verdict itself changed, not only the value."""
        return self.before.verdict is not self.after.verdict


class Direction(StrEnum):
    """Which way a status went."""

    BETTER = "better"
    WORSE = "worse"
    OTHER = "other"  # the value alone, or a status that is not on the scale


_SCALE = (
    Verdict.MET, Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND, Verdict.FAR_BEHIND, Verdict.MISSED
)  # fmt: skip


_ON_TRACK = _SCALE[:3]


def direction(before: Assessment, after: Assessment) -> Direction:
    """From one verdict to another, on the scale from met to missed. Between two years only
    whether it is on track counts: a new year on pace is no worse than an old one that was met."""
    then, now = before.verdict, after.verdict
    if then is now or then not in _SCALE or now not in _SCALE:
        return Direction.OTHER
    if before.facts.year != after.facts.year and (then in _ON_TRACK) == (now in _ON_TRACK):
        return Direction.OTHER
    is_better = _SCALE.index(now) < _SCALE.index(then)
    return Direction.BETTER if is_better else Direction.WORSE


class Moved(NamedTuple):
    """What was gained or lost against the headline target; None where either side has none."""

    completion: Decimal | None = None  # percentage points
    deviation: Decimal | None = None  # percentage points against the pace
    gap: Decimal | None = None  # in the unit: rates and shares, which have no completion


def moved(before: Assessment, after: Assessment) -> Moved:
    """How completion, deviation and gap moved between two assessments of a series."""
    then, now = before.headline, after.headline
    if then is None or now is None:
        return Moved()
    return Moved(
        _difference(then.completion_rate, now.completion_rate),
        _difference(then.deviation, now.deviation),
        _difference(then.gap, now.gap),
    )


def _difference(then: Decimal | None, now: Decimal | None) -> Decimal | None:
    if then is None or now is None:
        return None
    with localcontext(CONTEXT):
        return now - then


class _Status(NamedTuple):
    """What counts as changed."""

    verdict: Verdict
    tiers: tuple[tuple[str, Verdict], ...]
    value: Decimal | None
    is_floor: bool
    stage: str
    declared: DeclaredState | None
    share_done: Decimal | None


def changes(before: Assessment, after: Assessment) -> Change | None:
    """What changed and why; None where status and value are what they were. Both are of one
    series; of two years they have nothing to exchange, and the new year is the cause."""
    if _status(before) == _status(after) and before.facts.year == after.facts.year:
        return None
    if before.facts.year != after.facts.year:
        has_figure = after.judged is not None
        cause = Cause.NEW_PERIOD if has_figure else Cause.TIME_PASSING
        return Change(before, after, (Step(cause, before, after),))
    return Change(before, after, tuple(_steps(before, after)))


def _status(found: Assessment) -> _Status:
    entry = found.judged
    is_task = found.facts.measure in TASK_MEASURES and entry is not None
    return _Status(
        found.verdict,
        tuple(sorted((tier.target.tier, tier.verdict) for tier in found.tiers)),
        found.actual,
        found.is_floor,
        entry.stage if is_task and entry is not None else "",
        entry.declared if is_task and entry is not None else None,
        entry.share_done if is_task and entry is not None else None,
    )


def _steps(before: Assessment, after: Assessment) -> Iterator[Step]:
    """The exchanges that matter. What remains at the end is no change of facts."""
    now = before
    wanted = _tier_asked(before)
    facts = _as_known(before)
    for cause, swap, exchanged in _exchanges(facts, _as_known(after)):
        then = assess(exchanged, as_of=after.as_of, today=after.as_of, tier=wanted)
        if _status(then) != _status(now):
            yield Step(cause, now, then, swap)
            now = then
    if _status(now) != _status(after):
        yield Step(Cause.NOTHING, now, after)


def _tier_asked(found: Assessment) -> str | None:
    """The tier to judge the steps by: where the first one is the headline, whichever is."""
    if found.headline is None or found.headline is found.tiers[0]:
        return None
    return found.headline.target.tier


def _as_known(found: Assessment) -> SeriesFacts:
    """The facts without the entries that lie after the day that was looked at."""
    facts = found.facts
    known = tuple(entry for entry in facts.actuals if entry.period_end <= found.as_of)
    return facts._replace(actuals=known)


_Exchange = tuple[Cause, Swap, SeriesFacts]


def _exchanges(facts: SeriesFacts, wanted: SeriesFacts) -> Iterator[_Exchange]:
    """From one to the other, one thing at a time; first of all the day alone."""
    yield Cause.TIME_PASSING, Swap(), facts
    for swap, entries in _swapped(facts.actuals, wanted.actuals, is_last_year=False):
        facts = facts._replace(actuals=entries)
        gone = swap.actual[1] is None
        yield (Cause.WITHDRAWN if gone else Cause.REVISED_ACTUAL), swap, facts
    for swap, entries in _swapped(facts.last_year, wanted.last_year, is_last_year=True):
        facts = facts._replace(last_year=entries)
        yield Cause.REVISED_ACTUAL, swap, facts
    if facts.last_year != wanted.last_year:
        facts = facts._replace(last_year=wanted.last_year)
        yield Cause.REVISED_ACTUAL, Swap(is_last_year=True), facts
    if facts.earlier != wanted.earlier:
        facts = facts._replace(earlier=wanted.earlier)
        yield Cause.REVISED_ACTUAL, Swap(is_last_year=True), facts
    targets = _with_references(facts.targets, wanted.targets)
    if targets != facts.targets:
        facts = facts._replace(targets=targets)
        yield Cause.REVISED_REFERENCE, Swap(), facts
    for swap, targets in _retargeted(facts.targets, wanted.targets):
        facts = facts._replace(targets=targets)
        yield Cause.REVISED_TARGET, swap, facts
    facts = facts._replace(targets=wanted.targets)
    judged_anew = wanted._replace(actuals=facts.actuals)
    if judged_anew != facts:
        yield Cause.CHANGED_MARGINS, Swap(), judged_anew
    yield Cause.NEW_PERIOD, Swap(), wanted


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
