"""List pages are light: no chart library, and little script in all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from targets.models import Role
from tests.web.rooms import Rooms, client_of

MOST = 30_000  # bytes of script, as written
SCRIPT = re.compile(r'<script[^>]*src="/static/([^"]+)"')
PAGES = (
    "/", "/due/", "/ledger/", "/reporting/", "/check/", "/export/", "/briefing/", "/places/",
    "/places/heat/", "/targets/", "/changes/", "/sheet/", "/views/", "/consistency/", "/wall/",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_a_list_page_has_no_chart_library_and_little_script(rooms: Rooms, path: str) -> None:
    role = Role.CHECKER if path == "/check/" else Role.MANAGER
    answer = client_of(rooms.place, role).get(path, {"place": "testland"})
    assert answer.status_code == 200, path
    shown = answer.content.decode()
    names = SCRIPT.findall(shown)
    assert "plotly" not in shown
    total = 0
    for name in names:
        found = finders.find(name)
        assert isinstance(found, str), name
        total += Path(found).stat().st_size
    assert total <= MOST, f"{path}: {total} bytes of script"


def test_the_series_page_brings_the_library_after_its_first_picture(rooms: Rooms) -> None:
    shown = client_of(rooms.works).get("/series/testland/ROAD_KM/").content.decode()
    assert "vendor/plotly.min.js" in shown
    assert not [name for name in SCRIPT.findall(shown) if "plotly" in name]
