"""What changed in a place between two moments, as printed and as rows of a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from targets import formatting
from targets.core.changes.changes import Direction, direction
from targets.core.changes.messages import change_sentences
from targets.core.judging.outcomes import Assessment
from targets.core.saying.labels import verdict_name
from targets.core.values.facts import Figure, Verdict
from targets.reads.changes.place_changes import Compared
from targets.reads.judging.judged import JudgedSeries
from targets.reads.scope.labels import TierLabel
from targets.web.parts.glyphs import chip
from targets.web.request.links import query
from targets.web.request.other_moment import Other
from targets.web.request.query import ViewQuery

NONE = "—"


class ChangeLine(NamedTuple):
    """One series whose status or value changed."""

    name: str
    address: str
    then: SafeString
    now: SafeString
    value_then: str
    value_now: str
    sentences: tuple[str, ...]


class CountLine(NamedTuple):
    """How many series had a status then, and have it now."""

    word: str
    then: int
    now: int


def value(assessment: Assessment | None, row: JudgedSeries) -> str:
    """The figure with its unit, or the dash."""
    if assessment is None or assessment.actual is None:
        return NONE
    return formatting.figure(Figure(assessment.actual, row.decimals, row.unit_zh, row.unit_en))


def status(assessment: Assessment | None) -> SafeString:
    """The chip of a verdict; nothing where the series was not there."""
    if assessment is None:
        return SafeString(NONE)
    shown = chip(assessment.verdict, formatting.verdict(assessment))
    return mark_safe(shown)  # noqa: S308 - our own words and drawings


def change_lines(
    found: Sequence[Compared], wanted: ViewQuery, other: Other, tiers: Mapping[str, TierLabel]
) -> dict[Direction, list[ChangeLine]]:
    """The changed series, worse ones apart from better ones."""
    said = query(wanted, since=f"{other.day:%Y-%m-%d}" if other.day else "")
    lines: dict[Direction, list[ChangeLine]] = {each: [] for each in Direction}
    for each in found:
        if each.change is None or each.then is None:
            continue
        row = each.row
        lines[direction(each.then, row.assessment)].append(
            ChangeLine(
                name=formatting.name(row),
                address=f"{reverse('targets:series', args=[row.place.code, row.code])}?{said}",
                then=status(each.then),
                now=status(row.assessment),
                value_then=value(each.then, row),
                value_now=value(row.assessment, row),
                sentences=_sentences(each, tiers),
            )
        )
    return lines


def _sentences(each: Compared, tiers: Mapping[str, TierLabel]) -> tuple[str, ...]:
    if each.change is None:
        return ()
    said = change_sentences(each.change, formatting.series_words(each.row, tiers))
    return tuple(formatting.phrase(sentence) for sentence in said)


def count_lines(found: Sequence[Compared]) -> list[CountLine]:
    """The verdicts that occur, then and now."""
    then = Counter(each.then.verdict for each in found if each.then is not None)
    now = Counter(each.row.assessment.verdict for each in found)
    return [
        CountLine(formatting.message(verdict_name(verdict)), then[verdict], now[verdict])
        for verdict in Verdict
        if then[verdict] or now[verdict]
    ]


def file_columns() -> list[str]:
    """The headers of the file, in the reader's language."""
    return [
        _("Place"), _("Indicator code"), _("Indicator"), _("Theme"), _("Status then"),
        _("Status now"), _("Value then"), _("Value now"), _("Unit"), _("What changed"),
    ]  # fmt: skip


def file_rows(
    found: Sequence[Compared], tiers: Mapping[str, TierLabel]
) -> Iterator[tuple[object, ...]]:
    """The changed series; numbers as numbers."""
    for each in found:
        if each.change is None or each.then is None:
            continue
        row = each.row
        yield (
            formatting.name(row.place), row.code, formatting.name(row), formatting.name(row.theme),
            formatting.verdict(each.then), formatting.verdict(row.assessment), each.then.actual,
            row.assessment.actual, formatting.unit(row), " ".join(_sentences(each, tiers)),
        )  # fmt: skip
