"""进度通报: who may see it and urge; cells, files, messages."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from targets import access
from targets.models import Correspondence, Digest, Membership, Role, Series, Unit, Urging
from tests.web.rooms import Rooms, client_of, enter

ADDRESS = "/reporting/?place=testland&year=2026"
URGE = {"place": "testland", "year": "2026", "period": "2026-10", "units": ["testland-works"]}


@pytest.fixture(autouse=True)
def collecting(rooms: Rooms, settings: Settings) -> None:
    Unit.objects.filter(id=rooms.place.id).update(collecting_since=date(2026, 10, 1))
    settings.MAIL_GOES_OUT = True


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def urge(client: Client, **more: Any) -> Any:
    return client.post("/reporting/urge", URGE | more, follow=True)


def reporter(unit: Unit, name: str, **fields: Any) -> User:
    given = {"email": f"{name}@example.cn"} | fields
    person = User.objects.create_user(name, **given)
    Membership.objects.create(person=person, unit=unit, role=Role.REPORTER)
    return person


def test_every_cell_says_it_in_shape_word_and_number(rooms: Rooms) -> None:
    enter(rooms.roads, "71.4")
    page = text_of(client_of(rooms.place, Role.VIEWER).get(ADDRESS))
    assert "✕" in page
    assert "未报" in page
    assert "1/3" in page
    assert "未启用" in page
    assert 'name="units"' not in page, "a reader does not urge"


def test_what_is_behind_a_cell_is_shown(rooms: Rooms) -> None:
    enter(rooms.roads, "71.4")
    client = client_of(rooms.place, Role.VIEWER)
    page = text_of(client.get(f"{ADDRESS}&unit=testland-works&period=2026-10"))
    assert 'id="detail"' in page
    assert "2026年11月18日" in page
    assert "已审定" in page
    assert 'id="detail"' not in text_of(client.get(f"{ADDRESS}&unit=nobody&period=2026-10"))


@pytest.mark.parametrize("asked", ["year=x", "year=0", "period=soon", "period=2026-13", "year=²"])
def test_what_does_not_exist_is_said(rooms: Rooms, asked: str) -> None:
    answer = client_of(rooms.place, Role.VIEWER).get(f"/reporting/?place=testland&{asked}")
    assert answer.status_code == 400


def test_the_number_of_queries_is_fixed(
    rooms: Rooms, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(rooms.place, Role.CHECKER)
    with django_assert_num_queries(10):  # session, person, rights, place twice, choices, read
        assert client.get(ADDRESS).status_code == 200


def test_the_files_hold_the_matrix(rooms: Rooms) -> None:
    Unit.objects.filter(id=rooms.works.id).update(name_zh="=1+1")
    client = client_of(rooms.place, Role.VIEWER)
    answer = client.get("/reporting/matrix.csv?place=testland&year=2026")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    october = {row["报送单位"]: row for row in rows if row["期末"] == "2026-10-31"}
    assert october["'=1+1"]["状态"] == "未报"
    assert (october["区财政局"]["已报"], october["区财政局"]["应报"]) == ("0", "1")
    book = openpyxl.load_workbook(
        io.BytesIO(b"".join(client.get("/reporting/matrix.xlsx?place=testland&year=2026")))
    )
    table = list(book.worksheets[0].values)
    assert len(table) == len(rows) + 1
    assert "=1+1" in {row[2] for row in table}


def test_urging_is_recorded_shown_and_written(rooms: Rooms) -> None:
    reporter(rooms.works, "liming", last_name="李", first_name="明")
    client = client_of(rooms.place, Role.CHECKER, "checker")
    answer = urge(client, message="请今天内报送")
    page = text_of(answer)
    assert answer.redirect_chain == [("/reporting/?place=testland&year=2026&period=2026-10", 302)]
    assert "已催报1个单位:区住建局" in page
    assert "邮件已发给:李明" in page
    row = Urging.objects.get()
    assert (row.unit, row.period_end, row.message) == (
        rooms.works, date(2026, 10, 31), "请今天内报送",
    )  # fmt: skip
    (message,) = mail.outbox
    assert message.subject == "请尽快报送2026年1—10月数据"
    assert "请今天内报送" in message.body
    assert "3项指标" in message.body
    mine = Client()
    mine.force_login(User.objects.get(username="liming"))
    assert "请今天内报送" in text_of(mine.get("/due/"))


def test_it_says_whom_it_did_not_reach(rooms: Rooms, settings: Settings) -> None:
    settings.REMINDERS_A_DAY = 1
    reporter(rooms.works, "full")
    reporter(rooms.works, "none", email="")
    Correspondence.objects.create(person=reporter(rooms.works, "no"), wants_digest=False)
    client = client_of(rooms.place, Role.MANAGER)
    urge(client)
    page = text_of(urge(client))
    assert "full(今日提醒已达上限)" in page
    assert "none(未登记邮箱)" in page
    assert "no(已关闭邮件提醒)" in page
    assert (len(mail.outbox), Urging.objects.count(), Digest.objects.count()) == (1, 2, 1)


def test_without_a_mail_server_it_stands_on_the_due_list_alone(
    rooms: Rooms, settings: Settings
) -> None:
    settings.MAIL_GOES_OUT = False
    reporter(rooms.works, "liming")
    assert "未设置邮件服务器" in text_of(urge(client_of(rooms.place, Role.CHECKER)))
    assert (mail.outbox, Digest.objects.count()) == ([], 0)


def test_the_nearest_reporters_are_written_to(rooms: Rooms) -> None:
    reporter(rooms.place, "district")
    client = client_of(rooms.place, Role.CHECKER)
    assert "district" in text_of(urge(client))
    reporter(rooms.works, "own")
    assert [message.to for message in mail.outbox] == [["district@example.cn"]]
    urge(client)
    assert mail.outbox[-1].to == ["own@example.cn"]


def test_a_unit_that_owes_nothing_is_not_urged(rooms: Rooms) -> None:
    enter(rooms.rate, "5.8")
    page = text_of(urge(client_of(rooms.place, Role.CHECKER), units=["testland-finance"]))
    assert "没有欠报" in page
    assert not Urging.objects.exists()


@pytest.mark.parametrize(
    "said",
    [
        {"units": []},
        {"units": ["nobody"]},
        {"period": ""},
        {"period": "2026-12"},
        {"period": "x"},
        {"message": "长" * 501},
    ],
)
def test_what_cannot_be_urged_is_refused_and_nothing_written(
    rooms: Rooms, said: dict[str, Any]
) -> None:
    assert urge(client_of(rooms.place, Role.CHECKER), **said).status_code == 400
    assert not Urging.objects.exists()


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.SIGNER])
def test_others_do_not_urge(rooms: Rooms, role: Role) -> None:
    assert urge(client_of(rooms.place, role)).status_code == 403
    assert not Urging.objects.exists()


def test_nobody_urges_where_they_are_not(rooms: Rooms) -> None:
    assert urge(client_of(rooms.works, Role.CHECKER)).status_code == 403
    answer = Client().post("/reporting/urge", URGE)
    assert (answer.status_code, answer["Location"][:7]) == (302, "/login/")
    assert not Urging.objects.exists()


class TestWhoUrges:
    """Who closes the place's periods: its checkers and managers, and the office that checks
    everything in it."""

    @pytest.fixture
    def office(self, rooms: Rooms) -> Unit:
        return Unit.objects.create(
            code="testland-stats", name_zh="区统计局", kind="department", parent=rooms.place
        )

    @pytest.mark.parametrize("role", [Role.CHECKER, Role.MANAGER])
    def test_who_covers_the_place(self, rooms: Rooms, role: Role) -> None:
        client = client_of(rooms.place, role)
        assert 'name="units" value="testland-works"' in text_of(client.get(ADDRESS))
        assert urge(client).status_code == 200
        assert Urging.objects.count() == 1

    def test_the_office_that_checks_everything(self, rooms: Rooms, office: Unit) -> None:
        Series.objects.filter(place=rooms.place).update(checking=office)
        client = client_of(office, Role.CHECKER)
        page = text_of(client.get(ADDRESS))
        assert 'name="units" value="testland-works"' in page
        assert "催报所选单位" in page
        assert "已催报1个单位" in text_of(urge(client))
        assert Urging.objects.get().unit == rooms.works

    def test_an_office_that_checks_some_urges_who_reports_it(
        self, rooms: Rooms, office: Unit
    ) -> None:
        Series.objects.filter(id=rooms.roads.id).update(checking=office)
        client = client_of(office, Role.CHECKER)
        page = text_of(client.get(ADDRESS))
        assert re.findall('name="units" value="([^"]*)"', page) == ["testland-works"]
        assert "/check/close" not in page, "it closes nothing"
        assert "已催报1个单位" in text_of(urge(client))
        assert Urging.objects.get().unit == rooms.works
        Series.objects.filter(id=rooms.roads.id).update(checking=None)
        Series.objects.filter(id=rooms.rate.id).update(checking=office)
        assert urge(client).status_code == 403, "works reports nothing that it checks"
        assert Urging.objects.count() == 1

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.SIGNER, Role.VIEWER])
    def test_no_other_role(self, rooms: Rooms, role: Role) -> None:
        client = client_of(rooms.place, role)
        assert 'name="units"' not in text_of(client.get(ADDRESS))
        assert urge(client).status_code == 403

    def test_a_checker_of_elsewhere(self, rooms: Rooms) -> None:
        elsewhere = Unit.objects.create(code="elsewhere", name_zh="别处", kind="place")
        client = client_of(elsewhere, Role.CHECKER)
        assert urge(client).status_code == 403
        rights = access.rights_of(User.objects.get(memberships__unit=elsewhere))
        assert access.urged_by(rights, (), rooms.place.id) == frozenset()
        empty = Unit.objects.create(code="empty", name_zh="空区", kind="place")
        assert not access.may_close(
            access.rights_of(User.objects.get(memberships__unit=elsewhere)), (), empty.id
        ), "a place without series is not closed by every checker there is"
