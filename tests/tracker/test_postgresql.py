"""Every wait for the database ends, and what was lost on the way is called by its name."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection, transaction

from tracker.postgresql.away import AWAY
from tracker.postgresql.base import CommitUnknown, hurry
from tracker.postgresql.connection import Silent
from tracker.postgresql.unhurried import unhurried

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where requests are served, with a second for each statement."""
    monkeypatch.setitem(connection.settings_dict, "SECONDS", 1)
    connection.close()


def test_a_commit_without_an_answer_is_unknown() -> None:
    def lose_the_connection() -> None:
        with transaction.atomic():
            User.objects.create_user("chen")
            connection.connection.pgconn.finish()

    with pytest.raises(CommitUnknown):
        lose_the_connection()
    connection.close()


def test_what_is_committed_is_remembered_for_the_request() -> None:
    connection.has_committed = False  # type: ignore[attr-defined]
    with transaction.atomic():
        User.objects.create_user("chen")
    assert connection.has_committed  # type: ignore[attr-defined]


def test_the_server_ends_a_statement_that_lasts(in_a_hurry: None) -> None:
    with pytest.raises(OperationalError, match="statement timeout"), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(20)")


def test_so_does_our_side_when_the_server_does_not(in_a_hurry: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        with pytest.raises(OperationalError) as caught, connection.connection.patient(0.2):
            cursor.execute("SELECT pg_sleep(20)")
    assert isinstance(caught.value.__cause__, Silent)
    connection.close()
    with pytest.raises(OperationalError, match="a moment ago"):
        connection.ensure_connection()
    AWAY.clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def test_files_take_their_time(in_a_hurry: None) -> None:
    with unhurried(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1.2)")
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
        assert connection.connection.patience is None
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("1s",)
    assert connection.connection.patience == 3


def test_a_broken_transaction_leaves_no_unhurried_connection(in_a_hurry: None) -> None:
    def break_it() -> None:
        with transaction.atomic(), unhurried(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(1)")

    with pytest.raises(OperationalError):
        break_it()
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("1s",)


def test_the_owner_is_in_no_hurry() -> None:
    with connection.cursor() as cursor:
        hurry(connection.connection, connection.seconds)  # type: ignore[attr-defined]
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() == ("0",)
