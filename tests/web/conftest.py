"""What the tests of the screens share."""

from __future__ import annotations

import pytest
from django.test import Client

from targets import clock
from targets.models import Role
from tests.web.briefing.briefing_room import fill
from tests.web.rooms import TODAY, Rooms, build_rooms, client_of


@pytest.fixture
def late_november(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 23 November 2026, five days after October was due."""
    monkeypatch.setattr(clock, "today", lambda: TODAY)


@pytest.fixture
def rooms(db: None, late_november: None) -> Rooms:
    """A district to walk through."""
    return build_rooms()


@pytest.fixture
def filled(rooms: Rooms) -> Rooms:
    """The district with figures and an explanation."""
    return fill(rooms)


@pytest.fixture
def manager(filled: Rooms) -> Client:
    """Who edits and issues its briefings."""
    return client_of(filled.place, Role.MANAGER, "boss")
