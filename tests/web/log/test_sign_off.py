"""Sign-off with nobody to sign: said before and at sending, listed to who can name a signer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from targets.models import Closing, Draft, Membership, Role, Unit
from targets.reads.due.list import due_list
from targets.reads.due.signers import sign_off_lines, sign_offs_of
from targets.reads.scope.duties import duties_of
from tests.web.log.log_posts import MONTH, opened, post, text
from tests.web.rooms import OCTOBER, TODAY, Rooms, client_of

pytestmark = pytest.mark.django_db
NOBODY = "本单位尚未指定审签人"


@pytest.fixture
def signing(rooms: Rooms) -> Rooms:
    """Units of the place sign off; nobody was made a signer."""
    Unit.objects.filter(id=rooms.place.id).update(signs_off=True)
    return rooms


@pytest.fixture
def chen(signing: Rooms) -> Client:
    return client_of(signing.works, name="chen")


def grid(client: Client) -> str:
    return text(client.get("/log/", MONTH))  # type: ignore[arg-type]


def sent(client: Client, **typed: str) -> str:
    typed = typed or {"value__ROAD_KM": "70"}
    assert post(client, opened(client), "sign_off", **typed).status_code == 302
    return grid(client)


def member(unit: Unit, role: Role, name: str, **more: Any) -> User:
    person = User.objects.create_user(name, **more)
    Membership.objects.create(person=person, unit=unit, role=role)
    return person


class TestTheGrid:
    def test_it_is_said_before_and_at_sending_and_whom_to_ask(
        self, signing: Rooms, chen: Client
    ) -> None:
        member(signing.place, Role.MANAGER, "zhou", last_name="周", first_name="主任")
        before = grid(chen)
        assert before.count(NOBODY) == 1
        assert "请联系周主任在“系统管理—人员角色”中指定。" in before
        after = sent(chen)
        assert "目前尚无人可以审签" in after
        assert after.count(NOBODY) == 1
        assert "目前尚无人可以审签" not in grid(chen)
        assert Draft.objects.get().sign_off_asked_at is not None

    def test_without_a_manager_the_administrator_is_named(
        self, signing: Rooms, chen: Client
    ) -> None:
        member(signing.place, Role.MANAGER, "gone", is_active=False)
        assert "请联系系统管理员指定。" in grid(chen)

    @pytest.mark.parametrize("where", ["works", "place"])
    def test_a_signer_of_the_unit_or_of_one_over_it_will_do(
        self, signing: Rooms, chen: Client, where: str
    ) -> None:
        member(getattr(signing, where), Role.SIGNER, "wang")
        assert NOBODY not in sent(chen)

    @pytest.mark.parametrize("kind", ["elsewhere", "inactive", "checker"])
    def test_others_will_not(self, signing: Rooms, chen: Client, kind: str) -> None:
        if kind == "elsewhere":
            member(signing.finance, Role.SIGNER, "wang")
        elif kind == "inactive":
            member(signing.works, Role.SIGNER, "wang", is_active=False)
        else:
            member(signing.works, Role.CHECKER, "wang")
        assert NOBODY in grid(chen)

    def test_the_only_signer_cannot_sign_their_own(self, signing: Rooms, chen: Client) -> None:
        person = User.objects.get(username="chen")
        Membership.objects.create(person=person, unit=signing.works, role=Role.SIGNER)
        assert "本单位的审签人只有您一位" in sent(chen)
        li = client_of(signing.works, name="li")
        assert "本单位的审签人只有您一位" not in grid(li)
        assert NOBODY not in grid(li)
        Unit.objects.filter(id=signing.place.id).update(accepts_own=True)
        assert "本单位的审签人只有您一位" not in grid(chen)

    def test_who_manages_is_told_to_name_one(self, signing: Rooms, chen: Client) -> None:
        person = User.objects.get(username="chen")
        Membership.objects.create(person=person, unit=signing.works, role=Role.MANAGER)
        assert "您可在“系统管理—人员角色”中指定。" in grid(chen)
        root = Client()
        root.force_login(User.objects.create_superuser("root"))
        assert "您可在“系统管理—人员角色”中指定。" in grid(root)

    def test_a_closed_grid_asks_for_nothing_that_it_refuses(
        self, signing: Rooms, chen: Client
    ) -> None:
        sent(chen)
        signer = client_of(signing.works, Role.SIGNER)
        assert 'value="sign"' in grid(signer)
        Closing.objects.create(
            place=signing.place, period_end=OCTOBER, action="closed", recorded_at=timezone.now()
        )
        assert 'value="sign"' not in grid(signer)
        Membership.objects.filter(role=Role.SIGNER).delete()
        shown = grid(chen)
        assert "有1项等待单位审签" in shown
        assert NOBODY not in shown
        assert "修改后须重新送签" not in shown

    def test_nothing_is_said_where_nobody_signs_off(self, rooms: Rooms) -> None:
        assert "审签人" not in grid(client_of(rooms.works))

    def test_in_english(self, signing: Rooms, chen: Client) -> None:
        member(signing.place, Role.MANAGER, "zhou")
        answer = chen.get("/log/", MONTH, headers={"accept-language": "en"})
        shown = text(answer)  # type: ignore[arg-type]
        assert "This unit has nobody to sign off" in shown
        assert "Ask zhou to name one under Administration, Memberships." in shown


class TestTheManager:
    def lists(self, client: Client) -> tuple[str, str]:
        due = text(client.get("/due/"))  # type: ignore[arg-type]
        reporting = text(client.get("/reporting/", {"place": "testland", "year": "2026"}))  # type: ignore[arg-type]
        return due, reporting

    def test_units_that_nobody_can_sign_for_are_listed(self, signing: Rooms, chen: Client) -> None:
        sent(chen, value__ROAD_KM="70", stage__AIRFIELD="主体")
        zhou = client_of(signing.place, Role.MANAGER, "zhou")
        for shown in self.lists(zhou):
            assert "尚未指定审签人" in shown
            assert "待审签2项" in shown
            assert (
                f"/admin/targets/membership/add/?unit={signing.works.id}&amp;role=signer" in shown
            )
            assert "区住建局" in shown
            assert "区财政局" in shown  # nothing waits there, and nobody could sign
        form = text(
            zhou.get(f"/admin/targets/membership/add/?unit={signing.works.id}&role=signer")  # type: ignore[arg-type]
        )
        assert f'<option value="{signing.works.id}" selected>' in form

    def test_lines_that_wait_for_a_signer_are_listed_with_their_number(
        self, signing: Rooms, chen: Client
    ) -> None:
        member(signing.works, Role.SIGNER, "wang", last_name="王", first_name="局长")
        member(signing.finance, Role.SIGNER, "qian")
        zhou = client_of(signing.place, Role.MANAGER, "zhou")
        due, reporting = self.lists(zhou)
        assert "单位审签情况" not in reporting
        assert "等待单位审签" not in due
        sent(chen)
        for shown in self.lists(zhou):
            assert "审签人：王局长" in shown
            assert "区财政局</b>" not in shown
            assert "membership/add" not in shown
        (line,) = sign_off_lines([signing.place.id])
        assert (line.unit.code, line.drafts, line.stuck) == ("testland-works", 1, 0)

    def test_what_only_its_writer_could_sign_is_stuck(self, signing: Rooms, chen: Client) -> None:
        person = User.objects.get(username="chen")
        Membership.objects.create(person=person, unit=signing.works, role=Role.SIGNER)
        member(signing.finance, Role.SIGNER, "qian")
        sent(chen)
        due, reporting = self.lists(client_of(signing.place, Role.MANAGER))
        assert "须他人审签" in due
        assert "须他人审签" in reporting
        assert "membership/add" in due

    @pytest.mark.parametrize("role", [Role.REPORTER, Role.SIGNER, Role.CHECKER, Role.VIEWER])
    def test_nobody_else_is_told(self, signing: Rooms, chen: Client, role: Role) -> None:
        sent(chen)
        for shown in self.lists(client_of(signing.place, role)):
            assert "指定审签人</" not in shown
            assert "单位审签情况" not in shown

    def test_a_manager_of_another_place_is_not_told(self, signing: Rooms, chen: Client) -> None:
        other = Unit.objects.create(code="other", name_zh="别处", kind="place")
        sent(chen)
        person = member(other, Role.MANAGER, "far")
        assert due_list(duties_of([person.pk])[person.pk], TODAY).sign_offs == ()
        assert sign_off_lines([signing.place.id], other.id) == ()
        assert sign_off_lines([]) == ()

    def test_a_manager_is_written_to_when_lines_are_stuck(
        self, signing: Rooms, chen: Client
    ) -> None:
        person = member(signing.place, Role.MANAGER, "zhou")

        def is_pressing() -> bool:
            return due_list(duties_of([person.pk])[person.pk], TODAY).is_pressing(3)

        assert not is_pressing()  # nobody is named yet, and nothing waits
        sent(chen)
        assert is_pressing()
        member(signing.works, Role.SIGNER, "wang")
        assert not is_pressing()

    def test_queries_do_not_grow_with_units(
        self, signing: Rooms, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        with django_assert_num_queries(2):
            assert len(sign_off_lines([signing.place.id])) == 2
        with django_assert_num_queries(0):
            assert sign_offs_of([]) == {}


class TestSwitchedOffByAnyDoor:
    """A place whose units sign off no more, by whatever door: nothing waits for a signature."""

    @pytest.fixture
    def freed(self, signing: Rooms, chen: Client) -> Rooms:
        member(signing.works, Role.SIGNER, "wang")
        sent(chen)
        Unit.objects.filter(id=signing.place.id).update(
            signs_off=False, collecting_since=date(2026, 10, 1)
        )
        return signing

    def test_the_unit_is_told_and_can_submit(self, freed: Rooms, chen: Client) -> None:
        due = text(chen.get("/due/"))  # type: ignore[arg-type]
        assert "审签前本地区已停用单位审签，请直接提交" in due
        assert "新建道路里程" in due
        assert "待审签" not in due
        shown = grid(chen)
        assert "有1项送签的数据尚未提交" in shown
        assert "此后本地区已停用单位审签" in shown
        assert "等待单位审签" not in shown
        assert post(chen, opened(chen)).status_code == 302
        assert not Draft.objects.exists()
        assert "已停用单位审签" not in grid(chen)

    def test_a_signer_is_asked_no_more(self, freed: Rooms) -> None:
        wang = Client()
        wang.force_login(User.objects.get(username="wang"))
        assert "区住建局" not in text(wang.get("/due/"))  # type: ignore[arg-type]
        assert "待您审签" not in grid(wang)

    def test_changed_and_kept_as_a_draft_it_is_one(self, freed: Rooms, chen: Client) -> None:
        post(chen, opened(chen), "draft", value__ROAD_KM="71")
        assert Draft.objects.get().sign_off_asked_at is None

    def test_switched_on_again_it_waits_again(self, freed: Rooms, chen: Client) -> None:
        Unit.objects.filter(id=freed.place.id).update(signs_off=True)
        assert "有1项等待单位审签" in grid(chen)
        Draft.objects.update(sign_off_asked_at=timezone.now() - timedelta(days=3))
        assert "有1项等待单位审签" in grid(chen)


def test_a_draft_of_another_line_takes_nothing_back(signing: Rooms, chen: Client) -> None:
    """A colleague keeps a draft: what was sent stays sent, by who sent it."""
    member(signing.works, Role.SIGNER, "wang")
    sent(chen, value__ROAD_KM="70")
    li = client_of(signing.works, name="li")
    post(li, opened(li), "draft", value__HOMES="5")
    draft = Draft.objects.get(series=signing.roads)
    assert draft.sign_off_asked_at is not None
    assert draft.author == User.objects.get(username="chen")
    assert "有1项等待单位审签" in grid(li)
