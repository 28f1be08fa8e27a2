"""The targets of a place as listed: stated, split, split from what, and what does not fit."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import ngettext

from targets import formatting
from targets.core.consistency.values import FindingCode
from targets.core.splitting.allocating import why_not_split
from targets.core.splitting.splitting import Allocation, Part, check_split
from targets.core.values.facts import Measure, TargetFact
from targets.reads.judging.judged import JudgedSeries
from targets.reads.judging.splits import Allotments
from targets.reads.scope.labels import TierLabel
from targets.reads.series.consistency import Checked
from targets.web.parts.series_words import pace_name, split_from_words
from targets.web.request.links import query
from targets.web.request.query import ViewQuery

Tiers = Mapping[str, TierLabel]


class Split(NamedTuple):
    """What towns, or departments, were given of a target, against the whole."""

    said: str
    is_exact: bool


class Stated(NamedTuple):
    """One tier's target in the list."""

    tier: str
    wording: str
    address: str
    splits: tuple[Split, ...]
    split_address: str  # empty: never split
    origin: str  # what it was split from; empty: nothing


class Line(NamedTuple):
    """One series in the list."""

    name: str
    address: str
    stated: tuple[Stated, ...]
    unstated: tuple[tuple[str, str], ...]  # tiers without a target, and where to state one
    pace: str
    has_path: bool
    problems: tuple[str, ...]


def target_line(
    row: JudgedSeries,
    wanted: ViewQuery,
    tiers: Tiers,
    checked: Checked,
) -> Line:
    """One series with what is stated of it for the year."""
    facts = row.assessment.facts
    series = reverse("targets:series", args=[row.place.code, row.code])

    def address(screen: str, tier: str) -> str:
        path = reverse(f"targets:{screen}", args=[row.place.code, row.code])
        return f"{path}?{urlencode({'year': str(wanted.year), 'tier': tier})}"

    stated = []
    for target, statement in zip(facts.targets, row.statements, strict=True):
        unfit = why_not_split(row.measure, target.comparator, target.value, is_count=facts.is_count)
        stated.append(
            Stated(
                formatting.tier_short(tiers[target.tier]),
                formatting.target_wording(target, row.unit_zh, row.unit_en, row.decimals) or "—",
                address("target_edit", target.tier),
                _splits(row, target, checked.splits.given.get((row.id, target.tier)), tiers),
                address("target_split", target.tier) if unfit is None else "",
                split_from_words(checked.splits.origins.get(statement.target_id)),
            )
        )
    have = {target.tier for target in facts.targets}
    return Line(
        name=formatting.name(row),
        address=f"{series}?{query(wanted, as_of='')}",
        stated=tuple(stated),
        unstated=tuple(
            (formatting.tier_short(tier), address("target_edit", code))
            for code, tier in tiers.items()
            if code not in have
        ),
        pace=pace_name(facts.pace) if facts.measure is Measure.AMOUNT else "",
        has_path=any(target.path for target in facts.targets),
        # The sum of the towns is said beside the target
        problems=tuple(
            formatting.phrase(finding.sentence)
            for finding in checked.of(row.code)
            if finding.code is not FindingCode.TOWNS_OFF
        ),
    )


def _splits(
    row: JudgedSeries, target: TargetFact, given: Allotments | None, tiers: Tiers
) -> tuple[Split, ...]:
    """Towns and departments apart: each of them shares the whole."""
    if given is None or target.value is None:
        return ()

    def split(whole: Decimal, values: tuple[Decimal, ...], said: str) -> Split:
        named = [Part(str(at), "", value) for at, value in enumerate(values)]
        check = check_split(whole, named, formatting.series_words(row, tiers))
        said = said % {"count": len(values), "check": formatting.phrase(check.sentence)}
        return Split(said, check.allocation is Allocation.EXACT)

    found = []
    if given.towns:
        said = ngettext(
            "Split among %(count)s town. %(check)s",
            "Split among %(count)s towns. %(check)s",
            len(given.towns),
        )
        found.append(split(target.value, given.towns, said))
    if given.departments:
        said = ngettext(
            "Split among %(count)s department. %(check)s",
            "Split among %(count)s departments. %(check)s",
            len(given.departments),
        )
        found.append(split(target.value, given.departments, said))
    return tuple(found)
