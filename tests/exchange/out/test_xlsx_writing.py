"""XLSX out: opened again with other libraries, with real numbers and no live formula."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.core.values.facts import Figure
from targets.exchange.out import xlsx
from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.out.assessments import ASSESSMENTS_FILE, AssessmentRow
from targets.exchange.out.columns import (
    ACTUALS,
    ASSESSMENTS,
    TARGETS,
    assessment_values,
    csv_values,
    xlsx_columns,
)
from targets.exchange.out.xlsx import (
    Kind,
    XlsxColumn,
    XlsxSheet,
    number_format,
    sheet_name,
    text_width,
    write_xlsx,
)
from targets.exchange.sheets.defusing import TRIGGERS
from targets.exchange.targets.file import TARGETS_FILE


def written(*sheets: XlsxSheet) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, sheets)
    return out.getvalue()


def read_again(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def one_cell(value: object, kind: Kind = Kind.TEXT, decimals: int | None = None) -> Any:
    column = XlsxColumn("甲", kind, decimals)
    return read_again(written(XlsxSheet("表", [column], [[value]])))["表"]["A2"]


@pytest.mark.parametrize(
    ("value", "kind", "decimals", "read", "pattern"),
    [
        (Decimal("3156.37"), Kind.NUMBER, None, 3156.37, "#,##0.00"),
        (Decimal("3156.3700"), Kind.NUMBER, None, 3156.37, "#,##0.00"),
        (Decimal(3156), Kind.NUMBER, None, 3156, "#,##0"),
        (Decimal("105.212333"), Kind.NUMBER, 2, 105.212333, "#,##0.00"),
        ("105.212333", Kind.NUMBER, 2, 105.212333, "#,##0.00"),
        (Figure(Decimal("6.5"), 1, "%", "%"), Kind.NUMBER, None, 6.5, "#,##0.0"),
        (2026, Kind.INTEGER, None, 2026, "0"),
        ("2026", Kind.INTEGER, None, 2026, "0"),
        ("Infinity", Kind.NUMBER, None, "Infinity", "General"),
        ("many", Kind.NUMBER, None, "many", "General"),
        (Decimal("1234567890123456.5"), Kind.NUMBER, None, "1234567890123456.5", "General"),
        (True, Kind.TEXT, None, "yes", "General"),
        (False, Kind.TEXT, None, "no", "General"),
        (None, Kind.NUMBER, None, None, "General"),
        ("", Kind.TEXT, None, None, "General"),
        ("未达标", Kind.TEXT, None, "未达标", "General"),
        ("2026-02-30", Kind.DATE, None, "2026-02-30", "General"),
    ],
)
def test_cells(value: object, kind: Kind, decimals: int | None, read: object, pattern: str) -> None:
    cell = one_cell(value, kind, decimals)
    assert (cell.value, cell.number_format) == (read, pattern)


@pytest.mark.parametrize("value", [date(2026, 9, 30), "2026-09-30"])
def test_days_are_days(value: object) -> None:
    cell = one_cell(value, Kind.DATE)
    assert cell.is_date
    assert cell.value.date() == date(2026, 9, 30)


@pytest.mark.parametrize("value", [datetime(2026, 9, 30, 8, 30, tzinfo=UTC), "2026-09-30 08:30:00"])
def test_moments_are_moments(value: object) -> None:
    cell = one_cell(value, Kind.MOMENT)
    assert cell.is_date
    assert cell.value.isoformat() == "2026-09-30T08:30:00"


@pytest.mark.parametrize("start", TRIGGERS)
def test_no_text_becomes_a_formula_or_a_link(start: str) -> None:
    for text in (f'{start}HYPERLINK("http://x")', f"{start}1+1"):
        cell = one_cell(text)
        assert cell.data_type == "s"
        assert cell.value.lstrip() == text.lstrip() or start in "\r"
        assert cell.hyperlink is None
    assert one_cell("http://example.cn").hyperlink is None
    assert one_cell("'=1").value == "'=1"


def test_what_has_no_agreed_form() -> None:
    with pytest.raises(TypeError, match="float"):
        one_cell(1.5)


def test_the_look_of_a_sheet() -> None:
    columns = [XlsxColumn("指标名称"), XlsxColumn("数值", Kind.NUMBER, width=20), XlsxColumn("注")]
    lines: list[list[object]] = [
        ["地区生产总值（不变价）", Decimal("1.5"), "长" * 100],
        ["甲\n乙", None, ""],
    ]
    book = read_again(written(XlsxSheet("指标[1]/甲", columns, lines, ["标题"])))
    sheet = book["指标 1  甲"]
    assert sheet.freeze_panes == "A3"
    assert [cell.value for cell in sheet[2]] == ["指标名称", "数值", "注"]
    assert sheet["A2"].font.bold
    assert sheet.column_dimensions["A"].width == pytest.approx(24.7, abs=0.5)
    assert sheet.column_dimensions["B"].width == pytest.approx(20.7, abs=0.5)
    assert sheet.column_dimensions["C"].width < 50
    assert not book.properties.creator
    assert book.properties.created.year == 2000


def test_the_same_figures_give_the_same_file() -> None:
    sheet = XlsxSheet("表", [XlsxColumn("甲")], [["乙"]])
    assert written(sheet) == written(sheet)


def test_names_widths_and_formats() -> None:
    assert sheet_name("'a:b*c?'") == "a b c"
    assert sheet_name("[]") == "1"
    assert len(sheet_name("长" * 40)) == 31
    assert text_width("指标ab\n甲") == 6
    assert (number_format(0), number_format(3)) == ("#,##0", "#,##0.000")


def test_more_rows_than_a_sheet_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 2)
    with pytest.raises(ValueError, match="at most 2 rows"):
        written(XlsxSheet("表", [XlsxColumn("甲")], [["乙"]] * 3))


def test_rows_are_passed_on_as_they_come() -> None:
    def endless(count: int) -> Iterator[Sequence[object]]:
        for number in range(count):
            yield [f"row {number}", Decimal(number) / 4]

    columns = [XlsxColumn("甲"), XlsxColumn("乙", Kind.NUMBER)]
    out = io.BytesIO()
    tracemalloc.start()
    try:
        write_xlsx(out, [XlsxSheet("表", columns, endless(20_000))])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 6_000_000
    assert zipfile.ZipFile(out).testzip() is None


@given(st.decimals(-(10**13), 10**13, places=2, allow_nan=False))
def test_any_figure_comes_back(value: Decimal) -> None:
    assert Decimal(str(one_cell(value, Kind.NUMBER).value)) == value


@pytest.mark.parametrize(
    ("file", "kinds"),
    [(ASSESSMENTS_FILE, ASSESSMENTS), (ACTUALS_FILE, ACTUALS), (TARGETS_FILE, TARGETS)],
)
def test_the_exports_have_the_columns_of_their_csv(file: Any, kinds: Any) -> None:
    assert list(kinds) == list(file.columns)
    for language in ("zh-hans", "en", ""):
        assert [each.header for each in xlsx_columns(file, language)] == file.headers(language)
    assert [each.kind for each in xlsx_columns(file)] == list(kinds.values())


def test_kinds() -> None:
    assert ACTUALS["value"] is Kind.NUMBER
    assert ACTUALS["period_end"] is Kind.DATE
    assert ACTUALS["recorded_at"] is Kind.MOMENT
    assert ASSESSMENTS["completion_rate"] is Kind.NUMBER
    assert TARGETS["pace"] is Kind.TEXT  # the method there, a rate in the assessments
    assert TARGETS["year"] is Kind.INTEGER
    assert TARGETS["code"] is Kind.TEXT


def test_an_assessment() -> None:
    row = AssessmentRow(
        place="BY", code="GDP", name_zh="地区生产总值", name_en="", theme="", tier="plan",
        headline=True, year=2026, comparator=">", target=Decimal(3000), unit="亿元", wording="",
        as_of=date(2026, 9, 30), period_end=None, period_label="", actual=Decimal("2300.5"),
        qualifier="", stage="", completion_rate=Decimal("76.6833333333"), linear_pace=None,
        linear_deviation=None, pace_method="", pace=None, deviation=None, gap=None,
        verdict="behind", verdict_zh="落后", reporting_status="", provisional=False,
        illustrative=False, lead="", reporting_unit="", source="=1+1",
    )  # fmt: skip
    columns = xlsx_columns(ASSESSMENTS_FILE, "zh")
    sheet = read_again(written(XlsxSheet("评估", columns, [assessment_values(row)])))["评估"]
    cells = dict(zip(ASSESSMENTS_FILE.columns, sheet[2], strict=True))
    assert cells["completion_rate"].value == 76.683333
    assert cells["completion_rate"].number_format == "#,##0.00"
    assert (cells["headline"].value, cells["verdict_zh"].value) == ("yes", "落后")
    assert cells["as_of"].is_date
    assert (cells["source"].value, cells["source"].data_type) == ("=1+1", "s")


def test_cells_of_our_csv() -> None:
    assert list(csv_values([["'=1+1", "'x", "1"]])) == [["=1+1", "'x", "1"]]


def test_every_sheet_is_set_up_for_the_printer() -> None:
    long = "说明" * 60
    wide = [XlsxColumn("甲"), XlsxColumn("乙", Kind.NUMBER), *[XlsxColumn(long)] * 3]
    sheets = [
        XlsxSheet("宽", wide, [["a", Decimal(1), long, "", ""]], ["标题", "单位:亿元"]),
        XlsxSheet("窄", [XlsxColumn("项目"), XlsxColumn("内容")], [["备注", "短"]]),
    ]
    out = io.BytesIO()
    write_xlsx(out, sheets)
    book = openpyxl.load_workbook(io.BytesIO(out.getvalue()))
    for name, orientation, header in (("宽", "landscape", "$3:$3"), ("窄", "portrait", "$1:$1")):
        sheet = book[name]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, orientation)
        assert sheet.page_setup.fitToWidth in (None, 1)  # one page wide, which is the default
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == header
    assert book["宽"]["C4"].alignment.wrap_text
    assert not book["宽"]["B4"].alignment.wrap_text
