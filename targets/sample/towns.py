"""The towns of the Sample District: their parts of a few targets, and what they achieved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from targets.core.splitting.splitting import Part, PartMethod, split_parts
from targets.core.values.facts import Calendar
from targets.core.values.periods import LAST_MONTH, ended_periods
from targets.models import Actual, Lane, Origin, Series, Target, Unit, UnitKind

from .figures import HUNDRED, TrueFigures, rounded
from .founding import PLACE, PLANNING_OFFICE, Founded
from .span import Span
from .tables import TownRow, towns

YEARS = (-1, 0)
TIER = "plan"
SOURCE_ZH = "镇街月报(示例)"
LEADER_ZH = "镇街主要负责人(示例)"


class _Town(NamedTuple):
    row: TownRow
    unit: Unit
    series: dict[str, Series]  # by the indicator's code


def found_towns(span: Span, figures: TrueFigures, founded: Founded) -> int:
    """Write the towns with their series, targets and figures; how many figures there are."""
    found = [_town(row, order, founded) for order, row in enumerate(towns(), start=1)]
    Series.objects.bulk_create(series for town in found for series in town.series.values())
    whole = (
        Target.objects.known(None)
        .filter(series__in=founded.series.values(), tier_id=TIER, effective_on__month=1)
        .select_related("series__indicator")
    )
    Target.objects.bulk_create(
        part
        for target in whole
        if target.year - span.year in YEARS
        for part in _parts(target, found)
    )
    actuals = [actual for town in found for actual in _actuals(town, span, figures, founded)]
    Actual.objects.bulk_create(actuals)
    return len(actuals)


def _town(row: TownRow, order: int, founded: Founded) -> _Town:
    unit = Unit(
        code=f"{PLACE}-{row.code}",
        name_zh=row.name_zh,
        name_en=row.name_en,
        kind=UnitKind.PLACE,
        parent=founded.place,
        order=order,
        illustrative=True,
    )
    unit.full_clean()
    unit.save(force_insert=True)
    series = {
        code: Series(
            place=unit,
            indicator=founded.series[code].indicator,
            calendar=founded.series[code].calendar,
            order=founded.series[code].order,
            lead=unit,
            reporting=unit,
            checking=founded.departments[PLANNING_OFFICE],
            leader=LEADER_ZH,
        )
        for code in row.keeps
    }
    return _Town(row, unit, series)


def _parts(whole: Target, found: Sequence[_Town]) -> Iterator[Target]:
    """The whole's target by the towns' weights, to the last digit."""
    indicator = whole.series.indicator
    keeping = [town for town in found if indicator.code in town.series]
    if not keeping or whole.value is None:
        return
    split = split_parts(
        whole.value,
        [Part(town.row.code, town.row.name_zh, town.row.weight) for town in keeping],
        PartMethod.WEIGHTS,
        decimals=indicator.decimals,
    )
    for town in keeping:
        yield Target(
            series=town.series[indicator.code],
            year=whole.year,
            tier_id=whole.tier_id,
            effective_on=whole.effective_on,
            comparator=whole.comparator,
            value=split.targets[town.row.code],
            comparator_wording=whole.comparator_wording,
            document_id=whole.document_id,
            allocated_from=whole,
            author_id=whole.author_id,
            recorded_at=whole.recorded_at,
        )


def _actuals(town: _Town, span: Span, figures: TrueFigures, founded: Founded) -> Iterator[Actual]:
    """The town's share of the district's figures, at its own speed."""
    for code, series in town.series.items():
        whole = sum(other.weight for other in towns() if code in other.keeps)
        for year in YEARS:
            entered = figures.entered(code, year)
            for end in ended_periods(
                Calendar(series.calendar), span.year + year, span.last_period_end
            ):
                if end.month not in entered:
                    continue
                value = entered[end.month] * town.row.weight / whole * _speed(town.row, end.month)
                yield Actual(
                    series=series,
                    calendar=series.calendar,
                    period_end=end,
                    value=rounded(value, series.indicator.decimals),
                    lane=Lane.OFFICIAL,
                    origin=Origin.GRID,
                    source=SOURCE_ZH,
                    author=founded.planner,
                    recorded_at=span.reported_at(town.row.code, year, end),
                )


def _speed(row: TownRow, month: int) -> Decimal:
    """What the town achieves of its part by a month, from its start to its speed."""
    return (row.start + (row.speed - row.start) * month / LAST_MONTH) / HUNDRED
