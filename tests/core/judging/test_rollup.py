"""What children add up to, and what never adds."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.core.judging.place_summary import PlaceSummary, summarise
from targets.core.judging.rollup import (
    MOST_NAMED,
    Child,
    RolledUp,
    Rollup,
    Weighted,
    adds,
    composite,
    rollup_sentences,
    why_not_weighed,
)
from targets.core.judging.rollup import roll_up as core_roll_up
from targets.core.values.facts import Accumulation, Calendar, Measure, SeriesFacts
from targets.core.values.figures import SeriesWords
from targets.core.values.periods import month_end
from tests.core.build import YEAR, Values, at, rate, series, stock, text

D = Decimal
KM = SeriesWords("Roads", "公里", "km", 1)
QUARTERLY = Calendar.QUARTERLY


def child(key: str, facts: SeriesFacts | None, month: int = 12) -> Child:
    return Child(key, key.upper(), None if facts is None else summarise(at(facts, month)))


def road(key: str, values: Values, **more: Any) -> Child:
    return child(key, series(values, calendar=QUARTERLY, **more))


def parent(values: Values, **more: Any) -> PlaceSummary:
    return summarise(at(series(values, calendar=QUARTERLY, **more)))


def roll_up(
    children: list[Child], own: PlaceSummary | None = None, measure: Measure = Measure.AMOUNT
) -> RolledUp:
    return core_roll_up(children, own, measure=measure)


def said(
    children: list[Child], own: PlaceSummary | None = None, measure: Measure = Measure.AMOUNT
) -> list[str]:
    rolled = roll_up(children, own, measure)
    return [text(each) for each in rollup_sentences(rolled, KM, QUARTERLY)]


def test_what_adds() -> None:
    assert adds(Measure.AMOUNT, is_count=False)
    assert adds(Measure.STOCK, is_count=True)
    assert not adds(Measure.STOCK, is_count=False)
    for measure in (Measure.RATE, Measure.SHARE, Measure.RANK, Measure.MILESTONE):
        assert not adds(measure, is_count=True)


def test_amounts_add_at_the_period_of_the_slowest_reporter() -> None:
    children = [road("a", {3: "10", 6: "20.5", 9: "30"}), road("b", {3: "1", 6: "2"})]
    found = roll_up(children)
    assert (found.kind, found.total) == (Rollup.SUM, D("22.5"))
    assert (found.period_end, found.late) == (month_end(YEAR, 6), ("B",))
    assert [place.value for place in found.places] == [D("20.5"), D(2)]
    assert said(children) == [
        "First half, Roads: 22.5 km, the sum of 2 of 2 places.",
        "Later figures of others are not yet known of: B.",
    ]


def test_period_amounts_add_as_years_to_date() -> None:
    children = [
        road("a", {3: "10", 6: "20"}, accumulation=Accumulation.INCREMENT),
        road("b", {3: "10", 6: "30"}),
    ]
    assert roll_up(children).total == 60


def test_a_missing_child_is_named_and_not_counted_as_zero() -> None:
    children = [road("a", {6: "20"}), road("b", {}), child("c", None), road("d", {6: None})]
    found = roll_up(children)
    assert (found.total, found.missing, found.not_kept) == (D(20), ("B", "D"), ("C",))
    assert said(children) == [
        "First half, Roads: 20.0 km, the sum of 1 of 4 places.",
        "Not included, as no figure is known: B, D.",
        "Does not keep this indicator: C.",
    ]
    assert said([road("a", {6: "20"}), road("b", {})])[1:] == [
        "Not included, as no figure is known: B."
    ]


def test_of_very_many_the_first_are_named_and_the_rest_counted() -> None:
    many = [road(f"t{n}", {}) for n in range(MOST_NAMED + 8)]
    [*_others, sentence] = said([road("a", {6: "20"}), *many])
    assert sentence.endswith(", T11 and 8 more.")
    assert "T12" not in sentence
    few = [road(f"t{n}", {}) for n in range(MOST_NAMED + 1)]
    assert said([road("a", {6: "20"}), *few])[-1].endswith(", T11, T12.")


def test_a_sum_of_period_amounts_with_a_gap_is_as_old_as_the_gap() -> None:
    gap = road("b", {3: "1", 9: "4"}, accumulation=Accumulation.INCREMENT)
    found = roll_up([road("a", {3: "5", 6: "8", 9: "9"}), gap])
    assert (found.total, found.period_end, found.late) == (D(6), month_end(YEAR, 3), ("B",))


def test_nothing_is_known_after_the_day_looked_at() -> None:
    facts = series({3: "10", 6: "20"}, calendar=QUARTERLY)
    assert roll_up([child("a", facts, 3)]).total == 10


@pytest.mark.parametrize(
    ("own", "difference", "sentence"),
    [
        ("25", "-5", "The place itself reports 25.0 km; the sum is 5.0 km less."),
        ("18.5", "1.5", "The place itself reports 18.5 km; the sum is 1.5 km more."),
        ("20", "0", "The place itself reports the same."),
    ],
)
def test_the_parents_own_figure_stands_beside_the_sum(
    own: str, difference: str, sentence: str
) -> None:
    children, itself = [road("a", {6: "20"})], parent({6: own, 9: "99"})
    found = roll_up(children, itself)
    assert (found.total, found.own, found.difference) == (D(20), D(own), D(difference))
    assert said(children, itself)[-1] == sentence


def test_a_parent_without_a_figure_at_that_period_says_nothing() -> None:
    found = roll_up([road("a", {6: "20"})], parent({9: "99"}))
    assert (found.own, found.difference) == (None, None)


def test_floors_add_to_a_floor_and_give_no_difference() -> None:
    children = [road("a", {6: "20"}, floors=(6,)), road("b", {6: "1"})]
    found = roll_up(children, parent({6: "25"}))
    assert (found.total, found.is_floor, found.difference) == (D(21), True, None)
    assert said(children, parent({6: "25"})) == [
        "First half, Roads: more than 21.0 km, the sum of 2 of 2 places.",
        "The place itself reports 25.0 km.",
    ]
    exact = roll_up([road("a", {6: "20"})], parent({6: "25"}, floors=(6,)))
    assert (exact.own_is_floor, exact.difference) == (True, None)


@pytest.mark.parametrize("measure", [Measure.RATE, Measure.SHARE, Measure.RANK])
def test_rates_shares_and_ranks_are_shown_per_place_each_at_its_latest(measure: Measure) -> None:
    children = [
        child("a", rate({3: "5.1", 6: "6.3"}, measure=measure, calendar=QUARTERLY)),
        child("b", rate({3: "4"}, measure=measure, calendar=QUARTERLY)),
        child("c", None),
    ]
    own = summarise(at(rate({3: "7", 6: "5"}, measure=measure, calendar=QUARTERLY)))
    found = roll_up(children, own, measure)
    assert (found.kind, found.total, found.own) == (Rollup.PER_PLACE, None, D(5))
    assert [(p.key, p.period_end.month, p.value) for p in found.places] == [
        ("a", 6, D("6.3")),
        ("b", 3, D(4)),
    ]
    assert (found.missing, found.not_kept, found.late) == ((), ("C",), ())
    assert said(children, own, measure) == [
        "Roads cannot be added up; it is shown for each place.",
        "Does not keep this indicator: C.",
        "The place itself reports 5.0 km (First half).",
    ]


def test_stocks_add_only_when_they_are_counted() -> None:
    counted = [child(key, stock({6: "3"}, is_count=True)) for key in "ab"]
    assert core_roll_up(counted, measure=Measure.STOCK, is_count=True).total == 6
    weighed = [child("a", stock({6: "3"}))]
    assert core_roll_up(weighed, measure=Measure.STOCK).kind is Rollup.PER_PLACE


def test_without_a_period_known_of_all_there_is_no_sum() -> None:
    children = [road("a", {3: "10"}), road("b", {6: "20"})]
    found = roll_up(children)
    assert (found.kind, found.total, len(found.places)) == (Rollup.NOTHING, None, 2)
    assert said(children) == [
        "Roads: no period is known of all 2 places, so there is no sum.",
        "Later figures of others are not yet known of: A.",
    ]


def test_nothing_reported_is_no_sum_of_zero() -> None:
    assert roll_up([]).total is None
    assert said([child("a", None)]) == [
        "Roads: no place has reported a figure.",
        "Does not keep this indicator: A.",
    ]
    assert said([child("a", None)], parent({6: "4"}))[-1] == (
        "The place itself reports 4.0 km (First half)."
    )


def test_an_index_is_the_weighted_mean_of_what_it_names() -> None:
    found = composite(
        "Quality index",
        [Weighted("a", "A", D(3), D("101.5")), Weighted("b", "B", D(1), D("80"))],
    )
    assert (found.name, found.value, found.missing) == ("Quality index", D("96.125"), ())


def test_an_index_with_a_component_missing_has_no_value() -> None:
    found = composite("Index", [Weighted("a", "A", D(3), None), Weighted("b", "B", D(1), D(8))])
    assert (found.value, found.missing) == (None, ("A",))


@pytest.mark.parametrize("name", ["", "Index"])
def test_an_index_needs_name_and_components(name: str) -> None:
    with pytest.raises(ValueError, match="a name and components"):
        composite(name, [])


@pytest.mark.parametrize("measure", Measure)
def test_an_index_weighs_what_has_a_completion_rate(measure: Measure) -> None:
    refused = why_not_weighed(measure, higher_is_better=True)
    assert (refused is None) is (measure is Measure.AMOUNT)
    limited = why_not_weighed(measure, higher_is_better=False)
    assert limited is not None
    assert ("less of it" in text(limited).lower()) is (measure is Measure.AMOUNT)


def test_an_index_needs_weights() -> None:
    with pytest.raises(ValueError, match="every weight"):
        composite("Index", [Weighted("a", "A", D(0), D(1))])


figures = st.none() | st.decimals(-(10**6), 10**6, places=2)


@given(
    st.lists(st.lists(figures, min_size=4, max_size=4), min_size=1, max_size=5),
    st.randoms(use_true_random=False),
)
def test_the_order_of_children_does_not_matter(
    rows: list[list[Decimal | None]], chance: random.Random
) -> None:
    children = [
        road(
            key,
            {m: None if v is None else str(v) for m, v in zip((3, 6, 9, 12), row, strict=True)},
        )
        for key, row in zip("abcde", rows, strict=False)
    ]
    found = roll_up(children)
    assert len(found.places) + len(found.missing) == len(children)
    if found.total is not None:
        assert found.total == sum(place.value for place in found.places)
    chance.shuffle(children)
    again = roll_up(children)
    assert set(again.places) == set(found.places)
    assert set(again.missing) == set(found.missing)
    assert set(again.late) == set(found.late)
    plain = found._replace(places=(), missing=(), late=())
    assert again._replace(places=(), missing=(), late=()) == plain
