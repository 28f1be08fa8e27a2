"""The database of the tests: PostgreSQL, made by the owner, also seen as the serving role."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation
from psycopg import conninfo, sql

from tests import emptying
from tests.loaded import sample_data, shipped_data
from tests.own_database import own_database
from tests.sample_span import SAMPLE_SPAN
from tracker import databases

# A loaded machine is slow, not wrong
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")

# Made when the environment names one role for both, so that the guards can be tested anyway.
STAND_IN = "tracker_serving_test"


# Run first, so that no process is left alone with them at the end; the others take seconds a file
LONGEST = (
    "tests/browser/", "tests/tracker/", "tests/sample/", "tests/api/test_schemathesis.py",
    "tests/web/log/test_many_savers.py", "tests/writes/test_killed.py", "tests/test_every_url.py",
    "tests/walks/",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In the order of ``LONGEST``; what a file or a folder holds stays in its own order."""

    def rank(item: pytest.Item) -> int:
        matching = (n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start))
        return next(matching, len(LONGEST))

    items.sort(key=rank)


@pytest.fixture(scope="session")
def serving_login(django_db_blocker: pytest.FixtureRequest) -> tuple[str, str]:
    """Name and password of a role that only serves, as this PostgreSQL knows it."""
    databases.make_ready()
    databases.connect_as("owner")
    owner, serving = databases.configuration("owner"), databases.configuration("serving")
    if serving["USER"] != owner["USER"]:
        name, password = serving["USER"], serving["PASSWORD"]
    else:
        name, password = STAND_IN, secrets.token_urlsafe(16)
    with psycopg.connect(address_of(owner), autocommit=True) as server:
        # Roles are the server's: processes of a parallel run make them one after another
        server.execute("SELECT pg_advisory_lock(20261123)")
        role = sql.Identifier(name)
        if server.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone() is None:
            server.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, sql.Literal(password))
            )
        elif name == STAND_IN:
            server.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(password)))
        # SET ROLE needs membership; a service has no use for it, so it is given here.
        member = server.execute("SELECT pg_has_role(%s, 'MEMBER')", [name]).fetchone()
        if member != (True,):
            server.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    settings.SERVING_ROLE = name
    return name, password


def address_of(place: dict[str, str], **changes: str) -> str:
    """Where a server is and who asks, as psycopg wants it."""
    return conninfo.make_conninfo(
        host=place["HOST"],
        port=place["PORT"] or "5432",
        user=changes.get("user", place["USER"]),
        password=changes.get("password", place["PASSWORD"]),
        dbname=changes.get("dbname", place["NAME"]),
    )


@pytest.fixture(scope="session")
def django_db_setup(
    serving_login: tuple[str, str],
    django_test_environment: None,
    django_db_blocker: pytest.FixtureRequest,
) -> Iterator[None]:
    """The server runs, and the role that is granted to exists: a database for this process."""
    with django_db_blocker.unblock(), own_database(address_of(databases.configuration("owner"))):  # type: ignore[attr-defined]
        emptying.remember()
        yield


@pytest.fixture(scope="session", autouse=True)
def cheap_emptying() -> Iterator[None]:
    """A test with transactions of its own ends with the tables as the migrations left them; the
    next test, in whatever order, finds what they brought."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(TransactionTestCase, "_fixture_teardown", lambda self: emptying.empty())
        yield


@pytest.fixture(autouse=True)
def own_language() -> Iterator[None]:
    """The language of a request stays with its thread, and would speak in the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def serving_role(serving_login: tuple[str, str], db: None) -> str:
    """The name of the serving role."""
    return serving_login[0]


@pytest.fixture
def serving_dsn(serving_login: tuple[str, str], db: None) -> str:
    """An address that logs in to the test database as the serving role itself."""
    user, password = serving_login
    place = settings.DATABASES["default"]
    name = str(connection.settings_dict["NAME"])
    return address_of(place, user=user, password=password, dbname=name)


@pytest.fixture
def as_serving_role(serving_role: str) -> Iterator[str]:
    """Do the rest of the test with the serving role's rights, on the test's own connection."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(serving_role)))
    yield serving_role
    if connection.connection is not None and not connection.connection.closed:
        if connection.needs_rollback:
            connection.set_rollback(False)
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


@pytest.fixture(scope="module")
def rolled_back(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """What fixtures of a module write stands for all its tests: what a test changes is rolled
    back after it, what they wrote after the module. Not beside tests that have transactions of
    their own."""
    with django_db_blocker.unblock(), transaction.atomic():  # type: ignore[attr-defined]
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def sample_district(rolled_back: None) -> None:
    """The Sample District as loaded on 23 November 2026, once for a module."""
    sample_data()


@pytest.fixture(scope="module")
def shipped_district(rolled_back: None) -> None:
    """The product's own data as of 23 November 2026, once for a module."""
    shipped_data(SAMPLE_SPAN.today)


@pytest.fixture
def places_named(db: None) -> Iterator[None]:
    """Every statement of the test that touches the ledger has to name its place."""
    from tests.statements import places_are_named

    with places_are_named():
        yield
