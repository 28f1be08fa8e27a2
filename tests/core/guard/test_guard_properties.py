"""What must hold of the guard for any figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, localcontext
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from targets.core.guard.guard import GuardRule, Remark, Sibling, in_full, look_at, question
from targets.core.guard.messages import Asked
from targets.core.guard.past import past_of
from targets.core.judging.progress import CONTEXT
from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    ActualFact,
    Calendar,
    Comparator,
    Measure,
    PaceMethod,
    SeriesFacts,
    TargetFact,
)
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import is_period_end, period_ends
from tests.core.build import YEAR, text

NUMBERS = sorted(set(Measure) - TASK_MEASURES)
KINDS = [
    (Measure.AMOUNT, Accumulation.RUNNING_TOTAL),
    (Measure.AMOUNT, Accumulation.INCREMENT),
    (Measure.AMOUNT, Accumulation.LATEST),
    (Measure.STOCK, Accumulation.LATEST),
    (Measure.RATE, Accumulation.LATEST),
]
RANK = (Measure.RANK, Accumulation.LATEST)
REGULAR = [
    Calendar.MONTHLY,
    Calendar.MONTHLY_JAN_FEB,
    Calendar.QUARTERLY,
    Calendar.HALF_YEARLY,
    Calendar.ANNUAL,
]
Entered = list[tuple[date, Decimal]]


def entered_by(kind: tuple[Measure, Accumulation], calendar: Calendar, a_month: Decimal,
               noise: Sequence[Decimal]) -> Entered:  # fmt: skip
    """Three years of the same amount a month, or the same level, each off by its noise."""
    measure, accumulation = kind
    found: Entered = []
    factors = iter(noise)
    for year in (YEAR - 2, YEAR - 1, YEAR):
        ends = period_ends(calendar, year)
        starts = [0, *(end.month for end in ends)]
        months = [end.month - start for end, start in zip(ends, starts, strict=False)]
        if measure is not Measure.AMOUNT or accumulation is Accumulation.LATEST:
            months = [1] * len(ends)
        figures = [a_month * length * next(factors) for length in months]
        if accumulation is Accumulation.RUNNING_TOTAL:
            figures = list(accumulate(figures))
        found += zip(ends, figures, strict=True)
    return found


def asked_in_turn(
    kind: tuple[Measure, Accumulation], calendar: Calendar, entered: Entered, **more: object
) -> list[Remark]:
    """Every figure asked about with those before it."""
    found: list[Remark] = []
    for index, (end, value) in enumerate(entered):
        known = entered[:index]
        facts = SeriesFacts(
            *kind,
            calendar,
            PaceMethod.LINEAR,
            end.year,
            actuals=tuple(ActualFact(*each) for each in known if each[0].year == end.year),
            last_year=tuple(ActualFact(*each) for each in known if each[0].year == end.year - 1),
        )
        found += question(facts, end, value, history=known, **more)  # type: ignore[arg-type]
    return found


off_by_a_tenth = st.lists(st.decimals("0.9", "1.1", places=3), min_size=36, max_size=36)
sizes = st.decimals("2", "9999", places=1)


@settings(max_examples=60)
@given(st.sampled_from(KINDS), st.sampled_from(REGULAR), sizes, off_by_a_tenth)
def test_a_steady_series_is_never_questioned(
    kind: tuple[Measure, Accumulation],
    calendar: Calendar,
    a_month: Decimal,
    noise: list[Decimal],
) -> None:
    """Within a tenth of the same amount or level; equal figures apart, which are asked about."""
    entered = entered_by(kind, calendar, a_month, noise)
    found = asked_in_turn(kind, calendar, entered, unit_zh="亿元", decimals=2, same_as_last=True)
    assert not found, text(found[0].message)


figures = st.decimals("0.01", "99999", places=2)


@settings(max_examples=60)
@given(
    st.sampled_from(KINDS[:4]),
    st.sampled_from(REGULAR),
    st.lists(figures, min_size=36, max_size=36),
    st.booleans(),
)
def test_ten_times_everything_changes_nothing(
    kind: tuple[Measure, Accumulation], calendar: Calendar, amounts: list[Decimal], totals: bool
) -> None:
    """Quantities have no natural size: figures in thousands are asked the same as in hundreds."""
    ends = [end for year in (YEAR - 1, YEAR) for end in period_ends(calendar, year)]
    raw = list(accumulate(amounts)) if totals else amounts
    entered = list(zip(ends, raw, strict=False))
    tenfold = [(end, value * 10) for end, value in entered]
    one, ten = (asked_in_turn(kind, calendar, each) for each in (entered, tenfold))
    assert [each.rule for each in one] == [each.rule for each in ten]
    assert [each.suggestion and each.suggestion * 10 for each in one] == [
        each.suggestion for each in ten
    ]


@st.composite
def any_facts(draw: st.DrawFn) -> SeriesFacts:
    calendar = draw(st.sampled_from(Calendar))
    anything = figures | st.decimals(-999, 999, places=2) | st.sampled_from([Decimal(0)])

    def entries(year: int) -> tuple[ActualFact, ...]:
        return tuple(
            ActualFact(end, draw(st.none() | anything | anything), draw(st.booleans()))
            for end in period_ends(calendar, year)
            if draw(st.booleans())
        )

    target = TargetFact("plan", draw(st.sampled_from(Comparator)), draw(st.none() | figures))
    return SeriesFacts(
        measure=draw(st.sampled_from(NUMBERS)),
        accumulation=draw(st.sampled_from(Accumulation)),
        calendar=calendar,
        pace=PaceMethod.LINEAR,
        year=YEAR,
        is_count=draw(st.booleans()),
        can_fall=draw(st.booleans()),
        targets=(target,) if draw(st.booleans()) else (),
        actuals=entries(YEAR),
        last_year=entries(YEAR - 1),
    )


@st.composite
def any_sibling(draw: st.DrawFn) -> Sibling | None:
    if draw(st.booleans()):
        return None
    value, base = draw(st.none() | figures), draw(st.none() | figures)
    is_growth, is_real = draw(st.booleans()), draw(st.booleans())
    return Sibling(is_growth, value, base, "总量", "level", "亿元", "CNY 100m", 2, is_real)


@given(
    any_facts(),
    st.integers(1, 12),
    figures | st.decimals(-99, 99, places=3),
    any_sibling(),
    st.sampled_from(["亿元", "%", "万人", "公里", ""]),
)
def test_a_suggestion_mends_what_it_is_offered_for(
    facts: SeriesFacts, month: int, value: Decimal, sibling: Sibling | None, unit: str
) -> None:
    """At most one question a figure, which can be printed; taking the offer ends it."""
    ends = period_ends(Calendar.MONTHLY, YEAR)
    found = question(facts, ends[month - 1], value, unit_zh=unit, sibling=sibling)
    assert len(found) <= 1
    for remark in found:
        assert text(remark.message)
        if remark.suggestion is not None:
            again = question(
                facts, ends[month - 1], remark.suggestion, unit_zh=unit, sibling=sibling
            )
            assert remark.rule not in {each.rule for each in again}


def by_every_rule(
    facts: SeriesFacts,
    end: date,
    value: Decimal,
    *,
    history: Sequence[tuple[date, Decimal]] = (),
    sibling: Sibling | None = None,
    same_as_last: bool = False,
) -> tuple[Remark, ...]:
    """The answer without the first look."""
    if facts.accumulation is Accumulation.STAGE or not is_period_end(facts.calendar, end):
        return ()
    if facts.measure is not Measure.AMOUNT:
        facts = facts._replace(accumulation=Accumulation.LATEST)
    with localcontext(CONTEXT):
        words = SeriesWords("", decimals=1)
        asked = Asked(past_of(facts, end, history), value, words, sibling)
        found = in_full(asked, same_as_last=same_as_last)
    return () if found is None else (found,)


@st.composite
def a_plausible_past(draw: st.DrawFn) -> tuple[SeriesFacts, Entered, Entered]:
    """Three years that look like real ones, with gaps and floors; the history of all or some of
    them, and the figures of the last."""
    kind = draw(st.sampled_from([*KINDS, (Measure.SHARE, KINDS[-1][1]), RANK]))
    wild = st.lists(st.decimals("0.2", "3", places=2), min_size=36, max_size=36)
    calendar = draw(st.sampled_from(Calendar))
    hardly = st.lists(st.decimals("0.99", "1.01", places=3), min_size=36, max_size=36)
    size = draw(sizes | st.decimals("1", "99", places=1))
    entered = entered_by(kind, calendar, size, draw(off_by_a_tenth | wild | hardly))
    if draw(st.booleans()) and kind[0] is Measure.RATE:
        entered = [(end, value - 30) for end, value in entered]
    this_year = [each for each in entered if each[0].year == YEAR]
    left_out = draw(st.sets(st.sampled_from(entered), max_size=5))
    known = [each for each in entered if each not in left_out]
    floors = draw(st.sets(st.sampled_from(entered), max_size=1))
    facts = SeriesFacts(
        *kind,
        calendar,
        PaceMethod.LINEAR,
        YEAR,
        is_count=draw(st.booleans()),
        can_fall=draw(st.booleans()),
        targets=(TargetFact("plan", Comparator.AT_LEAST, draw(figures)),),
        actuals=tuple(ActualFact(*each, each in floors) for each in known if each in this_year),
        last_year=tuple(
            ActualFact(*each, each in floors) for each in known if each[0].year == YEAR - 1
        ),
    )
    first = draw(st.sampled_from([YEAR - 2, YEAR - 1, YEAR, YEAR + 1]))
    history = [each for each in known if each[0].year >= first]
    if draw(st.booleans()):
        history = [each for each in history if each[0].year != YEAR - 1]
    return facts, history, this_year


@settings(max_examples=300, deadline=None)
@given(a_plausible_past(), st.data())
def test_the_first_look_answers_as_every_rule_would(
    past: tuple[SeriesFacts, Entered, Entered], data: st.DataObject
) -> None:
    """Every figure of a year, as it is and with a slip, held against all others of the year or
    those before it: what passes the first look passes every rule."""
    facts, history, this_year = past
    if data.draw(st.booleans()):
        until = data.draw(st.sampled_from(this_year))[0]
        actuals = tuple(each for each in facts.actuals if each.period_end < until)
        facts = facts._replace(actuals=actuals)
    look = look_at(facts, YEAR, history)
    factor = data.draw(st.sampled_from([1, 10, 100, 10000]) | st.decimals("0.1", "9", places=2))
    is_same, step = data.draw(st.booleans()), data.draw(st.decimals(-9, 9, places=1))
    for index, (end, value) in enumerate(this_year):
        before = this_year[index - 1][1]
        slips = (value * factor, value / factor, before, value - before, Decimal(0))
        for typed in (value, *slips, before + step, before * (1 + step / 10)):
            told = by_every_rule(facts, end, typed, history=history, same_as_last=is_same)
            said = question(facts, end, typed, decimals=1, history=history, same_as_last=is_same)
            assert said == told
            with localcontext(CONTEXT):
                if look.is_ordinary(end, typed, same_as_last=is_same):
                    assert not told, text(told[0].message)


@given(any_facts(), any_sibling(), st.data())
def test_the_first_look_at_any_facts(
    facts: SeriesFacts, sibling: Sibling | None, data: st.DataObject
) -> None:
    """Figures like those that are known, too: equal, a little more, a multiple."""
    value = data.draw(figures)
    known = [each.value for each in facts.actuals + facts.last_year if each.value is not None]
    if known:
        like = data.draw(st.sampled_from(known))
        value = data.draw(st.sampled_from([value, like, like + 1, like * 2, Decimal(0)]))
    end = data.draw(st.sampled_from(period_ends(Calendar.MONTHLY, YEAR)))
    is_same = data.draw(st.booleans())
    found = question(facts, end, value, decimals=1, sibling=sibling, same_as_last=is_same)
    assert found == by_every_rule(facts, end, value, sibling=sibling, same_as_last=is_same)


@given(a_plausible_past(), any_sibling(), st.data())
def test_a_sibling_is_asked_after_the_first_look(
    past: tuple[SeriesFacts, Entered, Entered], sibling: Sibling | None, data: st.DataObject
) -> None:
    facts, history, this_year = past
    end, value = data.draw(st.sampled_from(this_year))
    found = question(facts, end, value, decimals=1, history=history, sibling=sibling)
    assert found == by_every_rule(facts, end, value, history=history, sibling=sibling)


def test_most_figures_of_a_steady_series_pass_the_first_look() -> None:
    """Or it would be of no use: with last year known, and in a series' first year."""
    for kind in KINDS:
        entered = entered_by(kind, Calendar.MONTHLY, Decimal(70), [Decimal(1)] * 36)
        # What stands still from year to year is asked about
        entered = [
            (end, value + end.month + Decimal(end.year - YEAR) / 2) for end, value in entered
        ]
        of = {
            year: tuple(ActualFact(*each) for each in entered if each[0].year == year)
            for year in (YEAR - 1, YEAR)
        }
        plain = SeriesFacts(*kind, Calendar.MONTHLY, PaceMethod.LINEAR, YEAR)
        for last_year in ((), of[YEAR - 1]):
            look = look_at(plain._replace(actuals=of[YEAR], last_year=last_year), YEAR)
            with localcontext(CONTEXT):
                passed = [
                    look.is_ordinary(each.period_end, each.value or Decimal(0)) for each in of[YEAR]
                ]
            assert passed.count(True) >= len(passed) - 1


@given(any_facts(), st.integers(1, 12), figures)
def test_the_key_for_no_change_is_never_asked_about(
    facts: SeriesFacts, month: int, value: Decimal
) -> None:
    end = period_ends(Calendar.MONTHLY, YEAR)[month - 1]
    found = question(facts, end, value, same_as_last=True)
    assert GuardRule.SAME_AS_LAST not in {remark.rule for remark in found}
