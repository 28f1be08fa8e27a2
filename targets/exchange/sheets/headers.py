"""What every column is called: the stable name, in Chinese, in English. One table for all files."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import NamedTuple


class Header(NamedTuple):
    """The words for a column. Names are promised: they may be added to, never renamed."""

    zh: str
    en: str
    also: tuple[str, ...] = ()  # further spellings that are understood when reading


HEADERS: dict[str, Header] = {
    # whose and what
    "place": Header("地区代码", "Place code", ("地区", "地点代码")),
    "code": Header("指标代码", "Code", ("代码", "编码", "指标编码")),
    "order": Header("序号", "No.", ("序", "顺序")),
    "role": Header("类别", "Role"),
    "name_zh": Header("指标名称", "Name (Chinese)", ("指标", "名称", "中文名称")),
    "name_en": Header("英文名称", "Name (English)", ("指标英文名称",)),
    "theme": Header("主题代码", "Theme code"),
    "theme_zh": Header("主题", "Theme (Chinese)", ("主题名称",)),
    "theme_en": Header("主题英文名称", "Theme (English)"),
    "measure": Header("指标类型", "Measure"),
    "accumulation": Header("累计方式", "Accumulation"),
    "frequency": Header("频率", "Frequency", ("报送频率",)),
    "jan_feb_merged": Header("1—2月合并", "January with February"),
    "unit": Header("单位", "Unit of measure", ("计量单位",)),
    "unit_zh": Header("单位", "Unit of measure (Chinese)", ("计量单位", "单位(中文)")),
    "unit_en": Header("英文单位", "Unit of measure (English)", ("单位(英文)",)),
    "decimals": Header("小数位数", "Decimals"),
    "is_count": Header("计数指标", "Counts whole units"),
    "can_fall": Header("可回落", "Can fall"),
    "higher_is_better": Header("越高越好", "Higher is better"),
    "count_in_name": Header("名称中的数字", "Number in the name"),
    "illustrative": Header("示例数据", "Illustrative data"),
    "growth_of": Header("对应总量指标", "Growth rate of"),
    "growth_is_real": Header("可比价增速", "At constant prices"),
    "reference": Header("对比指标", "Compared with"),
    # a target
    "tier": Header("目标层级", "Tier", ("层级",)),
    "year": Header("年度", "Year", ("年份",)),
    "comparator": Header("比较方式", "Comparator"),
    "comparator_wording": Header("比较用语", "Comparator as worded"),
    "modality": Header("语气用语", "Modality"),
    "upper_value": Header("上限", "Upper value"),
    "tolerance": Header("允许偏差", "Tolerance"),
    "base_value": Header("基数", "Base"),
    "base_qualifier": Header("基数限定", "Base qualifier"),
    "base_year": Header("基数年度", "Base year"),
    "pace": Header("进度方式", "Pace method"),
    "due_on": Header("完成时限", "Due on"),
    "effective_on": Header("生效日期", "Effective on"),
    "document": Header("文件代码", "Document code"),
    "reason": Header("调整原因", "Reason"),
    "target": Header("目标值", "Target"),
    "wording": Header("目标表述", "Wording"),
    # who answers for it
    "lead_department": Header("牵头单位", "Lead unit"),
    "other_departments": Header("配合单位", "Supporting units"),
    "reporting_department": Header("报送单位", "Reporting unit"),
    "checking_department": Header("审核单位", "Checking unit"),
    "leader": Header("分管领导", "Leader in charge"),
    "assignment": Header("分工依据", "Assignment"),
    "lead": Header("牵头单位", "Lead unit"),
    "reporting_unit": Header("报送单位", "Reporting unit"),
    # an actual
    "period_end": Header("期末日期", "Period end", ("期末", "报告期", "期别日期")),
    "period_label": Header("期别", "Period"),
    "value": Header("数值", "Value", ("实际值", "本期累计", "累计值", "累计")),
    "actual": Header("最新完成", "Actual"),
    "qualifier": Header("数值限定", "Qualifier", ("限定",)),
    "stage": Header("最新进展", "Progress", ("进展", "本期进展")),
    "declared": Header("推进情况", "Declared state"),
    "share_done": Header("完成比例(%)", "Share of works (%)", ("完成比例",)),
    "expected_on": Header("预计完成", "Expected on", ("预计完成日期",)),
    "done_on": Header("完成日期", "Done on", ("实际完成日期",)),
    "source": Header("数据来源", "Source", ("来源",)),
    "note": Header("备注", "Note", ("说明",)),
    "recorded_at": Header("报送时间", "Recorded at"),
    "preliminary": Header("初步数据", "Preliminary", ("初步数", "是否初步数")),
    "release_on": Header("公布日期", "Released on", ("解禁日期",)),
    "lane": Header("审核状态", "Lane"),
    # a judgement
    "headline": Header("主评判", "Headline"),
    "as_of": Header("截至日期", "As of"),
    "completion_rate": Header("完成率(%)", "Completion rate (%)"),
    "linear_pace": Header("序时进度(%)", "Linear pace (%)"),
    "linear_deviation": Header("较序时进度(百分点)", "Deviation from linear pace (pp)"),
    "pace_method": Header("进度方式", "Pace method"),
    "deviation": Header("偏差(百分点)", "Deviation (pp)"),
    "gap": Header("较目标", "Gap to target"),
    "verdict": Header("状态代码", "Verdict code"),
    "verdict_zh": Header("状态", "Verdict (Chinese)"),
    "reporting_status": Header("报送状态", "Reporting status"),
    "provisional": Header("待审数据", "Provisional"),
    "correction_pending": Header("更正待审", "Correction pending"),
    "explained_for": Header("说明期别", "Explained for"),
    "cause": Header("滞后原因", "Cause"),
    "measure_taken": Header("推进措施", "Measure taken"),
    "catch_up_on": Header("预计赶上时间", "Will have caught up on"),
    "actual_source": Header("实际值来源", "Source of the actual"),
    # a document
    "title_zh": Header("标题", "Title (Chinese)", ("文件名称",)),
    "title_en": Header("英文标题", "Title (English)"),
    "issuer": Header("发布单位", "Issuer"),
    "stated_on": Header("发布日期", "Stated on"),
    "address": Header("网址", "Address"),
}


def header_key(text: str) -> str:
    """How headers are compared: width, case, spaces and underscores do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.replace("_", "").replace("\ufeff", "").split())


class FileKind(NamedTuple):
    """One kind of file: its columns in order, and which of them a file must have.

    ``special`` holds the headers of columns whose stable name means something else here than
    in the other files.
    """

    columns: tuple[str, ...]
    required: frozenset[str]
    special: Mapping[str, Header] = {}

    def header(self, column: str) -> Header:
        return self.special.get(column) or HEADERS[column]

    def headers(self, language: str = "") -> list[str]:
        """The header row: Chinese for ``zh…``, English for ``en…``, else the stable names."""
        if language.startswith("zh"):
            return [self.header(column).zh for column in self.columns]
        if language.startswith("en"):
            return [self.header(column).en for column in self.columns]
        return list(self.columns)

    def spellings(self) -> dict[str, str]:
        """Every header that is understood, by its :func:`header_key`, and its column."""
        understood: dict[str, str] = {}
        for column in self.columns:
            words = self.header(column)
            for spelling in (column, words.zh, words.en, *words.also):
                understood.setdefault(header_key(spelling), column)
        return understood
