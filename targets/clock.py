"""The only module that asks the time, so that every other can be told it."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def today() -> date:
    """The calendar day in the product's time zone (Asia/Shanghai unless set)."""
    return timezone.localdate()


def now() -> datetime:
    """The present instant, aware."""
    return timezone.now()


def end_of(day: date) -> datetime:
    """The last instant of a calendar day: what was recorded on it was known by then."""
    return timezone.make_aware(datetime.combine(day, time.max))


def day_of(instant: datetime) -> date:
    """The calendar day of an instant in the product's time zone."""
    return timezone.localdate(instant)
