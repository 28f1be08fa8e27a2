"""The reader's language: everything a screen or a file prints, and nothing that is calculated.

Chinese first: no thousands separator below five integer digits, no space before % and units,
differences in 个百分点 with their sign printed. A name without an English form is shown in Chinese.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from django.utils.translation import get_language, gettext, pgettext

from targets.core.guard.values import RULE_NAMES
from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.core.judging.references import reference_words
from targets.core.saying.labels import verdict_label
from targets.core.values.facts import (
    Accumulation,
    Calendar,
    Comparator,
    Figure,
    Name,
    Phrase,
    Reference,
    Reporting,
    TargetFact,
)
from targets.core.values.figures import SeriesWords, exact
from targets.core.values.periods import (
    cumulative_label,
    entry_label,
    month_range_label,
    single_label,
)
from targets.reads.scope.labels import TierLabel, whole_name

MINUS = "\N{MINUS SIGN}"
_GROUP_FROM_ZH = 10_000


class Named(Protocol):
    """Anything with a Chinese and an English name."""

    @property
    def name_zh(self) -> str: ...
    @property
    def name_en(self) -> str: ...


class Counted(Protocol):
    """Anything whose figures have a unit and decimals."""

    @property
    def unit_zh(self) -> str: ...
    @property
    def unit_en(self) -> str: ...
    @property
    def decimals(self) -> int: ...


class Measured(Named, Counted, Protocol):
    """Anything with a name that is counted in a unit."""


def in_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "zh").startswith("zh")


def name(named: Named | None) -> str:
    """The name in the reader's language; the Chinese one where there is no English. A unit that
    shares its name is printed with its place."""
    if named is None:
        return ""
    whole = whole_name(named.name_zh, named.name_en, getattr(named, "within", None))
    return whole.name_zh if in_chinese() or not whole.name_en else whole.name_en


def number(value: Decimal, decimals: int, *, signed: bool = False) -> str:
    """A number with fixed decimals, rounded half up, with U+2212 for minus."""
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    magnitude = abs(rounded)
    grouped = not in_chinese() or magnitude >= _GROUP_FROM_ZH
    text = f"{magnitude:,f}" if grouped else f"{magnitude:f}"
    if rounded < 0:
        return MINUS + text
    return f"+{text}" if signed and rounded else text


def figure(shown: Figure) -> str:
    """A figure with its unit: 6.3%, 60.2公里, 60.2 km."""
    text = number(shown.value, shown.decimals, signed=shown.signed)
    unit = shown.unit_zh if in_chinese() or not shown.unit_en else shown.unit_en
    if not unit:
        return text
    if in_chinese() or unit in {"%", "percent"}:
        return text + ("%" if unit == "percent" else unit)
    return f"{text} {unit}"


def message(msgid: str) -> str:
    """A single word or sentence of the core in the reader's language."""
    return gettext(msgid)


def phrase(sentence: Phrase) -> str:
    """A phrase of the core or of the exchange in the reader's language."""
    return gettext(sentence.msgid) % {
        key: _parameter(value) for key, value in sentence.params.items()
    }


def _parameter(value: object) -> str:
    if isinstance(value, Phrase):
        return phrase(value)
    if isinstance(value, Figure):
        return figure(value)
    if isinstance(value, Name):
        return name(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return number(value, exact(value, 0))
    return str(value)


def rule_name(code: str) -> str:
    """What the guard asked, by the code kept with an entry; one that is not known stands for
    itself."""
    return message(RULE_NAMES[code]) if code in RULE_NAMES else code


def phrases(sentences: tuple[Phrase, ...]) -> str:
    """Several sentences, one after the other."""
    return joined(phrase(sentence) for sentence in sentences)


def joined(sentences: Iterable[str]) -> str:
    """Several sentences that are in the reader's language already."""
    return ("" if in_chinese() else " ").join(sentences)


def day(value: date) -> str:
    """2026年9月30日; 30 September 2026."""
    return gettext("%(day)s %(month)s %(year)s") % _date_parts(value)


def month(value: date) -> str:
    """2026年9月; September 2026."""
    return gettext("%(month)s %(year)s") % _date_parts(value)


def _date_parts(value: date) -> dict[str, object]:
    names = (
        pgettext("month", "January"), pgettext("month", "February"), pgettext("month", "March"),
        pgettext("month", "April"), pgettext("month", "May"), pgettext("month", "June"),
        pgettext("month", "July"), pgettext("month", "August"), pgettext("month", "September"),
        pgettext("month", "October"), pgettext("month", "November"), pgettext("month", "December"),
    )  # fmt: skip
    return {"day": value.day, "month": names[value.month - 1], "year": value.year}


def period(calendar: Calendar, period_end: date) -> str:
    """The year to date at a period's end: 1—6月, 上半年, 全年."""
    return phrase(cumulative_label(calendar, period_end))


def single_period(calendar: Calendar, period_end: date) -> str:
    """The period alone: 6月, 第二季度."""
    return phrase(single_label(calendar, period_end))


def entered_period(calendar: Calendar, accumulation: str, period_end: date) -> str:
    """The period of a figure as it is entered: 6月 or 1—6月, as the series counts."""
    return phrase(entry_label(calendar, Accumulation(accumulation), period_end))


def as_of_month(as_of: date) -> str:
    """What the filter says: 1—6月, whatever the calendar of a series."""
    return phrase(month_range_label(as_of))


def unit(row: Counted) -> str:
    """The unit of measure in the reader's language."""
    return row.unit_zh if in_chinese() or not row.unit_en else row.unit_en


def tier_name(tier: TierLabel) -> str:
    """计划目标; plan target."""
    return tier.name_zh if in_chinese() else tier.name_en


def tier_short(tier: TierLabel) -> str:
    """计划; plan."""
    return tier.short_zh if in_chinese() else tier.short_en


def series_words(row: Measured, tiers: Mapping[str, TierLabel]) -> SeriesWords:
    """What the core's sentences call things."""
    return SeriesWords(
        name=name(row),
        unit_zh=row.unit_zh,
        unit_en=row.unit_en,
        decimals=row.decimals,
        tiers={code: tier_name(tier) for code, tier in tiers.items()},
    )


def verdict(assessment: Assessment, tier: TierAssessment | None = None) -> str:
    """The word of a verdict: 达进度, 略低于目标 … by what is judged, and how."""
    return gettext(verdict_label(assessment, tier))


def reporting(assessment: Assessment) -> str:
    """已报, 待报, 逾期未报 …; a figure where nothing is collected came from what was published."""
    if assessment.reporting is Reporting.NOT_COLLECTING:
        if assessment.judged is not None:
            return gettext("Published")
        return gettext("Not collecting")
    return {
        Reporting.REPORTED: gettext("Reported"),
        Reporting.DUE: gettext("Report due"),
        Reporting.OVERDUE: gettext("Report overdue"),
        Reporting.RETURNED: gettext("Returned"),
        Reporting.NOT_DUE: gettext("Not due yet"),
    }[assessment.reporting]


# Where a wording stands in Chinese when the comparator is given and the wording is not a word
# that follows the number
_BEHIND = frozenset({"以上", "以内", "以下", "左右"})
_PREFIXES = {
    Comparator.AT_MOST: "不超过",
    Comparator.LESS_THAN: "低于",
    Comparator.MORE_THAN: "超",
}
_SYMBOLS = {
    Comparator.AT_LEAST: "≥",
    Comparator.MORE_THAN: ">",
    Comparator.AT_MOST: "≤",
    Comparator.LESS_THAN: "<",
    Comparator.EQUAL: "=",
}


def target_wording(target: TargetFact, unit_zh: str, unit_en: str, decimals: int) -> str:
    """A target as stated, without its modality: 6.5%以上, 突破3000亿元, 5+X个; ≥ 6.5%."""
    if target.reference is not None:
        return _reference_wording(target, target.reference, unit_zh, unit_en)
    if target.value is None:
        return target.comparator_wording
    if not in_chinese():
        return stated_in_symbols(target, unit_en or unit_zh, decimals)
    shown = _plain_number(target.value)
    wording = target.comparator_wording
    if target.upper_value is not None:
        return f"{shown}—{_plain_number(target.upper_value)}{unit_zh}"
    if not wording:
        prefix = _PREFIXES.get(target.comparator or Comparator.AT_LEAST, "")
        return f"{prefix}{shown}{unit_zh}"
    return _worded(shown, wording, unit_zh)


def _worded(shown: str, wording: str, unit_zh: str) -> str:
    """A number with the words that it was stated with."""
    if any(character.isdigit() for character in wording):
        return f"{wording}{unit_zh}"  # the wording holds the number: 5+X
    if unit_zh and wording.endswith(unit_zh):
        return wording  # it holds number and unit: 前三位
    if wording in _BEHIND:
        return f"{shown}{unit_zh}{wording}"
    return f"{wording}{shown}{unit_zh}"


def _reference_wording(target: TargetFact, reference: Reference, unit_zh: str, unit_en: str) -> str:
    """高于全市平均(5.2%); above the city average (5.2%), with the figure once it is known."""
    wording = target.comparator_wording if in_chinese() else ""
    wording = wording or phrase(reference_words(target.comparator, reference))
    if target.value is None:
        return wording
    shown = figure(Figure(target.value, exact(target.value, 0), unit_zh, unit_en))
    return f"{wording}({shown})" if in_chinese() else f"{wording} ({shown})"


def stated_in_symbols(target: TargetFact, unit_name: str, decimals: int) -> str:
    """≥ 6.5%, 3–5%: for English and for files."""
    if target.value is None:
        return target.comparator_wording
    gap = "" if unit_name in {"%", "percent", ""} else " "
    unit_text = "%" if unit_name == "percent" else unit_name
    shown = _plain_number(target.value)
    if target.upper_value is not None:
        return f"{shown}–{_plain_number(target.upper_value)}{gap}{unit_text}"
    symbol = _SYMBOLS.get(target.comparator) if target.comparator else None
    return f"{symbol} {shown}{gap}{unit_text}" if symbol else f"{shown}{gap}{unit_text}"


def _plain_number(value: Decimal) -> str:
    """A stated number with the decimals it was stated with."""
    return number(value, exact(value, 0))
