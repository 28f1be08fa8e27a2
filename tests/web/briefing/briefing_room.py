"""A place with something to say, and what its manager does with the briefing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client

from targets.briefs.wordings import SENTENCES, wording_of
from targets.core.values.periods import month_end
from targets.models import Briefing, Explanation
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, enter, noon

ASKED = {"place": "testland", "year": "2026", "as_of": "2026-10"}
QUERY = "?place=testland&year=2026&as_of=2026-10"


def fill(rooms: Rooms) -> Rooms:
    """Roads lag and are explained, homes are ahead, the rate is short and unexplained."""
    enter(rooms.roads, "60", SEPTEMBER)
    enter(rooms.roads, "62", OCTOBER)
    enter(rooms.rate, "5.1", OCTOBER)
    for month in range(1, 11):
        enter(rooms.homes, "130", month_end(2026, month))
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="征地慢", measure="包干推进",
        catch_up_on=date(2026, 12, 25), recorded_at=noon(date(2026, 11, 20)),
    )  # fmt: skip
    return rooms


def page(client: Client, address: str = "/briefing/", status: int = 200, **asked: str) -> str:
    answer: Any = client.get(address, ASKED | asked)
    assert answer.status_code == status, answer.content.decode()[:500]
    shown: str = answer.content.decode()
    return shown


def issue(client: Client, number: str = "2026年第10期", query: str = QUERY) -> Briefing:
    """Confirmed at once; the page that asks once more has tests of its own."""
    answer = client.post(f"/briefing/issue{query}", {"number": number, "confirmed": "yes"})
    assert answer.status_code == 302, answer.content.decode()
    return Briefing.objects.get(number=number)


def edited(client: Client, seen: str = "", **texts: str) -> Any:
    typed = {f"text-{key}": wording_of(key, "zh-hans", {}) for key in SENTENCES}
    typed |= {f"text-{key}": text for key, text in texts.items()}
    return client.post(f"/briefing/edit{QUERY}", typed | {"seen": seen})
