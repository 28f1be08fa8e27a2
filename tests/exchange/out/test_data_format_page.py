"""docs/data_format.md names every column, problem and closed list of the code, and no other."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

import pytest

from targets.core.values import facts
from targets.exchange.headers.column_match import match_columns
from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.out.assessments import ASSESSMENTS_FILE, RATES
from targets.exchange.sheets.csv_sheet import LOOKED_AT
from targets.exchange.sheets.decoding import DEFAULT_LIMITS
from targets.exchange.sheets.defusing import TRIGGERS
from targets.exchange.sheets.headers import FileKind
from targets.exchange.sheets.parsed_sheet import How
from targets.exchange.sheets.problems import LISTED, ProblemCode
from targets.exchange.targets.documents import DEPARTMENTS_FILE, DOCUMENTS_FILE
from targets.exchange.targets.file import TARGETS_FILE, read_targets
from targets.exchange.targets.rows import Assignment, Role
from tests.exchange.files import source
from tests.exchange.workbook_files import rows

PAGE = (Path(__file__).parents[3] / "docs" / "data_format.md").read_text(encoding="utf-8")
KINDS = {
    "Targets": TARGETS_FILE,
    "Actuals": ACTUALS_FILE,
    "Assessments": ASSESSMENTS_FILE,
    "Documents": DOCUMENTS_FILE,
    "Departments": DEPARTMENTS_FILE,
}


def section(title: str) -> str:
    return re.split(r"^## ", PAGE.partition(f"\n## {title}\n")[2], flags=re.MULTILINE)[0]


def table(title: str) -> list[list[str]]:
    rows = [line.strip("|").split("|") for line in section(title).splitlines() if line[:2] == "| "]
    return [[cell.strip() for cell in row] for row in rows if row[0].strip().startswith("`")]


@pytest.mark.parametrize(("title", "kind"), KINDS.items(), ids=KINDS)
def test_every_column_in_order_and_whether_it_is_required(title: str, kind: FileKind) -> None:
    rows = table(title)
    assert [row[0].strip("`") for row in rows] == list(kind.columns)
    assert {row[0].strip("`") for row in rows if row[1]} == kind.required
    assert {row[1] for row in rows} <= {"", "required"}


def test_every_problem() -> None:
    documented = [row[0].strip("`") for row in table("What is refused")]
    assert documented == [code.value for code in ProblemCode]


@pytest.mark.parametrize(
    ("title", "column", "choices"),
    [
        ("Targets", "role", Role),
        ("Targets", "measure", facts.Measure),
        ("Targets", "accumulation", facts.Accumulation),
        ("Targets", "comparator", facts.Comparator),
        ("Targets", "frequency", facts.Frequency),
        ("Targets", "pace", facts.PaceMethod),
        ("Targets", "assignment", Assignment),
        ("Targets", "base_qualifier", facts.Qualifier),
        ("Actuals", "qualifier", facts.Qualifier),
        ("Actuals", "declared", facts.DeclaredState),
        ("Assessments", "verdict", facts.Verdict),
        ("Assessments", "reporting_status", facts.Reporting),
    ],
)
def test_every_closed_list(title: str, column: str, choices: type[StrEnum]) -> None:
    (words,) = (row[2] for row in table(title) if row[0] == f"`{column}`")
    assert {choice.value for choice in choices if choice.value} <= set(
        re.findall("`([^`]+)`", words)
    )


def test_bounds_and_rules() -> None:
    refused = section("What is refused")
    assert f"more than {DEFAULT_LIMITS.size // 1024**2} MB" in refused
    assert f"more than {DEFAULT_LIMITS.rows:,} rows" in refused
    assert LISTED == 100
    assert "a hundred of them at most" in refused
    written = section("How files are written")
    assert all(trigger in written for trigger in TRIGGERS if not trigger.isspace())
    (rates,) = (line for line in written.splitlines() if line.startswith("| rate in "))
    assert set(re.findall("`([a-z_]+)`", rates)) == RATES


def paragraph(words: str) -> str:
    (found,) = (
        part
        for part in re.split(r"\n\n|\n- ", section("Figures from departments"))
        if words in part
    )
    return found


def test_the_bounds_of_workbooks() -> None:
    limits = DEFAULT_LIMITS
    bounds = [
        limits.size // 1024**2, limits.unpacked // 1024**2, limits.rows, limits.columns,
        limits.sheets, limits.cells,
    ]  # fmt: skip
    said = re.findall(r"[0-9][0-9,]*", paragraph("**Bounds.**"))
    assert said == [f"{number:,}" for number in bounds]
    assert f"first {LOOKED_AT} rows" in paragraph("**Header.**")


def test_the_headers_of_departments_are_understood() -> None:
    words = paragraph("**Header.**").partition("write:")[2]
    read, _like, ignored = words.partition("and their like.")
    chinese = re.compile("[\u4e00-\u9fff]+")
    assert len(chinese.findall(read)) > 10
    for header in chinese.findall(read):
        assert match_columns([header])[0].column, header
    assert len(chinese.findall(ignored)) > 5
    for header in chinese.findall(ignored):
        assert match_columns([header])[0].how is How.IGNORED, header


def test_the_examples_are_read() -> None:
    (targets,) = re.findall("```csv\n(.*?)```", section("Targets"), flags=re.DOTALL)
    (actuals,) = re.findall("```csv\n(.*?)```", section("Actuals"), flags=re.DOTALL)
    assert len(read_targets(source(targets)).rows) == 2
    assert [row.value_text for row in rows(actuals)] == ["2,300.5", "5.6%"]
