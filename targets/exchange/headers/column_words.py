"""The headers departments write, in Chinese and English: which column each of them means.

One table. Keys are compared as :func:`~.headers.header_key` makes them; headers that our own
files write come from :mod:`.headers` and are not repeated here.
"""

from __future__ import annotations

from targets.exchange.sheets.headers import HEADERS, header_key
from targets.exchange.sheets.parsed_sheet import Basis

# Stable names a column of figures can have, in the order a screen offers them
COLUMNS = (
    "code", "name_zh", "unit_zh", "period_end", "year", "value", "value_total", "value_single",
    "qualifier", "stage", "declared", "share_done", "expected_on", "done_on", "source", "note",
    "preliminary", "release_on", "reason", "place", "lane", "growth",
)  # fmt: skip
# Two more headers of the value, which say what its figures count
VALUE_BASIS = {
    "value": Basis.UNSAID,
    "value_total": Basis.TOTAL,
    "value_single": Basis.SINGLE,
}

# The earlier of two columns for one thing is preferred: a day in 期末日期 to a name in 期别
_SYNONYMS: dict[str, tuple[str, ...]] = {
    "code": (
        "指标编码", "编码", "代码", "指标编号", "编号", "指标ID", "ID", "indicator code",
        "indicator id", "series code",
    ),
    "name_zh": (
        "指标", "项目", "名称", "主要指标", "指标项目", "项目名称", "任务", "任务名称", "重点任务",
        "工作任务", "重点工作", "指标及单位", "name", "indicator", "item", "task",
        "indicator name",
    ),
    "unit_zh": ("计量单位", "unit", "units"),
    "period_end": (
        "期末", "报告期", "period end", "期别", "时间", "统计月份", "统计时间", "月份", "报送期",
        "数据期", "所属期", "日期", "期间", "统计期", "period", "month", "date", "time",
        "reporting period",
    ),
    "year": ("年份", "年", "year"),
    "value": (
        "完成值", "实际完成", "实际完成值", "实际完成数", "完成数", "完成额", "完成情况", "实际值",
        "实际数", "实际", "投资额", "完成投资", "完成投资额", "金额", "本期", "本期数", "本期值",
        "本期完成", "完成", "数据", "指标值", "绝对值", "绝对量", "绝对数", "绝对额", "总量",
        "actual", "figure", "amount", "data",
    ),
    "value_total": (
        "value_total",
        "累计", "本期累计", "累计值", "累计数", "累计额", "累计完成", "累计完成值", "累计完成数",
        "本年累计", "本年累计数", "本月止累计", "年初至今", "自年初累计", "年累计", "1-本月",
        "1至本月", "本月止", "本年本月止累计", "自年初至本月", "自年初至本月累计", "自年初累计数",
        "累计总量", "本月累计", "截至本期累计", "cumulative", "year to date", "ytd", "to date",
        "total to date",
    ),
    "value_single": (
        "value_single",
        "当月", "本月", "当期", "当月值", "当期值", "当月数", "本月数", "当月完成", "本月完成",
        "单月", "单月值", "当季", "本季", "当季值", "this month", "this period", "in the month",
        "single month",
    ),
    "qualifier": ("限定",),
    "stage": ("进展", "本期进展", "进展情况", "工作进展", "最新进展情况", "当前进展", "stage"),
    "declared": ("状态", "任务状态", "推进状态", "state"),
    "share_done": ("完成比例", "完成进度", "工程进度", "share of works"),
    "expected_on": ("预计完成日期", "预计完成时间", "expected"),
    "done_on": ("实际完成日期", "完成时间", "done"),
    "source": ("来源", "资料来源", "数据出处"),
    "note": ("说明", "备注说明", "情况说明", "注", "remark", "remarks", "notes", "comment"),
    "preliminary": ("preliminary", "初步数据", "初步数", "是否初步数", "provisional"),
    "release_on": ("发布日期", "公开日期", "解禁日期", "release date", "released"),
    "reason": ("更正原因", "修改原因", "变更原因", "reason for the change", "reason"),
    "place": ("地区", "地点代码"),
    "growth": ("growth", "growth rate"),
}  # fmt: skip

# Labels of a row: known, and no figures. What says last year, a plan or a share does so by its
# words, see header_words
_IGNORED = (
    "序号", "序", "no", "no.", "行号", "行次", "栏次", "主题", "类别", "分类", "领域", "频率",
    "报送频率",
    "填报单位", "报送单位", "责任单位", "牵头单位", "配合单位", "主管单位", "责任部门", "牵头部门",
    "填报人", "联系人", "联系电话", "电话", "分管领导", "责任人", "审核人", "填报日期", "报送日期",
    "填报时间", "报送时间", "制表日期", "制表人", "联系方式", "邮编", "年龄",
    "department", "reporting unit", "lead unit", "contact", "phone",
    "未导入原因", "why not taken",
)  # fmt: skip
_OWN_IGNORED = ("name_en", "theme", "unit_en", "period_label", "recorded_at", "illustrative")
_OWN_READ = (
    "code", "name_zh", "unit_zh", "period_end", "value", "qualifier", "stage", "declared",
    "share_done", "expected_on", "done_on", "source", "note", "place", "year", "release_on", "lane",
)  # fmt: skip


def _exact() -> dict[str, str]:
    found: dict[str, str] = {}
    for column in _OWN_READ:
        for spelling in (column, HEADERS[column].zh, HEADERS[column].en):
            found.setdefault(header_key(spelling), column)
    return found


def _ranked() -> dict[str, tuple[str, int]]:
    return {
        header_key(spelling): (column, rank)
        for column, spellings in reversed(_SYNONYMS.items())
        for rank, spelling in enumerate(spellings, 1)
    }


def _ignored() -> frozenset[str]:
    own = (
        spelling
        for column in _OWN_IGNORED
        for spelling in (column, HEADERS[column].zh, HEADERS[column].en)
    )
    # 期别 is no day, and still better than no period at all
    return frozenset(map(header_key, (*_IGNORED, *own))) - set(SYNONYMS)


EXACT = _exact()
SYNONYMS = _ranked()  # key → stable name, and its place among the words for it
IGNORED = _ignored()

# Words of the closed list of a task's declared state, beside the stable ones
DECLARED_WORDS = {
    "未启动": "not_started", "未开工": "not_started", "not started": "not_started",
    "正常推进": "normal", "推进正常": "normal", "正常": "normal", "进展正常": "normal",
    "progressing normally": "normal", "推进缓慢": "slow", "进展缓慢": "slow", "滞后": "slow",
    "已完成": "done", "完成": "done",
}  # fmt: skip
SAME_AS_LAST = frozenset(
    {"=", "与上期相同", "同上期", "与上期一致", "same as last period", "same as last"}
)
NO_VALUE = frozenset(
    {
        "",
        "-",
        "－",
        "–",
        "—",
        "——",
        "─",
        "／",
        "--",
        "---",
        "/",
        "\\",
        "…",
        "...",
        "无",
        "N/A",
        "n/a",
        "NA",
        "na",
        "暂无",
        "×",
    }
)
