"""Recorded time in SQL: which rows of a ledger were current at an instant."""

from __future__ import annotations

from datetime import datetime


def known_sql(row: str, known_at: datetime | None) -> str:
    """The condition on the alias ``row``: current now, or at the parameter ``known_at``."""
    if known_at is None:
        return f"{row}.superseded_at IS NULL"
    return (
        f"{row}.recorded_at <= %(known_at)s"
        f" AND ({row}.superseded_at IS NULL OR {row}.superseded_at > %(known_at)s)"
    )
