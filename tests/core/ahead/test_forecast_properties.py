"""What must hold of every forecast, and how often its range holds where its model is true."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from targets.core.ahead.forecast import Forecast, forecast, forecasts
from targets.core.ahead.forecast_messages import (
    chance_sentence,
    forecast_sentence,
    missing_sentence,
)
from targets.core.ahead.forecast_working import forecast_working
from targets.core.ahead.needed import catch_up, needed
from targets.core.ahead.needed_messages import catch_up_line, needed_lines
from targets.core.judging.outlooks import CountOutlook
from targets.core.values.facts import ActualFact, PaceMethod, SeriesFacts, TargetFact
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import month_end
from tests.core.build import YEAR, series, target, text
from tests.core.judging.test_properties import any_facts, entries, figures

WORDS = SeriesWords("Roads", "公里", "km")
values = st.dictionaries(
    st.integers(1, 11), st.decimals(0, 10**6, places=2), min_size=1, max_size=11
)
years = st.dictionaries(st.integers(YEAR - 4, YEAR - 1), values, max_size=4)


def running(amounts_of: dict[int, Decimal], year: int, factor: int = 1) -> tuple[ActualFact, ...]:
    total, found = Decimal(0), []
    for month, value in sorted(amounts_of.items()):
        total += value * factor
        found.append(ActualFact(month_end(year, month), total))
    return tuple(found)


def closed(amounts_of: dict[int, Decimal]) -> dict[int, Decimal]:
    return amounts_of | {12: Decimal(5)}


def all_forecasts(
    this: dict[int, Decimal],
    past: dict[int, dict[int, Decimal]],
    facts: SeriesFacts,
    factor: int = 1,
) -> tuple[Forecast, ...]:
    return forecasts(
        facts._replace(actuals=running(this, YEAR, factor)),
        as_of=month_end(YEAR, 11),
        past={year: running(closed(each), year, factor) for year, each in past.items()},
    )


@st.composite
def kinds(draw: st.DrawFn) -> SeriesFacts:
    return series(
        pace=draw(st.sampled_from(PaceMethod)),
        is_count=draw(st.booleans()),
        can_fall=draw(st.booleans()),
    )


@given(any_facts(), st.dictionaries(st.integers(YEAR - 4, YEAR), entries(YEAR - 1), max_size=3))
def test_nothing_raises_whatever_the_facts(
    facts: SeriesFacts, past: dict[int, tuple[ActualFact, ...]]
) -> None:
    as_of = month_end(YEAR, 11)
    moved = {
        year: tuple(
            each._replace(period_end=month_end(year, each.period_end.month)) for each in entries_of
        )
        for year, entries_of in past.items()
    }
    found = forecast(facts, as_of=as_of, past=moved)
    if isinstance(found, Forecast):
        assert text(forecast_sentence(found, WORDS))
        assert all(text(line) for line in forecast_working(found, WORDS))
        assert all(text(chance_sentence(tier, WORDS) or "") is not None for tier in found.tiers)
    else:
        assert text(missing_sentence(found))
    for each in facts.targets:
        wanted, met = needed(facts, each, as_of=as_of), catch_up(facts, each, as_of=as_of)
        assert wanted is None or all(needed_lines(wanted, facts.calendar, WORDS))
        assert met is None or text(catch_up_line(met, WORDS))


@given(values, years, kinds())
def test_the_range_contains_its_middle_and_wider_ranges_contain_it(
    this: dict[int, Decimal], past: dict[int, dict[int, Decimal]], facts: SeriesFacts
) -> None:
    for found in all_forecasts(this, past, facts):
        assert found.low <= found.middle <= found.high
        assert found.outlook.quantile(0.025) <= found.low
        assert found.high <= found.outlook.quantile(0.975)
        assert facts.can_fall or found.low >= found.actual


@given(values, years, kinds(), st.lists(figures, min_size=2, max_size=2))
def test_a_higher_target_is_no_easier(
    this: dict[int, Decimal],
    past: dict[int, dict[int, Decimal]],
    facts: SeriesFacts,
    goals: list[Decimal],
) -> None:
    low, high = sorted(goals)
    texts = (f">= {low}", f">= {high}", f"> {low}", f"<= {low}", f"<= {high}", f"< {high}")
    asked = facts._replace(targets=tuple(target(each) for each in texts))
    for found in all_forecasts(this, past, asked):
        chances = [tier.chance for tier in found.tiers if tier.chance is not None]
        least_low, least_high, more_low, most_low, most_high, less_high = chances
        assert all(0 <= chance <= 1 for chance in chances)
        assert least_high <= least_low + _ROUNDING
        assert more_low <= least_low
        assert most_low <= most_high + _ROUNDING
        assert less_high <= most_high
        assert abs(more_low + most_low - 1) <= _ROUNDING


_ROUNDING = Decimal("1e-9")


@given(values, years, kinds(), st.decimals(0, 10**6, places=2), st.integers(2, 10**6))
def test_the_unit_does_not_matter(
    this: dict[int, Decimal],
    past: dict[int, dict[int, Decimal]],
    facts: SeriesFacts,
    goal: Decimal,
    factor: int,
) -> None:
    facts = facts._replace(is_count=False)  # of counts the unit is one case
    plain = facts._replace(targets=(TargetFact("plan", target(">= 0").comparator, goal),))
    larger = facts._replace(targets=(plain.targets[0]._replace(value=goal * factor),))
    ours = all_forecasts(this, past, plain)
    theirs = all_forecasts(this, past, larger, factor)
    assert [each.method for each in ours] == [each.method for each in theirs]
    for one, other in zip(ours, theirs, strict=True):
        for a, b in ((one.low, other.low), (one.middle, other.middle), (one.high, other.high)):
            assert abs(a * factor - b) <= abs(b) * Decimal("1e-12") + Decimal("1e-12")
        chance, same = one.tiers[0].chance, other.tiers[0].chance
        assert chance is not None
        assert same is not None
        assert abs(chance - same) <= _ROUNDING


@given(st.integers(0, 500), st.integers(1, 11), st.integers(1, 600))
def test_chances_of_counts_add_up(reached: int, month: int, goal: int) -> None:
    assume(goal > reached)
    outlook = CountOutlook(Decimal(reached), Decimal(month))
    least, more = outlook.at_least(Decimal(goal)), outlook.more_than(Decimal(goal))
    assert 0 <= more <= least <= 1
    assert outlook.more_than(Decimal(goal - 1)) == least


@given(st.lists(st.integers(0, 2000), min_size=1, max_size=11), st.integers(0, 3000))
def test_chances_of_whole_units_add_up(came: list[int], goal: int) -> None:
    actuals = running({month: Decimal(each) for month, each in enumerate(came, 1)}, YEAR)
    facts = series(is_count=True)._replace(
        actuals=actuals,
        targets=tuple(target(f"{sign} {goal}") for sign in (">=", "<", "=")),
    )
    for found in forecasts(facts, as_of=month_end(YEAR, len(came)), past={}):
        least, less, exactly = (tier.chance for tier in found.tiers)
        assert least is not None
        assert less is not None
        assert exactly is not None
        assert abs(least + less - 1) <= _ROUNDING
        assert exactly <= least
        for bound in (found.low, found.middle, found.high):
            assert bound == bound.to_integral_value()
