"""Each file of the product that leaves is one line of the log."""

from __future__ import annotations

import logging

import pytest
from django.test import Client

from targets.models import Role
from tests.web.rooms import Rooms, client_of, enter

LOGGER = "tracker.requests.download_log"


@pytest.mark.parametrize(
    "address",
    [
        "/export/actuals.csv?place=testland", "/export/actuals.xlsx?place=testland",
        "/export/assessments.csv?place=testland", "/export/targets.csv?place=testland",
        "/ledger/ledger.csv?place=testland", "/ledger/ledger.xlsx?place=testland",
        "/reporting/matrix.csv?place=testland&year=2026", "/briefing/briefing.csv?place=testland",
        "/briefing/briefing.docx?place=testland", "/changes/changes.csv?place=testland",
    ],
)  # fmt: skip
def test_the_products_own_files(
    rooms: Rooms, caplog: pytest.LogCaptureFixture, address: str
) -> None:
    enter(rooms.roads, "40.5")
    client: Client = client_of(rooms.place, Role.MANAGER, "guan")
    caplog.set_level(logging.INFO, LOGGER)
    answer = client.get(address)
    size = len(b"".join(answer) if answer.streaming else answer.content)
    (line,) = [each.getMessage() for each in caplog.records if each.name == LOGGER]
    assert line == f"downloaded: {address} by “guan” from 127.0.0.1, {size} bytes"
