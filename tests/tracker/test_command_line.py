"""Each command gets the role it needs, and only those that connect start a database."""

from __future__ import annotations

import sys

import pytest

from tracker import command_line


@pytest.mark.parametrize(
    ("words", "role"),
    [
        ("", "none"),
        ("help", "none"),
        ("--version", "none"),
        ("migrate --help", "none"),
        ("makemigrations --check", "none"),
        ("check --deploy", "none"),
        ("check --deploy --database default", "serving"),
        ("check --database=default", "serving"),
        ("collectstatic", "none"),
        ("migrate", "owner"),
        ("load_stated_targets --dry-run", "owner"),
        ("add_place X 某区", "owner"),
        ("import_actuals file.csv --place X", "serving"),
        ("export_actuals", "serving"),
        ("shell", "serving"),
        ("up", "serving"),
    ],
)
def test_role(words: str, role: str) -> None:
    assert command_line.role_for(["manage.py", *words.split()]) == role


def test_utf8_begins_anew_only_where_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []
    monkeypatch.setattr("os.execv", lambda program, words: begun.append(words))
    command_line.use_utf8()
    assert begun == []
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "gbk")
    command_line.use_utf8()
    assert begun[0][1:3] == ["-X", "utf8"]
