"""The tests' own tools: no two runs share a database, and emptying leaves what a flush leaves."""

from __future__ import annotations

import psycopg
import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connection

from targets.models import Margins, Tier, Unit
from tests import emptying
from tests.conftest import address_of
from tests.loaded import sample_data
from tests.own_database import free_name
from tracker import databases


def held() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        found = {}
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{name}"')
            (found[name],) = cursor.fetchone()
    return found


def test_a_database_in_use_is_taken_by_nobody_else(db: None) -> None:
    ours = str(connection.settings_dict["NAME"])
    base, _, _number = ours.rpartition("_")
    with psycopg.connect(address_of(databases.configuration("owner")), autocommit=True) as other:
        assert free_name(other, base) != ours


def test_the_serving_role_has_its_rights_in_a_copy(serving_dsn: str) -> None:
    with psycopg.connect(serving_dsn) as server:
        assert server.execute("SELECT count(*) FROM targets_unit").fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            server.execute("DELETE FROM targets_actual")


def test_emptying_leaves_what_a_flush_leaves(transactional_db: None) -> None:
    call_command("flush", verbosity=0, interactive=False)
    emptying.ship()
    flushed = held()
    emptying.remember()
    sample_data()
    Tier.objects.filter(code="plan").update(name_zh="改名")
    assert Unit.objects.exists()
    emptying.empty()
    assert held() == flushed
    assert Tier.objects.get(code="plan").name_zh != "改名"
    assert Margins.objects.count() == 1


def test_a_changed_permission_is_made_good(transactional_db: None) -> None:
    before = Permission.objects.count()
    Permission.objects.filter(content_type__app_label="targets").delete()
    emptying.empty()
    assert Permission.objects.count() == before
