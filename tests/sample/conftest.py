"""The day on which the Sample District is loaded."""

from __future__ import annotations

import pytest

from targets.core.values.facts import Reporting, Verdict
from targets.models import Unit
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.sample.span import Span
from tests.loaded import sample_data
from tests.sample_span import SAMPLE_SPAN


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
    sample_data()
    return SAMPLE_SPAN
