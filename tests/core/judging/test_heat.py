"""The verdict at every period's end from one set of facts."""

from __future__ import annotations

from datetime import date

from targets.core.judging.assessment import assess
from targets.core.judging.heat import verdicts_by_period
from targets.core.values.facts import Calendar
from tests.core.build import series


def test_every_ended_period_is_judged_as_it_stood_then() -> None:
    facts = series({1: "2", 2: "30", 4: "50"}, ">= 100")
    found = verdicts_by_period(facts, as_of=date(2024, 4, 30), today=date(2024, 5, 20))
    assert [each.period_end.month for each in found] == [1, 2, 3, 4]
    for each in found:
        assert each.assessment == assess(facts, as_of=each.period_end, today=date(2024, 5, 20))
    assert found[2].assessment.on_older_data


def test_a_quarterly_series_has_quarters() -> None:
    facts = series({3: "2"}, ">= 100", calendar=Calendar.QUARTERLY)
    found = verdicts_by_period(facts, as_of=date(2024, 7, 1), today=date(2024, 7, 1))
    assert [each.period_end.month for each in found] == [3, 6]
