"""What the one query behind every verdict gives of a series, column by column."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple


class Columns(NamedTuple):
    """The columns of the query, in its order."""

    id: uuid.UUID
    indicator_id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    order: int
    theme_code: str
    theme_zh: str
    theme_en: str
    theme_order: int
    place_id: uuid.UUID
    place_code: str
    place_zh: str
    place_en: str
    illustrative: bool
    collecting_since: date | None
    measure: str
    accumulation: str
    frequency: str
    calendar: str
    pace: str
    higher_is_better: bool
    is_count: bool
    can_fall: bool
    unit_zh: str
    unit_en: str
    decimals: int
    count_in_name: int | None
    lead_code: str | None
    lead_zh: str
    lead_en: str
    reporting_code: str | None
    reporting_zh: str
    reporting_en: str
    leader: str
    inferred: bool
    lead_id: uuid.UUID | None
    reporting_id: uuid.UUID | None
    checking_id: uuid.UUID | None
    due_day: int | None
    due_months: int
    returned_ends: list[date] | None
    explained_end: date | None
    cause: str | None
    measure_taken: str | None
    catch_up_on: date | None
    target_ids: list[uuid.UUID]
    tiers: list[str]
    comparators: list[str]
    target_values: list[Decimal | None]
    upper_values: list[Decimal | None]
    tolerances: list[Decimal | None]
    base_values: list[Decimal | None]
    base_qualifiers: list[str]
    due_ons: list[date | None]
    comparator_wordings: list[str]
    modalities: list[str]
    effective_ons: list[date]
    notes: list[str]
    reasons: list[str]
    document_codes: list[str | None]
    document_zh: list[str]
    document_en: list[str]
    stated_ons: list[date | None]
    path_tiers: list[str] | None
    path_ends: list[date] | None
    path_values: list[Decimal] | None
    reference_ids: list[uuid.UUID | None]  # of the targets
    compared: list[uuid.UUID] | None  # … with, once a figure
    compared_codes: list[str]
    compared_zh: list[str]
    compared_en: list[str]
    compared_accumulations: list[str]
    compared_calendars: list[str]
    compared_ends: list[date | None]
    compared_values: list[Decimal | None]
    compared_qualifiers: list[str | None]
    period_ends: list[date] | None
    values: list[Decimal | None]
    qualifiers: list[str]
    lanes: list[str]
    preliminaries: list[bool]
    stages: list[str] | None
    declared: list[str]
    shares_done: list[Decimal | None]
    expected_ons: list[date | None]
    done_ons: list[date | None]
    sources: list[str]
    recorded_ats: list[datetime]
