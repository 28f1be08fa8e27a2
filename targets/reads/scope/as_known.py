"""Recorded time: which rows of a ledger were current at an instant."""

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


def ended_by(superseded_at: datetime | None, known_at: datetime | None) -> datetime | None:
    """When a row stopped being current, if that was known at the instant; None: it still was."""
    if superseded_at is None or (known_at is not None and superseded_at > known_at):
        return None
    return superseded_at
