"""What the tests of the screens share."""

from __future__ import annotations

import pytest

from targets import clock
from tests.web.rooms import TODAY, Rooms, build_rooms


@pytest.fixture
def late_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 23 November 2026, five days after October was due."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def rooms(db: None, late_november: None) -> Rooms:
    """A district to walk through."""
    return build_rooms()
