"""The file of actuals."""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from targets.core.values import Calendar, DeclaredState, Qualifier
from targets.exchange.actual_rules import SeriesShape
from targets.exchange.actuals_file import ACTUALS_FILE, ActualRow, read_actuals, resolve_value
from targets.exchange.problems import CellRefused, Problem, ProblemCode
from targets.exchange.writing import csv_chunks

from .files import only_problem, problems_of, said, source

DATA = Path(__file__).parents[2] / "targets" / "data"
SERIES = {
    "GDP": SeriesShape("地区生产总值", "亿元", Calendar.QUARTERLY),
    "FAI": SeriesShape("固定资产投资增速", "%", Calendar.MONTHLY_JAN_FEB),
    "PLAN": SeriesShape("行动方案", "", Calendar.ONCE, is_task=True),
}
TODAY = date(2026, 10, 10)
HEADER = "code,period_end,value\n"
TASK_HEADER = "code,period_end,value,qualifier,stage,declared,share_done,expected_on,done_on\n"


def read(text: str) -> tuple[ActualRow, ...]:
    return read_actuals(source(text), place="baiyun", series=SERIES, today=TODAY).rows


def refusal(text: str) -> Problem:
    return only_problem(lambda: read(text))


def test_the_shipped_file() -> None:
    with (DATA / "published_actuals.csv").open("rb") as shipped:
        parsed = read_actuals(shipped)
    assert len(parsed.rows) == 39
    floor = next(row for row in parsed.rows if row.qualifier is Qualifier.ABOVE)
    assert (floor.code, floor.period_end, floor.value_text) == (
        "GDP_TOTAL", date(2023, 12, 31), "2800",
    )  # fmt: skip
    assert floor.value is None
    resolved = resolve_value(floor, "亿元")
    assert resolved is not None
    assert resolved.value == 2800


def test_three_columns_are_enough() -> None:
    assert read(HEADER + 'GDP,2026年上半年,"1,532.8"\n') == (
        ActualRow(
            row=2,
            code="GDP",
            period_end=date(2026, 6, 30),
            value_text="1,532.8",
            value=Decimal("1532.8"),
            place="baiyun",
        ),
    )


def test_a_task_row() -> None:
    (row,) = read(TASK_HEADER + "PLAN,2026-09,,,已印发,done,100%,2026-09-20,2026年9月18日\n")
    assert (row.stage, row.declared, row.share_done) == (
        "已印发", DeclaredState.DONE, Decimal(100),
    )  # fmt: skip
    assert (row.expected_on, row.done_on) == (date(2026, 9, 20), date(2026, 9, 18))
    assert row.value is None
    assert resolve_value(row, "") is None


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
    parsed = read_actuals(source(f'{HEADER}GDP,2026-06,"{text}"\n'), series=SERIES)
    assert parsed.rows[0].value == Decimal(value)
    assert bool(parsed.notes) is noted
    without = read_actuals(source(f'{HEADER}GDP,2026-06,"{text}"\n')).rows[0]
    resolved = resolve_value(without, "亿元")
    assert resolved is not None
    assert (resolved.value, bool(resolved.note)) == (Decimal(value), noted)


def test_resolving_refuses_what_reading_with_the_series_would() -> None:
    (row,) = read_actuals(source(HEADER + "GDP,2026-06,3个\n")).rows
    with pytest.raises(CellRefused, match="is not the unit of this series"):
        resolve_value(row, "亿元")
    (row,) = read_actuals(source(HEADER + "GDP,2026-06,3.25\n")).rows
    with pytest.raises(CellRefused, match="decimals"):
        resolve_value(row, "亿元", 1)


@pytest.mark.parametrize(
    ("line", "code", "column", "words"),
    [
        ("GDP,2026-06,多", ProblemCode.NOT_A_NUMBER, "value", "not a number"),
        ("GDP,2026-06,=1+1", ProblemCode.FORMULA, "value", "formula"),
        ("GDP,2026-06,1个", ProblemCode.WRONG_UNIT, "value", "亿元"),
        ("FAI,2026-06,1万", ProblemCode.WRONG_UNIT, "value", "%"),
        ("GDP,2026-06,1元分", ProblemCode.WRONG_UNIT, "value", "亿元"),
        ("GDP,2026-06,0.001元", ProblemCode.NOT_EXACT, "value", "exactly"),
        ("GDP,2026-06,", ProblemCode.NOTHING_SAID, "value", "says nothing"),
        ("NOPE,2026-06,1", ProblemCode.UNKNOWN_CODE, "code", "“NOPE”"),
        ("无码,2026-06,1", ProblemCode.BAD_CODE, "code", "not a code"),
        (",2026-06,1", ProblemCode.BLANK, "code", "empty"),
        ("GDP,,1", ProblemCode.BLANK, "period_end", "empty"),
        ("GDP,soon,1", ProblemCode.NOT_A_PERIOD, "period_end", "not a period"),
        ("GDP,2026-06-15,1", ProblemCode.NOT_A_MONTH_END, "period_end", "2026-06-30"),
        ("GDP,2026-05,1", ProblemCode.NO_SUCH_PERIOD, "period_end", "3, 6, 9, 12"),
        ("FAI,2026-01-31,1", ProblemCode.NO_SUCH_PERIOD, "period_end", "2, 3, 4"),
        ("GDP,2026-12,1", ProblemCode.NOT_ENDED, "period_end", "not ended"),
    ],
)
def test_refused(line: str, code: ProblemCode, column: str, words: str) -> None:
    problems = problems_of(lambda: read(f"{HEADER}{line}\n"))
    assert (problems[0].code, problems[0].row, problems[0].column) == (code, 2, column)
    assert words in said(problems[0])


def test_an_unknown_code_is_refused_alone() -> None:
    assert refusal(HEADER + "NOPE,2026-06,1\n").value == "NOPE"
    assert refusal(HEADER + "无码,2026-06,1\n").code is ProblemCode.BAD_CODE


def test_a_period_that_ends_today_has_ended() -> None:
    text = HEADER + "GDP,2026-09,1\n"
    today = date(2026, 9, 30)
    assert len(read_actuals(source(text), series=SERIES, today=today).rows) == 1


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
    problem = problems_of(lambda: read(f"{TASK_HEADER}{line}\n"))[0]
    assert (problem.code, problem.row, problem.column) == (code, 2, column)


def test_without_the_series_a_row_still_has_to_say_something() -> None:
    def read_alone(line: str) -> tuple[ActualRow, ...]:
        return read_actuals(source(f"{TASK_HEADER}{line}\n")).rows

    assert only_problem(lambda: read_alone("X,2026-09,,,,,,,")).code is ProblemCode.NOTHING_SAID
    assert only_problem(lambda: read_alone("X,2026-09,,above,x,,,,")).code is (
        ProblemCode.CONTRADICTION
    )
    assert only_problem(lambda: read_alone("X,2026-09,x,,,,,,")).code is ProblemCode.NOT_A_NUMBER
    assert read_alone("X,2026-09,,,,slow,,,")[0].declared is DeclaredState.SLOW


def test_names_and_units_are_checked() -> None:
    header = "code,period_end,value,name_zh,unit_zh\n"
    assert read(header + "FAI,2026-09,1,固定资产 投资增速,％\n")
    assert read(header + "FAI,2026-09,1,,\n")
    problems = problems_of(lambda: read(header + "FAI,2026-09,1,地区生产总值,亿元\n"))
    assert [(problem.code, problem.column) for problem in problems] == [
        (ProblemCode.WRONG_NAME, "name_zh"),
        (ProblemCode.WRONG_UNIT, "unit_zh"),
    ]


def test_a_slot_may_be_named_once_however_it_is_written() -> None:
    problem = refusal(HEADER + "GDP,2026-09,1\nGDP,2026年前三季度,2\n")
    assert (problem.code, problem.row, problem.column) == (
        ProblemCode.DUPLICATE_ROW, 3, "period_end",
    )  # fmt: skip


def test_rows_of_another_place_are_refused() -> None:
    problem = refusal("place,code,period_end,value\nelsewhere,GDP,2026-09,1\n")
    assert problem.code is ProblemCode.OTHER_PLACE
    assert "“elsewhere”" in said(problem)
    every = read_actuals(source("place,code,period_end,value\na,GDP,2026-09,1\nb,GDP,2026-09,1\n"))
    assert [row.place for row in every.rows] == ["a", "b"]


def test_headers_are_named_as_the_file_writes_them() -> None:
    assert refusal("指标代码,期末日期,数值\nGDP,2026-09,x\n").column == "数值"


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
    parsed = read_actuals(io.BytesIO(file), place="baiyun", series=SERIES, today=TODAY)
    first, second = parsed.rows
    assert (first.preliminary, first.release_on) == (True, date(2026, 12, 1))
    assert [note.row for note in parsed.notes] == [3]
    assert (first.value, first.qualifier) == (Decimal("2300.5"), Qualifier.ABOVE)
    assert (first.source, first.note) == ("=来源", "-note\nline")
    assert (second.stage, second.declared, second.note) == ("+已印发", DeclaredState.DONE, "'=x")
    assert (second.share_done, second.done_on) == (Decimal(100), date(2026, 9, 18))
