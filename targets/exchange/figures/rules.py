"""What a file's row must agree with: its series' name and unit."""

from __future__ import annotations

from typing import NamedTuple

from targets.core.values.facts import TASK_MEASURES, Accumulation, Calendar, Measure
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.sheets.problems import CellRefused, ProblemCode, shortened


class SeriesShape(NamedTuple):
    """What is known of a series before its file is read. An empty name is not held against
    the file's: an official may have renamed what a shipped file still calls by its old name."""

    name_zh: str
    unit_zh: str
    calendar: Calendar
    measure: Measure = Measure.AMOUNT
    name_en: str = ""  # a second name that a workbook may call it by
    accumulation: Accumulation = Accumulation.LATEST

    @property
    def is_task(self) -> bool:
        """Whether it has text and a declared state instead of figures."""
        return self.measure in TASK_MEASURES


def wrong_name(name: str, shape: SeriesShape) -> CellRefused:
    """The sentence for a code with another indicator's name."""
    return CellRefused(
        ProblemCode.WRONG_NAME,
        phrase(
            _("This code is “%(known)s”, not “%(value)s”. Is the code right?"),
            known=shape.name_zh,
            value=shortened(name),
        ),
    )


def unit_refusal(unit: str, shape: SeriesShape) -> CellRefused:
    """The sentence for a unit that is not this series'."""
    return CellRefused(
        ProblemCode.WRONG_UNIT,
        phrase(
            _("The unit of this series is “%(known)s”, not “%(value)s”."),
            known=shape.unit_zh,
            value=shortened(unit),
        ),
    )
