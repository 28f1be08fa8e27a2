"""数据台账: one stream of everything; filters, pages, sight, one entry opened, files."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from targets.core.values.entry import Entry
from targets.models import (
    Actual,
    Attachment,
    Check,
    Closing,
    Draft,
    Explanation,
    Import,
    Lane,
    Margins,
    Origin,
    Role,
    Series,
    Unit,
    Urging,
)
from targets.reads.scope.checkable import Reach
from targets.writes.checking.check import Checking, Seen, accept, hand_back
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.places import add_place
from tests.web.rooms import OCTOBER, SEPTEMBER, Rooms, client_of, enter

ADDRESS = "/ledger/?place=testland"
AT = datetime(2026, 11, 20, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def rows_of(answer: Any) -> list[str]:
    """The lines of the stream, as text without markup."""
    body = re.findall(r"<tr[^>]*>(.*?)</tr>", text_of(answer), flags=re.S)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in body]


def submit(series: Series, value: str, author: User | None = None, **more: Any) -> Actual:
    stamp = Stamp(
        series.place_id, author.pk if author else None, Origin.GRID, lane=Lane.PENDING,
        address="10.1.1.1",
    )  # fmt: skip
    entry = Entry(series.id, series.calendar, OCTOBER, Decimal(value), **more)
    write_ledger([entry], stamp, trust_current=True)
    return Actual.objects.pending().known(None).get(series=series)


@pytest.fixture
def author(rooms: Rooms) -> User:
    return User.objects.create_user("liming", last_name="李", first_name="明")


@pytest.fixture
def checker(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.CHECKER, "checker")


@pytest.fixture
def everything(rooms: Rooms, author: User) -> Actual:
    """One of each kind; the entry that was submitted."""
    brought = Import.objects.create(
        file_name="十月.xlsx", sha256="a" * 64, rows_new=1, rows_changed=0, rows_unchanged=2,
        author=author, recorded_at=AT,
    )  # fmt: skip
    write_ledger(
        [Entry(rooms.homes.id, "monthly", OCTOBER, Decimal(90))],
        Stamp(rooms.place.id, author.pk, Origin.IMPORT, import_id=brought.id),
    )
    given: dict[str, Any] = {"author": author, "recorded_at": AT}
    Closing.objects.create(
        place=rooms.place, period_end=SEPTEMBER, action="closed", missing=["ROAD_KM"], **given
    )
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="征拆滞后", measure="增派力量", **given
    )
    Attachment.objects.create(
        series=rooms.roads, period_end=OCTOBER, file_name="纪要.pdf", size=2048,
        media_type="application/pdf", sha256="b" * 64, **given,
    )  # fmt: skip
    Margins.objects.create(effective_on=date(2026, 1, 1), reason="试行", **given)
    Urging.objects.create(
        place=rooms.place, unit=rooms.works, period_end=OCTOBER, message="请报送", **given
    )
    enter(rooms.roads, "60", author=author)
    return submit(
        rooms.roads, "71.4", author, reason="核实后调整", questioned="jump", preliminary=True
    )


def test_every_kind_is_one_line_in_one_stream(checker: Client, everything: Actual) -> None:
    page = " ".join(rows_of(checker.get(ADDRESS)))
    for said in (
        "60.0公里 → 71.4公里", "核实后调整", "变动异常", "初步数据", "待审核", "李明",
        "纪要.pdf · 2 KB · SHA-256 " + "b" * 64, "征拆滞后;增派力量", "缺报:ROAD_KM",
        "催报", "试行", "十月.xlsx", "计划目标:93公里以上", "导入文件", "10.1.1.1",
    ):  # fmt: skip
        assert said in page, said
    kinds = ("entry", "check", "closing", "explanation", "attachment", "target", "margins",
             "import", "urging")  # fmt: skip
    counts = {kind: len(rows_of(checker.get(f"{ADDRESS}&kind={kind}"))) for kind in kinds}
    assert counts == {
        "entry": 3, "check": 0, "closing": 1, "explanation": 1, "attachment": 1, "target": 4,
        # those the product ships with are the first
        "margins": 2, "import": 1, "urging": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("series=ROAD_KM", 6),
        ("series=新建道路里程", 6),
        ("unit=testland-finance", 1),
        ("unit=区住建局", 10),
        ("period=2026-10", 6),
        ("period=2026年9月", 1),
        ("person=liming", 9),
        ("person=李明", 9),
        ("series=ROAD_KM&kind=entry&period=2026-10", 2),
    ],
)
def test_filters_narrow_it(checker: Client, everything: Actual, asked: str, count: int) -> None:
    assert len(rows_of(checker.get(f"{ADDRESS}&{asked}"))) == count


@pytest.mark.parametrize(
    "asked",
    ["person=nobody", "unit=nowhere", "series=NONE", "period=x", "kind=gossip", "after=x",
     "after=2026-11-20T09:00:00_00000000-0000-0000-0000-000000000000", "person=%00"],
)  # fmt: skip
def test_a_filter_that_names_nothing_is_refused(
    checker: Client, everything: Actual, asked: str
) -> None:
    assert checker.get(f"{ADDRESS}&{asked}").status_code == 400


def test_pages_go_on_where_the_last_one_ended(
    rooms: Rooms, checker: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    entries = [
        Entry(rooms.homes.id, "monthly", date(year, 12, 31), Decimal(year))
        for year in range(1960, 2026)
    ]
    write_ledger(entries, Stamp(rooms.place.id, None, Origin.COMMAND))  # all at one instant
    shown: list[str] = []
    address = f"{ADDRESS}&kind=entry"
    for _page in range(5):
        with django_assert_max_num_queries(10):
            answer = checker.get(address)
        shown += re.findall(r"<td class=\"nowrap\">(\d{4})年12月</td>", text_of(answer))
        following = re.search(r'href="(\?[^"]+)" rel="next"', text_of(answer))
        if following is None:
            break
        address = "/ledger/" + following[1].replace("&amp;", "&")
    assert len(shown) == 66
    assert len(set(shown)) == 66


def test_an_entry_stays_off_other_places_and_readers(rooms: Rooms, everything: Actual) -> None:
    elsewhere, _made = add_place("elsewhere", "别处")
    stranger = client_of(elsewhere, Role.MANAGER)
    one = f"/ledger/{everything.id}/"
    assert stranger.get(ADDRESS).status_code == 403
    assert stranger.get(one).status_code == 403
    assert "71.4" not in text_of(stranger.get("/ledger/?place=all"))
    assert "71.4" in text_of(client_of(rooms.place, Role.VIEWER).get("/ledger/?place=all"))
    for address in (ADDRESS, one, "/ledger/ledger.csv?place=testland"):
        assert Client().get(address)["Location"].startswith("/login/")
    assert client_of(rooms.works).get(one).status_code == 200


def test_anonymous_readers_never_see_it(
    rooms: Rooms, everything: Actual, settings: Settings
) -> None:
    settings.ANONYMOUS_READING = True
    for address in (ADDRESS, f"/ledger/{everything.id}/", "/ledger/ledger.xlsx?place=testland"):
        assert Client().get(address).status_code == 302


def test_network_addresses_are_for_checkers_and_managers(rooms: Rooms, everything: Actual) -> None:
    for role, sees in ((Role.VIEWER, False), (Role.REPORTER, False), (Role.MANAGER, True)):
        client = client_of(rooms.place, role)
        for address in (ADDRESS, f"/ledger/{everything.id}/"):
            assert ("10.1.1.1" in text_of(client.get(address))) is sees
        answer = client.get("/ledger/ledger.csv?place=testland")
        assert ("10.1.1.1" in b"".join(answer).decode()) is sees
    assert "10.1.1.1" not in text_of(client_of(rooms.works, Role.CHECKER).get(ADDRESS))


def test_what_is_not_released_is_for_insiders(rooms: Rooms) -> None:
    secret = submit(rooms.rate, "6.66", release_on=date(2026, 12, 1))
    given = {"series": rooms.rate, "period_end": OCTOBER, "recorded_at": AT}
    Attachment.objects.create(
        file_name="6.66.pdf", size=1, media_type="application/pdf", sha256="c" * 64, **given
    )
    Explanation.objects.create(cause="增速6.66", **given)
    Check.objects.create(entry=secret, verdict="commented", comment="6.66偏高", **given)
    one = f"/ledger/{secret.id}/"
    for unit, role, sees in (
        (rooms.place, Role.VIEWER, False),
        (rooms.works, Role.REPORTER, False),
        (rooms.finance, Role.REPORTER, True),
        (rooms.place, Role.CHECKER, True),
    ):
        client = client_of(unit, role)
        assert ("6.66" in text_of(client.get(ADDRESS))) is sees
        assert client.get(one).status_code == (200 if sees else 404)
        # The same through the other road: whole places instead of few series
        assert ("6.66" in text_of(client.get("/ledger/?place=all"))) is sees


def test_drafts_are_no_ledger(rooms: Rooms, checker: Client) -> None:
    Draft.objects.create(
        series=rooms.roads, period_end=OCTOBER, typed={"value": "12345"}, saved_at=AT
    )
    assert "12345" not in text_of(checker.get(ADDRESS))


class TestOneEntry:
    def test_it_is_compared_with_what_it_would_replace(
        self, checker: Client, everything: Actual
    ) -> None:
        page = text_of(checker.get(f"/ledger/{everything.id}/"))
        assert "与被替代记录对比" in page
        changed = re.findall(r'<tr class="changed"><th scope="row">([^<]+)', page)
        assert {"内容", "理由", "初步数据", "校验提示", "状态"} <= set(changed)
        assert "暂无,本条为当前记录" in page

    def test_acceptance_leads_on_to_the_official_entry(
        self, rooms: Rooms, checker: Client, everything: Actual
    ) -> None:
        boss = User.objects.get(username="checker")
        old = Actual.objects.official().known(None).get(series=rooms.roads)
        by = Checking(rooms.place.id, boss.pk, Reach(everything=True))
        accept([Seen(everything.id, old.id)], by)
        new = Actual.objects.official().known(None).get(series=rooms.roads)
        page = text_of(checker.get(f"/ledger/{everything.id}/"))
        assert f"/ledger/{new.id}/" in page
        assert "审核通过" in page
        after = text_of(checker.get(f"/ledger/{new.id}/"))
        assert f"/ledger/{old.id}/" in after
        before = text_of(checker.get(f"/ledger/{old.id}/"))
        assert "被替代为" in before
        assert f"/ledger/{new.id}/" in before

    def test_a_return_is_read_with_its_reason(
        self, rooms: Rooms, checker: Client, everything: Actual
    ) -> None:
        boss = User.objects.get(username="checker")
        old = Actual.objects.official().known(None).get(series=rooms.roads)
        by = Checking(rooms.place.id, boss.pk, Reach(everything=True))
        hand_back([Seen(everything.id, old.id)], by, reason="口径不符")
        page = text_of(checker.get(f"/ledger/{everything.id}/"))
        assert "口径不符" in page
        assert "退回" in rows_of(checker.get(f"{ADDRESS}&kind=check"))[0]

    def test_a_first_entry_replaced_nothing(self, rooms: Rooms, checker: Client) -> None:
        first = submit(rooms.roads, "1")
        page = text_of(checker.get(f"/ledger/{first.id}/"))
        assert "此前没有数据" in page

    def test_the_number_of_queries_is_fixed(
        self, checker: Client, everything: Actual, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(12):
            checker.get(f"/ledger/{everything.id}/")


def test_the_number_of_queries_is_fixed(
    checker: Client, everything: Actual, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # session, person, rights, place; series, keys, entries twice, seven other kinds; choices
    with django_assert_num_queries(16):
        checker.get(ADDRESS)


def test_the_files_hold_the_stream(
    rooms: Rooms, checker: Client, everything: Actual, settings: Settings
) -> None:
    submit(rooms.rate, "5.8", note="x", reason="=cmd()")
    answer = checker.get("/ledger/ledger.csv?place=testland")
    body = b"".join(answer)
    rows = list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"))))
    assert len(rows) == len(rows_of(checker.get(ADDRESS)))
    assert rows[0]["原因"] == "'=cmd()"
    assert rows[0]["指标代码"] == "GROWTH"
    table = checker.get("/ledger/ledger.xlsx?place=testland")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(table)))
    assert len(list(book.worksheets[0].values)) == len(rows) + 1
    settings.XLSX_ROWS = 2
    cut = b"".join(checker.get("/ledger/ledger.csv?place=testland")).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(cut)))
    assert len(lines) == 4
    assert "更早的记录" in lines[-1][1]


def test_a_superuser_reads_every_place(rooms: Rooms, everything: Actual) -> None:
    elsewhere, _made = add_place("elsewhere", "别处")
    Unit.objects.filter(id=elsewhere.id).update(order=9)
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    page = " ".join(rows_of(client.get("/ledger/?place=all")))
    for said in ("71.4公里", "十月.xlsx", "催报", "试行", "测试区"):
        assert said in page
    assert len(rows_of(client.get("/ledger/?place=all&unit=testland-works&kind=import"))) == 1


def test_an_entry_is_found_however_often_its_slot_changed(rooms: Rooms) -> None:
    enter(rooms.roads, "0.5")
    first = Actual.objects.get()
    Check.objects.bulk_create(
        Check(series=rooms.roads, period_end=OCTOBER, entry=first, verdict="commented",
              comment=f"第{n}条", recorded_at=timezone.now())
        for n in range(520)
    )  # fmt: skip
    answer = client_of(rooms.place, Role.CHECKER).get(f"/ledger/{first.id}/")
    assert answer.status_code == 200
    assert "第0条" in answer.content.decode()
