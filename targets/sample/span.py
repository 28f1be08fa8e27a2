"""The time that the illustrative history covers, and the instants at which things were recorded.

Which entries exist depends on the first-load month alone. What would have been recorded in that
month is left out, but for the first reports of its last ended period: those bear instants
between the month's first day and the moment of loading, so that none lies in the future.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, tzinfo
from random import Random
from typing import NamedTuple

from targets.core.values.facts import DueRule
from targets.core.values.periods import due_date, month_end

PAST_YEARS = (-2, -1)
BROUGHT_OVER = -3  # amounts alone, so that two past years' shapes precede a year that has ended
FIRST_REPORT_DAY = 5
SATURDAY = 5


class Span(NamedTuple):
    """The illustrative year is that of the last ended month; ``zone`` is the readers' time zone."""

    loaded_at: datetime
    zone: tzinfo
    due: DueRule = DueRule()

    @property
    def today(self) -> date:
        return self.loaded_at.astimezone(self.zone).date()

    @property
    def last_period_end(self) -> date:
        """The end of the last month that has ended."""
        return self.today.replace(day=1) - timedelta(days=1)

    @property
    def year(self) -> int:
        return self.last_period_end.year

    @property
    def first_day(self) -> date:
        return date(self.year + PAST_YEARS[0], 1, 1)

    @property
    def month_began_at(self) -> datetime:
        return self._at(self.today.replace(day=1), 0)

    def period_end(self, year: int, month: int) -> date:
        """``year`` counts from the illustrative one."""
        return month_end(self.year + year, month)

    def day(self, year: int, month_day: str) -> date:
        """MM-DD of a year counted from the illustrative one."""
        return date.fromisoformat(f"{self.year + year}-{month_day}")

    def dated(self, text: str) -> date | None:
        """``year:MM-DD`` as a date; None for an empty text."""
        if not text:
            return None
        year, month_day = text.split(":")
        return self.day(int(year), month_day)

    def has_happened(self, instant: datetime) -> bool:
        return instant < self.month_began_at

    def on(self, day: date, seed: str) -> datetime:
        """An instant of a day's office hours; the same for the same seed."""
        random = Random(seed)  # noqa: S311 - illustrative, not secret
        return self._at(day, 9 * 60 + random.randrange(8 * 60))

    def reported_at(self, unit: str, year: int, period_end: date) -> datetime:
        """When a unit reported a period in time: on a working day before the due day."""
        due = due_date(period_end, self.due)
        days = [due.replace(day=day) for day in range(min(FIRST_REPORT_DAY, due.day), due.day)]
        working = [day for day in days if day.weekday() < SATURDAY] or [due]
        seed = f"{unit}|{year}|{period_end.month}"
        chosen = Random(seed).choice(working)  # noqa: S311 - illustrative, not secret
        planned = self.on(chosen, seed)
        if self.has_happened(planned):
            return planned
        return self._before_loading(planned, self._at(due, 0))

    def late_at(self, code: str, period_end: date, days: int) -> datetime:
        """When a series was reported ``days`` after its due day."""
        late = due_date(period_end, self.due) + timedelta(days=days)
        return self.on(late, f"{code}|{period_end.month}|late")

    def _before_loading(self, planned: datetime, due: datetime) -> datetime:
        """The first-load month's part from its first day to the due day, pressed into what of
        it has passed."""
        began = self.month_began_at
        passed = min(self.loaded_at, due) - began
        pressed = began + (planned - began) * (passed / (due - began))
        return min(pressed, planned).replace(microsecond=0)

    def _at(self, day: date, minutes: int) -> datetime:
        return datetime.combine(day, time(minutes // 60, minutes % 60), self.zone)
