"""Replay past years month by month: how far each forecast method was off, and how often it held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.management.base import CommandParser

from targets import clock
from targets.core.backtest import Replayed, replay, score
from targets.core.forecast import RANGE_PERCENT, ForecastMethod
from targets.core.periods import LAST_MONTH
from targets.management.file_command import FileCommand, day
from targets.reads.history import histories
from targets.reads.judged import AsOf
from targets.reads.sight import EVERYTHING

_TENTH = Decimal("0.1")
_HEADINGS = (
    "Method",
    "Forecasts",
    "Mean error, %",
    "Straight line, %",
    f"{RANGE_PERCENT} % range held, %",
)


class Command(FileCommand):
    """``backtest [--place CODE] [--as-of DATE] [--by-month]``."""

    help = (
        "Replays the accepted figures of a place, or of every place, month by month: what each "
        "forecast method said of years whose outcome is known, and what came of it. Writes "
        "nothing. Errors are mean absolute errors in percent of the outcome; the straight line is "
        "the year to date times 12 by months elapsed, at the same periods."
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
        replayed = list(replay(each.history for each in series))
        if not replayed:
            self.stdout.write(
                f"{len(series)} series, and nothing to replay: a method needs complete past years, "
                "or four periods of a complete year."
            )
            return
        rows = list(_rows(replayed))
        if options["by_month"]:
            for month in range(1, LAST_MONTH):
                shown = [each for each in replayed if each.period_end.month == month]
                rows += list(_rows(shown, f"month {month}: "))
        self.stdout.write("\n".join(_table(rows)))


def _rows(replayed: Iterable[Replayed], before: str = "") -> Iterator[tuple[str, ...]]:
    """A line a method, and one for what the product shows: the first method that applies."""
    found = list(replayed)
    groups = [
        (method.value, [each for each in found if each.method is method])
        for method in ForecastMethod
    ]
    groups.append(("as shown", [each for each in found if each.is_preferred]))
    for name, members in groups:
        worth = score(members)
        if worth is not None:
            figures = (worth.mean_error, worth.line_error, worth.held)
            yield before + name, str(worth.forecasts), *(_rounded(figure) for figure in figures)


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
