"""A pace that is not the linear one is named, with the linear deviation beside its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from targets.core.judging.outcomes import TierAssessment
from targets.core.values.facts import PaceMethod, TargetFact, Verdict
from targets.models import Role
from targets.web.parts.pace_shown import deviation, linear, pace_lines
from tests.web.rooms import SEPTEMBER, Rooms, client_of, enter


@pytest.fixture
def reader(rooms: Rooms) -> Client:
    """A third of last year was done by September; of this year 64.5 percent are."""
    rooms.roads.indicator.pace = "last_year_shape"
    rooms.roads.indicator.save()
    enter(rooms.roads, "30", date(2025, 9, 30))
    enter(rooms.roads, "90", date(2025, 12, 31))
    enter(rooms.roads, "60", SEPTEMBER)
    enter(rooms.homes, "700", SEPTEMBER)
    client = client_of(rooms.place, Role.VIEWER)
    client.cookies["django_language"] = "en"
    return client


def _row(client: Client, address: str, name: str) -> str:
    page = client.get(address, {"place": "testland", "as_of": "2026-09"}).content.decode()
    return page.split(f">{name}", 1)[1].split("</tr>", 1)[0]


def test_the_overview_names_it_beneath_the_bar(reader: Client) -> None:
    row = _row(reader, "/", "新建道路里程")
    assert "+31.2" in row
    assert '<small class="pace">Last year’s pace </small>' in row
    assert '<small class="pace">linear −10.5 </small>' in row
    assert 'class="pace"' not in _row(reader, "/", "保障性住房")


def test_the_sheet_names_it_beneath_the_name(reader: Client) -> None:
    row = _row(reader, "/sheet/", "新建道路里程")
    assert "Last year’s pace +31.2" in row
    assert "linear −10.5" in row
    assert 'class="pace"' not in _row(reader, "/sheet/", "保障性住房")


def test_the_words_of_a_cell_are_in_the_table_beneath_the_map(reader: Client) -> None:
    asked = {"place": "testland", "as_of": "2026-10"}
    page = reader.get("/places/heat/", asked).content.decode()
    words = page.split("heat-words", 1)[1]
    assert "<td>Ahead of pace, 60.0 km, completion 64.5%</td>" in words
    assert "completion 64.5%, by older data</td>" in words


def test_what_is_unknown_is_not_printed() -> None:
    target = TargetFact("plan", None, None)
    plain = TierAssessment(target, Verdict.ON_PACE)
    assert (deviation(plain), linear(plain), pace_lines(plain)) == ("", "", ())
    path = plain._replace(deviation=Decimal(1), pace_method=PaceMethod.PATH)
    assert len(pace_lines(path)) == 1
    assert pace_lines(path._replace(pace_method=PaceMethod.LINEAR)) == ()
    assert len(pace_lines(path._replace(linear_deviation=Decimal(2)))) == 2
    assert pace_lines(path._replace(linear_deviation=Decimal(1))) == ()  # at the year's end
