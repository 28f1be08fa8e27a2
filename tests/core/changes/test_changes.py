"""Why a verdict or a value is no longer what it was."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.core.changes.changes import Change, Direction, Moved, changes, direction, moved
from targets.core.changes.exchanges import Cause
from targets.core.changes.messages import CAUSE_NAMES, cause_sentence, change_sentences
from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment
from targets.core.values.facts import (
    Accumulation,
    ActualFact,
    Calendar,
    Margins,
    PaceMethod,
    SeriesFacts,
    Verdict,
)
from targets.core.values.figures import SeriesWords
from tests.core.build import YEAR, amounts, at, rate, series, stage, target, task, text
from tests.core.judging.test_properties import any_facts

D = Decimal
TIERS = {"plan": "plan target", "stretch": "stretch target"}
KM = SeriesWords("Roads", "公里", "km", 1, TIERS)
QUARTERLY = Calendar.QUARTERLY
ROADS = series({6: "50", 7: "52"}, ">= 100")
SHAPED = series(
    {6: "50"}, ">= 100", pace=PaceMethod.LAST_YEAR_SHAPE, last_year={6: "50", 12: "100"}
)
SUMMED = series({1: "5", 2: "5"}, ">= 100", accumulation=Accumulation.INCREMENT)


def of(before: Assessment, after: Assessment) -> Change:
    found = changes(before, after)
    assert found is not None
    return found


def said(found: Change, words: SeriesWords = KM) -> list[str]:
    return [text(each) for each in change_sentences(found, words)]


def with_values(facts: SeriesFacts, values: dict[int, str | None], **more: Any) -> SeriesFacts:
    return facts._replace(actuals=amounts(values, **more))


def test_a_new_period() -> None:
    """With today's knowledge of both days: what lies after the earlier one is new."""
    found = of(at(ROADS, 6), at(ROADS, 7))
    assert (found.causes, found.is_status) == ((Cause.NEW_PERIOD,), True)
    assert said(found) == [
        "Roads: from On pace (50.0 km) to Behind pace (52.0 km).",
        "Jan–Jul was reported: 52.0 km.",
    ]


def test_a_value_without_a_new_status() -> None:
    found = of(at(ROADS, 6), at(with_values(ROADS, {6: "50", 7: "58"}), 7))
    assert not found.is_status
    assert said(found)[0] == "Roads: from 50.0 km to 58.0 km, as before On pace."


def test_a_first_figure() -> None:
    found = of(at(ROADS, 5), at(ROADS, 6))
    assert said(found) == [
        "Roads: from No data to On pace (50.0 km).",
        "Jan–Jun was reported: 50.0 km.",
    ]


def test_a_floor_is_said_to_be_one() -> None:
    found = of(at(ROADS, 6), at(with_values(ROADS, {6: "50", 7: "60"}, floors=(7,)), 7))
    assert said(found)[-1] == "Jan–Jul was reported: more than 60.0 km."


def test_a_revised_figure() -> None:
    found = of(at(ROADS, 6), at(with_values(ROADS, {6: "45.25"}), 6))
    assert found.causes == (Cause.REVISED_ACTUAL,)
    assert said(found) == [
        "Roads: from On pace (50.0 km) to Behind pace (45.25 km).",
        "The figure for Jan–Jun was revised from 50.0 km to 45.25 km.",
    ]


def test_a_revision_of_a_period_that_is_not_judged_is_no_cause() -> None:
    before = with_values(ROADS, {5: "40", 6: "50"})
    after = with_values(ROADS, {5: "41", 6: "45"})
    found = of(at(before, 6), at(after, 6))
    assert [step.swap.actual[0] for step in found.steps] == [before.actuals[1]]
    assert changes(at(before, 6), at(with_values(ROADS, {5: "41", 6: "50"}), 6)) is None


def test_a_revision_and_a_new_period_are_told_apart() -> None:
    found = of(at(ROADS, 6), at(with_values(ROADS, {6: "45", 7: "60"}), 7))
    assert found.causes == (Cause.REVISED_ACTUAL, Cause.NEW_PERIOD)
    first, second = found.steps
    assert (first.before.actual, first.after.actual, second.after.actual) == (D(50), D(45), D(60))


def test_of_period_amounts_the_period_alone_was_revised() -> None:
    found = of(at(SUMMED, 2), at(with_values(SUMMED, {1: "9", 2: "5"}), 2))
    assert said(found)[1:] == ["The figure for Jan was revised from 5.0 km to 9.0 km."]


def test_a_withdrawn_figure() -> None:
    found = of(at(ROADS, 7), at(with_values(ROADS, {6: "50"}), 7))
    assert found.causes == (Cause.WITHDRAWN,)
    assert said(found)[1:] == ["The figure for Jan–Jul, 52.0 km, was withdrawn."]
    emptied = of(at(ROADS, 7), at(with_values(ROADS, {6: "50", 7: None}), 7))
    assert emptied.causes == (Cause.WITHDRAWN,)


def test_last_years_figures_move_the_pace() -> None:
    for last_year, sentence in (
        (
            {6: "70", 12: "100"},
            "Last year’s figure for Jan–Jun was revised from 50.0 km to 70.0 km.",
        ),
        ({12: "100"}, "Last year’s figure for Jan–Jun, 50.0 km, was withdrawn."),
    ):
        after = SHAPED._replace(last_year=amounts(last_year, year=YEAR - 1))
        found = of(at(SHAPED, 6), at(after, 6))
        assert found.causes == (Cause.REVISED_ACTUAL,)
        assert said(found)[1:] == [sentence]
    before = SHAPED._replace(last_year=())
    found = of(at(before, 6), at(SHAPED, 6))
    assert found.causes == (Cause.REVISED_ACTUAL,)
    assert said(found) == [
        "Roads: from Under way (50.0 km) to On pace (50.0 km).",
        "Figures of past years changed, which moves the pace.",
    ]


@pytest.mark.parametrize(
    ("targets", "causes", "sentence"),
    [
        (("> 125.5",), 1, "The plan target was revised from 100.0 km to 125.5 km."),
        ((), 1, "The plan target was withdrawn."),
        (("",), 1, "The terms of the plan target were changed."),
        ((">= 100", ">= 120"), 1, "The stretch target was set."),
        (
            (target(">= 100", "first"), target(">= 200")),
            2,
            "The first was set.",
        ),
    ],
)
def test_a_revised_target(targets: tuple[str, ...], causes: int, sentence: str) -> None:
    after = series({6: "50", 7: "52"}, *targets)
    found = of(at(ROADS, 6), at(after, 6))
    assert found.causes == (Cause.REVISED_TARGET,)
    assert len(found.steps) == causes
    assert said(found)[1] == sentence


def test_a_tier_set_before_the_headline_takes_its_place() -> None:
    stretch = ROADS._replace(targets=(target(">= 50", "stretch"),))
    both = ROADS._replace(targets=(target(">= 100"), target(">= 50", "stretch")))
    found = of(at(stretch, 6), at(both, 6))
    assert found.causes == (Cause.REVISED_TARGET,)
    assert said(found) == [
        "Roads: from Met early (50.0 km) to On pace (50.0 km).",
        "The plan target was set.",
    ]
    assert "The plan target was withdrawn." in said(of(at(both, 6), at(stretch, 6)))


def test_another_tiers_status_alone() -> None:
    two = series({6: "50"}, ">= 100", ">= 120")
    found = of(at(two, 6), at(series({6: "50"}, ">= 100", ">= 200"), 6))
    assert said(found) == [
        "Roads: as before, On pace (50.0 km).",
        "The stretch target was revised from 120.0 km to 200.0 km.",
    ]


def test_a_tier_that_was_asked_for_stays_the_one_that_is_judged_by() -> None:
    two = series({6: "50"}, ">= 100", ">= 120")
    after = at(with_values(two, {6: "70"}), 6, tier="stretch")
    assert of(at(two, 6, tier="stretch"), after).causes == (Cause.REVISED_ACTUAL,)


def test_where_only_the_tier_differs_nothing_is_the_cause() -> None:
    two = series({6: "50"}, ">= 100", ">= 120")
    found = of(at(two, 6), at(two, 6, tier="stretch"))
    assert found.causes == (Cause.NOTHING,)
    assert said(found)[1:] == ["No figure, target or margin changed: another tier is judged by."]


def test_a_lower_target_is_said_beside_a_new_period() -> None:
    """42 in June is behind of 100 and of 90; 53 in July is behind of 100, and on pace of 90."""
    before = series({6: "42"}, ">= 100")
    after = series({6: "42", 7: "53"}, ">= 90")
    found = of(at(before, 6), at(after, 7))
    assert found.causes == (Cause.REVISED_TARGET, Cause.NEW_PERIOD)
    assert said(found) == [
        "Roads: from Behind pace (42.0 km) to On pace (53.0 km).",
        "The plan target was revised from 100.0 km to 90.0 km.",
        "Jan–Jul was reported: 53.0 km.",
    ]
    first, second = found.steps
    assert second.before is first.after
    assert [step.after.verdict for step in found.steps] == [Verdict.BEHIND, Verdict.ON_PACE]


def test_relaxed_margins_are_said_beside_a_new_period() -> None:
    """53 of 100 in July is 5.3 short of the pace: on pace only where 6 may be missing."""
    before = series({6: "42"}, ">= 100")
    after = series({6: "42", 7: "53"}, ">= 100", margins=Margins(on_pace=D(-6)))
    found = of(at(before, 6), at(after, 7))
    assert found.causes == (Cause.CHANGED_MARGINS, Cause.NEW_PERIOD)
    assert said(found)[1:] == [
        "The margins were changed: “on pace” from -1 to -6.",
        "Jan–Jul was reported: 53.0 km.",
    ]


def test_a_target_that_moved_the_deviation_is_said_though_it_changed_no_verdict() -> None:
    before = series({6: "42"}, ">= 100", ">= 120")
    after = series({6: "42", 7: "58"}, ">= 99", ">= 120")
    found = of(at(before, 6), at(after, 7))
    assert found.causes == (Cause.REVISED_TARGET, Cause.NEW_PERIOD)
    low = rate({6: "5.0"}, ">= 6")
    high = rate({6: "5.0", 7: "5.2"}, ">= 5.9")  # no deviation: the gap moved
    assert of(at(low, 6), at(high, 7)).causes == (Cause.REVISED_TARGET, Cause.NEW_PERIOD)


def test_what_made_no_difference_is_not_said() -> None:
    """A stretch target that is far away before and after; a margin that nothing comes near."""
    before = series({6: "42"}, ">= 100", ">= 200")
    after = series({6: "42", 7: "58"}, ">= 100", ">= 210", margins=Margins(far=D(-11)))
    assert of(at(before, 6), at(after, 7)).causes == (Cause.NEW_PERIOD,)


def test_a_revision_that_only_the_new_period_made_matter_is_said() -> None:
    """53 in July is on pace where last year's July was 50, and behind where it was 60."""
    past = {6: "50", 7: "60", 12: "100"}
    before = SHAPED._replace(last_year=amounts(past, year=YEAR - 1), actuals=amounts({6: "45"}))
    revised = amounts(past | {7: "53"}, year=YEAR - 1)
    after = before._replace(actuals=amounts({6: "45", 7: "53"}), last_year=revised)
    found = of(at(before, 6), at(after, 7))
    assert found.causes == (Cause.REVISED_ACTUAL, Cause.NEW_PERIOD)
    assert said(found)[1] == ("Last year’s figure for Jan–Jul was revised from 60.0 km to 53.0 km.")


def test_a_withdrawn_tier_beside_a_new_period() -> None:
    before = series({6: "42"}, ">= 100", ">= 90")
    after = series({6: "42", 7: "53"}, target(">= 90", "stretch"))
    found = of(at(before, 6), at(after, 7))
    assert found.causes == (Cause.REVISED_TARGET, Cause.NEW_PERIOD)
    assert said(found)[1] == "The plan target was withdrawn."
    back = of(at(after, 7), at(before, 6))
    assert said(back)[-1] == "The plan target was set."


def test_changed_margins() -> None:
    after = ROADS._replace(margins=Margins(ahead=D("0"), far=D("-12.5")))
    found = of(at(ROADS, 6), at(after, 6))
    assert found.causes == (Cause.CHANGED_MARGINS,)
    assert said(found) == [
        "Roads: from On pace (50.0 km) to Ahead of pace (50.0 km).",
        "The margins were changed: “ahead of pace” from 5 to 0; “far behind” from -10 to -12.5.",
    ]
    one = of(at(ROADS, 6), at(ROADS._replace(margins=Margins(ahead=D(0))), 6))
    assert said(one)[1:] == ["The margins were changed: “ahead of pace” from 5 to 0."]


def test_another_way_of_judging() -> None:
    found = of(at(ROADS, 6), at(ROADS._replace(pace=PaceMethod.NONE), 6))
    assert found.causes == (Cause.CHANGED_MARGINS,)
    assert said(found)[1:] == ["The way this indicator is judged was changed."]


def test_time_passing() -> None:
    bridge = task(stage(6, "normal"), due_on=date(YEAR, 7, 15))
    words = SeriesWords("Bridge")
    found = of(at(bridge, 6), at(bridge, 8))
    assert found.causes == (Cause.TIME_PASSING,)
    assert said(found, words) == [
        "Bridge: from Progressing to Overdue.",
        "The day it was due, 2024-07-15, has passed.",
    ]
    back = of(at(ROADS, 7), at(ROADS, 6))
    assert said(back)[1:] == ["Time passed, from 2024-07-31 to 2024-06-30."]
    no_target = ROADS._replace(targets=())
    assert said(of(at(no_target, 7), at(no_target, 6)))[1:] == [
        "Time passed, from 2024-07-31 to 2024-06-30."
    ]


def test_tasks() -> None:
    words = SeriesWords("Bridge", tiers=TIERS)
    before = task(stage(3, "normal", "piles"), due_on=date(YEAR, 9, 30))
    new = before._replace(actuals=(*before.actuals, stage(6, "normal", "deck")))
    assert said(of(at(before, 6), at(new, 6)), words) == [
        "Bridge: as before, Progressing.",
        "Progress was reported for First half.",
    ]
    revised = before._replace(actuals=(stage(3, "slow", "piles"),))
    assert said(of(at(before, 6), at(revised, 6)), words)[1:] == ["The entry for Q1 was revised."]
    gone = before._replace(actuals=())
    assert said(of(at(before, 6), at(gone, 6)), words)[1:] == ["The entry for Q1 was withdrawn."]
    late, soon = task(stage(3, "normal"), due_on=date(YEAR, 4, 30)), before
    later = late._replace(actuals=before.actuals, targets=before.targets)
    moved = of(at(late._replace(actuals=before.actuals), 6), at(soon, 6))
    assert later.targets == soon.targets
    assert moved.causes == (Cause.REVISED_TARGET,)
    assert said(moved, words)[1:] == [
        "The date of the plan target was moved from 2024-04-30 to 2024-09-30."
    ]


def test_a_new_year() -> None:
    old = at(ROADS, 7)
    facts = ROADS._replace(year=YEAR + 1, actuals=())
    january = date(YEAR + 1, 1, 31)
    empty = of(old, assess(facts, as_of=january, today=january))
    assert empty.causes == (Cause.TIME_PASSING,)
    assert said(empty)[1:] == ["A new year began; nothing has been reported of it."]
    first = facts._replace(actuals=(ActualFact(january, D(3)),))
    found = of(old, assess(first, as_of=january, today=january))
    assert found.causes == (Cause.NEW_PERIOD,)
    assert said(found)[1:] == ["Jan was reported: 3.0 km."]


def test_a_late_entry_that_leaves_a_gap_unknown() -> None:
    """A new period of sums behind a gap has no value of its own."""
    before = SUMMED._replace(actuals=())
    after = with_values(SUMMED, {3: "5"})
    assert changes(at(before, 3), at(after, 3)) is None
    found = of(at(ROADS, 6), at(with_values(ROADS, {6: "50", 7: "52"}), 7))
    bare = found.steps[0]._replace(after=found.steps[0].after._replace(period_end=None))
    assert text(cause_sentence(bare, KM)) == "A new period was reported."


def test_every_cause_has_a_name() -> None:
    assert set(CAUSE_NAMES) == set(Cause)


def test_gdp_growth_of_2024_from_mid_year_to_the_year() -> None:
    gdp = rate({6: "6.3", 12: "5.2"}, ">= 5.5", ">= 6.5", calendar=QUARTERLY)
    words = SeriesWords("GDP growth", "%", "%", 1, TIERS)
    assert said(of(at(gdp, 6), at(gdp, 12)), words) == [
        "GDP growth: from On target (6.3%) to Not met (5.2%).",
        "Full year was reported: 5.2%.",
    ]


days = st.dates(date(YEAR, 1, 31), date(YEAR + 1, 2, 28))


@given(any_facts(), days)
def test_equal_assessments_have_not_changed(facts: SeriesFacts, as_of: date) -> None:
    found = assess(facts, as_of=as_of, today=as_of)
    assert changes(found, found) is None


@given(any_facts(), any_facts(), days, days)
def test_steps_lead_from_one_to_the_other(
    first: SeriesFacts, second: SeriesFacts, day: date, other: date
) -> None:
    before = assess(first, as_of=day, today=day)
    after = assess(second, as_of=other, today=other)
    found = changes(before, after)
    if found is None:
        assert before.verdict is after.verdict
        assert before.actual == after.actual
        return
    assert found.causes
    assert all(text(each) for each in change_sentences(found, KM))
    last = found.steps[-1].after
    assert (last.verdict, last.actual) == (after.verdict, after.actual)
    assert Cause.NOTHING not in found.causes  # no tier was asked for


def test_tiers_are_found_by_their_names() -> None:
    """Two tiers of one status that change places have not changed."""
    two = (target(">= 100"), target(">= 100", "stretch"))
    before, after = ROADS._replace(targets=two), ROADS._replace(targets=two[::-1])
    assert changes(at(before, 6), at(after, 6)) is None


def judged(verdict: Verdict, year: int = YEAR) -> Assessment:
    found = at(ROADS, 6)
    return found._replace(verdict=verdict, facts=found.facts._replace(year=year))


def test_which_way_a_status_went() -> None:
    assert direction(judged(Verdict.BEHIND), judged(Verdict.ON_PACE)) is Direction.BETTER
    assert direction(judged(Verdict.MET), judged(Verdict.MISSED)) is Direction.WORSE
    for before, after in (
        (Verdict.MET, Verdict.MET),
        (Verdict.NO_DATA, Verdict.MET),
        (Verdict.MET, Verdict.NO_DATA),
    ):
        assert direction(judged(before), judged(after)) is Direction.OTHER


def test_a_new_year_on_pace_is_no_worse_than_an_old_one_met() -> None:
    for before, after, expected in (
        (Verdict.MET, Verdict.ON_PACE, Direction.OTHER),
        (Verdict.MISSED, Verdict.BEHIND, Direction.OTHER),
        (Verdict.MET, Verdict.BEHIND, Direction.WORSE),
        (Verdict.MISSED, Verdict.ON_PACE, Direction.BETTER),
    ):
        assert direction(judged(before, YEAR - 1), judged(after)) is expected


def test_how_completion_deviation_and_gap_moved() -> None:
    early, late = at(series({9: "50"}, ">= 100"), 9), at(series({9: "61.5"}, ">= 100"), 9)
    assert moved(early, late)[:2] == (Decimal("11.5"), Decimal("11.5"))
    slow, fast = at(rate({9: "5.0"}, ">= 5.5"), 9), at(rate({9: "5.6"}, ">= 5.5"), 9)
    assert moved(slow, fast) == Moved(gap=Decimal("0.6"))
    assert moved(early, at(series({}, ">= 100"), 9)) == Moved()
    assert moved(at(series({9: "1"}), 9), late) == Moved()
    assert moved(late, at(series({9: "1"}), 9)) == Moved()
