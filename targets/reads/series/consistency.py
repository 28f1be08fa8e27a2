"""Do the targets and figures of a place fit together? The facts for the core's checks."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from targets.core.consistency.consistency import find_inconsistencies
from targets.core.consistency.values import Declared, Finding, Relation, RelationKind
from targets.core.values.facts import TargetFact
from targets.core.values.figures import SeriesWords
from targets.models import Indicator
from targets.models import Relation as DeclaredRelation
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.judging.splits import Splits, splits_of
from targets.reads.scope.visibility import OFFICIAL, Visibility

Naming = Callable[[JudgedSeries], SeriesWords]  # the words module, in the reader's language


class Instead(NamedTuple):
    """A target that is about to be written, for the series with this code."""

    code: str
    target: TargetFact


class Checked(NamedTuple):
    """The series of a place in stated order, and what does not fit, grave first."""

    rows: tuple[JudgedSeries, ...]
    findings: tuple[Finding, ...]
    splits: Splits

    def of(self, code: str) -> tuple[Finding, ...]:
        """The findings that concern one series."""
        return tuple(finding for finding in self.findings if code in finding.series)

    def of_targets(self) -> tuple[Finding, ...]:
        """The findings among targets; the others speak of figures that were reported."""
        return tuple(finding for finding in self.findings if finding.period_end is None)


def year_as_stated(year: int, at: AsOf) -> AsOf:
    """The year with everything stated for it, also what takes effect later in it."""
    return at._replace(as_of=date(year, 12, 31))


def findings(
    *,
    place_id: uuid.UUID,
    year: int,
    at: AsOf,
    named: Naming,
    tiers: Sequence[str],
    sight: Visibility = OFFICIAL,
    instead: Instead | None = None,
    rows: tuple[JudgedSeries, ...] | None = None,
) -> Checked:
    """Everything that does not fit in a place and year; series are named by indicator code.

    ``instead`` is a target that stands in place of the stored one of its tier. Two queries for
    the series (none when ``rows`` are given), two for how their indicators belong together, one
    for what was split.
    """
    if rows is None:
        rows = judged_series(year=year, at=at, place_ids=[place_id], sight=sight)
    relations, real = _relations(place_id, {row.code for row in rows})
    splits = splits_of(place_id, year, at.known_at)
    given = splits.given
    declared = [
        _declared(row, named, tiers, instead, is_real=row.code in real)._replace(
            towns={tier: given[row.id, tier].towns for tier in tiers if (row.id, tier) in given}
        )
        for row in rows
    ]
    # Where nothing was stated or reported in the year, nothing can be wrong in it
    declared = [each for each in declared if each.facts.targets or each.facts.actuals]
    found = find_inconsistencies(declared, relations)
    by_weight = sorted(found, key=lambda finding: not finding.is_grave)
    return Checked(rows, tuple(by_weight), splits)


def _declared(
    row: JudgedSeries,
    named: Naming,
    tiers: Sequence[str],
    instead: Instead | None,
    *,
    is_real: bool,
) -> Declared:
    facts = row.assessment.facts
    if instead is not None and instead.code == row.code:
        facts = facts._replace(targets=replaced(facts.targets, instead.target, tiers))
    return Declared(row.code, facts, named(row), is_real_growth=is_real)


def replaced(
    targets: Sequence[TargetFact], new: TargetFact, tiers: Sequence[str]
) -> tuple[TargetFact, ...]:
    """The targets of a series with ``new`` for its tier, in tier order."""
    by_tier = {target.tier: target for target in targets} | {new.tier: new}
    return tuple(by_tier[tier] for tier in tiers if tier in by_tier)


def _relations(place_id: uuid.UUID, here: set[str]) -> tuple[tuple[Relation, ...], frozenset[str]]:
    """What is declared of this place's indicators, and which growth rates are real."""
    rates = list(
        Indicator.objects.filter(series__place_id=place_id, growth_of__isnull=False)
        .order_by("code")
        .values_list("code", "growth_of__code", "growth_is_real")
    )
    found = [Relation(level, RelationKind.LEVEL_OF, rate) for rate, level, _real in rates]
    declared: Mapping[str, RelationKind] = {kind.value: kind for kind in RelationKind}
    rows = (
        DeclaredRelation.objects.filter(of__series__place_id=place_id)
        .order_by("of__code", "indicator__code")
        .values_list("indicator__code", "kind", "of__code", "within__code", "complete")
    )
    found += [
        Relation(code, declared[kind], of, within or "", complete)
        for code, kind, of, within, complete in rows
        if code in here or not _is_departments(code, of)
    ]
    return tuple(found), frozenset(rate for rate, _level, is_real in rates if is_real)


def _is_departments(code: str, whole: str) -> bool:
    """Whether this is the part of one department, as splitting names it. Where it is not
    tracked, the department belongs to another place: nothing is missing here."""
    return code.startswith(f"{whole}.")
