"""Replay past years month by month: how far each forecast method was off, how often it held, and
of which series it did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal
from itertools import groupby
from typing import Any

from django.core.management.base import CommandParser

from targets import clock
from targets.core.ahead.backtest import FAILING, Replayed, Score, replay, score
from targets.core.ahead.forecast import RANGE_PERCENT, ForecastMethod
from targets.core.values.periods import LAST_MONTH
from targets.management.file_command import FileCommand, day
from targets.reads.judging.history import histories
from targets.reads.judging.judged import AsOf
from targets.reads.scope.visibility import EVERYTHING

_TENTH = Decimal("0.1")
_HEADINGS = (
    "Method",
    "Forecasts",
    "Mean error, %",
    "Straight line, %",
    f"{RANGE_PERCENT} % range held, %",
)
_SHOWN = "as shown"
_NAMES = (*(method.value for method in ForecastMethod), _SHOWN)


class Command(FileCommand):
    """``backtest [--place CODE] [--as-of DATE] [--by-month]``."""

    help = (
        "Replays the accepted figures of a place, or of every place, month by month: what each "
        "forecast method said of years whose outcome is known, and what came of it. Writes "
        "nothing. Errors are mean absolute errors in percent of the outcome; the straight line is "
        "the year to date times 12 by months elapsed, at the same periods. Then a line for each "
        "method and indicator, those whose range held least first."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which history."""
        parser.add_argument("--place", help="code of a place; every place if left out")
        parser.add_argument("--as-of", type=day, help="use figures up to this day, as 2024-12-31")
        parser.add_argument(
            "--by-month", action="store_true", help="also a line for each month of the year"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the table."""
        place_id = self.place(options["place"]).id if options["place"] else None
        today = clock.today()
        at = AsOf(min(options["as_of"] or today, today), today)
        series = histories(at=at, place_id=place_id, sight=EVERYTHING)
        found = sorted((each.label.code, each.history) for each in series)
        replayed = {
            code: list(replay(history for _, history in members))
            for code, members in groupby(found, lambda each: each[0])
        }
        everything = [member for members in replayed.values() for member in members]
        if not everything:
            self.stdout.write(
                f"{len(series)} series, and nothing to replay: a method needs complete past years, "
                "or four periods of a complete year."
            )
            return
        rows = [_row(name, worth) for name, worth in _scores(everything)]
        if options["by_month"]:
            for month in range(1, LAST_MONTH):
                shown = [each for each in everything if each.period_end.month == month]
                rows += [_row(f"month {month}: {name}", worth) for name, worth in _scores(shown)]
        self.stdout.write("\n".join([*_table(rows), "", *_by_series(replayed)]))


def _by_series(replayed: Mapping[str, Iterable[Replayed]]) -> Iterator[str]:
    """A line a method and indicator, the worst first within the method."""
    found = [
        (name, worth.held, code, worth)
        for code, members in replayed.items()
        for name, worth in _scores(members)
    ]
    found.sort(key=lambda each: (_NAMES.index(each[0]), *each[1:3]))
    yield from _table(
        _row(f"{name}, {code}", worth, " !" if worth.is_failing else "")
        for name, _held, code, worth in found
    )
    if any(worth.is_failing for *_, worth in found):
        yield ""
        yield f"! held less than {FAILING} times in 100: do not rely on this range."


def _scores(replayed: Iterable[Replayed]) -> Iterator[tuple[str, Score]]:
    """Of each method, and of what the product shows: the first method that applies."""
    found = list(replayed)
    for name in _NAMES:
        worth = score(
            each
            for each in found
            if (each.is_preferred if name == _SHOWN else each.method.value == name)
        )
        if worth is not None:
            yield name, worth


def _row(name: str, worth: Score, mark: str = "") -> tuple[str, ...]:
    figures = (worth.mean_error, worth.line_error, worth.held)
    errors = [_rounded(figure) for figure in figures]
    return name, str(worth.forecasts), *errors[:-1], errors[-1] + mark


def _rounded(figure: Decimal) -> str:
    return str(figure.quantize(_TENTH, ROUND_HALF_UP))


def _table(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """As a table that reads in a terminal and in Markdown."""
    lines = [_HEADINGS, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADINGS))]
    for number, line in enumerate(lines):
        cells = [line[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)]
        yield f"| {' | '.join(cells)} |"
        if not number:
            rules = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
            yield f"| {' | '.join(rules)} |"
