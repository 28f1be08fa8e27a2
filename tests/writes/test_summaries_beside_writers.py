"""A summary that is worked out beside a writer who has not committed is not kept."""

from __future__ import annotations

import psycopg
import pytest
from django.db import connection

from targets.models import Indicator, Series, StoredSummary, Unit, UnitKind
from targets.reads.judging.judged import AsOf
from targets.reads.places.places import place_facts
from targets.reads.places.rankable import RankableIndicator, rankable
from targets.reads.places.ranked import Comparison
from targets.reads.places.stored_summaries import stored_summaries
from targets.reads.scope.labels import tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import OFFICIAL
from targets.writes.targets.summaries import summaries
from tests.web.rooms import OCTOBER, TODAY, build_rooms, enter


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_has_not_committed_is_not_overlooked() -> None:
    """Nobody can say yet what is true."""
    rooms = build_rooms()
    town = Unit.objects.create(code="town", name_zh="镇", kind=UnitKind.PLACE, parent=rooms.place)
    roads = rooms.roads.indicator
    series = Series.objects.create(
        place=town, indicator=roads, calendar=roads.calendar, order=1, reporting=town
    )
    enter(rooms.roads, "60")
    enter(series, "20")
    place = place_facts("testland", TODAY)
    assert place is not None

    def asked() -> Comparison:
        return Comparison(
            place, 2026, AsOf(OCTOBER, TODAY), tuple(tier_labels()), None,
            rules_in_force(OCTOBER), OFFICIAL,
        )  # fmt: skip

    def compared() -> tuple[Comparison, RankableIndicator]:
        found = rankable(rooms.place.id).indicator(roads.code)
        assert found is not None
        return asked(), found

    def stale() -> set[str]:
        rows = stored_summaries(*compared())
        return {each.found.code for each in rows if not each.is_true}

    summaries(*compared())
    assert stale() == set()
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or "5432", dbname=settings["NAME"],
        user=settings["USER"], password=settings["PASSWORD"],
    ) as writer:  # fmt: skip
        writer.execute(
            "UPDATE targets_seriesversion SET version = version + 1 WHERE series_id = %s",
            [series.id],
        )
        Indicator.objects.filter(id=roads.id).update(can_fall=True)  # all are stale
        summaries(*compared())
        assert stale() == {"town"}
    assert stale() == {"town"}
    summaries(*compared())
    assert stale() == set()
    assert StoredSummary.objects.count() == 2
