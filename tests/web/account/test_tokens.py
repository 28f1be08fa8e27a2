"""The tokens page: made and shown once, one's own, revoked; whatever is typed."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from targets import clock
from targets.models import Membership, Role, Token
from targets.reads.scope.tokens import hash_of
from targets.writes.people.tokens import LONGEST_DAYS, MOST_TOKENS, make_token
from targets.writes.targets.places import add_place
from tests.web.rooms import Rooms, client_of

PAGE = "/account/tokens/"


@pytest.fixture
def person(rooms: Rooms) -> Client:
    """Somebody of the works department, logged in."""
    return client_of(rooms.works, Role.REPORTER, "li")


def typed(**more: str) -> dict[str, str]:
    """A form as it should be, with this instead."""
    until = clock.today() + timedelta(days=30)
    return {"name": "月报程序", "scope": "write", "expires_on": until.isoformat(), **more}


def secret_in(page: str) -> str:
    """The secret that the page shows."""
    (found,) = re.findall(r'<code id="secret">(tt_[\w-]{43})</code>', page)
    return str(found)


def test_a_secret_is_shown_once_and_stored_as_its_hash(person: Client) -> None:
    answer = person.post(PAGE, typed())
    secret = secret_in(answer.content.decode())
    token = Token.objects.get()
    assert token.sha256 == hash_of(secret)
    assert token.prefix == secret[:9]
    assert secret not in str(list(Token.objects.values()))
    assert "no-store" in answer["Cache-Control"]
    again = person.get(PAGE).content.decode()
    assert secret not in again
    assert secret[:9] in again


def test_it_opens_the_api_until_it_is_revoked(person: Client) -> None:
    secret = secret_in(person.post(PAGE, typed()).content.decode())
    program, headers = Client(), {"Authorization": f"Bearer {secret}"}
    assert program.get("/api/v1/me", headers=headers).json()["username"] == "li"
    page = person.get(PAGE).content.decode()
    assert "从未" not in page  # used a moment ago
    done = person.post(reverse("targets:token_revoke", args=[Token.objects.get().id]), follow=True)
    assert "令牌已撤销" in done.content.decode()
    assert program.get("/api/v1/me", headers=headers).status_code == 401


def test_nobody_sees_or_revokes_another_persons_tokens(rooms: Rooms, person: Client) -> None:
    person.post(PAGE, typed())
    token = Token.objects.get()
    address = reverse("targets:token_revoke", args=[token.id])
    manager = client_of(rooms.place, Role.MANAGER)
    assert "月报程序" not in manager.get(PAGE).content.decode()
    assert manager.post(address).status_code == 404
    assert Client().post(address).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is None
    assert person.post(address).status_code == 302
    assert person.post(address).status_code == 404  # only once
    assert person.post(reverse("targets:token_revoke", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", "", "请填写令牌名称"),
        ("name", "  ", "请填写令牌名称"),
        ("name", "x" * 101, "100"),
        ("name", "a\u202eb", "字符"),
        ("scope", "admin", "只读"),
        ("scope", "", "只读"),
        ("expires_on", "", "有效期"),
        ("expires_on", "soon", "有效期"),
        ("expires_on", "2026-02-30", "有效期"),
        ("expires_on", "2026-11-22", "有效期"),  # yesterday
        ("expires_on", "2099-01-01", str(LONGEST_DAYS)),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    person: Client, field: str, value: str, said: str
) -> None:
    answer = person.post(PAGE, typed(**{field: value}))
    page = answer.content.decode()
    assert answer.status_code == 400
    (problem,) = re.findall(r'<span class="errors" id="[\w-]+">(.*?)</span>', page)
    assert said in problem
    assert page.count('aria-invalid="true"') == 1
    assert not Token.objects.exists()


def test_what_was_typed_stays_and_is_escaped(person: Client) -> None:
    page = person.post(PAGE, typed(name="<b>税务</b>", expires_on="soon")).content.decode()
    assert "<b>税务</b>" not in page
    assert 'value="&lt;b&gt;税务&lt;/b&gt;"' in page
    assert '<option value="write" selected>' in page


def test_a_person_has_only_so_many(person: Client) -> None:
    li = User.objects.get(username="li")
    for number in range(MOST_TOKENS):
        make_token(
            li.pk, name=f"p{number}", scope="read", expires_on=clock.today(), now=clock.now(),
            today=clock.today(),
        )  # fmt: skip
    answer = person.post(PAGE, typed())
    assert answer.status_code == 400
    assert str(MOST_TOKENS) in answer.content.decode()
    Token.objects.filter(name="p0").update(revoked_at=clock.now())
    assert person.post(PAGE, typed()).status_code == 200


def test_a_form_from_elsewhere_makes_nothing(rooms: Rooms) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(User.objects.create_user("li"))
    assert strict.post(PAGE, typed()).status_code == 403
    assert not Token.objects.exists()


@pytest.mark.parametrize("address", [PAGE, "/account/reminders/", "/password/"])
def test_one_gets_from_each_account_page_to_the_others(person: Client, address: str) -> None:
    page = person.get(address).content.decode()
    for other in (PAGE, "/account/reminders/", "/password/"):
        assert f'href="{other}"' in page
    assert re.search(rf'href="{address}" aria-current="page"', page)


def test_tokens_that_are_not_listed_are_counted(rooms: Rooms, person: Client) -> None:
    owner = User.objects.get(username="li")
    Token.objects.bulk_create(
        Token(person=owner, name=f"旧{n}", prefix="tt_abcdef", sha256=f"{n:064x}", scope="read",
              made_at=clock.now(), expires_on=clock.today() - timedelta(days=1))
        for n in range(23)
    )  # fmt: skip
    assert "另有3个更早的令牌(已撤销或已过期)未列出" in person.get(PAGE).content.decode()


@pytest.mark.parametrize("door", ["own", "reset", "command"])
def test_a_changed_password_ends_every_token(
    rooms: Rooms, person: Client, door: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = secret_in(person.post(PAGE, typed()).content.decode())
    li, new = User.objects.get(username="li"), "kaishan-2026-lu"
    li.set_password("old-password-42")
    User.objects.filter(pk=li.pk).update(password=li.password)
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 200
    if door == "own":
        person.force_login(User.objects.get(pk=li.pk))
        form = {"old_password": "old-password-42", "new_password1": new, "new_password2": new}
        assert person.post(reverse("targets:password"), form).status_code == 302
    elif door == "reset":
        root = Client()
        root.force_login(User.objects.create_superuser("root"))
        address = reverse("admin:auth_user_password_change", args=[li.pk])
        assert root.post(address, {"password1": new, "password2": new}).status_code == 302
    else:
        monkeypatch.setattr("getpass.getpass", lambda **_prompt: new)
        call_command("changepassword", "li", verbosity=0)
    li.refresh_from_db()
    assert li.check_password(new)
    assert Client().get("/api/v1/me", headers=headers).status_code == 401


def test_who_is_disabled_has_no_token(rooms: Rooms, person: Client) -> None:
    secret = secret_in(person.post(PAGE, typed()).content.decode())
    User.objects.filter(username="li").update(is_active=False)
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    assert person.get(PAGE).status_code == 302


# ---- Whoever administers people


@pytest.fixture
def manager(rooms: Rooms) -> Client:
    return client_of(rooms.place, Role.MANAGER, "guan")


PEOPLE = "/account/tokens/people/"


def test_a_manager_sees_and_revokes_tokens_of_their_people(person: Client, manager: Client) -> None:
    secret = secret_in(person.post(PAGE, typed()).content.decode())
    listed = manager.get(PEOPLE)
    page = listed.content.decode()
    assert "月报程序" in page
    assert "li" in page
    assert secret not in page
    assert "no-store" in listed["Cache-Control"]
    token = Token.objects.get()
    assert manager.post(f"{PEOPLE}{token.id}/revoke").status_code == 302
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    assert "已由guan撤销" in person.get(PAGE).content.decode()
    assert manager.post(f"{PEOPLE}{token.id}/revoke").status_code == 404
    line = LogEntry.objects.order_by("-id")[0]
    assert (line.user.username, line.object_id) == ("guan", str(token.id))


def test_nobody_reaches_tokens_of_who_works_elsewhere_too(
    rooms: Rooms, person: Client, manager: Client
) -> None:
    """A manager may stop what lies within their own subtree, and nothing that reaches beyond."""
    elsewhere = add_place("elsewhere", "别处")[0]
    Membership.objects.create(
        person=User.objects.get(username="li"), unit=elsewhere, role=Role.VIEWER
    )
    person.post(PAGE, typed())
    token = Token.objects.get()
    for client in (manager, client_of(elsewhere, Role.MANAGER, "zhao")):
        assert "月报程序" not in client.get(PEOPLE).content.decode()
        assert client.post(f"{PEOPLE}{token.id}/revoke").status_code == 404
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    assert "月报程序" in root.get(PEOPLE).content.decode()
    assert root.post(f"{PEOPLE}{token.id}/revoke").status_code == 302


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REPORTER, Role.CHECKER, Role.SIGNER])
def test_nobody_else_sees_or_revokes_them(person: Client, rooms: Rooms, role: Role) -> None:
    person.post(PAGE, typed())
    token = Token.objects.get()
    client = client_of(rooms.place, role, "other")
    assert client.get(PEOPLE).status_code == 403
    assert client.post(f"{PEOPLE}{token.id}/revoke").status_code == 403
    assert Client().get(PEOPLE).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is None


def test_making_and_revoking_are_written_down(person: Client) -> None:
    person.post(PAGE, typed())
    person.post(f"{PAGE}{Token.objects.get().id}/revoke")
    assert [line.user.username for line in LogEntry.objects.all()] == ["li", "li"]
