"""Each command gets the role it needs, and only those that connect start a database."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.db import ProgrammingError

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


# Of our own commands: those that change nothing of people, rights, rules and data, or whose every
# change stands in a ledger with its author
READING = {
    "backtest", "check_summaries", "export_actuals", "export_assessments", "export_targets",
    "migrate", "send_reminders", "up", "verify_briefing",
}  # fmt: skip


def test_every_command_is_written_down_or_only_reads() -> None:
    folder = Path(__file__).resolve().parents[2] / "targets" / "management" / "commands"
    ours = {path.stem for path in folder.glob("[a-z]*.py")}
    assert ours == READING | {"unlock"} | (ours & command_line.WRITTEN_DOWN)
    assert not READING & command_line.WRITTEN_DOWN


@pytest.mark.parametrize(
    ("words", "is_done", "written"),
    [
        ("add_place X 某区", True, ["add_place X 某区"]),
        ("add_place X 某区", False, []),
        ("add_place X 某区 --dry-run", True, []),
        ("import_actuals --help", True, []),
        ("createsuperuser --username root", True, ["createsuperuser --username root"]),
        ("backup all.dump", True, ["backup all.dump"]),
        ("export_actuals", True, []),
        ("shell", False, ["shell"]),
        ("shell", True, []),
        ("", True, []),
    ],
)
def test_what_operators_do_leaves_a_line(
    db: None, words: str, is_done: bool, written: list[str]
) -> None:
    command_line.write_down(["manage.py", *words.split()], is_done=is_done)
    lines = list(LogEntry.objects.all())
    assert [line.object_repr for line in lines] == written
    for line in lines:
        assert line.user_id is None
        assert (
            line.get_change_message()
            == f"manage.py {words.split(maxsplit=1)[0]} ({getpass.getuser()})"
        )


def test_a_system_user_without_a_name_is_no_fault(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nobody() -> str:
        raise OSError

    monkeypatch.setattr("getpass.getuser", nobody)
    command_line.write_down(["manage.py", "backup", "x"], is_done=True)
    assert LogEntry.objects.get().get_change_message() == "manage.py backup (?)"


def test_a_shell_opens_where_no_line_can_be_written(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first migration, or where the database only reads."""

    def refuse(_command: str, _words: str) -> None:
        raise ProgrammingError("there is no such table")

    monkeypatch.setattr("targets.writes.people.administration_log.record_command", refuse)
    command_line.write_down(["manage.py", "shell"], is_done=False)
    assert "no such table" in capsys.readouterr().err
    with pytest.raises(ProgrammingError):
        command_line.write_down(["manage.py", "backup"], is_done=True)
