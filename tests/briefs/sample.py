"""A whole briefing as the place of the sample would issue it, in Chinese and in English."""

from __future__ import annotations

from targets.briefs.content import Block, Brief, Column, Line, Picture, Section, Table

SHA256 = "9f2c4e0b7a315d86e1c40f9a2b7d5e38c6014fa7be92d3508c1f6e47a9b02d5c"
MONTHS = tuple(str(month) for month in range(1, 13))


def line(name: str, *values: float | None) -> Line:
    """A line of twelve months; what is not given is not known."""
    return Line(name, values + (None,) * (12 - len(values)))


def pictures(*, english: bool = False) -> tuple[Picture, ...]:
    """Four indicators of the usual kinds: a rate, an amount with pace, a gap, one alone."""
    return (
        Picture(
            "Growth of GDP" if english else "地区生产总值增速",
            "By October 5.2%, 1.3 points below the target of 6.5%."
            if english
            else "截至10月增长5.2%,低于计划目标1.3个百分点。",
            "%",
            MONTHS,
            line("", None, 4.1, 4.6, 4.8, 4.9, 5.0, 5.1, 5.0, 5.1, 5.2),
            target=6.5,
            last_year=line("", None, 5.9, 6.2, 6.0, 6.1, 6.3, 6.2, 6.1, 6.0, 6.1, 6.2, 6.2),
            family="far",
        ),
        Picture(
            "Fixed-asset investment" if english else "固定资产投资",
            "612.35 of 700 by October, ahead of pace." if english else "截至10月完成612.35亿元。",
            "亿元",
            MONTHS,
            line("", None, 88.2, 160.4, 221.0, 290.7, 371.4, 430.0, 492.3, 551.8, 612.35),
            target=700,
            pace=line("", 58.3, 116.7, 175, 233, 291, 350, 408, 466, 525, 583, 641, 700),
            family="good",
        ),
        Picture(
            "Retail sales" if english else "社会消费品零售总额",
            "One period was not reported." if english else "有一期未报。",
            "亿元",
            MONTHS,
            line("", None, 205.1, 318.9, None, 520.6, 633.2, 741.9, 850.2, 961.0, 1075.9),
            target=1320,
            pace=line("", 110, 220, 330, 440, 550, 660, 770, 880, 990, 1100, 1210, 1320),
            family="behind",
        ),
        Picture(
            "Net change of permits" if english else "办件净增",
            "Fell below zero in March." if english else "3月为负。",
            "个",
            MONTHS,
            line("", 3, 1, -2, 0, 4),
            family="neutral",
        ),
    )


def main_table(rows: int = 14, *, english: bool = False) -> Table:
    """The table of the main indicators, long enough to run over a page."""
    titles = (
        ("Indicator", "Target", "Actual", "Attained", "Against pace", "Status", "Lead")
        if english
        else ("指标", "年度目标", "最新完成", "完成率", "较序时进度", "状态", "牵头单位")
    )
    shares = (30, 24, 16, 14, 16, 26, 24)
    numbers = (False, False, True, True, True, False, False)
    row = (
        (
            "Fixed-asset investment",
            "700 (100 m yuan)",
            "612.35",
            "87.5%",
            "+4.2",
            "● On pace",
            "NDRC",
        )
        if english
        else ("固定资产投资", "700亿元以上", "612.35", "87.5%", "+4.2", "● 达进度", "区发展改革局")
    )
    other = (
        ("Growth of GDP", "6.5% or more", "5.2%", "—", "−1.3", "▼ Well below", "Statistics Office")
        if english
        else ("地区生产总值增速", "6.5%以上", "5.2%", "—", "−1.3", "▼ 明显低于目标", "区统计局")
    )
    return Table(
        "Table 1. Main indicators" if english else "表1 主要指标完成情况",
        tuple(
            Column(title, share, is_number)
            for title, share, is_number in zip(titles, shares, numbers, strict=True)
        ),
        tuple(row if at % 2 == 0 else other for at in range(rows)),
    )


def chinese(*, is_draft: bool = False) -> Brief:
    """The briefing of a month, as officials write it."""
    return Brief(
        language="zh-hans",
        place="白云区",
        title="白云区2026年1—10月主要指标进度通报",
        number="" if is_draft else "通报〔2026〕10号",
        issuer="区发展改革局",
        issued_on="" if is_draft else "2026年11月23日",
        issued_by="" if is_draft else "陈立",
        basis="评判依据:计划目标;截至2026年1—10月;数据截至2026年11月20日台账。",
        is_draft=is_draft,
        draft_mark="草稿",
        sections=(
            Section(
                "summary",
                "总体情况",
                (
                    Block(
                        "summary",
                        "1—10月,全区25项量化指标中,提前完成2项,达到进度12项,欠进度6项,严重滞后3项,"
                        "暂无数据2项。与上期相比,好转3项,转差1项。\n"
                        "今年以来,各单位紧扣年度目标,狠抓项目建设和消费提振,主要指标总体平稳,但仍有"
                        "部分指标慢于序时进度,完成全年目标尚有不确定性。",
                    ),
                    Block("", table=main_table()),
                ),
            ),
            Section(
                "lagging",
                "滞后指标",
                (
                    Block(
                        "far",
                        "(一)严重滞后\n"
                        "地区生产总值增速5.2%,低于计划目标1.3个百分点,后两个月需增长12.4%方可完成,"
                        "为今年以来未曾达到。原因:工业增加值回落。措施:开展重点企业一企一策帮扶。"
                        "预计12月赶上。",
                    ),
                    Block(
                        "behind",
                        "(二)欠进度\n社会消费品零售总额1075.9亿元,慢于序时进度1.8个百分点。",
                    ),
                ),
            ),
            Section(
                "charts",
                "主要指标走势",
                (Block("", "各项指标走势如下。", pictures=pictures()),),
            ),
            Section(
                "overdue", "逾期未报", (Block("", "石井街道、区民政局2项指标逾期未报9月数据。"),)
            ),
        ),
        notes=(
            "完成率=累计完成÷年度目标×100%。",
            "序时进度按上年同期形态计算;线性进度为83.3%。",
            "低于序时进度3个百分点以内为欠进度,超过3个百分点为严重滞后。",
        ),
        sha256=SHA256,
        sha256_label="数据校验码(SHA-256)",
        is_illustrative=is_draft,
        illustrative_mark="示例数据",
        labels=(
            ("actual", "实际"),
            ("target", "目标"),
            ("pace", "序时进度"),
            ("last_year", "上年"),
        ),
    )


def english() -> Brief:
    """The same briefing for a reader of English."""
    return chinese()._replace(
        language="en",
        place="Baiyun District",
        title="Progress of main indicators, Baiyun District, January–October 2026",
        number="Briefing 2026/10",
        issuer="Development and Reform Bureau",
        issued_on="23 November 2026",
        issued_by="Chen Li",
        basis="Judged by the plan targets; as of January–October 2026; ledger of 20 November 2026.",
        draft_mark="Draft",
        sections=(
            Section(
                "summary",
                "Overall",
                (
                    Block(
                        "summary",
                        "Of 25 quantified series, 2 met their target early, 12 are on pace, "
                        "6 behind, 3 far behind and 2 have no data. 3 rose and 1 fell.",
                    ),
                    Block("", table=main_table(english=True)),
                ),
            ),
            Section(
                "charts",
                "Trends",
                (Block("", "The main indicators over the year.", pictures=pictures(english=True)),),
            ),
        ),
        notes=("Attained = year to date ÷ target × 100%.", "Linear pace is 83.3%."),
        sha256_label="Data checksum (SHA-256)",
        illustrative_mark="Illustrative data",
        labels=(
            ("actual", "Actual"),
            ("target", "Target"),
            ("pace", "Pace"),
            ("last_year", "Last year"),
        ),
    )
