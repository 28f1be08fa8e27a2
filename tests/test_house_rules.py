"""The rules that keep the house a house, checked by machine."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("targets", "tracker", "benchmarks")
MODULES = sorted(
    path
    for package in PACKAGES
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager"}
LONGEST_MODULE = 300
MOST_STATEMENTS = 40


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_a_module_is_short_says_what_it_is_and_is_well_named(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST_MODULE
    assert path.stem not in FORBIDDEN_NAMES
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "a one-line docstring opens each module"


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_functions_are_short(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            statements = sum(isinstance(inner, ast.stmt) for inner in ast.walk(node)) - 1
            assert statements <= MOST_STATEMENTS, node.name


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_only_the_clock_asks_the_time(path: Path) -> None:
    # The key's time bits are no date, and the launcher measures its own patience
    allowed = {"targets/clock.py", "targets/models/keys.py"}
    if relative(path) in allowed or relative(path).startswith(("tracker/", "benchmarks/")):
        return
    text = path.read_text(encoding="utf-8")
    found = re.findall(
        r"timezone\.now\(|timezone\.localdate\(|date\.today\(|datetime\.now\(|time\.time", text
    )
    assert not found


@pytest.mark.parametrize("path", MODULES, ids=relative)
def test_nothing_is_swallowed_or_left_for_later(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"except Exception|except:|TODO|FIXME|XXX|NotImplementedError\(\)", text)


def test_core_and_exchange_know_no_django() -> None:
    for package in ("core", "exchange"):
        for path in (ROOT / "targets" / package).rglob("*.py"):
            assert "django" not in path.read_text(encoding="utf-8").lower().split('"""')[-1]


@pytest.mark.parametrize("path", TEMPLATES, ids=relative)
def test_a_template_has_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+=", text)


def test_no_signals_and_no_work_in_save() -> None:
    for path in (ROOT / "targets").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert "django.db.models.signals" not in text
        if "models" in path.parts:
            assert "def save(" not in text


def test_no_file_names_a_package_registry() -> None:
    registries = "|".join(["py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js"])
    found = subprocess.run(
        ["git", "grep", "-lE", registries], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.stdout == ""
