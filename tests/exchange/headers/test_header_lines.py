"""Headers of one line and of several: every line counts, and nothing is chosen silently."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.exchange.figures.place_said import Place
from targets.exchange.sheets.parsed_sheet import Form
from tests.exchange.bureau_files import (
    asked,
    brought,
    in_every_format,
    merged,
    questions,
    read,
    refused,
    unread,
)

N = None
SEPTEMBER = "2026-09-30"


def test_last_year_beside_this_year() -> None:
    data = merged(
        [
            ["2026年9月主要指标"],
            ["指标", "计量单位", "上年同期", N, "本年", N],
            [N, N, "本月", "累计", "本月", "累计"],
            ["接待游客", "万人次", 66.7, 564.9, 71.3, 612.4],
            ["社会消费品零售总额", "亿元", 88.2, 772.9, 92.1, 812.53],
            ["发明专利授权量", "件", 101, 812, 104, 903],
        ],
        "C2:D2",
        "E2:F2",
    )
    reading = read(data)
    assert brought(reading) == {
        ("TOURISM", SEPTEMBER): Decimal("612.4"), ("RETAIL", SEPTEMBER): Decimal("812.53"),
        ("PATENTS", SEPTEMBER): Decimal(104),
    }  # fmt: skip
    assert unread(reading) == [
        "6 cells with figures were not read: columns C–D “上年同期”: figures of another period.",
        "3 cells with figures were not read: columns E–F “本年”: these series take the figures of "
        "another column.",
    ]


@pytest.mark.parametrize("data", in_every_format(
    "2026年9月,,,,,\n,,计划,,实际,\n指标,计量单位,本月,累计,本月,累计\n接待游客,万人次,1,2,3,4\n"
    "发明专利授权量,件,5,6,7,8\n"
))  # fmt: skip
def test_the_plan_in_the_upper_line(data: bytes | str) -> None:
    reading = read(data)
    assert brought(reading) == {("TOURISM", SEPTEMBER): 4, ("PATENTS", SEPTEMBER): 7}
    assert "columns C–D “计划”: targets and plans" in unread(reading)[0]


@pytest.mark.parametrize("upper", ["2025年", "2025年度"])
def test_another_year_in_the_upper_line_is_that_year(upper: str) -> None:
    text = f"2026年9月,,,\n指标,单位,{upper},2026年\n,,累计,累计\n接待游客,万人次,564.9,612.4\n"
    assert brought(read(text)) == {
        ("TOURISM", "2025-09-30"): Decimal("564.9"), ("TOURISM", SEPTEMBER): Decimal("612.4"),
    }  # fmt: skip


def test_twelve_months_of_two_years() -> None:
    months = [f"1-{month}月" for month in range(1, 10)]
    data = merged(
        [
            ["主要指标"],
            ["指标", "单位", "2025年", *[N] * 8, "2026年", *[N] * 8],
            [N, N, *months, *months],
            ["接待游客", "万人次", *range(1, 10), *range(11, 20)],
        ],
        "C2:K2", "L2:T2", "A2:A3", "B2:B3",
    )  # fmt: skip
    found = brought(read(data))
    assert len(found) == 18
    assert found["TOURISM", "2025-09-30"] == 9
    assert found["TOURISM", SEPTEMBER] == 19


def test_three_lines() -> None:
    data = merged(
        [
            ["主要指标"],
            ["指标", "单位", "2025年", N, "2026年", N],
            [N, N, "1-9月", N, "1-9月", N],
            [N, N, "绝对值", "增长(%)", "绝对值", "增长(%)"],
            ["地区生产总值", "亿元", 700, 5, 760, 5.4],
            ["发明专利授权量", "件", 800, 1, 903, 2],
        ],
        "A2:A4", "B2:B4", "C2:D2", "E2:F2", "C3:D3", "E3:F3",
    )  # fmt: skip
    reading = read(data)
    assert brought(reading) == {
        ("GDP", "2025-09-30"): 700, ("GDP", SEPTEMBER): 760,
        ("GDP_GROWTH", "2025-09-30"): 5, ("GDP_GROWTH", SEPTEMBER): Decimal("5.4"),
    }  # fmt: skip
    assert refused(reading) == {
        ("PATENTS", "C"): ["not_a_total"], ("PATENTS", "E"): ["not_a_total"],
    }  # fmt: skip


@pytest.mark.parametrize("data", in_every_format(
    "2026年9月,,,,,\n指标,单位,甲区,,海珠区,\n,,本月,累计,本月,累计\n接待游客,万人次,1,2,3,4\n"
))  # fmt: skip
def test_two_places_side_by_side_are_asked_about(data: bytes | str) -> None:
    reading = read(data)
    assert brought(reading) == {}
    assert asked(reading) == ["C", "D", "E", "F"]
    assert len(questions(reading)) == 2
    assert unread(reading) == [
        "4 cells with figures were not read: columns C–F “甲区、海珠区”: it has to be chosen first "
        "what the column is.",
    ]
    name = reading.sheets[0].name
    chosen = read(data, mapping={name: {2: "value_single", 3: "value_total"}})
    assert brought(chosen) == {("TOURISM", SEPTEMBER): 2}
    assert questions(chosen) == []
    assert "columns E–F “海珠区”: another column was chosen for the same" in unread(chosen)[1]


def test_the_places_own_name_needs_no_question() -> None:
    text = "2026年9月,,,\n指标,单位,{},{}\n,,1-8月,1-9月\n接待游客,万人次,500,612\n"
    place = Place("BY", ("白云区",))
    own = read(text.format("其中：白云区", ""), place=place)
    assert brought(own) == {("TOURISM", "2026-08-31"): 500, ("TOURISM", SEPTEMBER): 612}
    for other in ("海珠区", "全市", "其中：海珠区", "（海珠区）", "#海珠区"):
        reading = read(text.format(other, ""), place=place)
        assert (brought(reading), asked(reading)) == ({}, ["C", "D"])
    city = read(text.format("全市", ""), place=Place("GZ", ("广州市",)))
    assert brought(city) == brought(own)
    text = "2026年9月,,,\n指标,单位,海珠区,白云区\n,,累计,累计\n接待游客,万人次,500,612\n"
    reading = read(text, place=place)
    assert brought(reading) == {("TOURISM", SEPTEMBER): 612}
    assert asked(reading) == []
    assert "column C “海珠区累计”: figures of another place" in unread(reading)[0]
    assert brought(read("2026年9月\n指标,累计,全市累计\n接待游客,612,5000\n")) == {
        ("TOURISM", SEPTEMBER): 612
    }


@pytest.mark.parametrize("header", ["全市累计", "累计（全市）", "全市 累计", "全省\n累计"])
def test_another_places_figures_alone_are_asked_about(header: str) -> None:
    reading = read(f'2026年9月,\n指标,"{header}",\n接待游客,5000,\n')
    assert brought(reading) == {}
    assert (asked(reading), len(questions(reading))) in ([["B"], 1], (["B"], 1))


def test_two_columns_of_the_same_name_are_asked_about() -> None:
    reading = read("2026年1-9月,,\n指标,累计,累计\n接待游客,612.4,700\n")
    assert brought(reading) == {}
    assert "B 累计 / C 累计 can hold the same figures" in questions(reading)[0]
    assert brought(read(
        "2026年1-9月,,\n指标,累计,累计\n接待游客,612.4,700\n", mapping={"表": {2: "value_total"}}
    )) == {("TOURISM", SEPTEMBER): 700}  # fmt: skip


@pytest.mark.parametrize(
    ("header", "why"),
    [
        ("上年同期累计", "another period"),
        ("累计（上年同期）", "another period"),
        ("去年累计数", "another period"),
        ("全年目标", "targets and plans"),
        ("2026年计划数（万人次）", "targets and plans"),
        ("预算数", "targets and plans"),
        ("占年度目标%", "shares and ranks"),
        ("完成年度计划（%）", "shares and ranks"),
        ("增减额（万人次）", "differences"),
        ("比年初增长(%)", "differences"),
        ("环比±%", "differences"),
        ("同比增减(百分点)", "differences"),
        ("增长 亿元", "differences"),
        ("杂项", "names no value and no period"),
    ],
)
def test_what_a_column_is_when_it_is_not_read(header: str, why: str) -> None:
    reading = read(f"2026年9月,,\n指标,累计,{header}\n接待游客,612.4,5\n")
    assert brought(reading) == {("TOURISM", SEPTEMBER): Decimal("612.4")}
    (sentence,) = unread(reading)
    assert sentence.startswith("1 cell with a figure was not read: column C")
    assert why in sentence


def test_labels_are_no_figures() -> None:
    text = "2026年9月,,,,\n序号,指标,累计,联系电话,责任单位\n1,接待游客,612.4,36600000,2\n"
    assert unread(read(text)) == []


def test_a_column_without_a_heading_is_named_by_its_letter() -> None:
    data = merged([["2026年9月"], ["指标", "累计", N], ["接待游客", 612.4, 55]])
    assert unread(read(data)) == ["1 cell with a figure was not read: column C without a heading."]
    data = merged([["2026年9月"], ["指标", "累计", N, N], ["接待游客", 612.4, 55, 56]])
    assert "columns C–D without a heading" in unread(read(data))[0]


def test_a_column_that_a_person_leaves_out_is_still_counted() -> None:
    text = "指标,8月,9月\n接待游客,1,2\n"
    reading = read(text, year=2026, mapping={"表": {1: ""}})
    assert unread(reading) == [
        "1 cell with a figure was not read: column B “8月”: you chose that it is not read."
    ]


def test_the_line_that_numbers_the_columns_is_none() -> None:
    text = "2026年9月,,,\n指标,单位,本月,累计\n甲,乙,1,2\n接待游客,万人次,1,2\n"
    reading = read(text)
    assert brought(reading) == {("TOURISM", SEPTEMBER): 2}
    assert reading.sheets[0].header_row == 3


@pytest.mark.parametrize("corner", ["", "单位：万人次", "指标\\月份", "月份 指标"])
def test_the_corner_over_the_names(corner: str) -> None:
    reading = read(f"2026年,,\n{corner},1-8月,1-9月\n接待游客,500,612.4\n")
    assert brought(reading)["TOURISM", SEPTEMBER] == Decimal("612.4")


def test_months_as_numbers_under_their_word() -> None:
    text = "2026年,,\n指标,月份,\n,8,9\n接待游客,500,612.4\n"
    data = merged([["2026年"], ["指标", "月份", N], [N, "8", "9"], ["接待游客", 5, 6]], "B2:C2")
    assert brought(read(data)) == {("TOURISM", "2026-08-31"): 5, ("TOURISM", SEPTEMBER): 6}
    assert brought(read(text.replace("8,9", "8月,9月")))["TOURISM", SEPTEMBER] == Decimal("612.4")


def test_a_word_below_the_value_is_not_its_own() -> None:
    data = merged(
        [
            ["2026年9月"], ["指标", "完成情况", N, N], [N, "累计", "存在问题", "口径"],
            ["接待游客", 612.4, 3, 4],
        ],
        "B2:D2",
    )  # fmt: skip
    reading = read(data)
    assert brought(reading) == {("TOURISM", SEPTEMBER): Decimal("612.4")}
    assert "columns C–D" in unread(reading)[0]


def test_labels_under_a_spanning_cell_are_labels() -> None:
    text = "2026年9月,,,\n指标,本年,,\n,累计,计量单位,备注\n接待游客,612.4,万人次,好\n"
    (entry,) = read(text)
    assert (entry.entry.value, entry.entry.note) == (Decimal("612.4"), "好")


def test_a_day_in_the_middle_of_a_month_is_no_period() -> None:
    reading = read("指标,2026-09-15,2026-09-30\n接待游客,1,612.4\n")
    assert brought(reading) == {("TOURISM", SEPTEMBER): Decimal("612.4")}
    assert "column B “2026-09-15”: the heading names no value" in unread(reading)[0]
    (row,) = read("指标,期别,累计\n接待游客,2026年9月15日,5\n")
    assert "not the last day of a month" in row.problems[0].message.msgid


@pytest.mark.parametrize("cell", ["2026-01-09", "1月9日"])
def test_a_range_that_became_a_day_in_a_cell_is_told(cell: str) -> None:
    (row,) = read(f"指标,期别,累计\n接待游客,{cell},5\n")
    assert "1—%(last)s月" in row.problems[0].message.msgid


def test_the_year_of_ranges_that_became_days_is_the_tables() -> None:
    reading = read("2025年,,\n指标,2026-01-08,2026-01-09\n接待游客,500,612.4\n")
    assert brought(reading) == {
        ("TOURISM", "2025-08-31"): 500, ("TOURISM", "2025-09-30"): Decimal("612.4"),
    }  # fmt: skip
    (remark,) = [each.message.msgid for each in reading.sheets[0].remarks]
    assert "a spreadsheet made days" in remark
    alone = read("2025年,\n指标,2026-01-09\n接待游客,612.4\n")
    assert (brought(alone), asked(alone)) == ({}, ["B"])
    assert "may have made it from a range" in questions(alone)[0]
    chosen = read("2025年,\n指标,2026-01-09\n接待游客,612.4\n", mapping={"表": {1: "9月累计"}})
    assert brought(chosen) == {("TOURISM", "2025-09-30"): Decimal("612.4")}
    assert chosen.sheets[0].remarks == ()


def test_a_file_of_nothing_but_questions_is_read() -> None:
    reading = read("2026年9月,,\n指标,累计,累计\n接待游客,1,2\n")
    assert (reading.total, reading.sheets[0].form) == (0, Form.LONG)


def test_a_value_of_another_year_than_its_row() -> None:
    text = "指标,期别,2025年累计,2026年累计\n接待游客,2026年9月,564.9,612.4\n"
    reading = read(text, year=2026)
    assert brought(reading) == {("TOURISM", SEPTEMBER): Decimal("612.4")}
    assert "column C “2025年累计”" in unread(reading)[0]
