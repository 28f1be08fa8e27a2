"""The true figures of every series and year, made from the tables with fixed seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from targets.core.values.facts import Accumulation, Calendar
from targets.core.values.periods import LAST_MONTH, period_ends

from .definitions import Definition, series
from .tables import FigureRow, figures, shapes

Months = Mapping[int, Decimal]  # month of the period's end → figure as it is entered
HUNDRED = Decimal(100)
ANY_YEAR = 2000  # every year has the same months


class TrueFigures:
    """What would stand in the ledgers at the end if nothing was late, missing or wrong."""

    def __init__(self) -> None:
        self._definitions = {row.definition.code: row.definition for row in series()}
        self._year_to_date: dict[tuple[str, int], dict[int, Decimal]] = {}
        for row in figures():
            self._year_to_date[row.code, row.year] = self._run(row)

    def entered(self, code: str, year: int) -> Months:
        """The figures as entered: increments per period, everything else year to date."""
        standing = self._year_to_date.get((code, year), {})
        if self._definitions[code].accumulation is not Accumulation.INCREMENT:
            return standing
        entered: dict[int, Decimal] = {}
        before = Decimal(0)
        for month, value in standing.items():
            entered[month], before = value - before, value
        return entered

    def final(self, code: str, year: int) -> Decimal | None:
        """The year-end figure, year to date."""
        return self._year_to_date.get((code, year), {}).get(LAST_MONTH)

    def _run(self, row: FigureRow) -> dict[int, Decimal]:
        definition = self._definitions[row.code]
        months = months_of(definition.calendar)
        if row.kind == "steps":
            return _steps(row, months)
        if row.kind == "line":
            run = _line(row, months)
        elif row.kind == "grown":
            run = self._grown(row)
        elif row.kind == "part":
            run = self._part(row)
        else:
            run = _shaped(row, months, definition)
        return {month: rounded(value, definition.decimals) for month, value in run.items()}

    def _grown(self, row: FigureRow) -> dict[int, Decimal]:
        """Last year's level times the growth that is reported beside it, so that both agree."""
        prices = row.start or Decimal(0)
        level = self._year_to_date[row.code, row.year - 1]
        growth = self._year_to_date[row.beside, row.year]
        return {
            month: value * (1 + (growth[month] + prices) / HUNDRED)
            for month, value in level.items()
        }

    def _part(self, row: FigureRow) -> dict[int, Decimal]:
        """What the share says of the whole, so that the three agree."""
        share, whole = (self._year_to_date[code, row.year] for code in row.beside.split())
        return {month: whole[month] * percent / HUNDRED for month, percent in share.items()}


def months_of(calendar: Calendar) -> tuple[int, ...]:
    return tuple(end.month for end in period_ends(calendar, ANY_YEAR))


def rounded(value: Decimal, decimals: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)


def _noise(random: Random, amplitude: Decimal) -> Decimal:
    return Decimal(str(round(random.uniform(-1, 1), 6))) * amplitude


def _seeded(row: FigureRow) -> Random:
    return Random(f"{row.code}|{row.year}")  # noqa: S311 - illustrative, not secret


def _steps(row: FigureRow, months: Sequence[int]) -> dict[int, Decimal]:
    """A figure stands until the next one; months before the first have none."""
    steps = {int(month): Decimal(value) for month, value in _pairs(row.end)}
    run: dict[int, Decimal] = {}
    for month in months:
        reached = [value for step, value in steps.items() if step <= month]
        if reached:
            run[month] = reached[-1]
    return run


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(month, value) for month, _, value in (p.partition(":") for p in text.split())]


def _line(row: FigureRow, months: Sequence[int]) -> dict[int, Decimal]:
    """From ``start`` to ``end``, each period off by the noise but the last."""
    random, start, end = _seeded(row), row.start or Decimal(0), Decimal(row.end)
    steps = max(len(months) - 1, 1)
    run = {
        month: start + (end - start) * index / steps + _noise(random, row.noise)
        for index, month in enumerate(months)
    }
    run[months[-1]] = end
    return run


def _shaped(row: FigureRow, months: Sequence[int], definition: Definition) -> dict[int, Decimal]:
    """A year to date that follows the shape to ``end``; it only falls where it can."""
    random, end, shape = _seeded(row), Decimal(row.end), shapes()[row.shape]
    run: dict[int, Decimal] = {}
    before: Decimal | None = None
    for month in months:
        value = end * shape[month] / HUNDRED * (1 + _noise(random, row.noise))
        if month == months[-1]:
            value = end
        elif not definition.can_fall:
            value = min(max(value, before or Decimal(0)), end)
        run[month] = before = value
    return run
