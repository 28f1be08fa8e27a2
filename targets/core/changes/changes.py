"""Why a series' status or value changed between two assessments, one cause at a time.

What differs is exchanged step by step, from the facts before to the facts after, and judged
again each time. An exchange is a cause if its step changes the status or the value, or if the
facts after, with it alone undone, would have another status or value: of a new figure and a lower
target that only together made a series on pace, neither is left unsaid. A target or margin that
moved the headline's standing is always said.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from targets.core.changes.exchanges import Cause, Swap, exchanges
from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment
from targets.core.judging.progress import CONTEXT
from targets.core.values.facts import TASK_MEASURES, DeclaredState, SeriesFacts, Verdict

# What a series is held against: to move it is never a side matter
_GOALPOSTS = frozenset({Cause.REVISED_TARGET, Cause.CHANGED_MARGINS})


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
    wanted = _tier_asked(before)

    def judged(facts: SeriesFacts) -> Assessment:
        return assess(facts, as_of=after.as_of, today=after.as_of, tier=wanted)

    known = _as_known(after)
    end = judged(known)
    now = last = before
    for exchange in exchanges(_as_known(before), known):
        then = judged(exchange.facts)
        undone = None if exchange.undone is None else judged(exchange.undone)
        if (
            _status(then) != _status(now)
            or (undone is not None and _status(undone) != _status(end))
            or (exchange.cause in _GOALPOSTS and _standing(then) != _standing(last))
        ):
            yield Step(exchange.cause, now, then, exchange.swap)
            now = then
        last = then
    if _status(now) != _status(after):
        yield Step(Cause.NOTHING, now, after)


def _standing(found: Assessment) -> tuple[Verdict, Decimal | None, Decimal | None, Decimal | None]:
    """Where the headline stands, whatever else is judged."""
    tier = found.headline
    if tier is None:
        return found.verdict, None, None, None
    return tier.verdict, tier.completion_rate, tier.deviation, tier.gap


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
