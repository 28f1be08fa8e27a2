"""What rows and the headings above them say of their figures, as headers of columns do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targets.exchange.figures.place_said import Place
from tests.exchange.bureau_files import brought, in_every_format, read, refused, unread
from tests.exchange.workbook_files import changed_workbook

SEPTEMBER = "2026-09-30"
TITLE = "2026年1-9月,,\n指标,单位,数值\n"
NOT_OWN = ["not_a_total"]


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("全市", ["other_place"]),
        ("二、海珠区", ["other_place"]),
        ("二、上年同期", NOT_OWN),
        ("(二)年度计划", NOT_OWN),
        ("2025年1-9月", NOT_OWN),
        ("2025年", NOT_OWN),
        ("1-8月", NOT_OWN),
        ("当月", NOT_OWN),
    ],
)
@pytest.mark.parametrize("form", ["数值", "9月"])
def test_rows_under_a_heading_of_others(heading: str, codes: list[str], form: str) -> None:
    if form == "9月" and heading == "1-8月":
        return  # a ledger has many months, and no one of its own
    text = TITLE.replace("数值", form) + f"接待游客,万人次,612.4\n{heading},,\n税收收入,亿元,9812\n"
    for data in in_every_format(text):
        name = "表.csv" if isinstance(data, str) else "表.xlsx"
        reading = read(data, name)
        assert brought(reading) == {("TOURISM", SEPTEMBER): Decimal("612.4")}
        assert refused(reading) == {("TAX", "C"): codes}


@pytest.mark.parametrize(
    "heading",
    ["全区", "白云区", "广州市白云区", "一、本年完成情况", "2026年1-9月", "2026年", "一、工业",
     "三、老旧小区", "一、经济发展目标", "一、工业,上年同期,", "累计", "一"],
)  # fmt: skip
def test_rows_under_their_own_heading(heading: str) -> None:
    before = "" if heading in {"一、工业", "三、老旧小区", "一、经济发展目标", "一、工业,上年同期,",
                               "累计", "一"} else "全市,,\n"  # fmt: skip
    line = heading if "," in heading else f"{heading},,"
    text = f"{TITLE}{before}{line}\n税收收入,亿元,278.7\n"
    reading = read(text, place=Place("BY", ("白云区",)))
    assert brought(reading) == {("TAX", SEPTEMBER): Decimal("278.7")}


def test_the_whole_city_is_a_citys_own() -> None:
    reading = read(f"{TITLE}全市,,\n税收收入,亿元,278.7\n", place=Place("GZ", ("广州市",)))
    assert brought(reading) == {("TAX", SEPTEMBER): Decimal("278.7")}


def test_totals_under_a_heading_are_none_of_a_series_by_the_month() -> None:
    reading = read(
        f"{TITLE.replace('1-9月', '9月')}累计,,\n发明专利授权量,件,903\n税收收入,亿元,278.7\n"
    )
    assert brought(reading) == {("TAX", SEPTEMBER): Decimal("278.7")}
    assert refused(reading) == {("PATENTS", "C"): NOT_OWN}


def test_a_cell_beside_the_figure_says_what_it_counts() -> None:
    text = "2026年9月,,\n指标,口径,数值\n"
    for name in ("接待游客", "发明专利授权量"):
        text += f"{name},本月,71\n{name},累计,612\n{name},上年同期,564\n{name},计划,700\n"
    reading = read(text + "城镇登记失业率,本月,2.37\n没有的,累计,5\n")
    assert brought(reading) == {
        ("TOURISM", SEPTEMBER): 612, ("PATENTS", SEPTEMBER): 71,
        ("JOBLESS", SEPTEMBER): Decimal("2.37"),
    }  # fmt: skip
    assert [each.row for each in reading if each.problems] == [3, 5, 6, 8, 9, 10, 12]


def test_the_attribute_of_an_indicator_is_no_plan() -> None:
    reading = read(
        "2026年9月,,\n指标,指标属性,累计\n接待游客,预期性,612.4\n税收收入,约束性,278.7\n"
    )
    assert len(brought(reading)) == 2


def test_growth_beside_a_level_of_others_is_refused_too() -> None:
    text = "2026年1-9月,,\n指标,累计,增长(%)\n全市,,\n固定资产投资,9000,3.1\n"
    reading = read(text)
    assert brought(reading) == {}
    assert [each.code for each in reading] == ["FAI_GROWTH", "FAI"]


@pytest.mark.parametrize("unit", ["亿元", ""])
@pytest.mark.parametrize("behind", ["限额以上", "全市", "上年同期"])
def test_a_name_with_more_behind_it_is_another(behind: str, unit: str) -> None:
    (row,) = read(f"2026年1-9月,,\n指标,单位,累计\n社会消费品零售总额({behind}),{unit},300\n")
    assert [each.code.value for each in row.problems] == ["unknown_name"]


def test_this_month_beside_one_range_is_its_last() -> None:
    reading = read("2026年9月,,\n指标,本月,1-9月累计\n发明专利授权量,104,903\n接待游客,71,612.4\n")
    assert brought(reading) == {
        ("PATENTS", SEPTEMBER): 104, ("TOURISM", SEPTEMBER): Decimal("612.4"),
    }  # fmt: skip


@pytest.mark.parametrize("month", ["9", "09", "9月"])
def test_a_month_beside_its_year(month: str) -> None:
    reading = read(f"指标,年份,月份,数值\n接待游客,2026,{month},612.4\n")
    assert brought(reading) == {("TOURISM", SEPTEMBER): Decimal("612.4")}
    (row,) = read("指标,年份,期别,数值\n接待游客,2026,3,612.4\n")  # a month or a quarter?
    assert row.problems


def test_percent_of_the_target_is_no_value() -> None:
    reading = read("2026年9月,,\n指标,本月,完成%\n城镇登记失业率,2.37,79\n")
    assert brought(reading) == {("JOBLESS", SEPTEMBER): Decimal("2.37")}


@pytest.mark.parametrize(
    ("header", "is_own"),
    [
        ("增长(%)", True), ("比上年增长(%)", True), ("比上年同期增长", True),
        ("与上年同期相比增长", True),
        ("较去年增速", True), ("完成比上年增长", True), ("去年同期比增长", True), ("growth", True),
        ("增长目标(%)", False), ("全年增速目标", False), ("计划增长%", False), ("增速排名", False),
        ("增速位次", False), ("上年增速", False), ("去年同期增速(%)", False),
        ("两年平均增速", False),
    ],
)  # fmt: skip
def test_growth_of_this_year_alone_is_growth(header: str, is_own: bool) -> None:
    reading = read(f"2026年1-9月,,\n指标,累计,{header}\n固定资产投资,555.9,3.1\n")
    growth = {("FAI_GROWTH", SEPTEMBER): Decimal("3.1")} if is_own else {}
    assert brought(reading) == {("FAI", SEPTEMBER): Decimal("555.9"), **growth}
    assert len(reading.unread) == (0 if is_own else 1)


@pytest.mark.parametrize("heading", ["全市", "上年同期", "2025年", "当月"])
def test_the_refused_row_keeps_its_heading(heading: str) -> None:
    (row,) = read(f"{TITLE}{heading},,\n税收收入,亿元,9812\n")
    assert row.original == ("税收收入", "亿元", "9812", heading)
    again: list[list[object]] = [
        ["2026年1-9月"], ["指标", "单位", "数值", "", "未导入原因"], [*row.original, "为什么"],
        ["接待游客", "万人次", 612.4, "全区", ""], ["固定资产投资", "亿元", 555.9, "见附表", ""],
    ]  # fmt: skip
    reading = read(changed_workbook(lambda _book: None, again), "表.xlsx")
    assert set(brought(reading)) == {("TOURISM", SEPTEMBER), ("FAI", SEPTEMBER)}
    assert set(refused(reading)) == {("TAX", "C")}


def test_the_class_of_an_indicator_is_none_of_its_figure() -> None:
    reading = read("2026年9月,,\n指标,类别,累计\n接待游客,目标,612.4\n税收收入,增速,278.7\n")
    assert len(brought(reading)) == 2


@pytest.mark.parametrize("header", ["指标,单位,累计,备注", "指标,单位,9月,备注"])
def test_figures_of_lines_without_a_series_are_counted(header: str) -> None:
    text = f"2026年1-9月,,,\n{header}\n接待游客,万人次,612.4,\n分镇街情况,,,\n"
    text += "江高镇,1250,,7\n石井街,200,,\n"
    reading = read(text)
    assert brought(reading) == {("TOURISM", SEPTEMBER): Decimal("612.4")}
    assert unread(reading) == [
        "2 cells with figures were not read: column B “单位”: their rows name no indicator.",
        "1 cell with a figure was not read: column D “备注”: their rows name no indicator.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2026年一至九月份,\n指标,累计\n接待游客,612.4\n",
        "2026年九月,\n指标,累计\n接待游客,612.4\n",
        "2026年,\n指标,九月\n接待游客,612.4\n",
        "2026年,\n指标,一—九月\n接待游客,612.4\n",
        "指标,期别,累计\n接待游客,2026年九月,612.4\n",
        "指标,期别,累计\n接待游客,2026年一至九月,612.4\n",
    ],
)
def test_months_in_words(text: str) -> None:
    assert brought(read(text)) == {("TOURISM", SEPTEMBER): Decimal("612.4")}


def test_the_last_months_in_words() -> None:
    reading = read("2025年,,,\n指标,十月,十一月,十二月\n接待游客,1,2,3\n")
    assert [str(each.period_end) for each in reading] == ["2025-10-31", "2025-11-30", "2025-12-31"]


def test_done_in_percent_is_asked_about_beside_other_figures() -> None:
    """完成(%) may be the rate itself or how much of the target was reached."""
    for header in ("本月,完成(%)", "年度目标,完成（％）"):
        reading = read(f"2026年9月,,\n指标,{header}\n城镇登记失业率,2.37,79\n")
        (sheet,) = reading.sheets
        (question,) = sheet.questions
        assert "how much of the target" in question.message.msgid
        assert "79" not in [row.value_text for row in reading]
    alone = read("2026年9月,\n指标,完成(%)\n城镇登记失业率,2.37\n")
    assert [row.value_text for row in alone] == ["2.37"]
