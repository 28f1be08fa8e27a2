"""The workbook to fill in: what it looks like, and that it comes back as it is."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from targets.core.values.facts import DeclaredState
from targets.exchange.out.fill_in import (
    FillIn,
    FillInFigure,
    FillInTask,
    FillInWords,
    write_fill_in,
)
from targets.exchange.sheets.parsed_sheet import Form, ParsedRow
from targets.exchange.sheets.problems import FileRefused, ProblemCode
from tests.exchange.files import codes_of, only_problem, said
from tests.exchange.workbook_files import changed_workbook, opened, problems_in, reading, rows

CHINESE = FillInWords(
    title="指标填报表", subtitle="填报单位:统计局　期别:2026年1—6月",
    deadline="截止日期:2026-07-18",
    hint="请填写黄色单元格", figures="填报", tasks="重点任务", instructions="填写说明",
    lines=("一、只填黄色单元格。", "二、累计数从一月算起。"), code="编码", name="指标", task="任务",
    unit="单位", asks="口径", last="上期累计",
    last_year="上年同期", target="年度目标",
    fields={
        "value": "本期累计", "source": "数据来源", "note": "备注", "reason": "更正原因",
        "stage": "本期进展", "declared": "推进情况", "share_done": "完成比例(%)",
        "expected_on": "预计完成",
    },
    states={
        DeclaredState.NOT_STARTED: "未启动", DeclaredState.NORMAL: "正常推进",
        DeclaredState.SLOW: "推进缓慢", DeclaredState.DONE: "已完成",
    },
    number_question="这不是数字,仍要保留吗?",
    range_question="一般在 %(least)s 至 %(most)s 之间,仍要保留吗?", state_title="推进情况",
    state_question="请从列表中选择。", signature="填报人:　　审核人:　　负责人:",
)  # fmt: skip
# Words that no table of synonyms knows: the hidden sheet tells what they mean
STRANGE = CHINESE._replace(
    code="K", name="Nom", last="Avant",
    fields=CHINESE.fields | {
        "value": "Valeur", "source": "D'où", "stage": "État", "declared": "Marche",
        "share_done": "Part",
    },
    states={each: f"état {each.value}" for each in DeclaredState},
)  # fmt: skip
FIGURES = (
    FillInFigure(
        "GDP", "地区生产总值", "亿元", 2, "累计", "累计数", "填累计数;与上期相同可填 =",
        Decimal("1234.5"), Decimal(600), Decimal("1100.25"),
        "≥ 3000", "统计月报", "=1+1",
    ),
    FillInFigure(
        "GROWTH", "工业增速", "%", 1, "本期", "本期数", "填百分数",
        least=Decimal(-100), most=Decimal(100),
    ),
    FillInFigure("RANK", "全省排名", "", 0, "本期", "本期数", "填位次", least=Decimal(1)),
)  # fmt: skip
TASKS = (
    FillInTask(
        "PLAN", "行动方案", "起草中", DeclaredState.NORMAL, Decimal("86.00"), date(2026, 9, 30)
    ),
)


def form(words: FillInWords = CHINESE, **changes: Any) -> bytes:
    asked = FillIn("BY", "STAT", date(2026, 6, 30), FIGURES, TASKS, words)._replace(**changes)
    out = io.BytesIO()
    write_fill_in(out, asked)
    return out.getvalue()


def filled(data: bytes, **cells: object) -> bytes:
    """The form after somebody typed into cells such as 填报!D7, and saved."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for cell, value in cells.items():
        sheet, _mark, place = cell.partition("_")
        book[sheet][place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def said_by(entries: list[ParsedRow]) -> list[tuple[object, ...]]:
    assert not [problems_in(each) for each in entries if each.problems]
    return [
        (each.code, str(each.period_end), each.entry.value, each.entry.stage) for each in entries
    ]


@pytest.mark.parametrize("words", [CHINESE, STRANGE], ids=["known words", "strange words"])
@pytest.mark.parametrize("resaved", [False, True])
def test_it_comes_back_unchanged(words: FillInWords, resaved: bool) -> None:
    data = filled(form(words)) if resaved else form(words)
    entries = rows(data)
    assert said_by(entries) == [
        ("GDP", "2026-06-30", Decimal("1234.5"), ""), ("PLAN", "2026-06-30", None, "起草中"),
    ]  # fmt: skip
    gdp, plan = entries
    assert (gdp.sheet, gdp.row, gdp.column) == ("填报", 6, f"E {words.fields['value']}")
    assert (gdp.entry.source, gdp.entry.note, gdp.entry.reason) == ("统计月报", "=1+1", "")
    assert (plan.entry.declared, plan.entry.share_done) == ("normal", Decimal(86))
    assert plan.entry.expected_on == date(2026, 9, 30)


def test_it_comes_back_filled_in() -> None:
    data = filled(
        form(), 填报_E6=1300.25, 填报_K6="笔误", 填报_E7="６．５％", 填报_E8="与上期相同",
        填报_I8="省厅",
        重点任务_E6="已完成", 重点任务_D6="印发\n实施",
    )  # fmt: skip
    reading_of = reading(data)
    gdp, growth, rank, plan = reading_of
    assert (gdp.entry.value, gdp.entry.reason) == (Decimal("1300.25"), "笔误")
    assert growth.entry.value == Decimal("6.5")
    assert rank.entry.same_as_last
    assert rank.entry.source == "省厅"
    assert (plan.entry.declared, plan.entry.stage) == ("done", "印发\n实施")
    assert reading_of.tally.blank == 0


def test_what_it_says_of_itself() -> None:
    book = opened(form())
    mark = book.fill_in
    assert mark is not None
    assert (mark.version, mark.place, mark.unit) == (1, "BY", "STAT")
    assert mark.period_end == date(2026, 6, 30)
    assert [(each.name, each.form, each.notes) for each in book.sheets] == [
        ("填报", Form.LONG, ()), ("重点任务", Form.LONG, ()),
    ]  # fmt: skip


def test_a_form_of_another_place() -> None:
    problem = only_problem(lambda: reading(form(), place="XX"))
    assert problem.code is ProblemCode.OTHER_PLACE
    assert "BY" in said(problem)


def test_a_form_whose_mark_was_changed_is_refused() -> None:
    def spoilt(change: Callable[[Any], None]) -> bytes:
        book = openpyxl.load_workbook(io.BytesIO(form()))
        change(book["_tracker"])
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    def another_version(sheet: Any) -> None:
        sheet["B1"] = "one"

    changes: list[Callable[[Any], None]] = [
        another_version, lambda sheet: sheet.delete_rows(2), lambda sheet: sheet.delete_cols(2, 2),
    ]  # fmt: skip
    for change in changes:
        data = spoilt(change)
        with pytest.raises(FileRefused) as caught:
            rows(data)
        assert caught.value.problems[0].code is ProblemCode.DAMAGED


def test_a_visible_sheet_of_that_name_is_no_mark() -> None:
    data = changed_workbook(lambda _book: None, _tracker=[["编码", "期别", "数值"]])
    assert opened(data).fill_in is None


def test_what_can_be_typed_where() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    sheet = book["填报"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    open_cells = [cell.column_letter for cell in sheet[6] if not cell.protection.locked]
    assert open_cells == ["E", "I", "J", "K"]
    assert sheet["E6"].fill.fgColor.rgb == "FFFFF8DC"
    assert sheet["E6"].number_format == "#,##0.00"
    assert sheet["J6"].data_type == "s"
    assert sheet.freeze_panes == "C6"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
    assert sheet["A1"].value == "指标填报表"
    assert [cell.value for cell in sheet[5]][:5] == ["编码", "指标", "单位", "口径", "本期累计"]
    assert [sheet[f"D{row}"].value for row in (6, 7, 8)] == ["累计", "本期", "本期"]
    assert sheet["B10"].value == CHINESE.signature
    tasks = book["重点任务"]
    assert [c.column_letter for c in tasks[6] if not c.protection.locked] == list("DEFGHI")
    assert book["_tracker"].sheet_state == "veryHidden"
    assert book["填写说明"]["A2"].value == CHINESE.lines[1]


def test_the_spreadsheet_asks_back() -> None:
    book = openpyxl.load_workbook(io.BytesIO(form()))
    found = {str(each.sqref): each for each in book["填报"].data_validations.dataValidation}
    assert found["E7"].type == "decimal"
    assert (float(found["E7"].formula1), float(found["E7"].formula2)) == (-100, 100)
    assert found["E7"].errorStyle == "warning"
    assert found["E7"].error == "一般在 -100 至 100 之间,仍要保留吗?"
    assert found["E6"].error == CHINESE.number_question
    assert (found["E6"].promptTitle, found["E6"].prompt) == ("累计数", FIGURES[0].hint)
    assert (found["E8"].promptTitle, found["E8"].prompt) == ("本期数", "填位次")
    assert found["E8"].error == "一般在 1 至 … 之间,仍要保留吗?"
    (states,) = book["重点任务"].data_validations.dataValidation
    assert (states.type, states.formula1) == ("list", '"未启动,正常推进,推进缓慢,已完成"')


def test_a_unit_with_figures_or_tasks_alone() -> None:
    assert [each.name for each in opened(form(tasks=())).sheets] == ["填报"]
    assert [each.name for each in opened(form(figures=())).sheets] == ["重点任务"]
    nothing = form(figures=(), tasks=())
    assert [each.name for each in opened(nothing).sheets] == ["填报"]
    assert codes_of(lambda: rows(nothing)) == [ProblemCode.EMPTY_FILE]


def test_a_task_that_was_never_reported() -> None:
    data = form(tasks=(FillInTask("PLAN", "行动方案"),))
    assert [each.code for each in rows(data)] == ["GDP"]
