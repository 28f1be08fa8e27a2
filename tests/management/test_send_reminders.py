"""Reminders: one digest a person a day, in their language, never more than configured."""

from __future__ import annotations

import smtplib
import threading
from datetime import date, datetime
from io import StringIO
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django.fixtures import Settings

from targets import clock
from targets.models import Correspondence, Digest, Membership, Role, Unit
from targets.writes.people.remind import Kind, give_back, mark_sent, take_number
from tests.web.rooms import TODAY, Rooms, build_rooms

NOON = datetime(2026, 11, 23, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


class FussyBackend(EmailBackend):
    """Refuses one address, breaks off at another."""

    def send_messages(self, messages: Any) -> int:
        (message,) = messages
        (address,) = message.to
        if address.startswith("refused"):
            raise smtplib.SMTPRecipientsRefused({address: (550, b"no such user")})
        if address.startswith("broken"):
            raise smtplib.SMTPServerDisconnected("gone")
        return int(super().send_messages(messages) or 0)


class DeadBackend(EmailBackend):
    """A server that does not answer."""

    def open(self) -> bool:
        raise ConnectionRefusedError("nobody there")


@pytest.fixture
def rooms(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Rooms:
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settings.SITE_ADDRESS = "https://tracker.example.cn"
    built = build_rooms()
    Unit.objects.filter(id=built.place.id).update(collecting_since=date(2026, 10, 1))
    return built


def someone(name: str, unit: Unit, role: Role = Role.REPORTER, **fields: Any) -> User:
    given = {"email": f"{name}@example.cn", "last_name": "李", "first_name": "明"} | fields
    person = User.objects.create_user(name, **given)
    Membership.objects.create(person=person, unit=unit, role=role)
    return person


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("send_reminders", *arguments, stdout=out, stderr=out)
    return out.getvalue()


def failed(*arguments: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("send_reminders", *arguments, stdout=out, stderr=out)
    return out.getvalue() + str(refused.value)


def test_who_owes_is_written_to_in_their_language_once_a_day(rooms: Rooms) -> None:
    someone("zh", rooms.works)
    english = someone("en", rooms.finance, last_name="Li", first_name="")
    Correspondence.objects.create(person=english, language="en")
    assert "sent 2" in run()
    by_address = {message.to[0]: message for message in mail.outbox}
    chinese = by_address["zh@example.cn"]
    assert chinese.subject == "指标填报待办:逾期3项"
    assert "区住建局" in chinese.body
    assert "2026年11月18日截止,已逾期5天" in chinese.body
    assert (
        "https://tracker.example.cn/log/?place=testland&unit=testland-works&period=2026-10"
        in chinese.body
    )
    assert by_address["en@example.cn"].subject == "To do: 1 overdue"
    assert "had theirs 2" in run()
    assert len(mail.outbox) == 2
    assert Digest.objects.filter(sent_at__isnull=False).count() == 2
    assert "sent 2" in run("--today", "2026-11-24")


def test_who_cannot_or_will_not_be_written_to_is_counted(rooms: Rooms) -> None:
    someone("none", rooms.works, email="")
    someone("gone", rooms.works, is_active=False)
    declined = someone("declined", rooms.works)
    Correspondence.objects.create(person=declined, wants_digest=False)
    someone("idle", rooms.works, Role.CHECKER)
    said = run()
    for counted in ("without address 1", "inactive 1", "declined 1", "nothing due 1"):
        assert counted in said
    assert mail.outbox == []
    assert not Digest.objects.exists()


@pytest.mark.parametrize(("today", "sent"), [("2026-11-14", 0), ("2026-11-15", 1)])
def test_nobody_is_written_to_long_before_the_day(rooms: Rooms, today: str, sent: int) -> None:
    someone("zh", rooms.works)
    run("--today", today)
    assert len(mail.outbox) == sent


def test_a_dry_run_writes_nothing(rooms: Rooms) -> None:
    someone("zh", rooms.works)
    said = run("--dry-run")
    assert "zh@example.cn" in said
    assert "would be sent 1" in said
    assert (mail.outbox, Digest.objects.count()) == ([], 0)


def test_a_refused_address_stops_nobody_and_is_tried_again(
    rooms: Rooms, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.FussyBackend"
    someone("refused", rooms.works)
    someone("zh", rooms.works)
    said = failed()
    assert "refused@example.cn" in said
    assert "sent 1" in said
    assert Digest.objects.count() == 1, "the number was given back"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "sent 1" in run()
    assert [message.to for message in mail.outbox] == [["zh@example.cn"], ["refused@example.cn"]]


def test_what_was_perhaps_delivered_is_not_sent_twice(rooms: Rooms, settings: Settings) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.FussyBackend"
    someone("broken", rooms.works)
    assert "unclear 1" in failed()
    assert Digest.objects.get().sent_at is None
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "had theirs 1" in run()
    assert mail.outbox == []


def test_a_server_that_does_not_answer_leaves_everybody_to_the_next_run(
    rooms: Rooms, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.DeadBackend"
    someone("zh", rooms.works)
    assert "does not answer" in failed()
    assert not Digest.objects.exists()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "sent 1" in run()


def test_never_more_than_configured(rooms: Rooms, settings: Settings) -> None:
    person = someone("zh", rooms.works)
    settings.REMINDERS_A_DAY = 1
    assert take_number(person.pk, TODAY, Kind.URGING, most=1) is not None
    assert "had theirs 1" in run()
    assert mail.outbox == []


def test_a_number_given_back_is_free_again(rooms: Rooms) -> None:
    person = someone("zh", rooms.works)
    first = take_number(person.pk, TODAY, Kind.DIGEST, most=2)
    second = take_number(person.pk, TODAY, Kind.URGING, most=2)
    assert first is not None
    assert second is not None
    assert take_number(person.pk, TODAY, Kind.URGING, most=2) is None
    mark_sent(second, NOON)
    give_back(second)
    assert Digest.objects.count() == 2, "what was sent stays"
    give_back(first)
    assert take_number(person.pk, TODAY, Kind.DIGEST, most=2) is not None


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_once() -> None:
    person = User.objects.create_user("zh")
    start = threading.Barrier(8)
    taken: list[object] = []

    def take() -> None:
        try:
            start.wait(10)
            taken.append(take_number(person.pk, TODAY, Kind.DIGEST, most=2))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(taken) == 8
    assert sum(each is not None for each in taken) == 1
    assert Digest.objects.count() == 1
