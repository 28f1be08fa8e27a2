"""What all append-only tables share: rows are ended, never changed."""

from __future__ import annotations

from datetime import datetime
from typing import Self, TypeVar

from django.db import models

_Row = TypeVar("_Row", bound=models.Model)

# Guarded by migration 0002 and by the serving role's grants (see privileges.py)
LEDGER_TABLES = (
    "targets_actual",
    "targets_target",
    "targets_pathpoint",
    "targets_margins",
    "targets_import",
    "targets_check",
    "targets_closing",
    "targets_explanation",
    "targets_attachment",
    "targets_urging",
    "targets_briefing",
)
ENDABLE_TABLES = (
    "targets_actual",
    "targets_target",
    "targets_margins",
    "targets_explanation",
    "targets_attachment",
)


class LedgerQuerySet(models.QuerySet[_Row]):
    """Phrases about recorded time: ``recorded_at ≤ known_at < superseded_at``."""

    def known(self, known_at: datetime | None) -> Self:
        """Rows as they stood at an instant (None: now)."""
        if known_at is None:
            return self.filter(superseded_at__isnull=True)
        return self.filter(recorded_at__lte=known_at).exclude(superseded_at__lte=known_at)
