"""The database writes cells as the exchange does: one rule, whoever writes the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import connection

from targets.exchange.out.sql_cells import sql_defused, sql_moment, sql_plain, sql_yes
from targets.exchange.sheets.csv_writing import cell, plain
from targets.exchange.sheets.defusing import TRIGGERS, defused

pytestmark = pytest.mark.django_db


def through_database(expression: str, sql_type: str, values: Sequence[object]) -> list[object]:
    """What PostgreSQL makes of each value with ``expression`` over ``v``."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT ({expression})::text FROM unnest(%s::{sql_type}[]) WITH ORDINALITY AS t(v, n)"
            " ORDER BY n",
            [list(values)],
        )
        return [row[0] for row in cursor.fetchall()]


def test_text_is_defused_alike() -> None:
    starts = ["", "'", "''", " ", "a", "区", "−", *TRIGGERS]
    texts = [f"{first}{second}x" for first in starts for second in starts]
    texts += ["", "'", "''", "=", "'=", "a=b", "\\t=", "\v=", "\u3000="]
    assert through_database(sql_defused("v"), "text", texts) == [defused(text) for text in texts]
    assert through_database(sql_defused("v"), "text", [None]) == [None]


def test_an_expression_is_defused_as_a_whole() -> None:
    assert through_database(sql_defused("v || '=1'"), "text", [""]) == ["'=1"]


def test_numbers_are_plain_alike() -> None:
    numbers = [
        Decimal(text)
        for text in ("0", "-0.5", "3000.00000000", "100", "1200", "0.00000001", "-3.20",
                     "9999999999999999.99999999")
    ]  # fmt: skip
    written = [plain(number) for number in numbers]
    assert through_database(sql_plain("v"), "numeric", numbers) == written
    assert through_database(sql_plain("v::numeric(24, 8)"), "numeric", numbers) == written


def test_flags_and_instants_alike() -> None:
    assert through_database(sql_yes("v"), "boolean", [True, False]) == [cell(True), cell(False)]
    moment = datetime(2026, 9, 30, 8, 5, 1, 999_999, tzinfo=UTC)
    written = through_database(sql_moment("v AT TIME ZONE 'UTC'"), "timestamptz", [moment])
    assert written == [cell(moment)]
