"""The workbook a unit fills in for one period: XLSX that is imported as it comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, NamedTuple

from xlsxwriter.worksheet import Worksheet

from targets.core.values.facts import DeclaredState, Figure
from targets.exchange.figures.fill_in_mark import MARK_SHEET, VERSION, mark_lines
from targets.exchange.sheets.parsed_sheet import FillInMark

from .xlsx import Formats, Kind, XlsxColumn, new_book, set_page, sheet_name, write_value

_TOP = 4  # lines above the header: title, unit and period, deadline, hint
_MOST = 1e16
_OPEN = "#FFF8DC"  # the cells to be filled in
_CLOSED = "#F1F3F5"
_GREY = "#868E96"
_INSTRUCTIONS = 88.0  # characters of their column


class FillInFigure(NamedTuple):
    """One series whose figure is asked for. ``asks`` says which: the running total, the amount
    of the period alone, or simply the figure. ``least`` and ``most`` bound what is usual for its
    measure; beyond them the spreadsheet asks back and does not refuse."""

    code: str
    name: str
    unit: str
    decimals: int
    basis: str  # in a word: 累计, 当期
    asks: str
    hint: str  # beside the cell: how it is entered
    value: Decimal | None = None  # what stands for this period
    last: Decimal | None = None
    last_year: Decimal | None = None
    target: str = ""  # as worded: ≥ 3000
    source: str = ""
    note: str = ""
    least: Decimal | None = None
    most: Decimal | None = None


class FillInTask(NamedTuple):
    """One task whose progress is asked for."""

    code: str
    name: str
    stage: str = ""
    declared: DeclaredState | None = None
    share_done: Decimal | None = None  # percent
    expected_on: date | None = None
    target: str = ""
    note: str = ""


class FillInWords(NamedTuple):
    """Every text of the workbook, in the language of the person who fetches it."""

    title: str
    subtitle: str  # unit and period, as people call them
    deadline: str
    hint: str  # fill in the yellow cells
    figures: str  # names of the sheets
    tasks: str
    instructions: str
    lines: Sequence[str]  # of the instructions
    fields: dict[str, str]  # headers: field of an entry → word
    code: str
    name: str
    task: str
    unit: str
    asks: str
    last: str
    last_year: str
    target: str
    states: Mapping[DeclaredState, str]
    number_question: str  # what the spreadsheet says when it asks back
    range_question: str  # with %(least)s and %(most)s
    state_title: str
    state_question: str
    signature: str  # 填报人: 审核人: 单位负责人:


class FillIn(NamedTuple):
    """What one workbook asks for."""

    place: str  # codes
    unit: str
    period_end: date
    figures: Sequence[FillInFigure]
    tasks: Sequence[FillInTask]
    words: FillInWords


class _Column(NamedTuple):
    header: str
    column: str  # stable name, empty for what is only shown
    width: float
    is_open: bool = False
    kind: Kind = Kind.TEXT


def write_fill_in(out: IO[bytes], asked: FillIn) -> None:
    """Write the workbook to ``out``. The sheets are protected, without a password: that keeps
    the codes whole, and nobody is locked out."""
    words = asked.words
    figures = _figure_columns(words)
    tasks = _task_columns(words)
    with new_book(out) as book:
        formats = Formats(book, valign="vcenter", text_wrap=True, border=1, border_color="#CED4DA")
        if asked.figures or not asked.tasks:
            sheet = book.add_worksheet(sheet_name(words.figures))
            _head(sheet, asked, figures, formats)
            for row, figure in enumerate(asked.figures, _TOP + 1):
                _line(sheet, row, figures, _figure_values(figure), formats)
                _expect_number(sheet, row, figures, figure, words)
            _foot(sheet, _TOP + len(asked.figures) + 2, words, formats)
        if asked.tasks:
            sheet = book.add_worksheet(sheet_name(words.tasks))
            _head(sheet, asked, tasks, formats)
            for row, task in enumerate(asked.tasks, _TOP + 1):
                _line(sheet, row, tasks, _task_values(task, words), formats)
            _expect_state(sheet, len(asked.tasks), tasks, words)
            _foot(sheet, _TOP + len(asked.tasks) + 2, words, formats)
        sheet = book.add_worksheet(sheet_name(words.instructions))
        sheet.set_column(0, 0, _INSTRUCTIONS)
        set_page(sheet, None, _INSTRUCTIONS)
        for row, text in enumerate(words.lines):
            sheet.write_string(row, 0, text, formats(border=0))
        _hide_mark(book.add_worksheet(MARK_SHEET), asked, [*figures, *tasks], formats)


def _figure_columns(words: FillInWords) -> list[_Column]:
    return [
        _Column(words.code, "code", 16),
        _Column(words.name, "name_zh", 34),
        _Column(words.unit, "unit_zh", 9),
        _Column(words.asks, "", 10),
        _Column(words.fields["value"], "value", 15, is_open=True, kind=Kind.NUMBER),
        _Column(words.last, "", 15, kind=Kind.NUMBER),
        _Column(words.last_year, "", 15, kind=Kind.NUMBER),
        _Column(words.target, "", 16),
        _Column(words.fields["source"], "source", 22, is_open=True),
        _Column(words.fields["note"], "note", 26, is_open=True),
        _Column(words.fields["reason"], "reason", 20, is_open=True),
    ]


def _task_columns(words: FillInWords) -> list[_Column]:
    return [
        _Column(words.code, "code", 16),
        _Column(words.task, "name_zh", 34),
        _Column(words.target, "", 20),
        _Column(words.fields["stage"], "stage", 50, is_open=True),
        _Column(words.fields["declared"], "declared", 13, is_open=True),
        _Column(words.fields["share_done"], "share_done", 11, is_open=True, kind=Kind.NUMBER),
        _Column(words.fields["expected_on"], "expected_on", 14, is_open=True, kind=Kind.DATE),
        _Column(words.fields["note"], "note", 26, is_open=True),
        _Column(words.fields["reason"], "reason", 20, is_open=True),
    ]


def _figure_values(figure: FillInFigure) -> list[object]:
    def shown(value: Decimal | None) -> Figure | None:
        return None if value is None else Figure(value, figure.decimals)

    return [
        figure.code, figure.name, figure.unit, figure.basis, shown(figure.value),
        shown(figure.last), shown(figure.last_year), figure.target, figure.source, figure.note, "",
    ]  # fmt: skip


def _task_values(task: FillInTask, words: FillInWords) -> list[object]:
    state = "" if task.declared is None else words.states[task.declared]
    return [
        task.code, task.name, task.target, task.stage, state,
        None if task.share_done is None else task.share_done.normalize(), task.expected_on,
        task.note, "",
    ]  # fmt: skip


def _head(sheet: Worksheet, asked: FillIn, columns: Sequence[_Column], formats: Formats) -> None:
    words, last = asked.words, len(columns) - 1
    sheet.merge_range(
        0, 0, 0, last, words.title, formats(border=0, bold=True, font_size=16, align="center")
    )
    plain = formats(border=0, text_wrap=False)
    for row, text in enumerate((words.subtitle, words.deadline, words.hint), 1):
        sheet.write_string(row, 0, text, plain)
    for index, column in enumerate(columns):
        look = formats(bold=True, align="center", bg_color="#DDE5EE")
        sheet.write_string(_TOP, index, column.header, look)
        sheet.set_column(index, index, column.width)
    sheet.set_row(0, 30)
    sheet.freeze_panes(_TOP + 1, 2)
    set_page(sheet, _TOP, sum(column.width for column in columns))
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": False})


def _line(
    sheet: Worksheet, row: int, columns: Sequence[_Column], values: Sequence[object],
    formats: Formats,
) -> None:  # fmt: skip
    for index, (column, value) in enumerate(zip(columns, values, strict=True)):
        look: dict[str, object] = {"locked": not column.is_open}
        look["bg_color"] = _OPEN if column.is_open else _CLOSED
        if column.column == "code":
            look["font_color"] = _GREY
        if column.kind is Kind.DATE:
            look["num_format"] = "yyyy-mm-dd"
        shown = XlsxColumn(column.header, column.kind if not isinstance(value, str) else Kind.TEXT)
        write_value(sheet, (row, index), value, shown, formats, **look)


def _expect_number(
    sheet: Worksheet, row: int, columns: Sequence[_Column], figure: FillInFigure,
    words: FillInWords,
) -> None:  # fmt: skip
    """The spreadsheet asks back for what is no number, or beyond what is usual."""
    index = next(at for at, column in enumerate(columns) if column.column == "value")
    bounded = figure.least is not None or figure.most is not None
    least = -_MOST if figure.least is None else float(figure.least)
    most = _MOST if figure.most is None else float(figure.most)
    question = words.number_question
    if bounded:
        shown = {"least": figure.least, "most": figure.most}
        question = words.range_question % {
            name: "…" if bound is None else bound for name, bound in shown.items()
        }
    sheet.data_validation(
        row, index, row, index,
        {
            "validate": "decimal",
            "criteria": "between",
            "minimum": least,
            "maximum": most,
            "ignore_blank": True,
            "input_title": figure.asks[:32],
            "input_message": figure.hint[:255],
            "error_title": figure.asks[:32],
            "error_message": question[:255],
            "error_type": "warning",
        },
    )  # fmt: skip


def _expect_state(
    sheet: Worksheet, count: int, columns: Sequence[_Column], words: FillInWords
) -> None:
    index = next(at for at, column in enumerate(columns) if column.column == "declared")
    sheet.data_validation(
        _TOP + 1, index, _TOP + count, index,
        {
            "validate": "list",
            "source": [words.states[state] for state in DeclaredState],
            "error_title": words.state_title[:32],
            "error_message": words.state_question[:255],
        },
    )  # fmt: skip


def _foot(sheet: Worksheet, row: int, words: FillInWords, formats: Formats) -> None:
    sheet.write_string(row, 1, words.signature, formats(border=0, text_wrap=False))


def _hide_mark(
    sheet: Worksheet, asked: FillIn, columns: Sequence[_Column], formats: Formats
) -> None:
    """What the import needs to know, whatever the language of the headers."""
    mark = FillInMark(
        version=VERSION,
        place=asked.place,
        unit=asked.unit,
        period_end=asked.period_end,
        headers=tuple(dict.fromkeys((column.header, column.column) for column in columns)),
        words=tuple((word, state.value) for state, word in asked.words.states.items()),
        instructions=sheet_name(asked.words.instructions),
    )
    for row, line in enumerate(mark_lines(mark)):
        for index, text in enumerate(line):
            sheet.write_string(row, index, text, formats(border=0))
    sheet.protect()
    sheet.very_hidden()
