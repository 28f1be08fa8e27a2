"""What a targets file says of series that stand already: blanks are filled, the rest is left."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from targets.exchange.targets.rows import TargetRow
from targets.models import Indicator, Series, Unit

from .places import Departments

_DESCRIBING = ("name_zh", "name_en", "unit_en")
_UNITS = {
    "lead": "lead_department",
    "reporting": "reporting_department",
    "checking": "checking_department",
}


class LeftOut(NamedTuple):
    """One thing a row says otherwise than what is stored, which was left as it is."""

    row: int
    code: str
    column: str
    said: str
    stored: str


class Standing:
    """Takes what rows say of series that stood before them, one row after the other."""

    def __init__(self, departments: Departments) -> None:
        self._departments = departments
        self.assigned: set[uuid.UUID] = set()  # series that had a blank, and were filled in
        self.left: dict[tuple[str, str, str], LeftOut] = {}  # each once, whatever its tiers

    def take(self, series: Series, indicator: Indicator, row: TargetRow) -> None:
        """Enter the units a row names where the series has none, and note what is left. Who
        answers for a series is never changed by a file, nor is a name that is stored."""
        for column in _DESCRIBING:
            self._leave(row, column, getattr(row, column), getattr(indicator, column))
        self._leave(row, "theme", row.theme, indicator.theme.code)
        filled = [field for field in _UNITS if self._enter(series, row, field)]
        if row.leader and not series.leader:
            series.leader = row.leader
            filled.append("leader")
        self._leave(row, "leader", row.leader, series.leader)
        if filled:
            series.save(update_fields=filled)
        if self._support(series, row) or filled:
            self.assigned.add(series.id)

    def _enter(self, series: Series, row: TargetRow, field: str) -> bool:
        column = _UNITS[field]
        said: str = getattr(row, column)
        unit: Unit | None = getattr(series, field)
        if unit is not None:
            self._leave(row, column, said, unit.name_zh)
            return False
        if field == "reporting":  # the lead unit reports where nothing else is said
            said = said or row.lead_department
        setattr(series, field, self._departments.named(said))
        return bool(said)

    def _support(self, series: Series, row: TargetRow) -> bool:
        if not row.other_departments:
            return False
        stored = [unit.name_zh for unit in series.supporting.all()]
        if stored:
            if set(stored) != set(row.other_departments):
                said = ";".join(row.other_departments)
                self._leave(row, "other_departments", said, ";".join(stored))
            return False
        units = map(self._departments.named, row.other_departments)
        series.supporting.set(unit for unit in units if unit is not None)
        return True

    def _leave(self, row: TargetRow, column: str, said: str, stored: str) -> None:
        if said and said != stored:
            left = LeftOut(row.row, row.code, column, said, stored)
            self.left.setdefault((row.code, column, said), left)
