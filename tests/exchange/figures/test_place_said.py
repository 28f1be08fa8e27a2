"""Whose figures a file says it holds: its column of places, and the lines above its table."""

from __future__ import annotations

import pytest

from targets.exchange.figures.place_said import Place
from targets.exchange.figures.workbook import read_book
from targets.exchange.sheets.problems import ProblemCode
from tests.exchange.files import only_problem, said
from tests.exchange.workbook_files import SERIES, TODAY, opened, problems_in, workbook

PLACE = Place(
    "sample", ("示例区", "Sample District"), frozenset({"广州市", "西岭镇", "白云区", "Baiyun"})
)
TABLE = "指标,期别,数值\n固定资产投资,2024-06,7\n"


def read(text: str | bytes, place: Place = PLACE) -> list[object]:
    book = opened(text if isinstance(text, bytes) else text.encode())
    return list(read_book(book, place=place, series=SERIES, today=TODAY))


@pytest.mark.parametrize(
    "written",
    ["sample", "SAMPLE", "示例区", "示 例 区", "Sample District", "sample district", "广州市示例区",
     "示例区本级", "广东省广州市示例区(汇总)", "全区", "", "ｓａｍｐｌｅ"],
)  # fmt: skip
def test_the_place_by_any_of_its_names(written: str) -> None:
    (row,) = read(f"地区,指标,期别,数值\n{written},固定资产投资,2024-06,7\n")
    assert not problems_in(row)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written", ["上海市", "白云区", "示例区西岭镇", "新示例区", "sampl", "其他"]
)
def test_another_place_in_the_column(written: str) -> None:
    (row,) = read(f"地区,指标,期别,数值\n{written},固定资产投资,2024-06,7\n")
    (problem,) = problems_in(row)  # type: ignore[arg-type]
    assert f"“{written}”" in problem
    assert "“示例区”" in problem


@pytest.mark.parametrize(
    "line",
    ["地区：上海市,,", "数据库：年度数据 地区：上海市,,", "地区:,上海市,",
     "行政区划:310000上海市,,",
     "单位:亿元；填报地区:白云区,,", "Region: Shanghai,,", "白云区2024年1—6月主要指标,,",
     "《广州市2024年上半年主要经济指标》,,", "示例区西岭镇2024年6月,,"],
)  # fmt: skip
def test_a_line_above_the_table_that_names_another(line: str) -> None:
    problem = only_problem(lambda: read(f"{line}\n{TABLE}"))
    assert problem.code is ProblemCode.OTHER_PLACE
    assert problem.row == 1
    assert "“示例区”" in said(problem)


@pytest.mark.parametrize(
    "line",
    ["地区：示例区,,", "地区:示例区本级,,", "广州市示例区2024年1—6月主要指标,,", "白云区统计局编,,",
     "示例区2024年6月,,", "分地区:见附表,,", "地区:全区,,", "制表:白云区统计局 2024年7月,,"],
)  # fmt: skip
def test_lines_that_name_no_other(line: str) -> None:
    assert len(read(f"{line}\n{TABLE}")) == 1


def test_hidden_sheets_and_places_without_names() -> None:
    assert (
        len(read(workbook([["地区：示例区"], ["编码", "期别", "数值"], ["FAI", "2024-06", 1]])))
        == 1
    )
    nameless = Place("BY")
    assert nameless.shown == "BY"
    assert nameless.is_meant("全市")
    assert not nameless.is_meant("上海市")
    hidden = opened(
        workbook([["编码", "期别", "数值"], ["FAI", "2024-06", 1]], 旧表=[["地区：上海市"]])
    )
    hidden.raw[1].is_hidden = True  # type: ignore[misc]
    assert len(list(read_book(hidden, place=PLACE, series=SERIES, today=TODAY))) == 1
