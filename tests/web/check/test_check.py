"""The check screen by its answers: what it shows, takes, refuses; who may."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from targets.core.values.entry import Entry
from targets.models import (
    Actual,
    Attachment,
    Check,
    Closing,
    Indicator,
    Membership,
    Origin,
    Role,
    Series,
    Unit,
)
from targets.writes.entries.ledger import Stamp, write_ledger
from tests.web.check.check_rooms import main, text, token_of, waiting
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def checker(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.CHECKER, "jian")


def page(client: Client, **asked: str) -> HttpResponse:
    return client.get("/check/", asked)  # type: ignore[return-value]


def decide(client: Client, do: str, *tokens: str, **more: str) -> HttpResponse:
    fields: dict[str, object] = {
        "place": "testland", "period": "2026-10", "do": do, "entry": list(tokens), **more,
    }  # fmt: skip
    return client.post("/check/decide", fields)  # type: ignore[return-value]


def official(series: Series) -> Decimal | None:
    found = Actual.objects.official().known(None).filter(series=series, period_end=OCTOBER).first()
    return None if found is None else found.value


def line_of(shown: str, name: str) -> str:
    """One entry's part of the page, as text."""
    (body,) = [each for each in re.findall(r"<tbody id=.*?</tbody>", shown, re.S) if name in each]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


def test_an_entry_is_shown_with_what_it_changes(rooms: Rooms, checker: Client) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    enter(rooms.roads, "60", date(2025, 10, 31))
    waiting(
        rooms.roads, "71.4", source="月度台账", note="含支路", preliminary=True, same_as_last=True,
        questioned="jump", reason="集中通车", release_on=date(2026, 12, 1),
    )  # fmt: skip
    shown = main(page(checker))
    assert "2026年1—10月" in shown
    assert "区住建局" in shown
    line = line_of(shown, "新建道路里程")
    for part in (
        "71.4", "66.0", "5.4", "60.0", "+19.0%", "包员", "月度台账", "含支路", "集中通车",
        "初步", "同上期", "2026-12-01前不公开", "变动异常", "逾期报送",
    ):  # fmt: skip
        assert part in line, part
    assert "欠进度 未变" in line


def test_a_correction_says_from_what_to_what(rooms: Rooms, checker: Client) -> None:
    enter(rooms.rate, "6.0")
    waiting(rooms.rate, "4.0")
    line = line_of(main(page(checker)), "增速")
    assert re.search(r"6\.0 → .*4\.0", line)
    assert "更正" in line
    assert re.search(r"达到目标.*→.*明显低于目标", line)
    assert "逾期报送" not in line


def test_a_withdrawal_says_so(rooms: Rooms, checker: Client) -> None:
    enter(rooms.rate, "6.0")
    waiting(rooms.rate, None, withdrawn=True, reason="误报")
    line = line_of(main(page(checker)), "增速")
    assert "已撤回" in line
    assert "误报" in line
    assert "暂无数据" in line


def test_tasks_have_their_own_table(rooms: Rooms, checker: Client) -> None:
    enter_task(rooms.task)
    waiting(rooms.task, None, stage="封顶", declared="normal", share_done=Decimal(80))
    shown = main(page(checker))
    line = line_of(shown, "西飞行区竣工")
    for part in ("封顶", "打桩", "正常推进", "80.0%"):
        assert part in line, part
    assert "区住建局, 重点任务" in shown


def enter_task(series: Series) -> None:
    write_ledger(
        [Entry(series.id, series.calendar, OCTOBER, stage="打桩", declared="slow")],
        Stamp(series.place_id, None, Origin.COMMAND),
    )


def test_the_guard_is_asked_again(rooms: Rooms, checker: Client) -> None:
    enter(rooms.roads, "66", SEPTEMBER)
    waiting(rooms.roads, "5.2")
    line = line_of(main(page(checker)), "新建道路里程")
    assert "比上期累计减少60.8公里" in line


def test_it_opens_on_the_oldest_period_that_waits(rooms: Rooms, checker: Client) -> None:
    waiting(rooms.roads, "71.4")
    waiting(rooms.roads, "66", SEPTEMBER)
    shown = main(page(checker))
    assert "2026年1—9月" in shown
    assert "period=2026-10" in shown
    assert "没有" not in main(page(checker, period="2026-10"))


def test_one_unit_is_asked_for(rooms: Rooms, checker: Client) -> None:
    waiting(rooms.roads, "71.4")
    waiting(rooms.rate, "5")
    shown = main(page(checker, unit="testland-finance"))
    assert "增速" in shown
    assert "新建道路里程" not in shown


def test_nothing_waits(rooms: Rooms, checker: Client) -> None:
    assert "没有待审核的数据" in main(page(checker))
    waiting(rooms.roads, "66", SEPTEMBER)
    assert "本期没有报送待审核的数据" in main(page(checker, period="2026-10"))


def test_attachments_and_earlier_returns_are_there(rooms: Rooms, checker: Client) -> None:
    first = waiting(rooms.roads, "714")
    decide(checker, "return", first, text="小数点错位")
    waiting(rooms.roads, "71.4")
    Attachment.objects.create(
        series=rooms.roads, period_end=OCTOBER, file_name="台账.pdf", media_type="application/pdf",
        size=10, sha256="0" * 64, recorded_at=timezone.now(),
    )  # fmt: skip
    line = line_of(main(page(checker)), "新建道路里程")
    assert "1个附件" in line
    assert "台账.pdf" in line
    assert "已退回" in line
    assert "小数点错位" in line


class TestDeciding:
    def test_accepting_one_goes_on_to_the_next(self, rooms: Rooms, checker: Client) -> None:
        roads, rate = waiting(rooms.roads, "71.4"), waiting(rooms.rate, "5")
        following = rate.split(".")[0]
        shown = main(page(checker))
        assert f'name="follows" value="{following}"' in shown
        answer = decide(checker, "accept", roads, follows=following)
        assert answer.status_code == 302
        assert answer["Location"] == f"/check/?place=testland&period=2026-10#entry-{following}"
        assert official(rooms.roads) == Decimal("71.4")
        assert official(rooms.rate) is None
        assert Check.objects.get().address == "127.0.0.1"
        assert "已通过1项" in text(page(checker))

    def test_several_are_returned_with_one_reason(self, rooms: Rooms, checker: Client) -> None:
        tokens = waiting(rooms.roads, "71.4"), waiting(rooms.rate, "5")
        decide(checker, "return", *tokens, text=" 请附来源 ")
        assert {check.comment for check in Check.objects.all()} == {"请附来源"}
        shown = main(page(checker, period="2026-10"))
        assert "本期报送的数据已全部审核" in shown
        assert "2项已处理" in shown
        assert "请附来源" in shown

    def test_a_comment_leaves_it_waiting(self, rooms: Rooms, checker: Client) -> None:
        decide(checker, "comment", waiting(rooms.roads, "71.4"), text="已电话核实")
        assert "已电话核实" in line_of(main(page(checker)), "新建道路里程")

    def test_all_without_questions_and_all(self, rooms: Rooms, checker: Client) -> None:
        enter(rooms.roads, "66", SEPTEMBER)
        waiting(rooms.roads, "5.2")
        waiting(rooms.rate, "5")
        fields = dict(re.findall(r'name="(clear|shown)" value="([^"]*)"', main(page(checker))))
        assert decide(checker, "accept_clear", **fields).status_code == 302
        assert (official(rooms.roads), official(rooms.rate)) == (None, Decimal(5))
        fields = dict(re.findall(r'name="(clear|shown)" value="([^"]*)"', main(page(checker))))
        decide(checker, "accept_all", **fields)
        assert official(rooms.roads) == Decimal("5.2")

    @pytest.mark.parametrize(
        ("do", "more", "said"),
        [
            ("accept", {}, "没有选中"),
            ("return", {"entry": "token"}, "请写明退回原因"),
            ("comment", {"entry": "token"}, "批注"),
            ("accept", {"entry": "nonsense"}, "重新打开"),
            ("burn", {"entry": "token"}, "请选择"),
        ],
    )
    def test_nonsense_is_refused_and_nothing_written(
        self, rooms: Rooms, checker: Client, do: str, more: dict[str, str], said: str
    ) -> None:
        token = waiting(rooms.roads, "71.4")
        entry = {"token": (token,), "nonsense": ("x.y",)}.get(more.get("entry", ""), ())
        answer = decide(checker, do, *entry)
        assert answer.status_code == 400
        assert said in main(answer)
        assert not Check.objects.exists()

    def test_what_another_decided_meanwhile_is_named(self, rooms: Rooms, checker: Client) -> None:
        token = waiting(rooms.roads, "71.4")
        decide(client_of(rooms.place, Role.CHECKER, "li"), "return", token, text="再核")
        again = waiting(rooms.roads, "71.5")
        answer = decide(checker, "accept", token, text="好")
        assert answer.status_code == 409
        shown = main(answer)
        assert "新建道路里程: li于" in shown
        assert "71.5" in shown
        assert 'value="好"' in shown
        assert decide(checker, "accept", again).status_code == 302

    def test_own_entries_are_left_out_and_refused(self, rooms: Rooms, checker: Client) -> None:
        me = User.objects.get(username="jian")
        mine, other = waiting(rooms.roads, "71.4", author=me), waiting(rooms.rate, "5", signer=me)
        shown = main(page(checker))
        assert "本人填报" in line_of(shown, "新建道路里程")
        assert mine not in re.findall(r'name="shown" value="([^"]*)"', shown)[0]
        answer = decide(checker, "accept", mine, other)
        assert answer.status_code == 403
        assert "另一位审核人" in main(answer)
        assert not Check.objects.exists()
        Unit.objects.filter(id=rooms.place.id).update(accepts_own=True)
        assert decide(checker, "accept", mine, other).status_code == 302

    def test_a_closed_period_takes_revisions_with_a_reason(
        self, rooms: Rooms, checker: Client
    ) -> None:
        token = waiting(rooms.roads, "71.4")
        Closing.objects.create(
            place=rooms.place, period_end=OCTOBER, action="closed", recorded_at=timezone.now()
        )
        assert "关账后更正" in main(page(checker))
        answer = decide(checker, "accept", token)
        assert answer.status_code == 409
        assert "2026年10月已于" in main(answer)
        assert "更正须写明理由" in main(answer)
        assert decide(checker, "accept", token, text="关账前漏审").status_code == 302
        assert Actual.objects.official().get().revision


class TestRights:
    def test_a_checker_of_one_unit_sees_and_decides_nothing_of_another(self, rooms: Rooms) -> None:
        Series.objects.filter(id=rooms.rate.id).update(checking=rooms.finance)
        client = client_of(rooms.finance, Role.CHECKER)
        roads, rate = waiting(rooms.roads, "71.4"), waiting(rooms.rate, "5")
        shown = main(page(client, place="testland"))
        assert "增速" in shown
        assert "新建道路里程" not in shown
        for do in ("accept", "return", "comment"):
            assert decide(client, do, roads, rate, text="x").status_code == 403
        assert not Check.objects.exists()
        assert decide(client, "accept", rate).status_code == 302

    def test_who_checks_a_department_alone_closes_nothing(self, rooms: Rooms) -> None:
        Series.objects.filter(id=rooms.rate.id).update(checking=rooms.finance)
        client = client_of(rooms.finance, Role.CHECKER)
        assert client.get("/closing/?place=testland").status_code == 403
        Series.objects.update(checking=rooms.finance)
        assert client.get("/closing/?place=testland").status_code == 200

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.SIGNER, Role.VIEWER, Role.MANAGER])
    def test_no_other_role_checks(self, rooms: Rooms, role: Role) -> None:
        token = waiting(rooms.roads, "71.4")
        client = client_of(rooms.place, role)
        assert page(client, place="testland").status_code == 403
        assert decide(client, "accept", token).status_code == 403
        assert decide(Client(), "accept", token).status_code == 302
        assert not Check.objects.exists()

    def test_a_role_taken_away_ends_at_the_next_click(self, rooms: Rooms, checker: Client) -> None:
        token = waiting(rooms.roads, "71.4")
        assert page(checker).status_code == 200
        Membership.objects.filter(person__username="jian").delete()
        assert decide(checker, "accept", token).status_code == 403
        assert page(checker).status_code == 403
        assert not Check.objects.exists()

    def test_another_place_is_not_theirs(self, rooms: Rooms) -> None:
        elsewhere = Unit.objects.create(code="elsewhere", name_zh="别处", kind="place")
        client = client_of(elsewhere, Role.CHECKER)
        assert page(client, place="testland").status_code == 403
        assert page(client, place="nowhere").status_code == 404
        assert page(client, place="elsewhere", period="2027-01").status_code == 400
        token = waiting(rooms.roads, "71.4")
        assert decide(client, "accept", token, place="elsewhere").status_code == 403


def test_five_hundred_entries_take_ten_queries(rooms: Rooms, checker: Client) -> None:
    waiting(rooms.roads, "71.4")
    with CaptureQueriesContext(connection) as few:
        assert page(checker).status_code == 200
    fill(rooms, 499)
    with CaptureQueriesContext(connection) as many:
        shown = text(page(checker))
    assert shown.count('class="entry') >= 500
    assert len(many) == len(few) <= 10


def fill(rooms: Rooms, number: int) -> None:
    """Entries that wait, of as many series."""
    theme = rooms.roads.indicator.theme
    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"MORE_{n}", name_zh=f"指标{n}", theme=theme, measure="amount",
            accumulation="running_total", frequency="monthly", decimals=1,
        )
        for n in range(number)
    )  # fmt: skip
    series = Series.objects.bulk_create(
        Series(place=rooms.place, indicator=each, calendar="monthly", reporting=rooms.works)
        for each in indicators
    )
    author = User.objects.get(username="bao")
    at = datetime(2026, 11, 12, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    Actual.objects.bulk_create(
        Actual(
            series=each, calendar="monthly", period_end=OCTOBER, lane="pending", value=5,
            origin="grid", author=author, recorded_at=at,
        )
        for each in series
    )  # fmt: skip
    assert token_of(series[0])


def units_waiting(rooms: Rooms, number: int, ends: tuple[date, ...]) -> None:
    """As many units, each with an entry that waits in each of the periods."""
    waiting(rooms.roads, "71.4", end=ends[-1])
    indicators = Indicator.objects.bulk_create(
        Indicator(
            code=f"UNIT_{n}", name_zh=f"指标{n}", theme=rooms.roads.indicator.theme,
            measure="amount", accumulation="running_total", frequency="monthly", decimals=1,
        )
        for n in range(number)
    )  # fmt: skip
    units = Unit.objects.bulk_create(
        Unit(code=f"unit-{n}", name_zh=f"第{n}局", kind="department", parent=rooms.place)
        for n in range(number)
    )
    series = Series.objects.bulk_create(
        Series(place=rooms.place, indicator=indicator, calendar="monthly", reporting=unit)
        for indicator, unit in zip(indicators, units, strict=True)
    )
    _submit(series, ends)


def _submit(series: list[Series], ends: tuple[date, ...]) -> None:
    at = datetime(2026, 11, 12, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
    Actual.objects.bulk_create(
        Actual(
            series=each, calendar="monthly", period_end=end, lane="pending", value=5,
            origin="grid", author=User.objects.get(username="bao"), recorded_at=at,
        )
        for each in series
        for end in ends
    )  # fmt: skip


class TestWhatElseWaits:
    def test_every_period_counts_all_of_its_units(self, rooms: Rooms, checker: Client) -> None:
        ends = tuple(date(2026, month, 31 if month in {1, 3, 5, 7, 8} else 30)
                     for month in (1, 3, 4, 5, 6, 7, 8, 9))  # fmt: skip
        units_waiting(rooms, 30, (*ends, OCTOBER))
        shown = main(page(checker, period="2026-10"))
        for end in ends:
            assert f"{end:%Y-%m} <b>30</b>" in shown
        assert "2026-10 <b>31</b>" in shown
        assert "待审核31项" in shown
        assert shown.count(">第") >= 60  # in the list of units, and as headings

    def test_places_beyond_the_list_are_counted_and_can_be_opened(self, rooms: Rooms) -> None:
        waiting(rooms.roads, "71.4")
        places = Unit.objects.bulk_create(
            Unit(code=f"town-{n:02}", name_zh=f"第{n}镇", kind="place") for n in range(70)
        )
        series = Series.objects.bulk_create(
            Series(place=place, indicator=rooms.roads.indicator, calendar="monthly")
            for place in places
        )
        _submit(series, (OCTOBER,))
        User.objects.create_superuser("root")
        client = Client()
        client.force_login(User.objects.get(username="root"))
        shown = main(page(client, place="town-69"))
        assert "第69镇 2026-10" in shown
        listed = shown.count('<a href="/check/?place=')
        assert f"另有{71 - listed}个地区月份、{71 - listed}项待审核(共71项)" in shown
        assert 'aria-current="true">第69镇' in shown
        assert page(client, place="第68镇").status_code == 200
