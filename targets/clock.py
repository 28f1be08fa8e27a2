"""The only module that asks the time, so that every other can be told it."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """The calendar day in the product's time zone (Asia/Shanghai unless set)."""
    return timezone.localdate()


def now() -> datetime:
    """The present instant, aware."""
    return timezone.now()
