"""What waits to be checked by one person, by place, unit and period; the oldest first."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from targets.reads.scope.duties import Duties
from targets.reads.scope.labels import Label, PlaceLabel
from targets.reads.scope.namesakes import told_apart


class CheckLine(NamedTuple):
    """Submitted entries of one unit and period that wait."""

    place: PlaceLabel
    unit: Label  # empty: no unit reports these series
    period_end: date
    entries: int
    own: int  # entered or signed by this person: somebody else has to accept them
    oldest_at: datetime
    days: int  # since the oldest was submitted


# The partial index of waiting entries holds few rows, so it is read whole; whose they are to
# check is then asked of the few units that check them
_WAITING = """
SELECT p.id, p.code, p.name_zh, p.name_en, p.illustrative,
    coalesce(rep.code, ''), coalesce(rep.name_zh, ''), coalesce(rep.name_en, ''),
    a.period_end, count(*),
    count(*) FILTER (
        WHERE NOT p.accepts_own AND (a.author_id = %(person)s OR a.signer_id = %(person)s)
    ),
    min(a.recorded_at)
FROM targets_actual a
JOIN targets_series s ON s.id = a.series_id AND s.place_id = a.place_id
JOIN targets_unit p ON p.id = s.place_id
LEFT JOIN targets_unit rep ON rep.id = s.reporting_id
WHERE a.lane = 'pending' AND a.superseded_at IS NULL
    AND coalesce(s.checking_id, s.place_id) IN (
        SELECT id FROM targets_unit WHERE above && %(checking)s::uuid[]
    )
GROUP BY p.id, rep.id, a.period_end
ORDER BY min(a.recorded_at), p."order", p.code, rep."order", rep.code, a.period_end
"""


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def waiting_lines(duties: Duties, today: date) -> tuple[CheckLine, ...]:
    """What this person may check. One query; none without the duty."""
    if not duties.checking:
        return ()
    checking: list[uuid.UUID] = list(duties.checking)
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"checking": checking, "person": duties.person_id})
        lines = [
            CheckLine._make(
                (PlaceLabel(*row[:5]), Label(*row[5:8]), *row[8:], (today - _day(row[11])).days)
            )
            for row in cursor.fetchall()
        ]
    alike = told_apart(line.unit for line in lines)
    return tuple(line._replace(unit=alike.get(line.unit.code, line.unit)) for line in lines)
