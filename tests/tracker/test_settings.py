"""Settings are secure unless LOCAL, and a wrong value is refused by its name."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker import databases
from tracker.embedded_postgres import EmbeddedPostgres

CHECKOUT = Path(__file__).resolve().parents[2]
KEY = "0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SERVICE = {
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "board.example.org, board",
    "DATABASE_URL": "postgresql://serving:a%20secret@db.example.org:5433/tracker?sslmode=require",
    "DATABASE_OWNER_URL": "postgresql://owner:b@db.example.org:5433/tracker",
}


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Any:
    """Settings as an environment with exactly these variables of ours makes them."""
    for name in variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRACKER_DATA_DIR", str(folder / "data"))
    monkeypatch.setattr(databases, "embedded", EmbeddedPostgres)

    def with_environment(**environment: str) -> dict[str, Any]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(CHECKOUT / "tracker" / "settings.py"))

    return with_environment


def variables() -> set[str]:
    """Every variable that the product reads, found where it is read."""
    reading = re.compile(r"environment\.\w+\(\s*\"([A-Z_]+)\"|os\.environ\.get\(\"([A-Z_]+)\"")
    found: set[str] = set()
    for file in (CHECKOUT / "tracker").rglob("*.py"):
        for match in reading.finditer(file.read_text(encoding="utf-8")):
            found.add(match[1] or match[2])
    return found - {"PATH"}


def test_service_is_secure(read: Any) -> None:
    settings = read(**SERVICE)
    assert settings["DEBUG"] is False
    assert settings["ANONYMOUS_READING"] is False
    assert settings["ALLOWED_HOSTS"] == ["board.example.org", "board"]
    for name in (
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SESSION_COOKIE_SECURE",
        "SESSION_COOKIE_HTTPONLY",
        "CSRF_COOKIE_SECURE",
        "LANGUAGE_COOKIE_SECURE",
    ):
        assert settings[name] is True, name
    assert settings["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert "SECURE_PROXY_SSL_HEADER" not in settings
    assert settings["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")
    assert settings["AXES_LOCKOUT_PARAMETERS"] == [["username", "ip_address"]]
    assert settings["SERVING_ROLE"] == "serving"
    assert settings["DATABASES"]["default"] == {
        "ENGINE": "tracker.postgresql",
        "NAME": "tracker",
        "USER": "serving",
        "PASSWORD": "a secret",
        "HOST": "db.example.org",
        "PORT": "5433",
        "OPTIONS": {
            "sslmode": "require",
            "connect_timeout": 2,
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 15_000,
        },
        "SECONDS": 8,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": False,
    }


def test_choices_of_a_service(read: Any) -> None:
    settings = read(
        **SERVICE,
        DATABASE_ROLE="owner",
        TLS_PROXY="yes",
        PROXY_COUNT="2",
        DATABASE_POOL="yes",
        DATABASE_POOL_SIZE="4",
        DISABLE_SERVER_SIDE_CURSORS="on",
        TIME_ZONE="UTC",
        DUE_DAY="20",
        EXPORT_SLOTS="3",
        HSTS_PRELOAD="no",
        TEST_DB_SUFFIX="one",
    )
    database = settings["DATABASES"]["default"]
    assert database["USER"] == "owner"
    assert database["SECONDS"] == 0
    pool = database["OPTIONS"]["pool"]
    assert (pool["min_size"], pool["max_size"], pool["reconnect_timeout"]) == (1, 4, 1)
    assert database["CONN_MAX_AGE"] == 0
    assert database["DISABLE_SERVER_SIDE_CURSORS"] is True
    assert database["TEST"] == {"NAME": "test_tracker_one"}
    assert settings["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")
    assert (settings["PROXY_COUNT"], settings["DUE_DAY"], settings["EXPORT_SLOTS"]) == (2, 20, 3)
    assert settings["TIME_ZONE"] == "UTC"
    assert settings["SECURE_HSTS_PRELOAD"] is False


def test_local(read: Any) -> None:
    settings = read(LOCAL="1")
    assert settings["ALLOWED_HOSTS"] == ["127.0.0.1", "localhost"]
    assert settings["ANONYMOUS_READING"] is True
    assert settings["SECURE_SSL_REDIRECT"] is False
    assert settings["SECURE_HSTS_SECONDS"] == 0
    assert settings["DEBUG"] is False
    assert settings["TIME_ZONE"] == "Asia/Shanghai"
    key = settings["SECRET_KEY"]
    assert len(key) >= 50
    kept = Path(os.environ["TRACKER_DATA_DIR"]) / "secret_key"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert read(LOCAL="1")["SECRET_KEY"] == key


def test_debug_needs_local(read: Any) -> None:
    assert read(**SERVICE, DEBUG="yes")["DEBUG"] is False
    assert read(LOCAL="yes", DEBUG="yes", ALLOWED_HOSTS="")["DEBUG"] is True


def test_without_a_database(read: Any) -> None:
    assert read(SECRET_KEY=KEY, DATABASE_ROLE="none")["DATABASES"] == {}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"LOCAL": "maybe"}, "LOCAL is 'maybe': write yes or no"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is not set"),
        ({"DATABASE_URL": "mysql://a@b/c"}, "DATABASE_URL has to begin with postgresql://"),
        ({"DATABASE_URL": "postgresql://a@b"}, "DATABASE_URL names no database"),
        ({"DATABASE_URL": "postgresql://a@b/c?colour=red"}, "DATABASE_URL cannot be read"),
        ({"DATABASE_URL": ""}, "without DATABASE_URL"),
        ({"DATABASE_ROLE": "root"}, "DATABASE_ROLE is 'root'"),
        ({"DUE_DAY": "31"}, "DUE_DAY is 31: it has to be from 1 to 28"),
        ({"DUE_DAY": "soon"}, "DUE_DAY is 'soon'"),
        ({"EXPORT_SLOTS": "0"}, "EXPORT_SLOTS is 0"),
        ({"EMBED_SITES": "http://www.example.cn"}, "EMBED_SITES holds 'http://www.example.cn'"),
        ({"EMBED_SITES": "https://a.cn, https://*.b.cn"}, "EMBED_SITES holds 'https://*.b.cn'"),
        ({"EMBED_SITES": "https://a.cn/page"}, "EMBED_SITES holds 'https://a.cn/page'"),
        ({"EMBED_SITES": "https://a.cn https://b.cn"}, "EMBED_SITES holds"),
        ({"EMBED_SITES": "https://a.cn;script-src"}, "EMBED_SITES holds"),
        ({"EMBED_SITES": "https://u@a.cn"}, "EMBED_SITES holds"),
        ({"EMBED_SITES": "https://白云.cn"}, "a Chinese name as xn--"),
        ({"EMBED_SITES": "*"}, "EMBED_SITES holds '*'"),
        ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE is 'Mars/Olympus'"),
        ({"ANONYMOUS_READING": "2"}, "ANONYMOUS_READING is '2'"),
        ({"PROXY_COUNT": "-1"}, "PROXY_COUNT is -1"),
        ({"LOCAL": "1"}, "ALLOWED_HOSTS may hold only 127.0.0.1, localhost"),
    ],
)
def test_wrong_values_are_named(read: Any, changes: dict[str, str], message: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(message)):
        read(**(SERVICE | changes))


def test_sites_that_may_frame_are_origins(read: Any) -> None:
    assert read(**SERVICE)["EMBED_SITES"] == []
    given = "https://WWW.example.cn/, https://oa.example.cn:8443,https://xn--fiqs8s.cn"
    wanted = ["https://www.example.cn", "https://oa.example.cn:8443", "https://xn--fiqs8s.cn"]
    assert read(**SERVICE | {"EMBED_SITES": given})["EMBED_SITES"] == wanted


def test_deploy_check_is_clean(clean_environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=CHECKOUT,
        env=clean_environment | SERVICE,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout


def test_service_without_a_database_is_refused(clean_environment: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import tracker.wsgi"],
        cwd=CHECKOUT,
        env=clean_environment | {"SECRET_KEY": KEY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert databases.NO_DATABASE in done.stderr


def test_every_variable_is_documented() -> None:
    text = (CHECKOUT / "docs" / "administration.md").read_text(encoding="utf-8")
    documented = set(re.findall(r"^\| `([A-Z_]+)`", text, flags=re.MULTILINE))
    assert documented >= variables()
