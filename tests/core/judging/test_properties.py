"""What must hold for any facts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from targets.core.judging.assessment import assess
from targets.core.saying.labels import verdict_label
from targets.core.saying.sentence import sentence, short_sentence
from targets.core.saying.working import working
from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    ActualFact,
    Calendar,
    Comparator,
    DeclaredState,
    Measure,
    PaceMethod,
    PathPoint,
    SeriesFacts,
    TargetFact,
    Verdict,
)
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import month_end, period_ends
from tests.core.build import YEAR, text

WORDS = SeriesWords("Roads", "公里", "km")
figures = st.decimals(-(10**9), 10**9, places=4)
positive = st.decimals("0.0001", 10**9, places=4)
mostly_figures = figures | figures | figures | st.none()
months = st.integers(1, 12)
NUMBERS = sorted(set(Measure) - TASK_MEASURES)

# Where the verdict is open it is neither better nor worse; only reaching the target ends that.
ORDER = [
    Verdict.MET,
    Verdict.AHEAD,
    Verdict.ON_PACE,
    Verdict.BEHIND,
    Verdict.FAR_BEHIND,
    Verdict.UNDER_WAY,
    Verdict.MISSED,
]


@st.composite
def entries(draw: st.DrawFn, year: int) -> tuple[ActualFact, ...]:
    skipped = draw(st.sets(months, max_size=4))
    return tuple(
        ActualFact(
            month_end(year, month),
            draw(mostly_figures),
            draw(st.booleans()),
            draw(st.sampled_from(["", "half built"])),
            draw(st.none() | st.sampled_from(DeclaredState)),
        )
        for month in range(1, 13)
        if month not in skipped
    )


@st.composite
def targets(draw: st.DrawFn, name: str) -> TargetFact:
    return TargetFact(
        name,
        draw(st.sampled_from([*Comparator, None])),
        draw(mostly_figures),
        draw(mostly_figures),
        draw(st.none() | positive),
        draw(st.none() | figures),
        draw(st.booleans()),
        draw(st.none() | st.dates(date(YEAR - 1, 1, 1), date(YEAR + 1, 12, 31))),
        path=tuple(
            PathPoint(month_end(YEAR, month), draw(figures))
            for month in draw(st.lists(months, unique=True, max_size=4))
        ),
    )


@st.composite
def any_facts(draw: st.DrawFn) -> SeriesFacts:
    names = ("plan", "stretch")[: draw(st.integers(0, 2))]
    return SeriesFacts(
        measure=draw(st.sampled_from(Measure)),
        accumulation=draw(st.sampled_from(Accumulation)),
        calendar=draw(st.sampled_from(Calendar)),
        pace=draw(st.sampled_from(PaceMethod)),
        year=YEAR,
        is_count=draw(st.booleans()),
        can_fall=draw(st.booleans()),
        targets=tuple(draw(targets(name)) for name in names),
        actuals=draw(entries(YEAR)),
        last_year=draw(entries(YEAR - 1)),
        earlier=draw(entries(YEAR - 2)),
        collecting_since=draw(st.none() | st.dates(date(YEAR - 1, 1, 1), date(YEAR, 12, 31))),
    )


def decimals(value: Any) -> Iterator[Decimal]:
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from decimals(part)


@given(any_facts(), st.dates(date(YEAR - 1, 12, 1), date(YEAR + 1, 2, 28)), st.booleans())
def test_nothing_raises_and_every_number_is_one(
    facts: SeriesFacts, as_of: date, asked: bool
) -> None:
    found = assess(facts, as_of=as_of, today=as_of, tier="stretch" if asked else None)
    assert all(number.is_finite() for number in decimals(found))
    assert all(text(each) for each in sentence(found, WORDS))
    assert all(text(each) for each in working(found, WORDS))
    assert text(short_sentence(found, WORDS))
    assert verdict_label(found)
    if found.headline is not None:
        assert found.verdict is found.headline.verdict
        assert found.headline in found.tiers


@given(
    target=positive,
    first=figures,
    second=figures,
    month=months,
    strict=st.booleans(),
    pace=st.sampled_from(PaceMethod),
    is_count=st.booleans(),
    can_fall=st.booleans(),
    measure=st.sampled_from(NUMBERS),
    last_year=st.lists(figures, min_size=12, max_size=12),
    path=st.lists(figures, min_size=12, max_size=12),
)
def test_more_is_never_worse(
    *,
    target: Decimal,
    first: Decimal,
    second: Decimal,
    month: int,
    strict: bool,
    pace: PaceMethod,
    is_count: bool,
    can_fall: bool,
    measure: Measure,
    last_year: list[Decimal],
    path: list[Decimal],
) -> None:
    """For T > 0, higher is better and >= or >."""
    low, high = sorted((first, second))
    ends = period_ends(Calendar.MONTHLY, YEAR)
    before = period_ends(Calendar.MONTHLY, YEAR - 1)
    stated = TargetFact(
        "plan",
        Comparator.MORE_THAN if strict else Comparator.AT_LEAST,
        target,
        path=tuple(PathPoint(end, value) for end, value in zip(ends, path, strict=True)),
    )
    facts = SeriesFacts(
        measure,
        Accumulation.LATEST,
        Calendar.MONTHLY,
        pace,
        YEAR,
        is_count=is_count,
        can_fall=can_fall,
        targets=(stated,),
        last_year=tuple(ActualFact(end, v) for end, v in zip(before, last_year, strict=True)),
    )
    as_of = month_end(YEAR, month)
    worse, better = (
        assess(facts._replace(actuals=(ActualFact(as_of, value),)), as_of=as_of, today=as_of)
        for value in (low, high)
    )
    assert ORDER.index(better.verdict) <= ORDER.index(worse.verdict)
    assert worse.headline is not None
    assert better.headline is not None
    if measure is Measure.AMOUNT:
        assert worse.headline.completion_rate is not None
        assert better.headline.completion_rate is not None
        assert worse.headline.completion_rate <= better.headline.completion_rate
    else:
        assert worse.headline.gap is not None
        assert better.headline.gap is not None
        assert worse.headline.gap <= better.headline.gap


@given(
    target=positive,
    first=figures,
    second=figures,
    month=months,
    floor=st.booleans(),
    comparator=st.sampled_from(Comparator),
    measure=st.sampled_from(NUMBERS),
)
def test_a_floor_is_never_missed_and_only_proves(
    *,
    target: Decimal,
    first: Decimal,
    second: Decimal,
    month: int,
    floor: bool,
    comparator: Comparator,
    measure: Measure,
) -> None:
    as_of = month_end(YEAR, month)
    facts = SeriesFacts(
        measure,
        Accumulation.LATEST,
        Calendar.MONTHLY,
        PaceMethod.LINEAR,
        YEAR,
        targets=(TargetFact("plan", comparator, target, target + abs(second)),),
        actuals=(ActualFact(as_of, first, is_floor=True),),
    )
    found = assess(facts, as_of=as_of, today=as_of).verdict
    assert found is not Verdict.MISSED
    if comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN):
        assert found not in (Verdict.BEHIND, Verdict.FAR_BEHIND)
