"""The picture of the house and the map of its rooms say what the import contracts say."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CONTRACTS: list[dict[str, Any]] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
    "tool"
]["importlinter"]["contracts"]
WIDE = 112  # of the picture, within its frame


def floors(container: str) -> list[str]:
    """The floors of a package, the uppermost first."""
    (layers,) = [each["layers"] for each in CONTRACTS if each.get("containers") == [container]]
    return [str(layer) for layer in layers]


def picture() -> str:
    """A box for each floor of the house, with the floors of those packages that have rooms."""
    edge = "+" + "-" * WIDE + "+"
    lines = []
    for floor in floors("targets"):
        names = [name.strip() for name in floor.split("|")]
        within = [
            f"    {name}: {room}" if len(names) > 1 else f"    {room}"
            for name in names
            for room in rooms(name)
        ]
        lines += [edge, *(f"| {line:<{WIDE - 2}} |" for line in (floor, *within))]
    return "\n".join([*lines, edge])


def rooms(name: str) -> list[str]:
    """The floors within a package that has a contract of its own."""
    has_contract = any(each.get("containers") == [f"targets.{name}"] for each in CONTRACTS)
    return floors(f"targets.{name}") if has_contract else []


def test_the_picture_is_true() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    (drawn,) = re.findall(r"```text\n(.*?)\n```", text, re.DOTALL)
    assert drawn == picture(), f"docs/architecture.md has to show:\n{picture()}"


def test_the_map_names_every_room() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"^\| `(targets/[\w/]+?)/?`", text, re.MULTILINE))
    missing = [name for name in named if not (ROOT / name).exists() and "." not in name]
    assert missing == []
    folders = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "targets").iterdir()
        if path.is_dir() and (path / "__init__.py").exists()
    } - {"targets/migrations", "targets/templatetags"}
    assert folders <= named


def test_no_folder_holds_more_than_twenty_modules() -> None:
    """But for one file a table (models), a command, a migration."""
    apart = {"targets/models", "targets/migrations", "targets/management/commands"}
    full = {}
    for package in ("targets", "tracker"):
        for folder in [ROOT / package, *(ROOT / package).rglob("*/")]:
            modules = [path for path in folder.glob("*.py") if path.name != "__init__.py"]
            name = folder.relative_to(ROOT).as_posix()
            if len(modules) > 20 and name not in apart:
                full[name] = len(modules)
    assert full == {}


def test_no_file_of_a_room_is_left_outside() -> None:
    """A package that has rooms has no module beside them, but for its addresses and the clock that
    stamps every ledger."""
    beside = {
        path.relative_to(ROOT).as_posix()
        for name in ("core", "exchange", "reads", "writes", "web")
        for path in (ROOT / "targets" / name).glob("*.py")
        if path.name != "__init__.py"
    }
    assert beside == {"targets/web/urls.py", "targets/writes/database_time.py"}
