"""The file of stated targets."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from targets.core.values.facts import (
    Accumulation,
    Calendar,
    Comparator,
    Frequency,
    Measure,
    PaceMethod,
    Qualifier,
)
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.exchange.sheets.problems import Problem, ProblemCode
from targets.exchange.targets.file import TARGETS_FILE, read_targets
from targets.exchange.targets.rows import Role, TargetRow
from tests.exchange.files import only_problem, problems_of, said, source

DATA = Path(__file__).parents[3] / "targets" / "data"
REQUIRED = (
    "code", "name_zh", "measure", "accumulation", "comparator", "value", "unit_zh", "year",
    "frequency",
)  # fmt: skip
PLAIN = {
    "code": "GDP",
    "name_zh": "地区生产总值",
    "measure": "amount",
    "accumulation": "running_total",
    "comparator": ">",
    "value": "3000",
    "unit_zh": "亿元",
    "year": "2024",
    "frequency": "quarterly",
}
TASK = {
    "code": "T",
    "measure": "programme",
    "accumulation": "stage",
    "comparator": "",
    "value": "",
    "unit_zh": "",
}


def file(*changes: dict[str, str], base: dict[str, str] = PLAIN) -> io.BytesIO:
    """A file with one row for each set of changes to the plain row."""
    columns = list(dict.fromkeys(name for change in ({}, *changes) for name in base | change))
    text = io.StringIO()
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(base | change for change in changes)
    return source(text.getvalue())


def row(**changes: str) -> TargetRow:
    (found,) = read_targets(file(changes)).rows
    return found


def refusal(**changes: str) -> Problem:
    return only_problem(lambda: read_targets(file(changes)))


def test_the_columns_are_those_of_the_shipped_file() -> None:
    with (DATA / "stated_targets_2024.csv").open(encoding="utf-8") as shipped:
        header = tuple(next(csv.reader(shipped)))
    stated, pairs = header[:-2], header[-2:]
    assert TARGETS_FILE.columns[: len(stated)] == stated
    assert TARGETS_FILE.columns[-3:-1] == pairs
    assert TARGETS_FILE.columns[-1] == "reference"
    assert TARGETS_FILE.required == set(REQUIRED)


def test_the_shipped_files() -> None:
    documents = ["conference_2024", "annual_plan_2024"]
    with (DATA / "stated_targets_2024.csv").open("rb") as stated:
        rows = read_targets(stated, tiers=["plan", "stretch"], documents=documents).rows
    assert len(rows) == 53
    assert Counter(row.role.value for row in rows) == {
        "target": 24, "programme": 19, "qualitative": 5, "milestone": 3, "commitment": 1,
        "context": 1,
    }  # fmt: skip
    gdp = rows[1]
    assert (gdp.comparator, gdp.value, gdp.unit_zh) == (
        Comparator.MORE_THAN, Decimal(3000), "亿元",
    )  # fmt: skip
    assert (gdp.base_value, gdp.base_qualifier, gdp.base_year) == (
        Decimal(2800), Qualifier.ABOVE, 2023,
    )  # fmt: skip
    assert gdp.inferred
    assert gdp.pace is PaceMethod.LAST_YEAR_SHAPE
    assert rows[2].calendar is Calendar.MONTHLY_JAN_FEB
    assert gdp.calendar is Calendar.QUARTERLY
    context = next(row for row in rows if row.role is Role.CONTEXT)
    assert (context.comparator, context.value, context.tier) == (None, Decimal(579), "")
    private = next(row for row in rows if row.code == "PRIVATE_22")
    assert (private.value, private.count_in_name, private.tier) == (None, 22, "")
    rank = next(row for row in rows if row.code == "FARMER_INCOME_RANK")
    assert (rank.role, rank.value, rank.higher_is_better) == (Role.TARGET, None, False)
    streams = next(row for row in rows if row.code == "FOUR_PROMOTION_YEARS")
    assert streams.other_departments == (
        "区消防救援大队", "区住房建设和交通局", "市生态环境局白云分局",
    )  # fmt: skip
    with (DATA / "approved_plan_targets_2024.csv").open("rb") as plan:
        assert [row.tier for row in read_targets(plan).rows] == ["plan"] * 5


def test_the_required_columns_are_enough() -> None:
    assert row() == TargetRow(
        row=2,
        code="GDP",
        role=Role.TARGET,
        name_zh="地区生产总值",
        measure=Measure.AMOUNT,
        accumulation=Accumulation.RUNNING_TOTAL,
        year=2024,
        frequency=Frequency.QUARTERLY,
        jan_feb_merged=False,
        pace=PaceMethod.LINEAR,
        decimals=2,
        tier="plan",
        higher_is_better=True,
        comparator=Comparator.MORE_THAN,
        value=Decimal(3000),
        unit_zh="亿元",
    )


@pytest.mark.parametrize("column", REQUIRED)
def test_each_required_column_is_missed(column: str) -> None:
    base = {name: text for name, text in PLAIN.items() if name != column}
    problem = only_problem(lambda: read_targets(file({}, base=base)))
    assert (problem.code, problem.column) == (ProblemCode.MISSING_COLUMN, column)


@pytest.mark.parametrize("column", ["code", "name_zh", "measure", "accumulation", "frequency"])
def test_required_cells(column: str) -> None:
    problem = refusal(**{column: ""})
    assert (problem.code, problem.row, problem.column) == (ProblemCode.BLANK, 2, column)


def test_a_row_may_say_everything() -> None:
    full = row(
        place="baiyun", tier="stretch", comparator="between", value="3,000",
        upper_value="０.32万亿元",
        due_on="2024年12月31日", effective_on="2024/7/1", reason="年中调整", higher_is_better="否",
        jan_feb_merged="是", frequency="monthly", is_count="yes", decimals="3", pace="path",
        other_departments="甲；乙; ", checking_department="区统计局", leader="张三",
        assignment="stated", order="7", base_value="2800", theme="ECONOMY", theme_zh="经济",
        growth_of="GDP_TOTAL", growth_is_real="是",
    )  # fmt: skip
    assert (full.growth_of, full.growth_is_real) == ("GDP_TOTAL", True)
    assert (full.comparator, full.value, full.upper_value) == (
        Comparator.BETWEEN, Decimal(3000), Decimal(3200),
    )  # fmt: skip
    assert (full.due_on, full.effective_on) == (date(2024, 12, 31), date(2024, 7, 1))
    assert (full.tier, full.reason, full.leader, full.order) == ("stretch", "年中调整", "张三", 7)
    assert full.other_departments == ("甲", "乙")
    assert (full.decimals, full.pace, full.place) == (3, PaceMethod.PATH, "baiyun")
    assert not full.higher_is_better
    assert not full.inferred


@pytest.mark.parametrize(
    ("changes", "decimals"), [({"unit_zh": "%"}, 1), ({"is_count": "yes"}, 0), ({}, 2)]
)
def test_usual_decimals(changes: dict[str, str], decimals: int) -> None:
    assert row(**changes).decimals == decimals


@pytest.mark.parametrize(
    ("changes", "pace"),
    [
        ({}, PaceMethod.LINEAR),
        ({"accumulation": "latest"}, PaceMethod.NONE),
        ({"measure": "rate", "accumulation": "latest", "unit_zh": "%"}, PaceMethod.NONE),
        ({"measure": "stock", "accumulation": "latest", "pace": "linear"}, PaceMethod.LINEAR),
    ],
)
def test_usual_pace(changes: dict[str, str], pace: PaceMethod) -> None:
    assert row(**changes).pace is pace


@pytest.mark.parametrize(
    ("written", "comparator", "better"),
    [
        (">=", Comparator.AT_LEAST, True),
        ("≥", Comparator.AT_LEAST, True),
        ("＞", Comparator.MORE_THAN, True),
        ("≤", Comparator.AT_MOST, False),
        ("<", Comparator.LESS_THAN, False),
        ("=", Comparator.EQUAL, True),
        ("'=", Comparator.EQUAL, True),
        ("'＝", Comparator.EQUAL, True),
    ],
)
def test_comparators(written: str, comparator: Comparator, better: bool) -> None:
    assert (row(comparator=written).comparator, row(comparator=written).higher_is_better) == (
        comparator,
        better,
    )


def test_a_row_may_be_compared_with_another_indicator() -> None:
    beside = row(comparator=">", value="", reference="CITY_GROWTH")
    assert (beside.role, beside.value, beside.reference) == (Role.TARGET, None, "CITY_GROWTH")
    assert row(comparator=">", value="", reference="C", role="target").comparator is not None


def test_values_are_converted_to_the_unit_and_it_is_said() -> None:
    parsed = read_targets(file({"value": "0.3万亿元"}))
    assert parsed.rows[0].value == 3000
    (note,) = parsed.notes
    assert (note.row, note.column) == (2, "value")
    assert "0.3万亿元" in note.message.msgid % dict(note.message.params)


@pytest.mark.parametrize(
    ("changes", "code", "column"),
    [
        ({"value": "三千"}, ProblemCode.NOT_A_NUMBER, "value"),
        ({"value": "3000个"}, ProblemCode.WRONG_UNIT, "value"),
        ({"code": "GDP 总量"}, ProblemCode.BAD_CODE, "code"),
        ({"measure": "money"}, ProblemCode.NOT_A_CHOICE, "measure"),
        ({"accumulation": "sum"}, ProblemCode.NOT_A_CHOICE, "accumulation"),
        ({"frequency": "weekly"}, ProblemCode.NOT_A_CHOICE, "frequency"),
        ({"comparator": "about"}, ProblemCode.NOT_A_CHOICE, "comparator"),
        ({"pace": "fast"}, ProblemCode.NOT_A_CHOICE, "pace"),
        ({"role": "wish"}, ProblemCode.NOT_A_CHOICE, "role"),
        ({"assignment": "guess"}, ProblemCode.NOT_A_CHOICE, "assignment"),
        ({"base_qualifier": "about"}, ProblemCode.NOT_A_CHOICE, "base_qualifier"),
        ({"is_count": "maybe"}, ProblemCode.NOT_A_CHOICE, "is_count"),
        ({"year": "24"}, ProblemCode.OUT_OF_RANGE, "year"),
        ({"year": "二〇二四"}, ProblemCode.OUT_OF_RANGE, "year"),
        ({"year": ""}, ProblemCode.BLANK, "year"),
        ({"decimals": "9"}, ProblemCode.OUT_OF_RANGE, "decimals"),
        ({"count_in_name": "-2"}, ProblemCode.OUT_OF_RANGE, "count_in_name"),
        ({"count_in_name": "1.5"}, ProblemCode.OUT_OF_RANGE, "count_in_name"),
        ({"due_on": "年底"}, ProblemCode.NOT_A_DATE, "due_on"),
        ({"name_zh": "名" * 101}, ProblemCode.TOO_LONG, "name_zh"),
        ({"comparator": "between"}, ProblemCode.BLANK, "upper_value"),
        (
            {"comparator": "between", "upper_value": "2900"},
            ProblemCode.BOUNDS_CROSSED,
            "upper_value",
        ),
        ({"upper_value": "3200"}, ProblemCode.CONTRADICTION, "upper_value"),
        ({"tolerance": "5"}, ProblemCode.CONTRADICTION, "tolerance"),
        ({"comparator": "=", "tolerance": "-5"}, ProblemCode.OUT_OF_RANGE, "tolerance"),
        ({"comparator": ""}, ProblemCode.BLANK, "comparator"),
        ({"value": ""}, ProblemCode.BLANK, "value"),
        ({"reference": "CITY"}, ProblemCode.CONTRADICTION, "value"),
        ({"reference": "CITY", "value": "", "comparator": ""}, ProblemCode.BLANK, "comparator"),
        (
            {"reference": "CITY", "value": "", "comparator": "between", "upper_value": "9"},
            ProblemCode.CONTRADICTION,
            "comparator",
        ),
        (
            {"reference": "CITY", "value": "", "comparator": "", "role": "commitment"},
            ProblemCode.CONTRADICTION,
            "reference",
        ),
        ({"accumulation": "stage", "pace": "none"}, ProblemCode.CONTRADICTION, "accumulation"),
        ({"jan_feb_merged": "yes"}, ProblemCode.CONTRADICTION, "jan_feb_merged"),
        (
            {"measure": "rate", "accumulation": "latest", "pace": "linear"},
            ProblemCode.CONTRADICTION,
            "pace",
        ),
        ({"role": "programme"}, ProblemCode.CONTRADICTION, "role"),
        ({"role": "context"}, ProblemCode.CONTRADICTION, "comparator"),
        ({"role": "commitment", "comparator": ""}, ProblemCode.CONTRADICTION, "value"),
        (TASK | {"accumulation": "latest"}, ProblemCode.CONTRADICTION, "accumulation"),
        (TASK | {"role": "milestone"}, ProblemCode.CONTRADICTION, "role"),
        (TASK | {"role": "target"}, ProblemCode.CONTRADICTION, "role"),
        (TASK | {"value": "22"}, ProblemCode.CONTRADICTION, "value"),
        (TASK | {"upper_value": "22"}, ProblemCode.CONTRADICTION, "upper_value"),
    ],
)
def test_refused(changes: dict[str, str], code: ProblemCode, column: str) -> None:
    problem = refusal(**changes)
    assert (problem.code, problem.row, problem.column) == (code, 2, column)


def test_bounds_that_meet_and_a_tolerance_of_equal_are_accepted() -> None:
    assert row(comparator="between", upper_value="3000").upper_value == 3000
    assert row(comparator="=", tolerance="0.5").tolerance == Decimal("0.5")


def test_crossed_bounds_with_an_unreadable_one_are_one_problem() -> None:
    assert refusal(comparator="between", upper_value="x").code is ProblemCode.NOT_A_NUMBER
    problem = refusal(comparator="between", value="x", upper_value="3")
    assert problem.code is ProblemCode.NOT_A_NUMBER


def test_tasks_and_commitments_have_no_number_and_a_tier_only_where_it_is_said() -> None:
    task = row(**TASK, count_in_name="22")
    assert (task.role, task.value, task.count_in_name, task.tier) == (Role.PROGRAMME, None, 22, "")
    assert row(**TASK, tier="stretch").tier == "stretch"
    commitment = row(comparator="", value="")
    assert (commitment.role, commitment.value, commitment.tier) == (Role.COMMITMENT, None, "plan")
    wanted = row(comparator="", value="", role="target")
    assert (wanted.role, wanted.value) == (Role.TARGET, None)
    assert row(role="context", comparator="").value == 3000


def test_a_year_as_excel_writes_it() -> None:
    assert row(year="2024.0").year == 2024
    assert row(year="２０２４").year == 2024


def test_every_problem_of_every_row_is_told() -> None:
    problems = problems_of(
        lambda: read_targets(
            file({"value": "x", "year": "1", "note": "n" * 1001}, {}, {"measure": "y"})
        )
    )
    assert [(problem.row, problem.column) for problem in problems] == [
        (2, "year"), (2, "value"), (2, "note"), (4, "measure"),
    ]  # fmt: skip


def test_a_target_may_be_stated_once() -> None:
    problem = only_problem(lambda: read_targets(file({}, {"tier": "stretch"}, {"tier": "plan"})))
    assert (problem.code, problem.row) == (ProblemCode.DUPLICATE_ROW, 4)
    assert "row 2" in said(problem)
    assert refusal_of_first_day().row == 3
    revised = file({"effective_on": ""}, {"effective_on": "2024-07-01", "value": "2900"})
    assert len(read_targets(revised).rows) == 2


def refusal_of_first_day() -> Problem:
    """Without a date a statement counts from 1 January; saying so makes it no other one."""
    return only_problem(lambda: read_targets(file({}, {"effective_on": "2024-01-01"})))


def test_rows_of_one_code_define_it_alike() -> None:
    changes = {"tier": "stretch", "unit_zh": "万元", "frequency": "monthly"}
    problems = problems_of(lambda: read_targets(file({}, changes)))
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        (ProblemCode.CONTRADICTION, 3, "unit_zh"),
        (ProblemCode.CONTRADICTION, 3, "frequency"),
    ]
    assert said(problems[0]) == "Row 2 says otherwise of “GDP”: “亿元”."


def test_tiers_documents_and_the_place_have_to_be_known() -> None:
    wrong = file({"tier": "dream", "document": "nowhere", "place": "elsewhere"})
    problems = problems_of(
        lambda: read_targets(wrong, place="baiyun", tiers=["plan"], documents=["plan_2024"])
    )
    assert [(problem.code, problem.column) for problem in problems] == [
        (ProblemCode.OTHER_PLACE, "place"),
        (ProblemCode.NOT_A_CHOICE, "tier"),
        (ProblemCode.NOT_A_CHOICE, "document"),
    ]
    right = file({"tier": "plan", "document": "plan_2024", "place": ""})
    (found,) = read_targets(right, place="baiyun", tiers=["plan"], documents=["plan_2024"]).rows
    assert found.place == "baiyun"


@pytest.mark.parametrize("language", ["", "zh-hans", "en"])
def test_an_export_comes_back_in_every_language(language: str) -> None:
    values: dict[str, object] = {
        **PLAIN, "value": Decimal("3000.50000000"), "comparator": Comparator.EQUAL,
        "tolerance": Decimal("0.5"), "year": 2024, "note": "=1+1", "modality": "'-",
        "due_on": date(2024, 12, 31), "higher_is_better": True, "illustrative": "illustrative data",
    }  # fmt: skip
    chunks = csv_chunks(
        TARGETS_FILE.headers(language), [[values.get(name) for name in TARGETS_FILE.columns]]
    )
    (found,) = read_targets(io.BytesIO(b"".join(chunks))).rows
    assert (found.value, found.tolerance) == (Decimal("3000.5"), Decimal("0.5"))
    assert (found.comparator, found.note, found.modality) == (Comparator.EQUAL, "=1+1", "'-")
    assert found.due_on == date(2024, 12, 31)


def test_header_without_rows() -> None:
    problem = only_problem(lambda: read_targets(source(",".join(REQUIRED) + "\r\n")))
    assert problem.code is ProblemCode.EMPTY_FILE


def test_gb18030_and_chinese_headers() -> None:
    text = (
        "指标代码,指标名称,指标类型,累计方式,比较方式,目标值,单位,年度,频率\r\n"
        "GDP,地区生产总值,amount,running_total,>,3000,亿元,2024,quarterly\r\n"
    )
    parsed = read_targets(source(text, "gb18030"))
    assert (parsed.encoding, parsed.rows[0].name_zh) == ("gb18030", "地区生产总值")
