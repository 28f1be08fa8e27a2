"""The grid where figures are checked: what waits, what was returned, what is closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from targets.models import (
    Actual,
    Check,
    Closing,
    Indicator,
    Lane,
    Membership,
    Role,
    Series,
)
from tests.web.log.log_posts import MONTH, fields_of, opened, post, text
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def chen(rooms: Rooms) -> Client:
    return client_of(rooms.works, name="chen")


def waiting(series: Series) -> Actual:
    return Actual.objects.get(series=series, lane=Lane.PENDING, superseded_at__isnull=True)


def give_back(series: Series, comment: str) -> None:
    """What the check screen does."""
    entry = waiting(series)
    now = entry.recorded_at
    Check.objects.create(
        series=series, period_end=entry.period_end, entry=entry, verdict="returned",
        comment=comment, author=User.objects.get_or_create(username="checker")[0],
        recorded_at=now,
    )  # fmt: skip
    Actual.objects.filter(id=entry.id).update(superseded_at=now)


def close(rooms: Rooms) -> None:
    Closing.objects.create(
        place=rooms.place, period_end=OCTOBER, action="closed",
        recorded_at=Actual.objects.first().recorded_at if Actual.objects.exists()  # type: ignore[union-attr]
        else rooms.place.series.first().targets.first().recorded_at,  # type: ignore[union-attr]
    )  # fmt: skip


def test_what_is_submitted_waits_and_is_shown(rooms: Rooms, chen: Client) -> None:
    answer = chen.post(
        "/log/", opened(chen) | {"value-ROAD_KM": "71.4", "do": "submit"}, follow=True
    )
    shown = text(answer)  # type: ignore[arg-type]
    assert "已提交,待审核:新填1项。" in shown
    assert "应报 3 · 已填 1 · 待填 2</span> · 待审1" in shown
    assert 'name="value-ROAD_KM" value="71.4"' in shown
    entry = waiting(rooms.roads)
    assert (entry.value, entry.author, entry.address) == (
        Decimal("71.4"), User.objects.get(username="chen"), "127.0.0.1",
    )  # fmt: skip
    again = post(chen, opened(chen), value__ROAD_KM="72", reason__ROAD_KM="漏报")
    assert again.status_code == 302
    assert waiting(rooms.roads).value == 72


def test_a_correction_hides_nothing(rooms: Rooms, chen: Client) -> None:
    enter(rooms.roads, "70")
    answer = post(chen, opened(chen), value__ROAD_KM="71", reason__ROAD_KM="漏报")
    assert answer.status_code == 302
    shown = text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    assert "更正1项" in shown
    assert 'name="value-ROAD_KM" value="71"' in shown
    assert "<small>更正</small>" in shown
    official = Actual.objects.get(lane=Lane.OFFICIAL, superseded_at__isnull=True)
    assert official.value == 70


def test_what_was_returned_says_why_and_is_not_sent_again_by_itself(
    rooms: Rooms, chen: Client
) -> None:
    post(chen, opened(chen), value__ROAD_KM="71.4")
    give_back(rooms.roads, "与台账不符")
    shown = text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    assert "已退回:与台账不符" in shown
    assert "退回1" in shown
    assert 'name="value-ROAD_KM" value="71.4"' in shown
    untouched = post(chen, opened(chen), value__HOMES="30")
    assert untouched.status_code == 302
    assert Actual.objects.filter(superseded_at__isnull=True).count() == 1
    assert post(chen, opened(chen), reason__ROAD_KM="已核,无误").status_code == 302
    entry = waiting(rooms.roads)
    assert (entry.value, entry.reason) == (Decimal("71.4"), "已核,无误")


def test_what_was_returned_is_mended_without_a_reason(rooms: Rooms, chen: Client) -> None:
    post(chen, opened(chen), value__ROAD_KM="71.4")
    give_back(rooms.roads, "与台账不符")
    assert post(chen, opened(chen), value__ROAD_KM="70").status_code == 302
    assert waiting(rooms.roads).value == 70
    assert "与台账不符" not in text(chen.get("/log/", MONTH))  # type: ignore[arg-type]


def test_a_checker_who_was_quicker_is_met(rooms: Rooms, chen: Client) -> None:
    post(chen, opened(chen), value__ROAD_KM="71.4")
    fields = opened(chen)
    give_back(rooms.roads, "与台账不符")
    met = post(chen, fields, value__ROAD_KM="72", reason__ROAD_KM="漏报")
    assert met.status_code == 409
    assert "保留对方的:已退回:与台账不符" in text(met)
    again = fields_of(text(met)) | {"keep-ROAD_KM": "mine"}
    assert post(chen, again).status_code == 302
    assert waiting(rooms.roads).value == 72


def test_preliminary_and_release_are_kept(rooms: Rooms, chen: Client) -> None:
    fields = opened(chen) | {"preliminary-ROAD_KM": "1", "release-ROAD_KM": "2026-12-20"}
    assert post(chen, fields, value__ROAD_KM="71").status_code == 302
    entry = waiting(rooms.roads)
    assert (entry.preliminary, entry.release_on) == (True, date(2026, 12, 20))
    shown = text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    assert "初步" in shown
    assert "2026-12-20发布" in shown
    bad = post(chen, opened(chen), release__ROAD_KM="soon")
    assert bad.status_code == 400
    # Taking the mark off is no change of the figure
    fields = opened(chen)
    del fields["preliminary-ROAD_KM"]
    assert post(chen, fields).status_code == 302
    assert waiting(rooms.roads).preliminary is False


def test_a_closed_period_is_locked_and_says_so(rooms: Rooms, chen: Client) -> None:
    fields = opened(chen)
    close(rooms)
    refused = post(chen, fields, value__ROAD_KM="5")
    assert refused.status_code == 409
    assert "2026年10月已于" in text(refused)
    assert 'value="5"' in text(refused)
    assert not Actual.objects.exists()
    shown = text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    assert "请联系系统管理员重新开放" in shown
    assert "本期已关账" in shown
    assert 'value="submit"' not in shown
    assert 'name="seen-ROAD_KM"' not in shown


def test_who_may_close_revises_with_a_reason(rooms: Rooms) -> None:
    enter(rooms.roads, "70")
    close(rooms)
    client = client_of(rooms.place, name="wang")
    person = User.objects.get(username="wang")
    Membership.objects.create(person=person, unit=rooms.place, role=Role.CHECKER)
    assert "关账后更正" in text(client.get("/log/", MONTH))  # type: ignore[arg-type]
    without = post(client, opened(client), note__ROAD_KM="补注")
    assert without.status_code == 400
    assert "本期已关账:更正须填写理由" in text(without)
    assert (
        post(client, opened(client), value__ROAD_KM="71", reason__ROAD_KM="核定").status_code == 302
    )
    entry = waiting(rooms.roads)
    assert (entry.revision, entry.reason) == (True, "核定")


def test_a_lagged_indicator_has_a_due_day_of_its_own(rooms: Rooms, chen: Client) -> None:
    Indicator.objects.filter(code="HOMES").update(due_months=2, due_day=10)
    shown = text(chen.get("/log/", MONTH))  # type: ignore[arg-type]
    assert "截止2026年12月10日" in shown
    assert shown.count("own-due") == 1


def test_the_sheet_shows_what_is_stored(rooms: Rooms, chen: Client) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    post(chen, opened(chen), value__ROAD_KM="71.4", stage__AIRFIELD="主体完工")
    post(chen, opened(chen), "draft", value__HOMES="about 30")
    sheet = text(chen.get("/log/sheet", MONTH))  # type: ignore[arg-type]
    for said in ("测试区2026年1—10月主要指标和重点任务报送表", "区住建局", "71.4", "66.0",
                 "主体完工", "about 30", "草稿", "待审", "填报人", "审核人",
                 "单位负责人"):  # fmt: skip
        assert said in sheet
    assert "<script" not in sheet
    assert client_of(rooms.finance).get("/log/sheet", MONTH).status_code == 403


def test_the_number_of_queries_is_bounded(rooms: Rooms, chen: Client) -> None:
    for number in range(57):
        indicator = Indicator.objects.create(
            code=f"MORE_{number}", name_zh=f"指标{number}", theme=rooms.roads.indicator.theme,
            measure="amount", accumulation="running_total", frequency="monthly",
        )  # fmt: skip
        Series.objects.create(
            place=rooms.place, indicator=indicator, calendar="monthly", reporting=rooms.works
        )
    typed = {f"value-MORE_{number}": "5" for number in range(57)}
    with CaptureQueriesContext(connection) as got:
        chen.get("/log/", MONTH)
    assert len(got) <= 8
    post(chen, opened(chen) | typed, "draft")
    chen.get("/log/", MONTH)
    with CaptureQueriesContext(connection) as got:
        chen.get("/log/", MONTH)
    assert len(got) <= 8 + 2  # what the guard asks about drafts
    fields = opened(chen)
    with CaptureQueriesContext(connection) as previewed:
        assert chen.post("/log/preview", fields).status_code == 200
    assert len(previewed) <= 10
    with CaptureQueriesContext(connection) as posted:
        assert post(chen, fields).status_code == 302
    assert Actual.objects.count() == 57
    assert len(posted) <= 40
