"""The rules that keep the house a house, checked by machine: each test lists every offender."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("targets", "tracker", "benchmarks")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "manager"}
LONGEST_MODULE = 500
MOST_STATEMENTS = 40
# The key's time bits are no date, and the launcher measures its own patience
TIMEKEEPERS = ("targets/clock.py", "targets/models/keys.py", "tracker/", "benchmarks/")


@cache
def modules() -> dict[str, str]:
    """The text of every module but the migrations, by its path."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    }


@cache
def trees() -> dict[str, ast.Module]:
    return {name: ast.parse(text) for name, text in modules().items()}


def found(pattern: str, texts: dict[str, str]) -> list[str]:
    """Every place that a pattern occurs at."""
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group()}"
        for name, text in texts.items()
        for match in re.finditer(pattern, text)
    ]


def test_modules_are_found() -> None:
    """A list without offenders says something only of the modules that were looked at."""
    assert {name.split("/")[0] for name in modules()} == set(PACKAGES)
    assert len(modules()) > 400


def test_modules_are_short() -> None:
    lengths = {name: len(text.splitlines()) for name, text in modules().items()}
    assert {name: n for name, n in lengths.items() if n > LONGEST_MODULE} == {}


def test_modules_are_well_named() -> None:
    assert [name for name in modules() if Path(name).stem in FORBIDDEN_NAMES] == []


def test_a_docstring_opens_each_module() -> None:
    silent = [
        name for name, text in modules().items()
        if text.strip() and not ast.get_docstring(trees()[name])
    ]  # fmt: skip
    assert silent == []


def test_functions_are_short() -> None:
    lengths = {
        f"{name}:{node.lineno} {node.name}": sum(
            isinstance(inner, ast.stmt) for inner in ast.walk(node)
        ) - 1
        for name, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }  # fmt: skip
    assert {name: n for name, n in lengths.items() if n > MOST_STATEMENTS} == {}


def test_only_the_clock_asks_the_time() -> None:
    others = {name: text for name, text in modules().items() if not name.startswith(TIMEKEEPERS)}
    asked = r"timezone\.now\(|timezone\.localdate\(|date\.today\(|datetime\.now\(|time\.time"
    assert found(asked, others) == []


def test_nothing_is_swallowed_or_left_for_later() -> None:
    unfinished = r"except Exception|except:|TODO|FIXME|XXX|NotImplementedError\(\)"
    assert found(unfinished, modules()) == []


def test_numbers_and_keys_from_outside_are_read_in_one_room() -> None:
    """Python reads no more than 4,300 digits and then raises: ``core.reading`` bounds first."""
    doors = {name: text for name, text in modules().items()
             if name.startswith(("targets/web/", "targets/api/"))}  # fmt: skip
    read = r"(?<![\w.])int\((?!request\.user\.pk)|\bUUID\(|fromisoformat\("
    assert {place.partition(":")[0] for place in found(read, doors)} == {
        "targets/api/item_shapes.py",  # days, in a pattern and within a try
        "targets/api/pages.py",  # days of a cursor, within a try
        "targets/web/briefing/rows.py",  # what was frozen here
        "targets/web/series/embed_address.py",  # what was signed here
        "targets/web/series/embed_chart.py",  # widths
        "targets/web/series/views_embed_making.py",  # one of three that are offered
        "targets/web/upload/views_refused.py",  # columns that were counted here
    }


def test_core_and_exchange_know_no_django() -> None:
    offenders = [
        name for name, text in modules().items()
        if name.startswith(("targets/core/", "targets/exchange/"))
        and "django" in text.lower().split('"""')[-1]
    ]  # fmt: skip
    assert offenders == []


def test_a_template_has_no_inline_script_or_style() -> None:
    templates = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "templates").rglob("*.html"))
    }
    assert len(templates) > 50
    inline = r"<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son[a-z]+="
    assert found(inline, templates) == []


def test_no_signals_and_no_work_in_save() -> None:
    # The migrations too
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "targets").rglob("*.py"))
    }
    assert found(r"django\.db\.models\.signals", texts) == []
    models = {name: text for name, text in texts.items() if "/models/" in name}
    assert found(r"def save\(", models) == []


def test_no_file_names_a_package_registry() -> None:
    registries = "|".join(["py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js"])
    grep = subprocess.run(
        ["git", "grep", "-lE", registries], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert grep.stdout == ""


def test_the_ledger_of_actuals_has_one_door() -> None:
    """Loading the illustrative place apart, which the tables' owner does before anybody reads."""
    doors = r"INSERT INTO targets_actual\b|Actual\.objects\.(?:create|bulk_create)"
    assert {place.partition(":")[0] for place in found(doors, modules())} == {
        "benchmarks/scratch.py",
        "targets/sample/loading.py",
        "targets/sample/towns.py",
        "targets/writes/entries/ledger_sql.py",
    }
