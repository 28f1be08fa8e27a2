"""Every number of a briefing against the assessment of the very row it stands in or speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import pytest
from django.utils import translation

from targets import clock, formatting
from targets.briefs.content import Brief, Table
from targets.briefs.stored import stored
from targets.core.values.entry import Entry
from targets.core.values.facts import DeclaredState, Margins, Qualifier, Verdict
from targets.core.values.periods import month_end
from targets.models import Explanation, Origin
from targets.models import Margins as MarginsRow
from targets.reads.briefing.briefing import BriefedSeries, BriefingFacts, briefing_facts
from targets.reads.briefing.texts import Draft
from targets.reads.judging.judged import AsOf
from targets.reads.overview.overview import is_quantified
from targets.reads.places.places import place_facts
from targets.reads.scope.labels import tier_labels
from targets.web.briefing.content import brief_of
from targets.web.briefing.query import SIGHT
from targets.web.briefing.say import sayer
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.places import add_place
from tests.web.rooms import OCTOBER, SEPTEMBER, TODAY, Rooms, enter, noon

LANGUAGES = ["zh-hans", "en"]
NUMBER = re.compile(r"[−+]?\d[\d,]*(?:\.\d+)?")


class Said(NamedTuple):
    """What a briefing rests on, and what it says."""

    facts: BriefingFacts
    brief: Brief

    def table(self, section: str, block: int = 0) -> Table:
        (found,) = [each for each in self.brief.sections if each.key == section]
        table = [each.table for each in found.blocks if each.table][block]
        assert table is not None
        return table

    def texts(self, section: str) -> list[str]:
        (found,) = [each for each in self.brief.sections if each.key == section]
        return [block.text for block in found.blocks if block.text]


def say(place_code: str = "testland", as_of: date = OCTOBER) -> Said:
    """The briefing in the language that is active."""
    place = place_facts(place_code, TODAY)
    assert place is not None
    since = clock.end_of(SEPTEMBER)
    at = AsOf(as_of, TODAY)
    facts = briefing_facts(place, year=as_of.year, at=at, since=since, sight=SIGHT)
    return Said(facts, brief_of(place, facts, sayer({}, Draft({}, None)), tier_labels(), tier=None))


def numbers(text: str) -> list[str]:
    """The numbers of a text as printed, with their signs."""
    return [found.replace(",", "") for found in NUMBER.findall(text)]


def shown(value: Decimal | None, decimals: int, *, signed: bool = False) -> list[str]:
    """What a value has to be printed as."""
    if value is None:
        return []
    rounded = value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    sign = "−" if rounded < 0 else "+" if signed and rounded else ""
    return [f"{sign}{abs(rounded):f}"]


def stated(value: Decimal | None) -> list[str]:
    return [] if value is None else [f"{value.normalize():f}"]


def day(value: date) -> list[str]:
    return numbers(formatting.day(value))


@pytest.fixture
def filled(rooms: Rooms) -> Rooms:
    """Roads lag and are explained, homes are ahead, the rate is short, the task is slow."""
    enter(rooms.roads, "60", SEPTEMBER)
    enter(rooms.roads, "62.05", OCTOBER)
    enter(rooms.rate, "5.1", OCTOBER)
    for month in range(1, 11):
        enter(rooms.homes, "110", month_end(2026, month))
    Explanation.objects.create(
        series=rooms.roads, period_end=OCTOBER, cause="征地慢", measure="包干推进",
        catch_up_on=date(2026, 12, 25), recorded_at=noon(date(2026, 11, 20)),
    )  # fmt: skip
    Explanation.objects.create(
        series=rooms.rate, period_end=OCTOBER, cause="land sales fell.", measure="",
        catch_up_on=date(2026, 12, 31), recorded_at=noon(date(2026, 11, 20)),
    )  # fmt: skip
    return rooms


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_cell_is_of_its_own_row(filled: Rooms, language: str) -> None:
    with translation.override(language):
        said = say()
        main = [each for each in said.facts.series if is_quantified(each.row)]
        checked = 0
        for table, series in (
            (said.table("main"), main),
            (said.table("good"), said.facts.good),
        ):
            for row, each in zip(table.rows, series, strict=True):
                tier = each.row.assessment.headline
                assert tier is not None
                gap = tier.deviation if tier.deviation is not None else tier.gap
                assert row[0] == formatting.name(each.row)
                assert numbers(row[1]) == stated(tier.target.value)
                assert numbers(row[2]) == shown(each.row.assessment.actual, each.row.decimals)
                assert numbers(row[4]) == shown(tier.completion_rate, 1)
                assert numbers(row[5]) == shown(gap, 1, signed=True)
                assert row[6] == formatting.verdict(each.row.assessment)
                checked += 1
        assert checked == 4
        for row, each in zip(said.table("attention").rows, said.facts.attention, strict=True):
            tier = each.row.assessment.headline
            assert tier is not None
            gap = tier.deviation if tier.deviation is not None else tier.gap
            needed = each.needed and each.needed.per_month
            assert numbers(row[1]) == stated(tier.target.value)
            assert numbers(row[2]) == shown(each.row.assessment.actual, each.row.decimals)
            assert numbers(row[3]) == shown(gap, 1, signed=True)
            assert numbers(row[4]) == shown(needed, each.row.decimals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_are_recounted(filled: Rooms, language: str) -> None:
    with translation.override(language):
        said = say()
        rows = [each.row for each in said.facts.series if is_quantified(each.row)]
        with_data = [row for row in rows if row.assessment.actual is not None]
        now = Counter(row.assessment.verdict for row in with_data)
        before = Counter(
            each.before.assessment.verdict
            for each in said.facts.series
            if each.before and is_quantified(each.before)
        )
        counts = []
        for verdict in (Verdict.MET, Verdict.AHEAD, Verdict.ON_PACE, Verdict.BEHIND,
                        Verdict.FAR_BEHIND):  # fmt: skip
            if now[verdict] or before[verdict]:
                counts.append(str(now[verdict]))
                if change := now[verdict] - before[verdict]:
                    counts.append(str(abs(change)))
        found = numbers(said.texts("summary")[0])
        tail = len(counts)
        assert found[-tail:] == counts
        assert sorted(found[-tail - 2 : -tail]) == sorted([str(len(rows)), str(len(with_data))])
        assert "2026" in found[: -tail - 2]
        assert numbers(said.texts("good")[0]) == [str(len(said.facts.good))]
        assert numbers(said.texts("attention")[0]) == [str(len(said.facts.attention))]
        assert numbers(said.texts("tasks")[0]) == ["1", "1"]
        assert numbers(said.texts("changes")[0]) == [str(len(said.table("changes").rows))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_speak_of_their_row(filled: Rooms, language: str) -> None:
    """Each number of a line is a value of the series it names, at the digits printed, or a day
    that was given for it."""
    with translation.override(language):
        said = say()
        lines = said.texts("attention")[1:]
        assert len(lines) == len(said.facts.attention) == 2
        for place, (line, each) in enumerate(zip(lines, said.facts.attention, strict=True), 1):
            assert formatting.name(each.row) in line
            found = numbers(line)
            assert found[0] == str(place)
            allowed = {*_of(each)}
            assert [number for number in found[1:] if number not in allowed] == []


def _of(each: BriefedSeries) -> Iterator[str]:
    row, found = each.row, each.row.assessment
    yield from shown(found.actual, row.decimals)
    for tier in found.tiers:
        yield from shown(tier.completion_rate, 1)
        for value in (tier.deviation, tier.linear_deviation, tier.gap):
            yield from shown(None if value is None else abs(value), 1)
    if found.period_end is not None:
        yield from numbers(formatting.period(found.facts.calendar, found.period_end))
    if each.catch_up is not None:
        yield from shown(each.catch_up.a_month, row.decimals)
        yield from day(each.catch_up.day or each.catch_up.until)
    if row.explanation and row.explanation.catch_up_on:
        yield from day(row.explanation.catch_up_on)


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_and_titles_print_what_the_tables_print(filled: Rooms, language: str) -> None:
    with translation.override(language):
        said = say()
        (main,) = [each for each in said.brief.sections if each.key == "main"]
        pictures = main.blocks[0].pictures
        assert len(pictures) == 3
        for picture, row in zip(pictures, said.table("main").rows, strict=True):
            assert picture.title == row[0]
            assert numbers(picture.last_text) == numbers(row[2])
            assert numbers(picture.target_text) == numbers(row[1])
            assert picture.short_labels == tuple(str(month) for month in range(1, 13))
        period = numbers(formatting.as_of_month(OCTOBER))
        assert sorted(numbers(said.brief.title)) == sorted(["2026", *period])
        assert numbers(said.brief.basis) == day(OCTOBER)
        for theme in said.brief.themes:
            for block in theme.blocks:
                assert block.table is not None
                rows = [*said.table("main").rows, *said.table("tasks").rows]
                assert set(block.table.rows) <= set(rows)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "margins",
    [
        Margins(),
        Margins(ahead=Decimal("4.5"), far=Decimal("-8.25"), near_least=Decimal("0.4"),
                near_percent=Decimal("7.5")),
    ],
    ids=["shipped", "own"],
)  # fmt: skip
def test_notes_state_the_margins_in_force(filled: Rooms, margins: Margins, language: str) -> None:
    MarginsRow.objects.create(
        effective_on=date(2026, 1, 1), recorded_at=noon(date(2026, 1, 20)), **margins._asdict()
    )
    with translation.override(language):
        said = say()
        amounts, shares = [note for note in said.brief.notes if _is_of_margins(note)]
        assert said.facts.rules.margins == margins
    signed = [shown(value, _places(value), signed=True)[0] for value in margins[:3]]
    assert [number for number in numbers(amounts) if number != "3"] == [
        signed[0], signed[1], signed[2],
    ]  # fmt: skip
    assert numbers(shares) == [
        *stated(margins.near_percent), *stated(margins.near_least), *stated(margins.near_most),
    ]  # fmt: skip


def _is_of_margins(note: str) -> bool:
    return note.startswith(("总量类指标：", "增速、占比类指标：", "Amounts:", "Rates and shares:"))


def _places(value: Decimal) -> int:
    return max(0, -int(value.normalize().as_tuple().exponent))


def test_an_indicator_of_its_own_margins_is_named(filled: Rooms) -> None:
    MarginsRow.objects.create(
        indicator=filled.rate.indicator, effective_on=date(2026, 1, 1),
        recorded_at=noon(date(2026, 1, 20)), **Margins(near_most=Decimal("1.5"))._asdict(),
    )  # fmt: skip
    notes = say().brief.notes
    assert not [note for note in notes if note.startswith("增速、占比类指标：")]
    (own,) = [note for note in notes if note.startswith("增速：")]
    assert numbers(own) == ["10", "0.3", "1.5"]


def test_the_pace_that_is_not_linear_is_named_with_the_linear_deviation(filled: Rooms) -> None:
    indicator = filled.roads.indicator
    indicator.pace = "last_year_shape"
    indicator.save()
    for end, value in ((date(2025, 10, 31), "70"), (date(2025, 12, 31), "100")):
        enter(filled.roads, value, end)
    said = say()
    (roads,) = [each for each in said.facts.series if each.row.id == filled.roads.id]
    tier = roads.row.assessment.headline
    assert tier is not None
    assert tier.deviation != tier.linear_deviation
    (note,) = [each for each in said.brief.notes if "上年同期进度" in each]
    assert numbers(note) == shown(tier.linear_deviation, 1, signed=True)
    assert "新建道路里程（" in note
    assert numbers(said.table("main").rows[0][5]) == shown(tier.deviation, 1, signed=True)


def test_words_of_the_counts_are_those_of_the_rows(filled: Rooms) -> None:
    """One rate alone is short: its word is that of the table, not that of amounts."""
    said = say()
    rate = said.table("main").rows[1]
    assert rate[6] == "略低于目标"
    assert "略低于目标1项" in said.texts("summary")[0]
    assert "欠进度" not in said.texts("summary")[0]
    assert "暂无进展1项" in said.texts("tasks")[0]


def test_a_column_that_knows_nothing_is_left_out(rooms: Rooms) -> None:
    enter(rooms.rate, "5.1", OCTOBER)
    titles = [column.title for column in say().table("attention").columns]
    assert titles == ["指标", "年度目标", "最新完成", "偏差", "状态", "牵头单位"]


def test_no_half_width_mark_stands_beside_chinese(filled: Rooms) -> None:
    told = stored(say().brief).replace('"', " ")
    beside = re.compile("[\u4e00-\u9fff][,:;()?!]|[,:;()?!][\u4e00-\u9fff]")
    assert beside.findall(told) == []
    assert "，" in told
    assert "（" in told


def test_causes_end_in_their_own_language_and_levels_reach_their_target(filled: Rooms) -> None:
    with translation.override("en"):
        lines = "\n".join(say().texts("attention"))
    assert "Cause: 征地慢。" in lines
    assert "Cause: land sales fell. Expected to reach the target by 31 December 2026." in lines
    assert "Expected to catch up by 25 December 2026." in lines
    chinese = "\n".join(say().texts("attention"))
    assert "预计2026年12月31日达到目标。" in chinese


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh-hans", "2026年1—10月，测试区3项量化指标均暂无数据。"),
        (
            "en",
            "Jan–Oct 2026, Testland: no figures yet for any of the quantified indicators (3).",
        ),
    ],
)
def test_without_figures_the_summary_is_a_sentence(rooms: Rooms, language: str, text: str) -> None:
    with translation.override(language):
        assert say().texts("summary") == [text]


def test_without_indicators_too(rooms: Rooms) -> None:
    add_place("emptyland", "空区")
    said = say("emptyland")
    assert said.texts("summary") == ["2026年1—10月，空区暂无量化指标。"]
    assert "reporting" not in [section.key for section in said.brief.sections]


def test_the_year_is_over(filled: Rooms) -> None:
    december = date(2026, 12, 31)
    enter(filled.roads, "95", december)
    said = say(as_of=december)
    assert said.brief.title == "测试区2026年主要指标完成情况通报"
    assert said.texts("summary")[0].startswith("2026年全年，测试区3项量化指标中，3项有数据，其中")
    assert "较上期" not in said.texts("summary")[0]
    assert "年终数据只评完成或未完成" in "".join(said.brief.notes)


def test_a_slow_task_is_explained(filled: Rooms) -> None:
    task = filled.task
    write_ledger(
        [
            Entry(
                task.id, task.calendar, OCTOBER, None, stage="完成62%",
                declared=DeclaredState.SLOW, expected_on=date(2026, 12, 20),
            )
        ],
        Stamp(task.place_id, None, Origin.COMMAND),
        trust_current=True,
    )  # fmt: skip
    texts = say().texts("tasks")
    assert "进展缓慢或逾期的任务1项，具体情况如下。" in texts
    assert texts[-1].startswith("1. 1—10月，西飞行区竣工：推进缓慢。完成62%。")
    assert texts[-1].endswith("牵头单位尚未说明原因。预计2026年12月20日完成。")


def test_growth_says_what_the_rest_of_the_year_needs(filled: Rooms) -> None:
    rate, roads = filled.rate.indicator, filled.roads.indicator
    rate.growth_of = roads
    rate.save()
    for end, value in ((date(2025, 10, 31), "80"), (date(2025, 12, 31), "100")):
        enter(filled.roads, value, end)
    said = say()
    rows = {row[0]: row for row in said.table("attention").rows}
    # (5.5 − 0.8 × 5.1) ÷ (1 − 0.8) = 7.1
    assert rows["增速"][4] == "增速7.1%"
    assert any(note.startswith("后续所需增速=") for note in said.brief.notes)


def test_revised_figures_name_their_year_and_what_is_a_floor(filled: Rooms) -> None:
    old, last = date(2024, 12, 31), date(2025, 12, 31)
    for end in (old, last):
        enter(filled.roads, "2800", end, qualifier=Qualifier.ABOVE)
    since = clock.now()
    for end in (old, last):
        enter(filled.roads, "2800", end, reason="核实")
    place = place_facts("testland", TODAY)
    assert place is not None
    facts = briefing_facts(place, year=2026, at=AsOf(OCTOBER, TODAY), since=since, sight=SIGHT)
    brief = brief_of(place, facts, sayer({}, Draft({}, None)), tier_labels(), tier=None)
    table = Said(facts, brief).table("revisions")
    assert table.rows == (("新建道路里程", "2025年全年", "2800.0公里以上", "2800.0公里", "核实"),)
