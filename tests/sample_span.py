"""The day on which the tests load the Sample District, wherever they do."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from targets.sample.span import Span

SHANGHAI = ZoneInfo("Asia/Shanghai")


def span_on(year: int, month: int, day: int, hour: int = 10) -> Span:
    """Loaded at that hour."""
    return Span(datetime(year, month, day, hour, tzinfo=SHANGHAI), SHANGHAI)


# The illustrative year stands as of October
SAMPLE_SPAN = span_on(2026, 11, 23)
