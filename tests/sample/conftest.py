"""The day on which the Sample District is loaded."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from targets.core.values import Reporting, Verdict
from targets.models import Unit
from targets.reads.judged import AsOf, JudgedSeries, judged_series
from targets.sample.loading import load_sample
from targets.sample.span import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")


def span_on(year: int, month: int, day: int, hour: int = 10) -> Span:
    return Span(datetime(year, month, day, hour, tzinfo=SHANGHAI), SHANGHAI)


def judged(span: Span, *, year: int = 0, month: int = 12) -> dict[str, JudgedSeries]:
    """Every series of the place by code; ``year`` counts from the illustrative one."""
    as_of = min(span.period_end(year, month), span.last_period_end)
    rows = judged_series(
        year=span.year + year,
        at=AsOf(as_of, span.today),
        place_ids=[Unit.objects.get(code="sample").id],
    )
    return {row.code: row for row in rows}


def verdicts(rows: dict[str, JudgedSeries]) -> set[Verdict]:
    """The headlines' verdicts."""
    return {row.assessment.verdict for row in rows.values()}


def statuses(rows: dict[str, JudgedSeries]) -> set[Reporting]:
    return {row.assessment.reporting for row in rows.values()}


@pytest.fixture
def november(db: None) -> Span:
    """Loaded on 23 November 2026: the illustrative year stands as of October."""
    span = span_on(2026, 11, 23)
    assert load_sample(span) is not None
    return span
