"""The files of documents, departments and assessments."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from targets.exchange.out.assessments import ASSESSMENTS_FILE, AssessmentRow, read_assessments
from targets.exchange.sheets.csv_writing import csv_lines, header_line
from targets.exchange.sheets.problems import ProblemCode
from targets.exchange.targets.documents import DepartmentRow, read_departments, read_documents
from tests.exchange.files import only_problem, problems_of, source

DATA = Path(__file__).parents[3] / "targets" / "data"
ROW = AssessmentRow(
    place="baiyun", code="GDP_TOTAL", name_zh="地区生产总值", name_en="GDP level (nominal)",
    theme="ECONOMY", tier="stretch", headline=True, year=2024, comparator=">",
    target=Decimal("3000.00000000"), unit="亿元", wording="力争突破3000亿元",
    as_of=date(2024, 12, 31), period_end=date(2024, 12, 31), period_label="全年",
    actual=Decimal("3156.37000000"), qualifier="", stage="",
    completion_rate=Decimal("105.21233333333"), linear_pace=Decimal(100),
    linear_deviation=Decimal("5.21233333333"), pace_method="linear", pace=Decimal(100),
    deviation=Decimal("5.21233333333"), gap=Decimal("156.37"), verdict="met", verdict_zh="完成",
    reporting_status="not_collecting", provisional=False, illustrative=False,
    lead="区发展和改革局", reporting_unit="区统计局", source="=来源", actual_source="年度报告",
    preliminary=True, correction_pending=False, explained_for=date(2024, 11, 30), cause="=雨季",
    measure_taken="加班", catch_up_on=date(2025, 1, 31), reference="CITY",
)  # fmt: skip


def test_the_columns_of_assessments_are_promised() -> None:
    promised = (
        "place,code,name_zh,name_en,theme,tier,headline,year,comparator,target,unit,wording,as_of,"
        "period_end,period_label,actual,qualifier,stage,completion_rate,linear_pace,"
        "linear_deviation,pace_method,pace,deviation,gap,verdict,verdict_zh,reporting_status,"
        "provisional,illustrative,lead,reporting_unit,source"
    )
    # Columns may be appended, never renamed or moved
    assert ",".join(ASSESSMENTS_FILE.columns).startswith(f"{promised},")
    assert AssessmentRow._fields == ASSESSMENTS_FILE.columns


def test_an_assessment_as_the_file_writes_it() -> None:
    assert ROW.cells() == [
        "baiyun", "GDP_TOTAL", "地区生产总值", "GDP level (nominal)", "ECONOMY", "stretch", "yes",
        "2024", ">", "3000", "亿元", "力争突破3000亿元", "2024-12-31", "2024-12-31", "全年",
        "3156.37", "", "", "105.212333", "100.000000", "5.212333", "linear", "100.000000",
        "5.212333", "156.37", "met", "完成", "not_collecting", "no", "no", "区发展和改革局",
        "区统计局", "'=来源", "年度报告", "yes", "no", "2024-11-30", "'=雨季", "加班", "2025-01-31",
        "CITY",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["", "zh-hans", "en"])
def test_assessments_come_back_in_every_language(language: str) -> None:
    empty = ROW._replace(
        code="PLAN", tier="", headline=False, comparator="", target=None, period_end=None,
        actual=None, completion_rate=None, linear_pace=None, linear_deviation=None, pace=None,
        deviation=None, gap=None, verdict="no_data",
    )  # fmt: skip
    file = header_line(ASSESSMENTS_FILE.headers(language))
    file += csv_lines([ROW.cells(), empty.cells()]).encode()
    rows = read_assessments(io.BytesIO(file)).rows
    assert [row.cells() for row in rows] == [ROW.cells(), empty.cells()]
    assert rows[1] == empty
    assert (rows[0].target, rows[0].source) == (Decimal(3000), "=来源")


def test_assessments_refused() -> None:
    header = "place,code,tier,year,as_of,verdict\n"
    problems = problems_of(
        lambda: read_assessments(
            source(
                header
                + "b,A,plan,2024,2024-12-31,met\nb,A,plan,2024,2024年12月31日,met\n"
                + "b,B,plan,,,met\n"
            )
        )
    )
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        (ProblemCode.DUPLICATE_ROW, 3, "code"),
        (ProblemCode.BLANK, 4, "year"),
        (ProblemCode.BLANK, 4, "as_of"),
    ]


def test_the_shipped_documents() -> None:
    with (DATA / "documents.csv").open("rb") as shipped:
        conference, plan = read_documents(shipped).rows
    assert (conference.code, conference.stated_on, conference.tier) == (
        "conference_2024", date(2024, 2, 20), "stretch",
    )  # fmt: skip
    assert (plan.code, plan.stated_on, plan.tier) == ("annual_plan_2024", None, "plan")


def test_the_shipped_departments_are_those_the_targets_name() -> None:
    with (DATA / "departments.csv").open("rb") as shipped:
        rows = read_departments(shipped).rows
    assert rows[0].name_zh == "区发展和改革局"


def test_documents_refused() -> None:
    text = "文件代码,标题,发布日期\nA,甲,someday\nB,,\nC,丙,\nC,丁,\n"
    problems = problems_of(lambda: read_documents(source(text)))
    assert [(problem.code, problem.row, problem.column) for problem in problems] == [
        (ProblemCode.NOT_A_DATE, 2, "发布日期"),
        (ProblemCode.BLANK, 3, "标题"),
        (ProblemCode.DUPLICATE_ROW, 5, "文件代码"),
    ]


def test_departments() -> None:
    assert read_departments(source("单位代码,单位名称\nd-1,区统计局\n")).rows == (
        DepartmentRow(2, "d-1", "区统计局"),
    )
    problem = only_problem(lambda: read_departments(source("code,name_zh\nd 1,区统计局\n")))
    assert problem.code is ProblemCode.BAD_CODE
