"""Emptying the database after a test with transactions of its own.

Django's flush truncates every table, which makes new files of all of them and of their indexes,
and then gathers content types and permissions anew: a third of a second a test. Here only what a
test has written is taken away.
"""

from __future__ import annotations

import importlib

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from psycopg import sql

# What migrating makes for every model, which no test has changed yet
MADE_FOR_MODELS = ("django_content_type", "auth_permission")
MIGRATIONS = "django_migrations"

_made: list[tuple[object, ...]] = []


def remember() -> None:
    """What was made for the models, before any test."""
    _made[:] = _made_for_models()


def ship() -> None:
    """The rows that migrations bring."""
    importlib.import_module("targets.migrations.0003_tiers_and_margins").ship(apps, None)


def empty() -> None:
    """Leave the tables as the migrations made them, as a flush does."""
    if _made_for_models() != _made:
        call_command("flush", verbosity=0, interactive=False)
        ship()
        remember()
        return
    tables = [name for name in connection.introspection.table_names() if name != MIGRATIONS]
    with transaction.atomic(), connection.cursor() as cursor:
        # As truncating does: whoever still writes is waited for
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        cursor.execute(sql.SQL("LOCK TABLE {}").format(names))
        for name in _written(tables):
            if name not in MADE_FOR_MODELS:
                cursor.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        ship()


def _written(tables: list[str]) -> list[str]:
    """Those that hold rows."""
    asked = sql.SQL(", ").join(
        sql.SQL("EXISTS (SELECT FROM {})").format(sql.Identifier(name)) for name in tables
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(asked))
        return [name for name, holds in zip(tables, cursor.fetchone(), strict=True) if holds]


def _made_for_models() -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    with connection.cursor() as cursor:
        for name in MADE_FOR_MODELS:
            cursor.execute(sql.SQL("SELECT * FROM {} ORDER BY id").format(sql.Identifier(name)))
            found += cursor.fetchall()
    return found
