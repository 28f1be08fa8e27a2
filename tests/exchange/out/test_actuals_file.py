"""The file of actuals that exports write, read as any file of figures."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from targets.core.values.entry import Entry
from targets.core.values.facts import Accumulation, Calendar, DeclaredState, Measure, Qualifier
from targets.exchange.figures.rules import SeriesShape
from targets.exchange.figures.workbook import Reading, open_book, read_book
from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.exchange.sheets.parsed_sheet import ParsedRow
from targets.exchange.sheets.problems import Problem, ProblemCode
from tests.exchange.files import said

DATA = Path(__file__).parents[3] / "targets" / "data"
SERIES = {
    "GDP": SeriesShape(
        "地区生产总值", "亿元", Calendar.QUARTERLY, accumulation=Accumulation.RUNNING_TOTAL
    ),
    "FAI": SeriesShape("固定资产投资增速", "%", Calendar.MONTHLY_JAN_FEB, Measure.RATE),
    "PLAN": SeriesShape("行动方案", "", Calendar.ONCE, Measure.QUALITATIVE),
}
TODAY = date(2026, 10, 10)
HEADER = "code,period_end,value\n"
TASK_HEADER = "code,period_end,value,qualifier,stage,declared,share_done,expected_on,done_on\n"


def reading(content: str | bytes, today: date = TODAY) -> Reading:
    data = content if isinstance(content, bytes) else content.encode()
    book = open_book(io.BytesIO(data), file_name="actuals.csv")
    return read_book(book, place="baiyun", series=SERIES, today=today)


def rows(text: str) -> list[ParsedRow]:
    return list(reading(text))


def read(text: str) -> list[Entry]:
    """The entries; nothing may be wrong with them."""
    found = rows(text)
    assert [each.problems for each in found if each.problems] == []
    return [each.entry for each in found]


def problems_of(text: str) -> list[Problem]:
    return [problem for row in rows(text) for problem in row.problems]


def refusal(text: str) -> Problem:
    (problem,) = problems_of(text)
    return problem


def column_of(problem: Problem) -> str:
    """The header, without the letter that stands before it."""
    return (problem.column or "").partition(" ")[2]


def test_the_shipped_file() -> None:
    with (DATA / "published_actuals.csv").open("rb") as shipped:
        book = open_book(shipped, file_name="published_actuals.csv")
    found = list(read_book(book, place="baiyun", series=SERIES, today=TODAY))
    assert len(found) == 39
    floors = [row for row in found if row.entry.qualifier == Qualifier.ABOVE]
    assert [(row.code, row.period_end, row.value_text) for row in floors] == [
        ("GDP_TOTAL", date(2023, 12, 31), "2800"), ("FAI_TOTAL", date(2025, 6, 30), "640"),
    ]  # fmt: skip


def test_three_columns_are_enough() -> None:
    assert read(HEADER + 'GDP,2026年上半年,"1,532.8"\n') == [
        Entry(None, Calendar.QUARTERLY, date(2026, 6, 30), Decimal("1532.8"))
    ]


def test_a_task_row() -> None:
    (row,) = read(TASK_HEADER + "PLAN,2026-09,,,已印发,done,100%,2026-09-20,2026年9月18日\n")
    assert (row.stage, row.declared, row.share_done) == (
        "已印发", DeclaredState.DONE, Decimal(100),
    )  # fmt: skip
    assert (row.expected_on, row.done_on) == (date(2026, 9, 20), date(2026, 9, 18))
    assert row.value is None


@pytest.mark.parametrize(
    ("text", "value", "noted"),
    [
        ("１，５３２．８", "1532.8", False),
        ("1532.8亿元", "1532.8", False),
        ("0.15328万亿元", "1532.8", True),
        ("15328000万", "1532.8", True),
    ],
)
def test_full_width_separators_and_units_written_in(text: str, value: str, noted: bool) -> None:
    (row,) = rows(f'{HEADER}GDP,2026-06,"{text}"\n')
    assert row.entry.value == Decimal(value)
    assert bool(row.notes) is noted


@pytest.mark.parametrize(
    ("line", "code", "column", "words"),
    [
        ("GDP,2026-06,多", ProblemCode.NOT_A_NUMBER, "value", "not a number"),
        ("GDP,2026-06,=1+1", ProblemCode.FORMULA, "value", "formula"),
        ("GDP,2026-06,1个", ProblemCode.WRONG_UNIT, "value", "亿元"),
        ("FAI,2026-06,1万", ProblemCode.WRONG_UNIT, "value", "%"),
        ("GDP,2026-06,1元分", ProblemCode.WRONG_UNIT, "value", "亿元"),
        ("GDP,2026-06,0.001元", ProblemCode.NOT_EXACT, "value", "exactly"),
        ("NOPE,2026-06,1", ProblemCode.UNKNOWN_CODE, "code", "“NOPE”"),
        ("无码,2026-06,1", ProblemCode.UNKNOWN_CODE, "code", "“无码”"),
        (",2026-06,1", ProblemCode.BLANK, "code", "empty"),
        ("GDP,,1", ProblemCode.BLANK, "period_end", "missing"),
        ("GDP,soon,1", ProblemCode.NOT_A_PERIOD, "period_end", "not a period"),
        ("GDP,2026-06-15,1", ProblemCode.NOT_A_MONTH_END, "period_end", "2026-06-30"),
        ("GDP,2026-05,1", ProblemCode.NO_SUCH_PERIOD, "period_end", "3, 6, 9, 12"),
        ("FAI,2026-01-31,1", ProblemCode.NO_SUCH_PERIOD, "period_end", "2, 3, 4"),
        ("GDP,2026-12,1", ProblemCode.NOT_ENDED, "period_end", "not ended"),
    ],
)
def test_refused(line: str, code: ProblemCode, column: str, words: str) -> None:
    problems = problems_of(f"{HEADER}{line}\n")
    assert (problems[0].code, problems[0].row, column_of(problems[0])) == (code, 2, column)
    assert words in said(problems[0])


def test_an_unknown_code_is_refused_alone() -> None:
    assert refusal(HEADER + "NOPE,2026-06,1\n").value == "NOPE"
    assert refusal(HEADER + "无码,2026-06,1\n").value == "无码"


def test_a_period_that_ends_today_has_ended() -> None:
    text = HEADER + "GDP,2026-09,1\n"
    today = date(2026, 9, 30)
    assert [row.problems for row in reading(text, today)] == [()]


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("PLAN,2026-09,5,,,normal,,,", ProblemCode.CONTRADICTION, "value"),
        ("PLAN,2026-09,,above,x,,,,", ProblemCode.CONTRADICTION, "qualifier"),
        ("PLAN,2026-09,,,,,50,,", ProblemCode.NOTHING_SAID, "stage"),
        ("PLAN,2026-09,,,x,,101,,", ProblemCode.OUT_OF_RANGE, "share_done"),
        ("PLAN,2026-09,,,x,,-1,,", ProblemCode.OUT_OF_RANGE, "share_done"),
        ("PLAN,2026-09,,,x,,33.333,,", ProblemCode.TOO_MANY_DECIMALS, "share_done"),
        ("PLAN,2026-09,,,x,fine,,,", ProblemCode.NOT_A_CHOICE, "declared"),
        ("PLAN,2026-09,,,x,,,later,", ProblemCode.NOT_A_DATE, "expected_on"),
        ("GDP,2026-09,5,,x,,,,", ProblemCode.CONTRADICTION, "stage"),
        ("GDP,2026-09,5,,,,,,2026-09-01", ProblemCode.CONTRADICTION, "done_on"),
        ("GDP,2026-09,5,about,,,,,", ProblemCode.NOT_A_CHOICE, "qualifier"),
    ],
)
def test_figures_and_tasks_are_kept_apart(line: str, code: ProblemCode, column: str) -> None:
    problem = problems_of(f"{TASK_HEADER}{line}\n")[0]
    assert (problem.code, problem.row, column_of(problem)) == (code, 2, column)


def test_rows_without_a_figure_are_counted_and_passed_over() -> None:
    found = reading(HEADER + "GDP,2026-06,\nGDP,2026-03,—\nGDP,2025-12,7\n")
    assert [row.entry.value for row in found] == [Decimal(7)]
    assert found.tally.blank == 2


def test_names_and_units_are_checked() -> None:
    header = "code,period_end,value,name_zh,unit_zh\n"
    assert read(header + "FAI,2026-09,1,固定资产 投资增速,％\n")
    assert read(header + "FAI,2026-09,1,,\n")
    for line, code, column in [
        ("FAI,2026-09,1,地区生产总值,", ProblemCode.WRONG_NAME, "name_zh"),
        ("FAI,2026-09,1,,亿元", ProblemCode.WRONG_UNIT, "unit_zh"),
    ]:
        problem = refusal(f"{header}{line}\n")
        assert (problem.code, column_of(problem)) == (code, column)


def test_a_slot_may_be_named_once_however_it_is_written() -> None:
    problems = problems_of(HEADER + "GDP,2026-09,1\nGDP,2026年前三季度,2\n")
    assert [(problem.code, problem.row) for problem in problems] == [
        (ProblemCode.DUPLICATE_ROW, 2), (ProblemCode.DUPLICATE_ROW, 3),
    ]  # fmt: skip


def test_rows_of_another_place_are_refused() -> None:
    problem = refusal("place,code,period_end,value\nelsewhere,GDP,2026-09,1\n")
    assert problem.code is ProblemCode.OTHER_PLACE
    assert "“elsewhere”" in said(problem)


def test_headers_are_named_as_the_file_writes_them() -> None:
    assert refusal("指标代码,期末日期,数值\nGDP,2026-09,x\n").column == "C 数值"


@pytest.mark.parametrize("language", ["", "zh-hans", "en"])
def test_an_export_comes_back_in_every_language(language: str) -> None:
    figure = [
        "baiyun", "GDP", "地区生产总值", "GDP level", "ECONOMY", "亿元", "CNY 100m",
        date(2026, 9, 30), "前三季度", Decimal("2300.50000000"), Qualifier.ABOVE, "", "", None,
        None, None, "=来源", "-note\nline", datetime(2026, 10, 9, 8, 0), "示例数据",  # noqa: DTZ001
        "official", True, date(2026, 12, 1),
    ]  # fmt: skip
    task = [
        "baiyun", "PLAN", "行动方案", "Plan", "BUSINESS", "", "", date(2026, 9, 30), "1—9月", None,
        "", "+已印发", DeclaredState.DONE, Decimal("100.00"), date(2026, 9, 20), date(2026, 9, 18),
        "", "'=x", datetime(2026, 10, 9, 8, 0), "",  # noqa: DTZ001
        "", False, None,
    ]  # fmt: skip
    waiting = [*figure[:9], Decimal(9), *figure[10:20], "pending", False, None]
    file = b"".join(csv_chunks(ACTUALS_FILE.headers(language), [figure, waiting, task]))
    found = reading(file)
    first, second = (row.entry for row in found)
    assert [row.problems for row in found] == [(), ()]
    assert (first.preliminary, first.release_on) == (True, date(2026, 12, 1))
    assert found.tally.waiting == 1
    assert (first.value, first.qualifier) == (Decimal("2300.5"), Qualifier.ABOVE)
    assert (first.source, first.note) == ("=来源", "-note\nline")
    assert (second.stage, second.declared, second.note) == ("+已印发", DeclaredState.DONE, "'=x")
    assert (second.share_done, second.done_on) == (Decimal(100), date(2026, 9, 18))
