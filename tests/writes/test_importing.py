"""Files of actuals into the ledger: idempotent, all or nothing, changes with a reason."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from targets import formatting
from targets.exchange.sheets.problems import FileRefused
from targets.models import Actual, Closing, Import, Origin, Series, StagedRow, Upload
from targets.writes.entries.ledger import PeriodClosed
from targets.writes.upload.from_file import Door, ImportResult, import_actuals
from targets.writes.upload.stage import Importer

TODAY = date(2024, 6, 15)
HEADER = "code,period_end,value"


def bring(series: Series, *lines: str, **door: object) -> ImportResult:
    text = "\n".join(lines)
    return import_actuals(
        series.place,
        io.BytesIO(text.encode()),
        Door("file.csv", **door),  # type: ignore[arg-type]
        Importer(TODAY, None, lambda message: message.msgid),
    )


def refusal(series: Series, *lines: str, **door: object) -> list[tuple[int | None, str | None]]:
    before = Actual.objects.count()
    with pytest.raises(FileRefused) as caught:
        bring(series, *lines, **door)
    assert Actual.objects.count() == before, "nothing is written"
    return [(problem.row, problem.column) for problem in caught.value.problems]


def test_a_file_fills_slots_and_is_recorded(roads: Series, as_serving_role: str) -> None:
    result = bring(roads, HEADER, "ROAD_KM,2024-01-31,5", "ROAD_KM,2024年2月,１１.5")
    assert (result.new, result.changed, result.unchanged) == (2, 0, 0)
    assert list(Actual.objects.values_list("value", flat=True)) == [Decimal(5), Decimal("11.5")]
    record = Import.objects.get()
    assert (record.file_name, record.rows_new, len(record.sha256)) == ("file.csv", 2, 64)
    assert Actual.objects.filter(from_import=record, origin=Origin.COMMAND).count() == 2


def test_the_same_file_twice_changes_nothing(roads: Series) -> None:
    lines = [HEADER, "ROAD_KM,2024-01-31,5"]
    bring(roads, *lines)
    again = bring(roads, *lines)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1)
    assert Actual.objects.count() == 1
    assert Import.objects.count() == 1


def test_a_changed_value_needs_a_reason(roads: Series) -> None:
    bring(roads, HEADER, "ROAD_KM,2024-01-31,5", "ROAD_KM,2024-02-29,9")
    changed = [HEADER, "ROAD_KM,2024-01-31,5", "ROAD_KM,2024-02-29,10"]
    assert refusal(roads, *changed) == [(3, "C value")]
    result = bring(roads, *changed, reason="漏报补录")
    assert (result.new, result.changed, result.unchanged) == (0, 1, 1)
    now = Actual.objects.known(None).get(period_end="2024-02-29")
    assert (now.value, now.reason) == (Decimal(10), "漏报补录")


def test_filling_leaves_a_withdrawn_slot_alone(roads: Series) -> None:
    bring(roads, HEADER, "ROAD_KM,2024-01-31,5")
    result = bring(roads, HEADER, "ROAD_KM,2024-01-31,6", "ROAD_KM,2024-02-29,9", fill_only=True)
    assert (result.new, result.skipped) == (1, 1)
    assert Actual.objects.get(period_end="2024-01-31").value == 5


def test_a_value_with_a_unit_is_converted_and_said_so(roads: Series) -> None:
    result = bring(roads, HEADER, "ROAD_KM,2024-01-31,0.001万公里")
    assert Actual.objects.get().value == Decimal(10)
    (note,) = result.notes
    assert note.row == 2


@pytest.mark.parametrize(
    ("lines", "where"),
    [
        (["period,value,code", "2024-01,5,ROAD_KM"], None),
        (["code,value", "ROAD_KM,5"], None),
        ([HEADER, "ROAD_KM,2024-01-31,five"], (2, "C value")),
        ([HEADER, "NOWHERE,2024-01-31,5"], (2, "A code")),
        ([HEADER + ",unit_zh", "ROAD_KM,2024-01-31,5,亿元"], (2, "D unit_zh")),
        ([HEADER + ",name_zh", "ROAD_KM,2024-01-31,5,桥梁"], (2, "D name_zh")),
        ([HEADER, "ROAD_KM,2024-01-30,5"], (2, "B period_end")),
        ([HEADER, "ROAD_KM,2024-06-30,5"], (2, "B period_end")),
        ([HEADER, "ROAD_KM,2024-01-31,5", "ROAD_KM,2024-01-31,6"], (3, "C value")),
        ([HEADER, "ROAD_KM,2024-01-31,=1+1"], (2, "C value")),
        ([HEADER, "ROAD_KM,2024-01-31,5亿元"], (2, "C value")),
        ([HEADER + ",place", "ROAD_KM,2024-01-31,5,elsewhere"], (2, "D place")),
    ],
)
def test_bad_rows_are_named_and_nothing_is_written(
    roads: Series, lines: list[str], where: tuple[int, str] | None
) -> None:
    columns = lines[0].split(",")
    known = {"code": "ROAD_KM", "period_end": "2024-03-31", "value": "7"}
    good = ",".join(known.get(column, "") for column in columns)
    problems = refusal(roads, *lines, good)
    assert problems
    if where is not None:
        assert where in problems


def test_a_row_without_a_figure_is_passed_over_and_said(roads: Series) -> None:
    result = bring(
        roads, HEADER, "ROAD_KM,2024-01-31,", "ROAD_KM,2024-02-29,—", "ROAD_KM,2024-03,7"
    )
    assert result.new == 1
    assert [note.message.msgid for note in result.notes] == [
        "%(count)s rows or cells without a figure were passed over."
    ]


def test_a_column_that_is_not_read_is_said(roads: Series) -> None:
    result = bring(roads, HEADER + ",同比", "ROAD_KM,2024-01-31,5,3")
    (note,) = result.notes
    assert formatting.phrase(note.message).startswith("有 1 个含数字的单元格未读取：D 列“同比”")
    result = bring(roads, HEADER + ",杂项", "ROAD_KM,2024-01-31,5,无")
    (note,) = result.notes
    assert dict(note.message.params) == {"columns": "D 杂项"}


def test_two_columns_for_the_same_figures_refuse_the_file(roads: Series) -> None:
    assert refusal(roads, HEADER + ",数值", "ROAD_KM,2024-01-31,5,3") == [(1, "C value")]


def test_what_the_guard_questions_needs_a_reason(roads: Series) -> None:
    bring(roads, HEADER, "ROAD_KM,2024-01-31,5", "ROAD_KM,2024-02-29,9")
    questioned = [HEADER, "ROAD_KM,2024-03-31,140000"]
    assert refusal(roads, *questioned) == [(2, "C value")]
    assert bring(roads, *questioned, reason="补录").new == 1
    entry = Actual.objects.known(None).get(period_end="2024-03-31")
    assert (entry.questioned, entry.reason) == ("unit_slip", "补录")


def test_nothing_staged_is_left_behind(roads: Series) -> None:
    bring(roads, HEADER, "ROAD_KM,2024-01-31,5")
    assert not StagedRow.objects.exists()
    assert not Upload.objects.exists()


def test_a_workbook_and_a_ledger_are_read_as_on_the_screen(roads: Series) -> None:
    result = bring(roads, "白云区2024年主要指标", "sep=,", "指标代码,1月,2月,3月", "road_km,5,9,—")
    assert (result.new, result.unchanged) == (2, 0)


def test_as_last_period_repeats_what_stands(roads: Series) -> None:
    bring(roads, HEADER, "ROAD_KM,2024-01-31,5")
    assert bring(roads, HEADER, "ROAD_KM,2024-02-29,=").new == 1
    entry = Actual.objects.get(period_end="2024-02-29")
    assert (entry.value, entry.same_as_last) == (Decimal(5), True)


def test_a_task_is_brought_as_text(task: Series) -> None:
    result = bring(task, HEADER + ",stage,declared", "AIRFIELD,2024-05-31,,主体完工,normal")
    assert result.new == 1
    assert Actual.objects.get().stage == "主体完工"


def test_what_only_fills_leaves_closed_periods_alone(roads: Series) -> None:
    """A restart brings the shipped figures again; a closed period is no reason to fail."""
    Closing.objects.create(
        place=roads.place, period_end=date(2024, 1, 31), action="closed",
        recorded_at=timezone.now(),
    )  # fmt: skip
    lines = [HEADER, "ROAD_KM,2024-01-31,5", "ROAD_KM,2024-02-29,9"]
    result = bring(roads, *lines, fill_only=True)
    assert (result.new, result.skipped) == (1, 1)
    with pytest.raises(PeriodClosed):
        bring(roads, *lines, reason="补报")
