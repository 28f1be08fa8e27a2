"""Facts in one line, for the tests of core."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from targets.core.judging.assessment import assess
from targets.core.judging.outcomes import Assessment, TierAssessment
from targets.core.values.facts import (
    Accumulation,
    ActualFact,
    Calendar,
    Comparator,
    DeclaredState,
    Figure,
    Measure,
    Name,
    PaceMethod,
    PathPoint,
    Phrase,
    SeriesFacts,
    TargetFact,
    Verdict,
)
from targets.core.values.periods import month_end

YEAR = 2024
Values = Mapping[int, str | None]


def amounts(
    values: Values, *, year: int = YEAR, floors: tuple[int, ...] = ()
) -> tuple[ActualFact, ...]:
    """Month → value, as entries."""
    return tuple(
        ActualFact(
            month_end(year, month),
            None if value is None else Decimal(value),
            is_floor=month in floors,
        )
        for month, value in sorted(values.items())
    )


def target(text: str, tier: str = "plan", **more: Any) -> TargetFact:
    """``">= 93"``, ``"between 90 100"``, ``"context 579"`` or ``""`` for no number."""
    if not text:
        return TargetFact(tier, **more)
    sign, *numbers = text.split()
    comparator = None if sign == "context" else Comparator(sign)
    upper = Decimal(numbers[1]) if len(numbers) > 1 else None
    return TargetFact(tier, comparator, Decimal(numbers[0]), upper, **more)


def path(*values: tuple[int, str]) -> tuple[PathPoint, ...]:
    return tuple(PathPoint(month_end(YEAR, month), Decimal(value)) for month, value in values)


def series(
    values: Values | None = None,
    *targets: str | TargetFact,
    measure: Measure = Measure.AMOUNT,
    accumulation: Accumulation = Accumulation.RUNNING_TOTAL,
    calendar: Calendar = Calendar.MONTHLY,
    pace: PaceMethod = PaceMethod.LINEAR,
    floors: tuple[int, ...] = (),
    last_year: Values | None = None,
    last_year_floors: tuple[int, ...] = (),
    **more: Any,
) -> SeriesFacts:
    tiers = ("plan", "stretch", "dream")
    made = tuple(
        target(each, tiers[index]) if isinstance(each, str) else each
        for index, each in enumerate(targets)
    )
    return SeriesFacts(
        measure=measure,
        accumulation=accumulation,
        calendar=calendar,
        pace=pace,
        year=YEAR,
        targets=made,
        actuals=amounts(values or {}, floors=floors),
        last_year=amounts(last_year or {}, year=YEAR - 1, floors=last_year_floors),
        **more,
    )


def rate(values: Values | None = None, *targets: str | TargetFact, **more: Any) -> SeriesFacts:
    more = {"measure": Measure.RATE, "accumulation": Accumulation.LATEST} | more
    return series(values, *targets, pace=PaceMethod.NONE, **more)


def stock(values: Values | None = None, *targets: str | TargetFact, **more: Any) -> SeriesFacts:
    more = {"measure": Measure.STOCK, "accumulation": Accumulation.LATEST} | more
    return series(values, *targets, **more)


def task(
    *entries: ActualFact,
    due_on: date | None = None,
    measure: Measure = Measure.PROGRAMME,
    calendar: Calendar = Calendar.QUARTERLY,
    **more: Any,
) -> SeriesFacts:
    return SeriesFacts(
        measure=measure,
        accumulation=Accumulation.STAGE,
        calendar=calendar,
        pace=PaceMethod.NONE,
        year=YEAR,
        targets=() if due_on is None else (TargetFact("plan", due_on=due_on),),
        actuals=entries,
        **more,
    )


def stage(month: int, declared: str | None = None, text: str = "") -> ActualFact:
    state = None if declared is None else DeclaredState(declared)
    return ActualFact(month_end(YEAR, month), stage=text, declared=state)


def at(
    facts: SeriesFacts, month: int = 12, *, today: date | None = None, **more: Any
) -> Assessment:
    """The assessment at a month's end, looked at two months later unless ``today`` is given."""
    as_of = month_end(YEAR, month)
    return assess(facts, as_of=as_of, today=today or date(YEAR + 1, 3, 1), **more)


def tier(facts: SeriesFacts, month: int = 12) -> TierAssessment:
    found = at(facts, month).headline
    assert found is not None
    return found


def verdict(facts: SeriesFacts, month: int = 12) -> Verdict:
    return at(facts, month).verdict


def rounded(value: Decimal | None, digits: int = 4) -> Decimal | None:
    """Half up, as everything is displayed."""
    if value is None:
        return None
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def text(phrase: Phrase | Figure | object, catalogue: Mapping[str, str] | None = None) -> str:
    """A phrase as text: English, or through a catalogue of message ids."""
    if isinstance(phrase, Phrase):
        params = {name: text(value, catalogue) for name, value in phrase.params.items()}
        msgid = phrase.msgid if catalogue is None else catalogue[phrase.msgid]
        return msgid % params if params else msgid
    if isinstance(phrase, Figure):
        unit = phrase.unit_en if catalogue is None else phrase.unit_zh
        sign = "+" if phrase.signed and phrase.value > 0 else ""
        space = " " if catalogue is None and unit not in {"", "%"} else ""
        return f"{sign}{rounded(phrase.value, phrase.decimals)}{space}{unit}"
    if isinstance(phrase, Name):
        return phrase.name_en if catalogue is None else phrase.name_zh
    return str(phrase)
