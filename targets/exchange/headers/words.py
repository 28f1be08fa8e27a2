"""Words in a header that say its figures are others than this period's: last year's, planned,
a growth, a share, another place's."""

from __future__ import annotations

import re
import unicodedata

from targets.exchange.sheets.parsed_sheet import Meaning

from .units import is_unit, normalised_unit

_SHARE = re.compile(
    r"完成(?:进度|比率|率|比)|完成.{0,8}(?:目标|计划|任务|预算)|[占为].{0,8}(?:比|[%％]|目标|计划|任务)|占比|"
    r"比重|进度|排名|排序|位次|名次|贡献|拉动|达标率|完成百分比|完成[%]|completionrate|rank|shareof"
)
_CHANGE = re.compile(
    r"同比|环比|增长|增速|增幅|增减|升降|变动|变化|[±＋+][-－%％]?|[比较](?:上|去|同期|年初|基期)|"
    r"growth|yoy|yearonyear|change"
)
# 增长额, 比年初, 环比 are no growth on the year before; 百分点 is none in percent
_OTHER_CHANGE = re.compile(
    r"环比|年初|[去上]年[底末]|[比较]上[月季期]|增(?:长|减|加)?[额量数值]|绝对|百分点|基期|平均|年均|复合|change"
)
_RANK = re.compile(r"排名|排序|位次|名次|贡献|拉动|rank")
_COMPARED = re.compile(
    r"(?:[比较同与和]|相比于?)(?:上一?年|去年)(?:同[期月季])?(?:相?比)?|(?:上一?年|去年)(?:同[期月季])?相?比|"
    r"(?:over|on|from|than|vs)(?:the)?(?:last|previous|prior)(?:year)?"
)
_YEAR_BEFORE = re.compile(r"上一?年|去年|前年|往年|last|previous|prior")
_PLAN = re.compile(
    r"目标|计划|预计|预期|预测|预算[数额]?$|年初预算|调整预算|指导[数值]|考核|应完成|"
    r"任务[数量值额]|(?:年度|全年|目标)任务|target|plan|budget|forecast"
)
_LAST = re.compile(
    r"上一?年|去年|前年|往年|同期|上一?[月季期]|基期|lastyear|last(?:period|month)|previous|prior"
)
# Nothing that tells one column from another
_NEUTRAL = re.compile(
    r"本年度?|今年|当年|本期|.{0,10}(?:完成|进展)情况|实绩|主要(?:经济)?指标|(?:经济)?指标(?:情况|数据|值)|"
    r"实际|完成|数据|金额|合计|总计|绝对[值量数额]|总量|其中|全部|情况|时期|月份?|季度|年份?|"
    r"thisyear|actuals?|total"
)
_PLACE = re.compile(
    r"(?:[全本我]?[国省市州]|本省|[\u4e00-\u9fff]{1,10}(?:省|市|自治区|区|县|旗|自治州|镇|乡|街道?|"
    r"开发区|新区|园区|示范区))(?:合计|平均)?"
)
_OF_WHICH = re.compile(r"^(?:其中|#)[:、]?|[()\[\]【】]")
_OWN_PLACE = re.compile(r"[全本我]区|[全本我]县|辖区|地区|分区|各区|片区|全?园区")
_NO_PLACE = re.compile(rf"{_OWN_PLACE.pattern}|.*[小社景校库灾]区")
_YEAR = re.compile(r"([12][0-9]{3})年?度?")
_FIGURE = re.compile(
    r"[-+−－＋]?[¥￥$]?(?:[0-9０-９]{1,3}(?:[,，][0-9０-９]{3})+|[0-9０-９]+)(?:[.．][0-9０-９]*)?(?:[eE][+-]?[0-9]+)?"
)
_DATE_LIKE = re.compile(r"[12][0-9]{3}(?:[./-]?(?:0?[1-9]|1[0-2]))?")


def plain_words(text: str) -> str:
    """Half width, lower case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def meaning_of(text: str) -> Meaning:
    """What a header's words say that its figures are."""
    plain = plain_words(text)
    if _CHANGE.search(plain):
        return Meaning.CHANGE if _OTHER_CHANGE.search(plain) else _of_growth(plain)
    if _SHARE.search(plain):
        return Meaning.SHARE
    if _PLAN.search(plain):
        return Meaning.PLAN
    return Meaning.LAST if _LAST.search(plain) else Meaning.OWN


def _of_growth(plain: str) -> Meaning:
    """增速目标 is planned, 增速排名 a rank and 上年增速 last year's; 比上年增长 is this year's."""
    if _RANK.search(plain):
        return Meaning.SHARE
    if _PLAN.search(plain):
        return Meaning.PLAN
    return Meaning.LAST if _YEAR_BEFORE.search(_COMPARED.sub("", plain)) else Meaning.GROWTH


def without_growth(text: str) -> str:
    """What is left of a header of growth: of 累计同比增长 that it is 累计."""
    bare = re.sub(r"[(\[【][^()\[\]【】]*[)\]】]", "", plain_words(text))
    bare = re.sub(r"比(?:上年|去年)(?:同期)?|较(?:上年|去年)(?:同期)?|同期|[率值%±]", "", bare)
    return _CHANGE.sub("", bare)


def is_neutral(text: str) -> bool:
    """Does an upper header line say nothing that tells its columns apart?"""
    return _NEUTRAL.fullmatch(plain_words(text)) is not None


def place_in(text: str) -> str:
    """The name in a header that may be a place's: of 其中:海珠区 that place."""
    return _OF_WHICH.sub("", plain_words(text))


def is_place(text: str) -> bool:
    """Does it read as the name of a place, 海珠区, 全市? 全区 and 本区 are one's own."""
    plain = place_in(text)
    return _PLACE.fullmatch(plain) is not None and _NO_PLACE.fullmatch(plain) is None


def is_own_place(text: str) -> bool:
    """Is one's own place as a whole meant: 全区, 本区, 辖区?"""
    return _OWN_PLACE.fullmatch(place_in(text)) is not None


def year_alone(text: str) -> int | None:
    """2025, 2025年, 2025年度."""
    found = _YEAR.fullmatch(plain_words(text))
    return int(found[1]) if found else None


def is_figure(text: str) -> bool:
    """Is the cell a number, with a unit or without, and not the words of a line of text?"""
    found = _FIGURE.match(text.strip())
    if found is None:
        return False
    rest = normalised_unit(text.strip()[found.end() :])
    return not rest or is_unit(rest)


def may_be_period(text: str) -> bool:
    """Is a number perhaps a year or month of a header: 2026, 202609, 2026.9?"""
    return _DATE_LIKE.fullmatch(text.strip()) is not None


_DONE_IN_PERCENT = re.compile(r"(?:实际)?完成(?:数|值|情况)?[(\[【](?:单位:)?%[)\]】]")


def may_be_completion(header: str) -> bool:
    """Is it 完成(%), which may be a figure in percent or how much of the target was reached?"""
    plain = "".join(unicodedata.normalize("NFKC", header).split())
    return _DONE_IN_PERCENT.fullmatch(plain) is not None
