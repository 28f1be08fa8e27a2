"""Places in order: by what, who shares a rank, and how ranks moved."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from targets.core.judging.outcomes import Assessment
from targets.core.judging.place_summary import Basis, summarise
from targets.core.judging.ranking import Part, Ranked, Ranking, rank_index, ranks
from targets.core.judging.ranking import rank_places as core_rank_places
from targets.core.values.facts import Measure, PaceMethod
from tests.core.build import at, rate, series

D = Decimal


def road(values: dict[int, str | None], target: str = ">= 100", month: int = 12) -> Assessment:
    return at(series(values, target) if target else series(values), month)


def rank_places(places: Sequence[Assessment | None]) -> Ranking:
    facts = next((each.facts for each in places if each), series({}))
    return core_rank_places(
        [None if each is None else summarise(each) for each in places],
        facts.measure,
        higher_is_better=facts.higher_is_better,
    )


def order(*places: Assessment | None) -> list[tuple[int, int | None, int | None]]:
    return [(row.position, row.rank, row.before) for row in rank_places(places).rows]


def test_equal_numbers_share_a_rank_and_the_next_is_skipped() -> None:
    assert ranks([D(3), D(5), None, D(3), D(1)]) == [2, 1, None, 2, 4]
    assert ranks([D(3), D(5), None, D(3)], less_is_better=True) == [1, 3, None, 1]
    assert ranks([]) == []


@given(st.lists(st.none() | st.integers(-5, 5).map(Decimal)))
def test_a_rank_is_one_more_than_the_number_of_better_ones(numbers: list[Decimal | None]) -> None:
    known = [number for number in numbers if number is not None]
    for number, rank in zip(numbers, ranks(numbers), strict=True):
        if number is None:
            assert rank is None
        else:
            assert rank == 1 + sum(other > number for other in known)


def test_amounts_are_ranked_by_their_deviation_and_moved_since_the_period_before() -> None:
    slow = road({8: "60", 9: "80"}, month=9)
    fast = road({8: "70", 9: "72"}, month=9)
    ranking = rank_places([slow, fast, None])
    assert ranking.basis is Basis.DISTANCE
    assert order(slow, fast, None) == [(0, 1, 2), (1, 2, 1), (2, None, None)]
    assert [row.climbed for row in ranking.rows] == [1, -1, None]
    assert (ranking.period_end, ranking.before_end) == (slow.period_end, slow.facts.actuals[0][0])


def test_the_first_period_of_a_year_has_none_before_it() -> None:
    ranking = rank_places([road({1: "8"}, month=1), road({1: "9"}, month=1)])
    assert ranking.before_end is None
    assert [(row.position, row.rank, row.before) for row in ranking.rows] == [
        (1, 1, None), (0, 2, None),
    ]  # fmt: skip


def test_a_place_that_was_not_known_then_has_no_rank_before() -> None:
    assert order(road({9: "70"}, month=9), road({8: "60", 9: "60"}, month=9)) == [
        (0, 1, None), (1, 2, 1),
    ]  # fmt: skip


def test_without_pace_by_completion() -> None:
    def school(values: dict[int, str | None]) -> Assessment:
        return at(series(values, ">= 10", pace=PaceMethod.NONE, is_count=True), 9)

    few, many = school({8: "4", 9: "5"}), school({8: "3", 9: "7"})
    ranking = rank_places([few, many])
    assert ranking.basis is Basis.COMPLETION
    assert [(row.position, row.number, row.before) for row in ranking.rows] == [
        (1, D(70), 2), (0, D(50), 1),
    ]  # fmt: skip


def test_less_of_a_limit_is_better() -> None:
    def spent(values: dict[int, str | None]) -> Assessment:
        return at(series(values, "<= 10", pace=PaceMethod.NONE, higher_is_better=False), 9)

    ranking = rank_places([spent({9: "7"}), spent({9: "5"})])
    if ranking.basis is Basis.COMPLETION:
        assert ranking.less_is_better
    assert [row.position for row in ranking.rows] == [1, 0]


def test_without_targets_by_the_figure_itself() -> None:
    high, low = road({8: "1", 9: "3"}, "", 9), road({8: "4", 9: "2"}, "", 9)
    ranking = rank_places([low, high])
    assert ranking.basis is Basis.VALUE
    assert [(row.position, row.rank, row.before) for row in ranking.rows] == [(1, 1, 2), (0, 2, 1)]
    cheap = at(rate({9: "3"}, higher_is_better=False), 9)
    dear = at(rate({9: "4"}, higher_is_better=False), 9)
    assert [row.position for row in rank_places([dear, cheap]).rows] == [1, 0]
    first, second = (at(rate({9: n}, measure=Measure.RANK), 9) for n in ("1", "2"))
    assert [row.position for row in rank_places([second, first]).rows] == [1, 0]


def test_a_place_without_completion_is_last_beside_those_with() -> None:
    def school(values: dict[int, str | None], *targets: str) -> Assessment:
        return at(series(values, *targets, pace=PaceMethod.NONE), 9)

    none = school({8: "4", 9: "5"})
    ranking = rank_places([none, school({8: "4", 9: "5"}, ">= 10"), school({}, ">= 10")])
    assert [(row.position, row.rank, row.before) for row in ranking.rows] == [
        (1, 1, 1), (0, None, None), (2, None, None),
    ]  # fmt: skip


def test_nothing_to_rank_by() -> None:
    for places in ([], [None], [road({}), None]):
        ranking = rank_places(places)
        assert ranking.basis is None
        assert [row.rank for row in ranking.rows] == [None] * len(places)


def test_an_index_is_the_weighted_mean_and_has_a_rank_before() -> None:
    def parts(first: dict[int, str | None], second: dict[int, str | None]) -> list[Part]:
        return [
            Part("A", "Roads", D(3), road(first, month=9)),
            Part("B", "Homes", D(1), road(second, month=9)),
        ]

    ranking, composites = rank_index(
        "Towns",
        [
            parts({8: "40", 9: "50"}, {8: "90", 9: "90"}),
            parts({8: "60", 9: "60"}, {8: "20", 9: "20"}),
            [Part("A", "Roads", D(3), road({9: "99"}, month=9)), Part("B", "Homes", D(1), None)],
            [Part("A", "Roads", D(3), None), Part("B", "Homes", D(1), None)],
        ],
    )
    assert ranking.basis is Basis.INDEX
    assert composites[0] is not None
    assert composites[0].value == D(60)
    assert composites[2] is not None
    assert composites[2].value is None
    assert composites[2].missing == ("Homes",)
    assert composites[3] is None
    assert ranking.rows[:2] == (Ranked(0, D(60), 1, 1), Ranked(1, D(50), 2, 2))
    assert [row.rank for row in ranking.rows[2:]] == [None, None]


def test_an_index_of_nothing() -> None:
    ranking, composites = rank_index("Towns", [[Part("A", "Roads", D(1), None)]])
    assert ranking.basis is None
    assert composites == (None,)


def test_an_index_in_the_first_period() -> None:
    ranking, _found = rank_index("Towns", [[Part("A", "R", D(1), road({1: "8"}, month=1))]])
    assert ranking.rows == (Ranked(0, D(8), 1, None),)
