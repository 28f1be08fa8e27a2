"""The rules in force at a date: margins and due days, of the installation and of indicators."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connection

from targets.core.values.facts import DueRule, Shift
from targets.core.values.facts import Margins as MarginsFact


class RulesInForce(NamedTuple):
    """What the core judges with, and which indicators have margins of their own."""

    margins: MarginsFact
    margins_of_indicators: Mapping[uuid.UUID, MarginsFact]
    due: DueRule

    def margins_of(self, indicator_id: uuid.UUID) -> MarginsFact:
        """The indicator's own margins, else the installation's."""
        return self.margins_of_indicators.get(indicator_id, self.margins)

    def due_of(self, day: int | None, months: int) -> DueRule:
        """The due rule of an indicator: its own day and months, else the installation's."""
        if day is None and months == self.due.months:
            return self.due
        return self.due._replace(day=day or self.due.day, months=months)


_FIELDS = MarginsFact._fields
_RULES = """
SELECT h.off, h.worked, m.indicator_id, {fields}
FROM (
    SELECT array_agg(day) FILTER (WHERE NOT is_worked) off,
        array_agg(day) FILTER (WHERE is_worked) worked
    FROM targets_holiday
) h
LEFT JOIN (
    SELECT DISTINCT ON (m.indicator_id) m.id, m.indicator_id, {fields} FROM targets_margins m
    WHERE m.effective_on <= %(as_of)s AND {known}
    ORDER BY m.indicator_id, m.effective_on DESC
) m ON true
"""


def rules_in_force(as_of: date, known_at: datetime | None = None) -> RulesInForce:
    """Margins effective at ``as_of`` as known at ``known_at`` (None: now), and the due days as
    they are set today. One query."""
    known = (
        "m.superseded_at IS NULL"
        if known_at is None
        else "m.recorded_at <= %(known_at)s"
        " AND (m.superseded_at IS NULL OR m.superseded_at > %(known_at)s)"
    )
    fields = ", ".join(f"m.{name}" for name in _FIELDS)
    with connection.cursor() as cursor:
        cursor.execute(
            _RULES.format(fields=fields, known=known), {"as_of": as_of, "known_at": known_at}
        )
        rows: list[Any] = cursor.fetchall()
    off, worked = rows[0][:2]
    margins: dict[uuid.UUID | None, MarginsFact] = {
        indicator_id: MarginsFact(*values)
        for _off, _worked, indicator_id, *values in rows
        if values[0] is not None
    }
    return RulesInForce(
        margins=margins.pop(None, MarginsFact()),
        margins_of_indicators={key: fact for key, fact in margins.items() if key is not None},
        due=DueRule(
            day=settings.DUE_DAY,
            shift=Shift(settings.DUE_SHIFT),
            days_off=frozenset(off or ()),
            days_worked=frozenset(worked or ()),
        ),
    )
