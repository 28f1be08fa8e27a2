"""Every verdict and every reporting status is to be seen, whenever the place is loaded."""

from __future__ import annotations

import pytest

from targets.core.values.facts import Reporting, Verdict
from targets.sample.loading import load_sample
from targets.sample.span import Span
from tests.sample_span import span_on

from .conftest import judged, statuses, verdicts

FIRST_LOADS = [(2026, month) for month in range(2, 13)] + [(2027, 1)]


@pytest.mark.parametrize(("year", "month"), FIRST_LOADS)
def test_every_verdict_occurs_whatever_the_month_of_loading(
    db: None, year: int, month: int
) -> None:
    span = span_on(year, month, 23)
    load_sample(span)
    rows = judged(span)
    assert verdicts(rows) >= set(Verdict) - {Verdict.MISSED}
    assert statuses(rows) >= {Reporting.REPORTED, Reporting.OVERDUE}


@pytest.mark.parametrize("year", [-2, -1])
def test_past_years_ended_met_and_missed(november: Span, year: int) -> None:
    assert verdicts(judged(november, year=year)) >= {Verdict.MET, Verdict.MISSED}


def test_one_past_figure_is_a_published_floor(november: Span) -> None:
    row = judged(november, year=-2)["NEW_INVEST_ATTRACTED"]
    assert row.assessment.is_floor
    assert row.assessment.verdict is Verdict.MET


def test_a_final_figure_never_came(november: Span) -> None:
    assert judged(november, year=-2)["SEWAGE_LOAD"].assessment.final_missing


@pytest.mark.parametrize(
    ("day", "expected", "absent"), [(10, Reporting.DUE, None), (23, Reporting.OVERDUE, "due")]
)
def test_missing_reports_are_due_until_the_due_day_and_overdue_after(
    db: None, day: int, expected: Reporting, absent: str | None
) -> None:
    span = span_on(2026, 11, day)
    load_sample(span)
    rows = judged(span)
    assert statuses(rows) >= {Reporting.REPORTED, expected, Reporting.NOT_DUE}
    assert absent not in statuses(rows)
    assert rows["KEY_PROJECT_INVEST"].assessment.reporting is expected
    assert rows["KEY_PROJECT_INVEST"].assessment.on_older_data
    # A quarter that was due a month ago, and a plan that was never filed
    assert rows["RENTAL_HOUSING"].assessment.reporting is Reporting.OVERDUE
    assert rows["FLOOD_PLAN"].assessment.reporting is Reporting.OVERDUE


def test_the_revised_target_is_judged_from_july_on(november: Span) -> None:
    before = judged(november, month=6)["RENEWAL_INVEST"].assessment.headline
    after = judged(november, month=7)["RENEWAL_INVEST"].assessment.headline
    assert before is not None
    assert after is not None
    assert [before.target.value, after.target.value] == [85, 76]


def test_one_indicator_is_judged_by_margins_of_its_own(november: Span) -> None:
    rows = judged(november)
    assert rows["AIR_QUALITY_DAYS"].assessment.facts.margins.near_most == 1
    assert rows["TAX_SHARE"].assessment.facts.margins.near_most == 5
