"""The overview: every series of a place in a year, filtered, counted and ranked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from targets.core.judging.badges import is_past_half
from targets.core.values.facts import TASK_MEASURES, Verdict
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.labels import Label
from targets.reads.scope.rules import RulesInForce
from targets.reads.scope.visibility import OFFICIAL, Visibility

ATTENTION = 5  # rows in the list of what needs attention


class Group(StrEnum):
    """What the rows are put together by."""

    THEME = "theme"
    LEAD = "lead"
    STATUS = "status"


class Filters(NamedTuple):
    """What narrows and arranges the overview; empty means everything. It stands in the URL."""

    tier: str | None = None  # None: the headline, the first tier that exists
    lead: str = ""  # a unit's code
    leader: str = ""
    text: str = ""  # part of a name or a code
    verdict: Verdict | None = None  # narrows the tables, not the counts
    group: Group = Group.THEME


class ThemeSection(NamedTuple):
    """One theme of the overview, its figures and its tasks apart; context rows last. Grouped
    otherwise it stands for a lead unit (without a code: none) or a verdict (the code)."""

    theme: Label
    quantified: tuple[JudgedSeries, ...]  # also those without a number and context rows
    tasks: tuple[JudgedSeries, ...]


class Overview(NamedTuple):
    """All that the overview prints."""

    rows: tuple[JudgedSeries, ...]  # after the filters, verdict included
    counted: tuple[JudgedSeries, ...]  # after the filters but the verdict's: what is counted
    chosen: Verdict | None  # the verdict that narrows the rows
    sections: tuple[ThemeSection, ...]
    verdicts: Mapping[Verdict, int]  # of quantified series
    quantified: int  # series with a number to be judged against
    with_data: int  # of those, with a figure
    not_quantified: int
    tasks: int
    context: int
    overdue: int
    past_half: int  # amounts at half their target or more
    total: int
    attention_number: int  # how many need attention; the first of them are listed
    attention: tuple[JudgedSeries, ...]  # worst first
    leads: tuple[Label, ...]  # choices for the filter, of all rows
    leaders: tuple[str, ...]


def is_task(row: JudgedSeries) -> bool:
    """Whether the row is logged as text and declared state."""
    return row.measure in TASK_MEASURES


def is_context(row: JudgedSeries) -> bool:
    """Whether the row states a number that is no target, or has no target at all."""
    return not is_task(row) and row.assessment.verdict is Verdict.NO_TARGET


def is_quantified(row: JudgedSeries) -> bool:
    """Whether the row has a number to be judged against."""
    return (
        not is_task(row)
        and row.assessment.verdict is not Verdict.NO_TARGET
        and row.assessment.verdict is not Verdict.NOT_QUANTIFIED
    )


def overview(
    place: PlaceFacts,
    *,
    year: int,
    at: AsOf,
    filters: Filters,
    rules: RulesInForce | None = None,
    sight: Visibility = OFFICIAL,
) -> Overview:
    """Everything the overview of one place prints. One query, and one for rules not given."""
    everything = judged_series(
        year=year,
        at=at,
        place_ids=[place.label.id],
        tier=filters.tier,
        rules=rules,
        sight=sight,
    )
    return arrange(everything, filters)


def arrange(everything: Iterable[JudgedSeries], filters: Filters) -> Overview:
    """Filter, count and rank rows; no queries."""
    everything = tuple(everything)
    counted = tuple(row for row in everything if _passes(row, filters))
    rows = (
        counted
        if filters.verdict is None
        else tuple(row for row in counted if row.assessment.verdict is filters.verdict)
    )
    quantified = [row for row in counted if is_quantified(row)]
    verdicts = Counter(row.assessment.verdict for row in quantified)
    attention = _attention(counted)
    return Overview(
        rows=rows,
        counted=counted,
        chosen=filters.verdict,
        sections=_sections(rows, filters.group),
        verdicts=verdicts,
        quantified=len(quantified),
        with_data=len(quantified) - verdicts[Verdict.NO_DATA],
        not_quantified=sum(
            not is_task(row) and row.assessment.verdict is Verdict.NOT_QUANTIFIED for row in counted
        ),
        tasks=sum(map(is_task, counted)),
        context=sum(map(is_context, counted)),
        overdue=sum(row.assessment.reporting == "overdue" for row in counted),
        past_half=sum(is_past_half(row.assessment) for row in counted),
        total=len(counted),
        attention=attention[:ATTENTION],
        attention_number=len(attention),
        leads=tuple(dict.fromkeys(row.lead for row in everything if row.lead)),
        leaders=tuple(dict.fromkeys(row.leader for row in everything if row.leader)),
    )


def _passes(row: JudgedSeries, filters: Filters) -> bool:
    if filters.lead and (row.lead is None or row.lead.code != filters.lead):
        return False
    if filters.leader and row.leader != filters.leader:
        return False
    wanted = filters.text.casefold()
    return not wanted or any(
        wanted in text.casefold() for text in (row.name_zh, row.name_en, row.code)
    )


def _sections(rows: tuple[JudgedSeries, ...], group: Group) -> tuple[ThemeSection, ...]:
    themes: dict[Label, list[JudgedSeries]] = {}
    for row in _in_order(rows, group):
        themes.setdefault(_heading(row, group), []).append(row)
    return tuple(
        ThemeSection(
            theme=theme,
            quantified=tuple(sorted((row for row in members if not is_task(row)), key=is_context)),
            tasks=tuple(row for row in members if is_task(row)),
        )
        for theme, members in themes.items()
    )


_VERDICT_ORDER = {verdict: position for position, verdict in enumerate(Verdict)}


def _in_order(rows: tuple[JudgedSeries, ...], group: Group) -> Iterable[JudgedSeries]:
    """By verdict from best to worst; otherwise as stated, who has no lead unit last."""
    if group is Group.STATUS:
        return sorted(rows, key=lambda row: _VERDICT_ORDER[row.assessment.verdict])
    if group is Group.LEAD:
        return sorted(rows, key=lambda row: row.lead is None)
    return rows


def _heading(row: JudgedSeries, group: Group) -> Label:
    if group is Group.STATUS:
        return Label(row.assessment.verdict.value, "", "")
    if group is Group.LEAD:
        return row.lead or Label("", "", "")
    return row.theme


def _attention(rows: tuple[JudgedSeries, ...]) -> tuple[JudgedSeries, ...]:
    """The most severe first; overdue and slow tasks, which have no severity, come after."""
    ranked = sorted(
        (row for row in rows if row.assessment.severity is not None),
        key=lambda row: -(row.assessment.severity or 0),
    )
    tasks = [
        row
        for verdict in (Verdict.MISSED, Verdict.FAR_BEHIND, Verdict.BEHIND)
        for row in rows
        if is_task(row) and row.assessment.verdict is verdict
    ]
    return tuple(ranked + tasks)
