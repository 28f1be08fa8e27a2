"""As known on a past day: screens, files, commands and the API replay what stood then."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.http import StreamingHttpResponse
from django.test import Client

from targets.clock import end_of
from targets.models import Actual, Origin, Role, Target
from tests.web.rooms import SEPTEMBER, Rooms, client_of, enter, noon

BEFORE, AFTER = date(2026, 10, 20), date(2026, 11, 10)


@pytest.fixture
def revised(rooms: Rooms) -> Rooms:
    """66 km were reported in October; in November it was 61.5, and the target became 95."""
    enter(rooms.homes, "700", SEPTEMBER)
    slot = {
        "series": rooms.roads,
        "calendar": "monthly",
        "period_end": SEPTEMBER,
        "lane": "official",
        "origin": Origin.COMMAND,
    }
    changed = noon(date(2026, 11, 5))
    Actual.objects.create(
        **slot, value=Decimal(66), recorded_at=noon(date(2026, 10, 12)), superseded_at=changed
    )
    Actual.objects.create(**slot, value=Decimal("61.5"), reason="核减", recorded_at=changed)
    Target.objects.create(
        series=rooms.roads, year=2026, tier_id="plan", effective_on=date(2026, 9, 1),
        comparator=">=", comparator_wording="以上", value=Decimal(95), reason="调整",
        recorded_at=changed,
    )  # fmt: skip
    return rooms


def table(client: Client, name: str, **asked: str) -> list[dict[str, str]]:
    answer = client.get(f"/export/{name}.csv", {"year": "2026", "as_of": "2026-09", **asked})
    assert isinstance(answer, StreamingHttpResponse)
    assert answer.status_code == 200
    text = answer.getvalue().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("known", "actual", "target"),
    [(str(BEFORE), "66", "93"), (str(AFTER), "61.5", "95"), ("", "61.5", "95")],
)
def test_assessments_are_replayed(revised: Rooms, known: str, actual: str, target: str) -> None:
    client = client_of(revised.works)
    client.cookies["django_language"] = "en"
    rows = table(client, "assessments", known=known)
    plan = next(row for row in rows if row["Code"] == "ROAD_KM" and row["Tier"] == "plan")
    assert (plan["Actual"], plan["Target"]) == (actual, target)


def test_actuals_and_targets_are_replayed(revised: Rooms) -> None:
    client = client_of(revised.works)
    client.cookies["django_language"] = "en"
    then = table(client, "actuals", known="2026年10月20日")
    assert [(row["Code"], row["Value"]) for row in then] == [("ROAD_KM", "66")]
    assert {row["Value"] for row in table(client, "actuals")} == {"61.5", "700"}
    stated = [row for row in table(client, "targets", known=str(BEFORE)) if row["Tier"] == "plan"]
    assert ["93" in row.values() for row in stated if row["Code"] == "ROAD_KM"] == [True]


def test_a_file_says_whose_knowledge_it_holds(revised: Rooms) -> None:
    answer = client_of(revised.works).get(
        "/export/actuals.csv", {"place": "testland", "known": str(BEFORE)}
    )
    assert "known_2026-10-20" in answer["Content-Disposition"]
    assert isinstance(answer, StreamingHttpResponse)
    answer.getvalue()


def test_screens_are_replayed(revised: Rooms) -> None:
    client = client_of(revised.works)
    asked = {"place": "testland", "year": "2026", "as_of": "2026-09"}
    for address in ("/", "/series/testland/ROAD_KM/"):
        now = client.get(address, asked)
        assert "61.5" in now.content.decode()
        then = client.get(address, asked | {"known": str(BEFORE)})
        assert "61.5" not in then.content.decode()
        assert "66.0" in then.content.decode()


def test_the_page_of_a_series_tells_nothing_later(revised: Rooms) -> None:
    """Neither the later target and its reason, nor that the entry and target were replaced."""
    Target.objects.filter(series=revised.roads, tier_id="plan", value=93).update(
        superseded_at=noon(date(2026, 11, 5))
    )
    client = client_of(revised.works)
    client.cookies["django_language"] = "en"
    asked = {"place": "testland", "year": "2026", "as_of": "2026-09"}
    address = "/series/testland/ROAD_KM/"
    then = client.get(address, asked | {"known": str(BEFORE)}).content.decode()
    for later in ("≥ 95", "调整", "核减", "Superseded", "corrected"):
        assert later not in then, later
    assert "≥ 93 km" in then
    assert "<td>Current</td>" in then
    now = client.get(address, asked).content.decode()
    for later in ("≥ 95", "调整", "核减", "Superseded", "corrected"):
        assert later in now, later


@pytest.mark.parametrize(
    ("known", "says"),
    [("gestern", "不是日期"), ("2026-02-30", "不是日期"), ("2027-01-01", "尚未到来")],
)
@pytest.mark.parametrize("address", ["/", "/series/testland/ROAD_KM/", "/export/actuals.csv"])
def test_a_day_that_does_not_exist_is_refused(
    rooms: Rooms, known: str, says: str, address: str
) -> None:
    answer = client_of(rooms.works).get(address, {"place": "testland", "known": known})
    assert answer.status_code == 400
    assert says in answer.content.decode()


def test_anonymous_readers_see_only_what_stands_now(revised: Rooms, settings: object) -> None:
    settings.ANONYMOUS_READING = True  # type: ignore[attr-defined]
    asked = {"place": "testland", "year": "2026", "known": str(BEFORE)}
    for address in ("/", "/series/testland/ROAD_KM/", "/export/actuals.csv"):
        answer = Client().get(address, asked)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/login/")


def test_commands_are_replayed(revised: Rooms, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    def printed(command: str, *asked: str) -> bytes:
        call_command(command, "--place", "testland", "--known", str(BEFORE), *asked)
        return capfdbinary.readouterr().out

    assert b",66," in printed("export_actuals")
    assert b",93," in printed("export_targets")
    judged = printed("export_assessments", "--as-of", "2026-09-30")
    assert b",66," in judged
    assert b"61.5" not in judged


def test_a_day_ends_at_midnight_of_the_products_zone() -> None:
    assert end_of(BEFORE).isoformat() == "2026-10-20T23:59:59.999999+08:00"


def test_a_checker_sees_what_waited_then(revised: Rooms) -> None:
    """A submission that was accepted since stood as pending on the day before."""
    slot = {
        "series": revised.rate,
        "calendar": "monthly",
        "period_end": SEPTEMBER,
        "origin": Origin.GRID,
        "value": Decimal("6.1"),
    }
    accepted = noon(date(2026, 11, 6))
    Actual.objects.create(
        **slot, lane="pending", recorded_at=noon(date(2026, 10, 15)), superseded_at=accepted
    )
    Actual.objects.create(**slot, lane="official", recorded_at=accepted)
    client = client_of(revised.place, Role.CHECKER)
    client.cookies["django_language"] = "en"

    def lanes(known: str) -> list[str]:
        rows = table(client, "actuals", known=known)
        return [row["Lane"] for row in rows if row["Code"] == "GROWTH"]

    assert lanes(str(BEFORE)) == ["pending"]
    assert lanes("") == ["official"]
