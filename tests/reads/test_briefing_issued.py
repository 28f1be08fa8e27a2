"""What a place has issued: what replaces what, and since when figures count as revised."""

from __future__ import annotations

from datetime import UTC, date, datetime

from targets.models import Briefing, Series
from targets.reads.briefing.issued import (
    IssuedLine,
    issued_briefings,
    last_known,
    replacements,
    standing,
)

NOVEMBER, DECEMBER = date(2026, 11, 30), date(2026, 12, 31)


def issued(
    series: Series, number: str, as_of: date, day: int, tier: str | None = None
) -> IssuedLine:
    at = datetime(2026, 12, day, tzinfo=UTC)
    row = Briefing.objects.create(
        place_id=series.place_id, number=number, year=2026, as_of=as_of, tier_id=tier,
        known_at=at, recorded_at=at, texts={}, data={}, sha256="0" * 64,
    )  # fmt: skip
    return next(line for line in issued_briefings(series.place_id) if line.id == row.id)


def test_the_latest_about_a_month_and_tier_stands(roads: Series) -> None:
    first = issued(roads, "1", date(2026, 11, 20), 1)  # before the month had ended
    second = issued(roads, "2", NOVEMBER, 2)
    third = issued(roads, "3", NOVEMBER, 3)
    other = issued(roads, "4", NOVEMBER, 4, "plan")
    lines = issued_briefings(roads.place_id)
    assert replacements(lines) == {first.id: third, second.id: third}
    assert standing(lines, NOVEMBER, None) == third
    assert standing(lines, date(2026, 11, 2), "plan") == other
    assert standing(lines, DECEMBER, None) is None


def test_revised_is_what_changed_since_an_earlier_month(roads: Series) -> None:
    first = issued(roads, "1", date(2026, 11, 20), 1)
    second = issued(roads, "2", NOVEMBER, 2)
    lines = issued_briefings(roads.place_id)
    assert last_known(lines, DECEMBER) == second.known_at
    assert last_known(lines, DECEMBER, first.recorded_at) == first.known_at
    assert last_known(lines, NOVEMBER) is None
    assert last_known(lines, DECEMBER, datetime(2026, 11, 1, tzinfo=UTC)) is None
