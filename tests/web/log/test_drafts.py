"""Drafts and sign-off in the grid: kept as typed, seen by the unit alone, signed off."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client

from targets.models import Actual, Draft, Lane, Membership, Role, Unit
from tests.web.log.log_posts import MONTH, fields_of, opened, post, text
from tests.web.rooms import OCTOBER, Rooms, client_of

pytestmark = pytest.mark.django_db


def page(client: Client) -> str:
    return text(client.get("/log/", MONTH))  # type: ignore[arg-type]


@pytest.fixture
def chen(rooms: Rooms) -> Client:
    return client_of(rooms.works, name="chen")


@pytest.fixture
def li(rooms: Rooms) -> Client:
    """A colleague of Chen's."""
    return client_of(rooms.works, name="li")


@pytest.fixture
def signing(rooms: Rooms) -> Rooms:
    """Units of the place sign off."""
    Unit.objects.filter(id=rooms.place.id).update(signs_off=True)
    return rooms


@pytest.fixture
def wang(signing: Rooms) -> Client:
    """The unit's signer, who is no reporter."""
    return client_of(signing.works, Role.SIGNER, "wang")


def test_whatever_is_typed_is_kept(rooms: Rooms, chen: Client, li: Client) -> None:
    kept = post(
        chen, opened(chen), "draft",
        value__ROAD_KM="about 70", note__ROAD_KM="待核", stage__AIRFIELD="主体", same__HOMES="",
    )  # fmt: skip
    assert kept.status_code == 302
    assert not Actual.objects.exists()
    assert Draft.objects.count() == 2
    shown = page(li)
    assert 'name="value-ROAD_KM" value="about 70"' in shown
    assert ">主体</textarea>" in shown
    assert "草稿,chen于" in shown
    assert "草稿2" in shown
    assert "草稿已保存2项" in page(chen)
    # Nothing new typed, nothing written
    saved = Draft.objects.values_list("saved_at", flat=True)
    before = sorted(saved)
    post(li, opened(li), "draft")
    assert sorted(saved.all()) == before


def test_nobody_outside_the_unit_sees_it(rooms: Rooms, chen: Client) -> None:
    post(chen, opened(chen), "draft", note__ROAD_KM="绝密草稿", value__ROAD_KM="70")
    for unit, role in (
        (rooms.finance, Role.REPORTER),
        (rooms.place, Role.VIEWER),
        (rooms.place, Role.CHECKER),
        (rooms.finance, Role.SIGNER),
    ):
        other = client_of(unit, role)
        assert other.get("/log/", MONTH).status_code == 403
        assert other.get("/log/sheet", MONTH).status_code == 403
        for path in ("/?place=testland&year=2026", "/series/testland/ROAD_KM/?year=2026"):
            answer = other.get(path)
            assert answer.status_code == 200
            assert "绝密草稿" not in text(answer)  # type: ignore[arg-type]
    finance = client_of(rooms.finance)
    assert "绝密草稿" not in text(finance.get("/log/"))  # type: ignore[arg-type]


def test_submitting_deletes_drafts_and_clearing_drops_them(rooms: Rooms, chen: Client) -> None:
    post(chen, opened(chen), "draft", value__ROAD_KM="70", value__HOMES="5")
    assert post(chen, opened(chen), "draft", value__HOMES="").status_code == 302
    assert Draft.objects.get().series == rooms.roads
    assert post(chen, opened(chen)).status_code == 302
    assert not Draft.objects.exists()
    assert Actual.objects.get().value == 70


def test_colleagues_meet_in_a_draft_and_nothing_is_lost(
    rooms: Rooms, chen: Client, li: Client
) -> None:
    mine, theirs = opened(chen), opened(li)
    post(li, theirs, "draft", value__ROAD_KM="71")
    met = post(chen, mine, "draft", value__ROAD_KM="72", value__HOMES="5")
    shown = text(met)
    assert met.status_code == 409
    assert "li已于" in shown
    assert "保存过本行草稿" in shown
    assert "保留对方的:71" in shown
    assert "采用我的:72" in shown
    assert Draft.objects.get().typed["value"] == "71"
    again = fields_of(shown)
    undecided = post(chen, again, "draft")
    assert undecided.status_code == 400
    assert "保留对方的:71" in text(undecided)
    assert post(chen, again | {"keep-ROAD_KM": "theirs"}, "draft").status_code == 302
    assert {draft.typed["value"] for draft in Draft.objects.all()} == {"71", "5"}
    mine = fields_of(page(chen))
    post(li, opened(li), "draft", value__ROAD_KM="73")
    submitted = post(chen, mine, value__ROAD_KM="74")
    assert submitted.status_code == 409
    assert not Actual.objects.exists()
    final = fields_of(text(submitted)) | {"keep-ROAD_KM": "mine"}
    assert post(chen, final).status_code == 302
    assert Actual.objects.get(series=rooms.roads).value == 74
    assert not Draft.objects.exists()


def test_a_draft_of_a_slot_that_changed_since_is_met(rooms: Rooms, chen: Client) -> None:
    post(chen, opened(chen), "draft", value__ROAD_KM="70")
    fields = opened(chen)
    draft = Draft.objects.get()
    draft.delete()
    post(chen, opened(chen), value__ROAD_KM="71")
    draft.save(force_insert=True)
    met = post(chen, fields)
    assert met.status_code == 409
    assert "采用我的:70" in text(met)


def test_signing_goes_through_draft_and_signature(
    signing: Rooms, chen: Client, wang: Client
) -> None:
    shown = page(chen)
    assert 'value="sign_off"' in shown
    assert 'value="submit"' not in shown
    refused = post(chen, opened(chen), "submit", value__ROAD_KM="70")
    assert refused.status_code == 400
    assert "须经单位审签" in text(refused)
    assert 'value="70"' in text(refused)
    unreadable = post(chen, opened(chen), "sign_off", value__ROAD_KM="about 70")
    assert unreadable.status_code == 400
    assert "不是数字" in text(unreadable)
    assert not Draft.objects.exists()
    asked = post(chen, opened(chen), "sign_off", value__ROAD_KM="70", stage__AIRFIELD="主体")
    assert asked.status_code == 302
    assert not Actual.objects.exists()
    assert "有2项等待单位审签" in page(chen)
    seen = page(wang)
    assert "有2项待您审签" in seen
    assert 'name="value-ROAD_KM" value="70" class="value" inputmode="decimal" ' in seen
    assert 'name="seen-ROAD_KM"' not in seen
    assert 'value="sign"' in seen
    assert 'value="sign_off"' not in seen
    fields = opened(wang)
    del fields["pick-AIRFIELD"]
    signed = post(wang, fields, "sign")
    assert signed.status_code == 302
    entry = Actual.objects.get()
    assert (entry.value, entry.lane) == (Decimal(70), Lane.PENDING)
    assert (entry.author, entry.signer) == (
        User.objects.get(username="chen"), User.objects.get(username="wang"),
    )  # fmt: skip
    assert Draft.objects.get().series == signing.task


def test_handing_back_needs_a_reason_and_is_shown(
    signing: Rooms, chen: Client, wang: Client
) -> None:
    post(chen, opened(chen), "sign_off", value__ROAD_KM="70")
    without = post(wang, opened(wang), "hand_back")
    assert without.status_code == 400
    assert "请填写退回修改的理由" in text(without)
    assert post(wang, opened(wang), "hand_back", hand_back_reason="请核对").status_code == 302
    shown = page(chen)
    assert "审签退回:请核对" in shown
    assert 'name="value-ROAD_KM" value="70"' in shown
    assert "待您审签" not in page(wang)
    assert post(chen, opened(chen), "sign_off", value__ROAD_KM="71").status_code == 302
    assert "审签退回" not in page(chen)
    nothing = post(wang, {name: said for name, said in opened(wang).items()
                          if not name.startswith("pick-")}, "sign")  # fmt: skip
    assert nothing.status_code == 400
    assert "请至少勾选一项" in text(nothing)


def test_what_changed_after_it_was_shown_is_not_signed(
    signing: Rooms, chen: Client, wang: Client
) -> None:
    post(chen, opened(chen), "sign_off", value__ROAD_KM="70")
    fields = opened(wang)
    post(chen, opened(chen), "sign_off", value__ROAD_KM="700")
    late = post(wang, fields, "sign")
    assert late.status_code == 409
    assert "请重新核对" in text(late)
    assert not Actual.objects.exists()
    # A draft that is changed asks no longer
    post(chen, opened(chen), "draft", value__ROAD_KM="71")
    assert "待您审签" not in page(wang)


def test_nobody_signs_what_they_typed(signing: Rooms, chen: Client, wang: Client) -> None:
    person = User.objects.get(username="chen")
    Membership.objects.create(person=person, unit=signing.works, role=Role.SIGNER)
    post(chen, opened(chen), "sign_off", value__ROAD_KM="70")
    assert "待您审签" not in page(chen)
    forged = opened(chen) | {"pick-ROAD_KM": "1"}
    refused = post(chen, forged, "sign")
    assert refused.status_code == 400
    assert "须由本单位其他人审签" in text(refused)
    Unit.objects.filter(id=signing.place.id).update(accepts_own=True)
    assert "有1项待您审签" in page(chen)
    assert post(chen, opened(chen), "sign").status_code == 302
    entry = Actual.objects.get(period_end=OCTOBER)
    assert entry.author == entry.signer == person


def test_who_may_press_which_button(signing: Rooms, chen: Client, wang: Client) -> None:
    post(chen, opened(chen), "sign_off", value__ROAD_KM="70")
    for do in ("submit", "draft", "sign_off"):
        refused = post(wang, opened(wang) | {"seen-HOMES": ""}, do, value__HOMES="5")
        assert refused.status_code == 400
        assert "不是该单位的填报人" in text(refused) or "填报" in text(refused)
    for do in ("sign", "hand_back"):
        refused = post(chen, opened(chen) | {"pick-ROAD_KM": "1"}, do, hand_back_reason="x")
        assert refused.status_code == 400
        assert "不是该单位的审签人" in text(refused)
    assert post(chen, opened(chen), "explode").status_code == 400
    finance = client_of(signing.finance, Role.SIGNER)
    assert finance.get("/log/", MONTH).status_code == 403
    assert finance.get("/log/").status_code == 200
    assert not Actual.objects.exists()
    Unit.objects.filter(id=signing.place.id).update(signs_off=False)
    assert post(chen, opened(chen), "sign_off").status_code == 400
