"""What must hold of the guard for any figures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate

from hypothesis import given, settings
from hypothesis import strategies as st

from targets.core.guard import GuardRule, Remark, Sibling, question
from targets.core.guard_ordinary import is_ordinary
from targets.core.periods import period_ends
from targets.core.values import (
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
SILENT = Sibling(True, None, None, "增速", "growth", "%", "percent", 1)
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


@given(st.data())
def test_what_passes_the_first_look_passes_every_rule(data: st.DataObject) -> None:
    """With a sibling that says nothing, the first look is left out."""
    kind = data.draw(st.sampled_from([*KINDS, (Measure.SHARE, KINDS[-1][1]), RANK]))
    noise = data.draw(st.lists(st.decimals("0.2", "3", places=2), min_size=36, max_size=36))
    calendar = data.draw(st.sampled_from(REGULAR))
    entered = entered_by(kind, calendar, data.draw(sizes), noise)
    this_year = [index for index, (end, _) in enumerate(entered) if end.year == YEAR]
    index = data.draw(st.sampled_from(this_year))
    (end, value), known = entered[index], entered[:index]
    facts = SeriesFacts(
        *kind,
        calendar,
        PaceMethod.LINEAR,
        YEAR,
        is_count=data.draw(st.booleans()),
        can_fall=data.draw(st.booleans()),
        targets=(TargetFact("plan", Comparator.AT_LEAST, data.draw(figures)),),
        actuals=tuple(ActualFact(*each) for each in known if each[0].year == YEAR),
        last_year=tuple(ActualFact(*each) for each in known if each[0].year == YEAR - 1),
    )
    history = known if data.draw(st.booleans()) else []
    typed = value * data.draw(st.decimals("0.4", "2.5", places=2))
    typed = data.draw(st.sampled_from([value, typed, typed.quantize(Decimal("0.1"))]))
    if is_ordinary(facts, end, typed, history):
        found = question(facts, end, typed, decimals=1, history=history, sibling=SILENT)
        assert not found, text(found[0].message)


@given(any_facts(), st.integers(1, 12), figures)
def test_the_first_look_at_any_facts(facts: SeriesFacts, month: int, value: Decimal) -> None:
    end = period_ends(Calendar.MONTHLY, YEAR)[month - 1]
    quick = question(facts, end, value)
    assert quick == question(facts, end, value, sibling=SILENT)


@given(any_facts(), st.integers(1, 12), figures)
def test_the_key_for_no_change_is_never_asked_about(
    facts: SeriesFacts, month: int, value: Decimal
) -> None:
    end = period_ends(Calendar.MONTHLY, YEAR)[month - 1]
    found = question(facts, end, value, same_as_last=True)
    assert GuardRule.SAME_AS_LAST not in {remark.rule for remark in found}
