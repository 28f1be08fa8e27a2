"""A change in words: what became of status and value, then one sentence per cause."""

from __future__ import annotations

from decimal import Decimal, localcontext

from targets.core.changes.changes import Change, Step
from targets.core.changes.exchanges import Cause
from targets.core.judging.outcomes import Assessment
from targets.core.judging.progress import CONTEXT
from targets.core.saying.labels import verdict_label
from targets.core.values.facts import ActualFact, Figure, Margins, Phrase, SeriesFacts, TargetFact
from targets.core.values.figures import SeriesWords, exact, stated
from targets.core.values.messages import gettext_noop, joined, phrase
from targets.core.values.periods import cumulative_label, entry_label

CAUSE_NAMES = {
    Cause.TIME_PASSING: gettext_noop("Time passing"),
    Cause.WITHDRAWN: gettext_noop("Withdrawn"),
    Cause.REVISED_ACTUAL: gettext_noop("Revised figure"),
    Cause.REVISED_TARGET: gettext_noop("Revised target"),
    Cause.REVISED_REFERENCE: gettext_noop("Changed comparison"),
    Cause.CHANGED_MARGINS: gettext_noop("Changed margins"),
    Cause.NEW_PERIOD: gettext_noop("New period"),
    Cause.NOTHING: gettext_noop("Another tier"),
}
_MARGIN_NAMES = {
    "ahead": gettext_noop("ahead of pace"),
    "on_pace": gettext_noop("on pace"),
    "far": gettext_noop("far behind"),
    "near_least": gettext_noop("least near margin"),
    "near_most": gettext_noop("greatest near margin"),
    "near_percent": gettext_noop("near margin in percent of the target"),
    "near_rank": gettext_noop("near margin of ranks"),
    "near_stock_percent": gettext_noop("near margin of stocks in percent"),
    "small_count": gettext_noop("small counts"),
    "due_soon_days": gettext_noop("days for “due soon”"),
}


def change_sentences(change: Change, words: SeriesWords) -> tuple[Phrase, ...]:
    """What changed from what to what, then why."""
    with localcontext(CONTEXT):
        causes = [cause_sentence(step, words) for step in change.steps]
        return (_headline(change, words), *causes)


def _headline(change: Change, words: SeriesWords) -> Phrase:
    before, after = change.before, change.after
    labels = phrase(verdict_label(before)), phrase(verdict_label(after))
    values = _value(before, words), _value(after, words)
    if labels[0] != labels[1]:
        return phrase(
            gettext_noop("%(name)s: from %(before)s to %(after)s."),
            name=words.name,
            before=_with_value(labels[0], values[0]),
            after=_with_value(labels[1], values[1]),
        )
    if values[0] is None or values[1] is None or values[0] == values[1]:
        return phrase(
            gettext_noop("%(name)s: as before, %(after)s."),
            name=words.name,
            after=_with_value(labels[1], values[1]),
        )
    return phrase(
        gettext_noop("%(name)s: from %(before)s to %(after)s, as before %(label)s."),
        name=words.name,
        before=values[0],
        after=values[1],
        label=labels[1],
    )


def _value(found: Assessment, words: SeriesWords) -> Figure | Phrase | None:
    return None if found.actual is None else _printed(found.actual, found.is_floor, words)


def _printed(value: Decimal, is_floor: bool, words: SeriesWords) -> Figure | Phrase:
    figure = stated(value, words)
    return phrase(gettext_noop("more than %(figure)s"), figure=figure) if is_floor else figure


def _with_value(label: Phrase, value: Figure | Phrase | None) -> Phrase:
    if value is None:
        return label
    return phrase(gettext_noop("%(label)s (%(value)s)"), label=label, value=value)


def cause_sentence(step: Step, words: SeriesWords) -> Phrase:
    """One cause, with what it was before and what it is now."""
    if step.cause is Cause.NEW_PERIOD:
        return _new_period(step, words)
    if step.cause is Cause.TIME_PASSING:
        return _time(step)
    if step.cause in (Cause.REVISED_ACTUAL, Cause.WITHDRAWN):
        return _entry(step, words)
    if step.cause is Cause.REVISED_TARGET:
        return _target(step, words)
    if step.cause is Cause.CHANGED_MARGINS:
        return _margins(step)
    if step.cause is Cause.REVISED_REFERENCE:
        return phrase(gettext_noop("The figure it is compared with was reported or revised."))
    return phrase(gettext_noop("No figure, target or margin changed: another tier is judged by."))


def _new_period(step: Step, words: SeriesWords) -> Phrase:
    found, end = step.after, step.after.period_end
    value = _value(found, words)
    if end is None:
        return phrase(gettext_noop("A new period was reported."))
    period = cumulative_label(found.facts.calendar, end)
    if value is None:
        return phrase(gettext_noop("Progress was reported for %(period)s."), period=period)
    return phrase(gettext_noop("%(period)s was reported: %(value)s."), period=period, value=value)


def _time(step: Step) -> Phrase:
    before, after = step.before.as_of, step.after.as_of
    if step.before.facts.year != step.after.facts.year:
        return phrase(gettext_noop("A new year began; nothing has been reported of it."))
    due_on = None if step.after.headline is None else step.after.headline.target.due_on
    if due_on is not None and before <= due_on < after:
        return phrase(gettext_noop("The day it was due, %(day)s, has passed."), day=due_on)
    return phrase(
        gettext_noop("Time passed, from %(before)s to %(after)s."), before=before, after=after
    )


def _entry(step: Step, words: SeriesWords) -> Phrase:
    old, new = step.swap.actual
    if old is None:
        return phrase(gettext_noop("Figures of past years changed, which moves the pace."))
    period = _period(step.before.facts, old)
    figures = {
        name: _printed(entry.value, entry.is_floor, words)
        for name, entry in (("before", old), ("after", new))
        if entry is not None and entry.value is not None
    }
    if new is None:
        if step.swap.is_last_year:
            msgid = gettext_noop("Last year’s figure for %(period)s, %(before)s, was withdrawn.")
        elif not figures:
            msgid = gettext_noop("The entry for %(period)s was withdrawn.")
        else:
            msgid = gettext_noop("The figure for %(period)s, %(before)s, was withdrawn.")
        return phrase(msgid, period=period, **figures)
    if len(figures) < len(step.swap.actual):
        return phrase(gettext_noop("The entry for %(period)s was revised."), period=period)
    msgid = (
        gettext_noop("Last year’s figure for %(period)s was revised from %(before)s to %(after)s.")
        if step.swap.is_last_year
        else gettext_noop("The figure for %(period)s was revised from %(before)s to %(after)s.")
    )
    return phrase(msgid, period=period, **figures)


def _period(facts: SeriesFacts, entry: ActualFact) -> Phrase:
    """What the entry covers: the year to date, or its period alone."""
    return entry_label(facts.calendar, facts.accumulation, entry.period_end)


def _target(step: Step, words: SeriesWords) -> Phrase:
    old, new = step.swap.target
    named = new or old
    assert named is not None  # noqa: S101 - a revised target has at least one side
    tier = words.tiers.get(named.tier, named.tier)
    if old is None or new is None:
        msgid = (
            gettext_noop("The %(tier)s was set.")
            if old is None
            else gettext_noop("The %(tier)s was withdrawn.")
        )
        return phrase(msgid, tier=tier)
    return _terms(old, new, tier, words)


def _terms(old: TargetFact, new: TargetFact, tier: str, words: SeriesWords) -> Phrase:
    """The number first, then the date; anything else are its terms."""
    if old.value != new.value and old.value is not None and new.value is not None:
        return phrase(
            gettext_noop("The %(tier)s was revised from %(before)s to %(after)s."),
            tier=tier,
            before=stated(old.value, words),
            after=stated(new.value, words),
        )
    if old.due_on != new.due_on and old.due_on is not None and new.due_on is not None:
        return phrase(
            gettext_noop("The date of the %(tier)s was moved from %(before)s to %(after)s."),
            tier=tier,
            before=old.due_on,
            after=new.due_on,
        )
    return phrase(gettext_noop("The terms of the %(tier)s were changed."), tier=tier)


def _margins(step: Step) -> Phrase:
    before, after = step.before.facts.margins, step.after.facts.margins
    moved = [_moved(field, before, after) for field in Margins._fields]
    found = [each for each in moved if each is not None]
    if not found:
        return phrase(gettext_noop("The way this indicator is judged was changed."))
    return phrase(gettext_noop("The margins were changed: %(margins)s."), margins=joined(found))


def _moved(field: str, before: Margins, after: Margins) -> Phrase | None:
    old, new = Decimal(getattr(before, field)), Decimal(getattr(after, field))
    if old == new:
        return None
    return phrase(
        gettext_noop("“%(margin)s” from %(before)s to %(after)s"),
        margin=phrase(_MARGIN_NAMES[field]),
        before=Figure(old, exact(old, 0)),
        after=Figure(new, exact(new, 0)),
    )
