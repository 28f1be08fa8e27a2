"""The worked examples of docs/api.md run as they stand, against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from targets.models import Actual, Indicator, Lane, Role, Unit
from tests.api.conftest import person_with, token_of
from tests.web.rooms import Rooms, build_rooms

PAGE = Path(settings.BASE_DIR) / "docs" / "api.md"


def example(language: str) -> str:
    """The one block of that language."""
    (block,) = re.findall(rf"^```{language}\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
    return str(block)


@pytest.fixture
def district(transactional_db: None, late_november: date) -> Rooms:
    """The district that the examples speak of: places with checking, roads by month."""
    rooms = build_rooms()
    Unit.objects.filter(pk=rooms.place.pk).update(code="sample")
    Indicator.objects.filter(pk=rooms.roads.indicator_id).update(code="RURAL_ROAD_KM")
    return rooms


@pytest.fixture
def environment(district: Rooms, live_server: LiveServer) -> dict[str, str]:
    secret = token_of(person_with(district.works, Role.REPORTER))[1]
    return {
        "TRACKER": f"{live_server.url}/api/v1",
        "TOKEN": secret,
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "NO_PROXY": "*",
        "PYTHONUTF8": "1",
    }


def run(command: list[str], environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_curl_example(environment: dict[str, str], district: Rooms) -> None:
    assert shutil.which("curl"), "curl is not installed; `make test` says what to do"
    script = re.sub(r"^export .*\n", "", example("sh"), flags=re.M)
    for _time in range(2):  # the same keys again
        said = run(["bash", "-euc", script], environment)
        me, judged, tried, done = _parts(said)
        assert me["roles"][0]["unit"]["code"] == "testland-works"
        assert judged["items"][0]["code"] == "RURAL_ROAD_KM"
        assert (tried["dry_run"], done["dry_run"]) == (True, False)
        assert done["new"] == 1
    entry = Actual.objects.known(None).get()
    assert (entry.lane, str(entry.value.normalize() if entry.value else "")) == (
        Lane.PENDING, "18.4",
    )  # fmt: skip


def _parts(said: str) -> list[dict[str, Any]]:
    decoder, found, rest = json.JSONDecoder(), [], said.strip()
    while rest:
        part, end = decoder.raw_decode(rest)
        found.append(part)
        rest = rest[end:].strip()
    return found


def test_the_python_example(environment: dict[str, str], district: Rooms) -> None:
    said = run([sys.executable, "-c", example("python")], environment).splitlines()
    assert said[0] == "pending new 2 changed 0 unchanged 0"
    assert any(line.startswith("RURAL_ROAD_KM ") and line.endswith(" 13.5") for line in said)
    assert Actual.objects.known(None).count() == 2
