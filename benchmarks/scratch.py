"""A scratch database with many places, filled by SQL in one go; dropped afterwards.

Its name begins with ``bench_`` and nothing else is ever touched.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import conninfo, sql

from tracker import databases

_TRIES = 10  # seconds, beside those that each DROP waits itself
NAME = "bench_target_tracker"
YEAR = 2024
SERIES, PERIODS = 40, 12

# Version 7 keys in insertion order, as the product makes them
_KEY = (
    "(lpad(to_hex(1700000000000 + {n}), 12, '0') || '7' || substr(md5('{salt}' || {n}), 1, 3)"
    " || '8' || substr(md5('{n2}' || {n}), 1, 15))::uuid"
)


def _key(number: str, salt: str) -> str:
    return _KEY.format(n=number, salt=salt, n2=salt + "b")


_FILL = (
    f"""
INSERT INTO targets_unit (id, code, name_zh, name_en, kind, parent_id, "order", illustrative,
    checks_figures, signs_off, accepts_own)
SELECT {_key("n", "place")}, 'bench-' || n, '测试地区' || n, 'Place ' || n, 'place', NULL, n, false,
    true, false, false
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
""",
    f"""
INSERT INTO targets_unit (id, code, name_zh, name_en, kind, parent_id, "order", illustrative,
    checks_figures, signs_off, accepts_own)
SELECT {_key("n", "department")}, 'bench-' || n || '-d', '统计局', 'Statistics Bureau',
    'department', {_key("n", "place")}, 1, false, true, false, false
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
""",
    f"""
INSERT INTO targets_series (id, place_id, indicator_id, calendar, "order", lead_id, reporting_id,
    leader, inferred)
SELECT {_key("(n * 100 + k)", "series")}, {_key("n", "place")}, {_key("k", "indicator")},
    'monthly', k, {_key("n", "department")}, {_key("n", "department")}, '', false
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n, generate_series(1, {SERIES}) k
""",
    f"""
INSERT INTO targets_target (id, series_id, place_id, year, tier_id, effective_on, comparator, value,
    base_qualifier, comparator_wording, modality, note, reason, recorded_at)
SELECT {_key("(n * 1000 + k * 10 + tier.rank)", "target")}, {_key("(n * 100 + k)", "series")},
    {_key("n", "place")}, {YEAR}, tier.code, '{YEAR}-01-01', '>=',
    CASE WHEN k <= 30 THEN 1000 + 100 * tier.rank ELSE 5 + tier.rank END,
    '', '以上', '', '', '', now()
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n, generate_series(1, {SERIES}) k,
    (VALUES ('plan', 1), ('stretch', 2)) tier(code, rank)
""",
    f"""
INSERT INTO targets_actual (id, series_id, place_id, calendar, period_end, lane, withdrawn, value,
    qualifier, stage, declared, source, note, reason, origin, preliminary, same_as_last, questioned,
    revision, address, recorded_at)
SELECT {_key("((n * 100 + k) * 100 + m)", "actual")}, {_key("(n * 100 + k)", "series")},
    {_key("n", "place")}, 'monthly',
    (make_date({YEAR}, m, 1) + interval '1 month - 1 day')::date, 'official', false,
    CASE WHEN k <= 30 THEN
        round((1000.0 * m / 12 * (0.8 + ((n + k * 7) %% 40) / 100.0))::numeric, 2)
        ELSE round((3 + ((n + k + m) %% 50) / 10.0)::numeric, 1) END,
    '', '', '', '月度台账', '', '', 'import', false, false, '', false, '', now()
FROM generate_series(%(first)s::bigint, %(last)s::bigint) n, generate_series(1, {SERIES}) k,
    generate_series(1, {PERIODS}) m
""",
)
_INDICATORS = f"""
INSERT INTO targets_theme (id, code, name_zh, name_en, "order")
SELECT {_key("n", "theme")}, 'BENCH' || n, '主题' || n, 'Theme ' || n, n
FROM generate_series(1, 4) n;
INSERT INTO targets_indicator (id, code, name_zh, name_en, theme_id, measure, accumulation,
    higher_is_better, frequency, jan_feb_merged, pace, is_count, can_fall, unit_zh, unit_en,
    decimals, definition_zh, definition_en, growth_is_real, due_months)
SELECT {_key("k", "indicator")}, 'BENCH_' || k, '指标' || k, 'Indicator ' || k,
    {_key("(1 + k % 4)", "theme")}, CASE WHEN k <= 30 THEN 'amount' ELSE 'rate' END,
    CASE WHEN k <= 30 THEN 'running_total' ELSE 'latest' END, true, 'monthly', false,
    CASE WHEN k <= 30 THEN 'linear' ELSE 'none' END, false, false,
    CASE WHEN k <= 30 THEN '亿元' ELSE '%' END, 'unit', CASE WHEN k <= 30 THEN 2 ELSE 1 END, '', '',
    false, 1
FROM generate_series(1, {SERIES}) k;
"""


@contextmanager
def scratch_database() -> Iterator[psycopg.Connection[Any]]:
    """A migrated, empty scratch database: Django serves from it, the owner fills it."""
    databases.make_ready()
    owner = databases.configuration("owner")
    with psycopg.connect(address(owner), autocommit=True) as server:
        _drop(server)
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
        try:
            _point_django("owner")
            call_command("migrate", verbosity=0)
            with psycopg.connect(address(owner, dbname=NAME), autocommit=True) as connection:
                connection.execute(_INDICATORS)
                _point_django("serving")
                yield connection
        finally:
            connections.close_all()
            _drop(server)


def fill(connection: psycopg.Connection[Any], first: int, last: int) -> None:
    """Add places ``first`` to ``last``, each with 40 series of 12 periods, and let PostgreSQL
    learn about them."""
    for statement in _FILL:
        connection.execute(statement, {"first": first, "last": last})
    connection.execute("VACUUM (ANALYZE)")


def address(place: dict[str, Any], *, dbname: str | None = None) -> str:
    """A connection string for psycopg, psql and pgbench."""
    return conninfo.make_conninfo(
        host=place["HOST"],
        port=place["PORT"] or "5432",
        user=place["USER"],
        password=place["PASSWORD"],
        dbname=dbname or place["NAME"],
    )


def serving_address() -> str:
    """The scratch database as the serving role."""
    return address(databases.configuration("serving"), dbname=NAME)


def service_environment() -> dict[str, str]:
    """What a process that serves from the scratch database finds in its environment."""
    parts = conninfo.conninfo_to_dict(serving_address())
    return {
        "LOCAL": "1",
        "DATABASE_ROLE": "serving",
        "DATABASE_URL": _url(parts),
        "DATABASE_OWNER_URL": _url(parts),
    }


def _url(parts: dict[str, Any]) -> str:
    host = quote(str(parts["host"]), safe="")
    user, password = quote(str(parts["user"])), quote(str(parts["password"]))
    return f"postgresql://{user}:{password}@{host}:{parts['port']}/{parts['dbname']}"


def count(connection: psycopg.Connection[Any]) -> int:
    """Actuals in the scratch database."""
    row = connection.execute("SELECT count(*) FROM targets_actual").fetchone()
    return int(row[0]) if row else 0


def _point_django(role: str) -> None:
    connections.close_all()
    configured = connections["default"].settings_dict
    configured.update(databases.configuration(role))
    configured["NAME"] = NAME
    configured["CONN_MAX_AGE"] = 600
    settings.DATABASES["default"].update(configured)


def _drop(server: psycopg.Connection[Any]) -> None:
    """Without force: that would want the right to end PostgreSQL's own autovacuum, which a plain
    DROP asks to leave and waits for. A server that was stopped takes a moment to be gone."""
    drop = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(NAME))
    for _time in range(_TRIES):
        try:
            server.execute(drop)
        except psycopg.errors.ObjectInUse:
            time.sleep(1)
        else:
            return
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(NAME)))
