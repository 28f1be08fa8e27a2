"""Replay of known figures through the guard: how often it asks, and what it catches.

``python -m tests.core.guard.guard_replay`` prints the table of docs/guard.md.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from random import Random
from typing import NamedTuple

from targets.core.guard.guard import GuardRule, Remark, Sibling, question
from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    ActualFact,
    Calendar,
    Measure,
    SeriesFacts,
    TargetFact,
)
from targets.core.values.periods import month_end, period_ends, same_period_last_year
from targets.sample.definitions import Definition, _shipped_definitions, series
from targets.sample.figures import TrueFigures
from targets.sample.span import PAST_YEARS
from targets.sample.tables import targets as target_rows

YEAR = 2026
PAIRS = {  # growth → level, and whether growth is at constant prices
    "GDP_GROWTH": ("GDP_TOTAL", True),
    "FAI_GROWTH": ("FAI_TOTAL", False),
    "BUDGET_REVENUE_GROWTH": ("BUDGET_REVENUE", False),
}
PUBLISHED = Path(__file__).parents[3] / "targets" / "data" / "published_actuals.csv"

Figures = Mapping[date, Decimal]  # year to date (increments: per period), as entered


class Case(NamedTuple):
    """One figure about to be entered, with all that came before it."""

    definition: Definition
    facts: SeriesFacts
    period_end: date
    value: Decimal
    history: tuple[tuple[date, Decimal], ...]
    sibling: Sibling | None

    def asked(self, value: Decimal) -> tuple[Remark, ...]:
        return question(
            self.facts,
            self.period_end,
            value,
            unit_zh=self.definition.unit_zh,
            unit_en=self.definition.unit_en,
            decimals=self.definition.decimals,
            history=self.history,
            sibling=self.sibling,
        )

    @property
    def last(self) -> Decimal | None:
        """The figure of the period before, in the same year."""
        return self.facts.actuals[-1].value if self.facts.actuals else None


def sample_cases() -> Iterator[Case]:
    """The Sample District's three years, entered one period after the other."""
    definitions = {row.definition.code: row.definition for row in series()}
    true = TrueFigures()
    figures: dict[str, dict[date, Decimal]] = {}
    for code, definition in definitions.items():
        if definition.measure in TASK_MEASURES:
            continue
        figures[code] = {
            month_end(YEAR + year, month): value
            for year in (*PAST_YEARS, 0)
            for month, value in sorted(true.entered(code, year).items())
        }
    stated: dict[tuple[str, int], list[TargetFact]] = {}
    for row in target_rows():
        fact = TargetFact(row.tier, row.comparator or None, row.value)  # type: ignore[arg-type]
        stated.setdefault((row.code, YEAR + row.year), []).append(fact)
    yield from _cases(figures, definitions, stated)


def published_cases() -> Iterator[Case]:
    """The shipped place's published figures, sparse as they are."""
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if not row["qualifier"]]
    rows.sort(key=lambda row: (row["code"], row["period_end"]))
    figures = {
        code: {date.fromisoformat(row["period_end"]): Decimal(row["value"]) for row in group}
        for code, group in groupby(rows, lambda row: row["code"])
    }
    yield from _cases(figures, _shipped_definitions(), {})


def random_cases(accumulation: Accumulation, scatter: float) -> Iterator[Case]:
    """Forty monthly series over four years: a season of their own, a level a year, and months
    that scatter (lognormal)."""
    monthly = next(row.definition for row in series() if row.definition.code == "PUBLIC_EXPENSES")
    definition = monthly._replace(accumulation=accumulation, unit_zh="亿元", decimals=2)
    random = Random(f"{accumulation}|{scatter}")
    for _ in range(40):
        season = [random.lognormvariate(0, 0.4) for _ in range(12)]
        entered: dict[date, Decimal] = {}
        for year in range(YEAR - 3, YEAR + 1):
            level, total = random.uniform(18, 24), Decimal(0)
            for end, share in zip(period_ends(Calendar.MONTHLY, year), season, strict=True):
                amount = Decimal(f"{level * share * random.lognormvariate(0, scatter):.2f}")
                total += amount
                entered[end] = amount if accumulation is Accumulation.INCREMENT else total
        yield from _cases({"": entered}, {"": definition}, {})


def _cases(
    figures: Mapping[str, Figures],
    definitions: Mapping[str, Definition],
    stated: Mapping[tuple[str, int], list[TargetFact]],
) -> Iterator[Case]:
    for code, entered in figures.items():
        for day, value in entered.items():
            earlier = tuple((end, known) for end, known in entered.items() if end < day)
            facts = _facts(definitions[code], day, earlier)
            facts = facts._replace(targets=tuple(stated.get((code, day.year), ())))
            sibling = _sibling(code, day, figures, definitions)
            yield Case(definitions[code], facts, day, value, earlier, sibling)


def _facts(
    definition: Definition, day: date, earlier: tuple[tuple[date, Decimal], ...]
) -> SeriesFacts:
    def of(year: int) -> tuple[ActualFact, ...]:
        return tuple(ActualFact(end, known) for end, known in earlier if end.year == year)

    return SeriesFacts(
        measure=definition.measure,
        accumulation=definition.accumulation,
        calendar=definition.calendar,
        pace=definition.pace,
        year=day.year,
        higher_is_better=definition.higher_is_better,
        is_count=definition.is_count,
        can_fall=definition.can_fall,
        actuals=of(day.year),
        last_year=of(day.year - 1),
    )


def _sibling(
    code: str,
    day: date,
    figures: Mapping[str, Figures],
    definitions: Mapping[str, Definition],
) -> Sibling | None:
    for growth, (level, is_real) in PAIRS.items():
        if code in (growth, level):
            other = level if code == growth else growth
            if other not in figures:
                return None
            known, named = figures[other], definitions[other]
            return Sibling(
                is_growth=other == growth,
                value=known.get(day),
                last_year=known.get(same_period_last_year(day)),
                name_zh=named.name_zh,
                name_en=named.name_en,
                unit_zh=named.unit_zh,
                unit_en=named.unit_en,
                decimals=named.decimals,
                is_real_growth=is_real,
            )
    return None


Slip = Callable[[Case], Decimal | None]


def _period_for_total(case: Case) -> Decimal | None:
    """None where nothing came before, or the amount would not be less."""
    last = case.last
    if case.facts.accumulation is not Accumulation.RUNNING_TOTAL or not last:
        return None
    amount = case.value - last
    return amount if 0 <= amount < last else None


def _total_for_period(case: Case) -> Decimal | None:
    entered = [entry.value or Decimal(0) for entry in case.facts.actuals]
    if case.facts.accumulation is not Accumulation.INCREMENT or not any(entered):
        return None
    return sum(entered, case.value)


def _scaled(exponent: int, *measures: Measure) -> Slip:
    def slip(case: Case) -> Decimal | None:
        fits = case.definition.measure in measures and case.value
        return case.value.scaleb(exponent) if fits else None

    return slip


def _last_for_this(case: Case) -> Decimal | None:
    """Of amounts: growth of 6.3 % may well stay 6.3 %, and is not asked about."""
    last = case.last
    if case.definition.measure is not Measure.AMOUNT or not last:
        return None
    return last if last != case.value else None


def _last_year_for_this(case: Case) -> Decimal | None:
    """Of amounts, as for the period before."""
    before = {end: known for end, known in case.history if end.month == case.period_end.month}
    known = before.get(same_period_last_year(case.period_end))
    if case.definition.measure is not Measure.AMOUNT or not known:
        return None
    return known if known != case.value else None


_QUANTITIES = (Measure.AMOUNT, Measure.STOCK)
_PERCENTAGES = (Measure.RATE, Measure.SHARE)
SLIPS: dict[str, tuple[Slip, GuardRule]] = {
    "× 10,000": (_scaled(4, *_QUANTITIES), GuardRule.UNIT_SLIP),
    "÷ 10,000": (_scaled(-4, *_QUANTITIES), GuardRule.UNIT_SLIP),
    "× 10": (_scaled(1, *_QUANTITIES, *_PERCENTAGES), GuardRule.TENFOLD),
    "÷ 10": (_scaled(-1, *_QUANTITIES, *_PERCENTAGES), GuardRule.TENFOLD),
    "× 100": (_scaled(2, *_QUANTITIES, *_PERCENTAGES), GuardRule.TENFOLD),
    "period for total": (_period_for_total, GuardRule.PERIOD_FOR_TOTAL),
    "total for period": (_total_for_period, GuardRule.TOTAL_FOR_PERIOD),
    "fraction": (_scaled(-2, *_PERCENTAGES), GuardRule.FRACTION),
    "last period's figure": (_last_for_this, GuardRule.SAME_AS_LAST),
    "last year's figure": (_last_year_for_this, GuardRule.SAME_AS_LAST_YEAR),
}


class Caught(NamedTuple):
    injected: int
    questioned: int
    named: int  # by the rule that was meant
    mended: int  # the suggestion is the true figure


def clean(cases: list[Case]) -> Counter[str]:
    """Remarks on figures that are right, by rule."""
    return Counter(remark.rule.value for case in cases for remark in case.asked(case.value))


def caught(cases: list[Case], name: str) -> Caught:
    """One slip put into every figure that can have it and has an earlier one to compare with,
    one at a time; all that came before it is right."""
    slip, rule = SLIPS[name]
    injected = questioned = named = mended = 0
    for case in cases:
        wrong = slip(case)
        if wrong is None or wrong == case.value or not case.history:
            continue
        injected += 1
        remarks = case.asked(wrong)
        questioned += bool(remarks)
        named += any(remark.rule is rule for remark in remarks)
        mended += any(remark.suggestion == case.value for remark in remarks)
    return Caught(injected, questioned, named, mended)


def table() -> str:
    """Markdown."""
    sample = list(sample_cases())
    replayed = {"Sample District": sample, "published, 2022–2025": list(published_cases())}
    for name, accumulation in (
        ("running totals", Accumulation.RUNNING_TOTAL),
        ("per period", Accumulation.INCREMENT),
    ):
        for scatter in (20, 50, 80):
            cases = list(random_cases(accumulation, scatter / 100))
            replayed[f"random {name}, months ± {scatter} %"] = cases
    lines = ["| clean figures | figures | remarks | per 1,000 | by rule |", "|---|---|---|---|---|"]
    for name, cases in replayed.items():
        asked = clean(cases)
        rules = ", ".join(f"{rule} {count}" for rule, count in asked.most_common()) or "–"
        rate = 1000 * asked.total() / len(cases)
        lines.append(f"| {name} | {len(cases)} | {asked.total()} | {rate:.1f} | {rules} |")
    lines += [
        "",
        "| slip | injected | questioned | named as that slip | suggestion is the true figure |",
        "|---|---|---|---|---|",
    ]
    for name in SLIPS:
        found = caught(sample, name)
        shares = [f"{100 * part / found.injected:.1f} %" for part in found[1:]]
        lines.append(f"| {name} | {found.injected} | {' | '.join(shares)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
