"""What the Sample District measures, and who answers for it."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from targets.core.values.facts import Accumulation, Calendar, Frequency, Measure, PaceMethod
from targets.exchange.targets.file import read_targets

from .tables import HERE, rows_of

# Indicators shared with the place that ships are defined by its files, so that both compare
SHIPPED = HERE.parent / "data"
SHIPPED_DEFINITIONS = ("stated_targets_2024.csv", "approved_plan_targets_2024.csv")


class ThemeRow(NamedTuple):
    code: str
    name_zh: str
    name_en: str
    order: int


class Definition(NamedTuple):
    """What an indicator is; the fields are those of the model."""

    code: str
    theme: ThemeRow
    name_zh: str
    name_en: str
    measure: Measure
    accumulation: Accumulation
    higher_is_better: bool
    frequency: Frequency
    jan_feb_merged: bool
    pace: PaceMethod
    is_count: bool
    can_fall: bool
    unit_zh: str
    unit_en: str
    decimals: int
    count_in_name: int | None
    definition_zh: str = ""
    definition_en: str = ""
    growth_of: str = ""  # the code of the level that this rate is the growth of
    growth_is_real: bool = False

    @property
    def calendar(self) -> Calendar:
        return Calendar.MONTHLY_JAN_FEB if self.jan_feb_merged else Calendar(self.frequency.value)


SHARED_FIELDS = frozenset(Definition._fields) - {"theme", "definition_zh", "definition_en"}


class SeriesRow(NamedTuple):
    """A series of the Sample District: its definition and who answers for it."""

    definition: Definition
    lead: str
    reporting: str
    checking: str
    supporting: tuple[str, ...]
    leader: str


@cache
def series() -> tuple[SeriesRow, ...]:
    """The series in the order of the overview."""
    shipped = _shipped_definitions()
    own = {
        row["code"]: ThemeRow(row["code"], row["name_zh"], row["name_en"], int(row["order"]))
        for row in rows_of(HERE / "themes.csv")
    }
    themes = {definition.theme.code: definition.theme for definition in shipped.values()} | own
    return tuple(
        SeriesRow(
            definition=(
                _definition(row, themes[row["theme"]]) if row["name_zh"] else shipped[row["code"]]
            ),
            lead=row["lead"],
            reporting=row["reporting"],
            checking=row["checking"],
            supporting=tuple(row["supporting"].split()),
            leader=row["leader"],
        )
        for row in rows_of(HERE / "series.csv")
    )


def _shipped_definitions() -> dict[str, Definition]:
    """As the loader of the shipped place reads them: themes in the order they are named."""
    shipped_definitions: dict[str, Definition] = {}
    themes: dict[str, ThemeRow] = {}
    for name in SHIPPED_DEFINITIONS:
        with (SHIPPED / name).open("rb") as file:
            rows = read_targets(file).rows
        for row in rows:
            theme = ThemeRow(row.theme, row.theme_zh, row.theme_en, len(themes) + 1)
            same = {field: getattr(row, field) for field in SHARED_FIELDS}
            definition = Definition(**same, theme=themes.setdefault(row.theme, theme))
            shipped_definitions.setdefault(row.code, definition)
    return shipped_definitions


def _definition(row: dict[str, str], theme: ThemeRow) -> Definition:
    return Definition(
        code=row["code"],
        theme=theme,
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        measure=Measure(row["measure"]),
        accumulation=Accumulation(row["accumulation"]),
        higher_is_better=row["higher"] == "yes",
        frequency=Frequency(row["frequency"]),
        jan_feb_merged=row["jan_feb"] == "yes",
        pace=PaceMethod(row["pace"]),
        is_count=row["is_count"] == "yes",
        can_fall=row["can_fall"] == "yes",
        unit_zh=row["unit_zh"],
        unit_en=row["unit_en"],
        decimals=int(row["decimals"]),
        count_in_name=int(row["count_in_name"]) if row["count_in_name"] else None,
        definition_zh=row["definition_zh"],
        definition_en=row["definition_en"],
    )
