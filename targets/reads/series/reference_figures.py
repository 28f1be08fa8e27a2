"""Reference figures of a series: the city's average, the rank among peers, beside its own."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from targets.core.judging.references import figure_of
from targets.core.values.facts import Calendar, Reference
from targets.models import Series
from targets.reads.judging.history import histories
from targets.reads.judging.judged import AsOf
from targets.reads.scope.visibility import Visibility


class ReferenceFigure(NamedTuple):
    """One reference at a period's end; the figure is None where it is not known exactly."""

    code: str
    name_zh: str
    name_en: str
    unit_zh: str
    unit_en: str
    decimals: int
    figure: Decimal | None


def reference_figures(
    series: Series, period_end: date | None, *, at: AsOf, sight: Visibility
) -> tuple[ReferenceFigure, ...]:
    """What the place logs beside the series. One query, and one more where there is any."""
    rows = list(
        Series.objects.filter(
            place_id=series.place_id, indicator__reference_of_id=series.indicator_id
        )
        .select_related("indicator")
        .order_by("order", "indicator__code")
    )
    if not rows:
        return ()
    known = {
        past.id: past.history
        for past in histories(at=at, series_ids=[row.id for row in rows], sight=sight)
    }
    found = []
    for row in rows:
        indicator, history = row.indicator, known[row.id]
        figure = None
        if period_end is not None:
            reference = Reference(
                indicator.code,
                indicator.name_zh,
                indicator.name_en,
                history.facts.accumulation,
                Calendar(row.calendar),
                tuple(history.years.get(period_end.year, ())),
            )
            figure = figure_of(reference, period_end)
        found.append(
            ReferenceFigure(
                indicator.code, indicator.name_zh, indicator.name_en, indicator.unit_zh,
                indicator.unit_en, indicator.decimals, figure,
            )
        )  # fmt: skip
    return tuple(found)
