"""One row of a targets file: what is measured, what was stated, who answers for it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from targets.core.values.facts import (
    TASK_MEASURES,
    Accumulation,
    Calendar,
    Comparator,
    Frequency,
    Measure,
    PaceMethod,
    Qualifier,
)

DEFAULT_TIER = "plan"


class Role(StrEnum):
    """What a row is; only ``target`` creates a number to be judged by."""

    TARGET = "target"
    COMMITMENT = "commitment"  # promised without a number: not quantified
    CONTEXT = "context"  # a number beside the targets: no target
    MILESTONE = "milestone"
    PROGRAMME = "programme"
    QUALITATIVE = "qualitative"

    @property
    def is_task(self) -> bool:
        return self.value in TASK_MEASURES


class Assignment(StrEnum):
    """Where the responsible units come from."""

    STATED = "stated"
    INFERRED = "inferred"


class TargetRow(NamedTuple):
    """One row as stated. Texts are empty and numbers None where nothing is said.

    ``tier`` is empty only for roles other than target and commitment. ``effective_on`` None
    means 1 January of the year.
    """

    row: int
    code: str
    role: Role
    name_zh: str
    measure: Measure
    accumulation: Accumulation
    year: int
    frequency: Frequency
    jan_feb_merged: bool
    pace: PaceMethod
    decimals: int
    tier: str
    higher_is_better: bool
    order: int | None = None
    name_en: str = ""
    theme: str = ""
    theme_zh: str = ""
    theme_en: str = ""
    comparator: Comparator | None = None
    comparator_wording: str = ""
    modality: str = ""
    value: Decimal | None = None
    upper_value: Decimal | None = None
    tolerance: Decimal | None = None
    unit_zh: str = ""
    unit_en: str = ""
    count_in_name: int | None = None
    base_value: Decimal | None = None
    base_qualifier: Qualifier = Qualifier.EXACT
    base_year: int | None = None
    is_count: bool = False
    can_fall: bool = False
    lead_department: str = ""
    other_departments: tuple[str, ...] = ()
    reporting_department: str = ""
    checking_department: str = ""
    leader: str = ""
    inferred: bool = False
    document: str = ""
    note: str = ""
    place: str = ""
    due_on: date | None = None
    effective_on: date | None = None
    reason: str = ""
    growth_of: str = ""  # the code of the level that this rate is the growth of
    growth_is_real: bool = False
    reference: str = ""  # the code of the indicator that stands in for a value

    @property
    def calendar(self) -> Calendar:
        """The reporting calendar that frequency and Jan–Feb rule make."""
        return Calendar.MONTHLY_JAN_FEB if self.jan_feb_merged else Calendar(self.frequency)
