"""Names as they are printed: a code with its Chinese and English words."""

from __future__ import annotations

import uuid
from typing import NamedTuple

from targets.core.values.facts import Name
from targets.models import Tier


class Label(NamedTuple):
    """A code with its names; the words module picks the reader's language."""

    code: str
    name_zh: str
    name_en: str
    within: Name | None = None  # printed behind the name of a unit that is not the only one


class TierLabel(NamedTuple):
    """A tier with its full and its short names."""

    code: str
    name_zh: str
    name_en: str
    short_zh: str
    short_en: str


class PlaceLabel(NamedTuple):
    """A place as every screen and file needs it."""

    id: uuid.UUID
    code: str
    name_zh: str
    name_en: str
    illustrative: bool
    within: Name | None = None  # as for every label


def whole_name(name_zh: str, name_en: str, within: Name | None) -> Name:
    """A unit's name with what tells it apart, in both languages."""
    if within is None:
        return Name(name_zh, name_en)
    place_en = within.name_en or within.name_zh
    return Name(f"{name_zh}({within.name_zh})", f"{name_en or name_zh} ({place_en})")


def tier_labels() -> dict[str, TierLabel]:
    """All tiers in their order, by code. One query."""
    rows = Tier.objects.order_by("order").values_list(
        "code", "name_zh", "name_en", "short_zh", "short_en"
    )
    return {row[0]: TierLabel(*row) for row in rows}
