"""Splitting a target: each town or department gets its part, or nothing is written at all."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from targets.core.splitting.allocating import department_code, path_of_part, why_not_split
from targets.core.values.facts import Comparator, Measure, PathPoint, Phrase
from targets.core.values.messages import gettext_noop, phrase
from targets.models import Indicator, Relation, RelationKind, Series, Target, Unit, UnitKind
from targets.writes.entries.ledger import lock_place

from .from_file import DEFINING
from .write import (
    StatedTarget,
    TargetConflict,
    correct_target,
    first_day,
    revise_target,
    state_target,
)

_LONGEST_CODE, _LONGEST_NAME = 64, 100
Path = Sequence[PathPoint]
# What a department's indicator has of the whole's: all that it is counted and judged by
_TAKEN_OVER = (*DEFINING, "theme", "higher_is_better", "pace", "is_count", "can_fall", "decimals",
               "unit_en", "due_day", "due_months")  # fmt: skip


class Allotted(NamedTuple):
    """One child place or department, and its part."""

    unit: Unit
    value: Decimal


class Splitter(NamedTuple):
    """Who splits, on which day, from which day changed parts count, and why."""

    author_id: int | None
    today: date
    effective_on: date
    reason: str = ""


class SplitResult(NamedTuple):
    """What was written."""

    stated: int
    revised: int  # or put right before they took effect
    unchanged: int


class SplitRefused(Exception):
    """Nothing was written: what is wrong, by the unit's code; "" for all (HTTP 400)."""

    def __init__(self, problems: Mapping[str, Phrase]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


def split_target(whole: Target, parts: Sequence[Allotted], by: Splitter) -> SplitResult:
    """Let each part stand as the target of its town or department; all or nothing.

    A part that is stated already is revised where it differs, which needs a reason and a later
    day; before the year has begun the first statement is corrected instead, as it never counted.
    The part of a unit that is not named is left as it is. A path is shared in proportion. Raises
    :class:`SplitRefused`, and :class:`TargetConflict` when the whole was changed meanwhile.
    """
    _refuse_unfit(whole, parts)
    with transaction.atomic():
        # Always in one order, so that two who split never wait for each other
        for place_id in sorted({_place_of(whole, part.unit) for part in parts}):
            lock_place(place_id)
        _refuse_changed(whole)
        path = _path_of(whole)
        counts = dict.fromkeys(SplitResult._fields, 0)
        problems: dict[str, Phrase] = {}
        for part in parts:
            try:
                series = _series_of(whole.series, part.unit)
                counts[_allot(whole, path, part, series, by)] += 1
            except ValidationError as error:
                said = " ".join(str(message) for message in error.messages)
                problems[part.unit.code] = phrase("%(message)s", message=said)
        if problems:
            raise SplitRefused(problems)
        return SplitResult(**counts)


def _place_of(whole: Target, unit: Unit) -> uuid.UUID:
    return unit.id if unit.kind == UnitKind.PLACE else whole.series.place_id


def unfit_to_split(whole: Target) -> Phrase | None:
    """Why this target has no parts; None where it may be split."""
    indicator = whole.series.indicator
    return why_not_split(
        Measure(indicator.measure),
        Comparator(whole.comparator) if whole.comparator else None,
        whole.value,
        is_count=indicator.is_count,
    )


def _refuse_unfit(whole: Target, parts: Sequence[Allotted]) -> None:
    unfit = unfit_to_split(whole)
    if unfit is not None:
        raise SplitRefused({"": unfit})
    indicator = whole.series.indicator
    if not parts:
        raise SplitRefused({"": phrase(gettext_noop("There is nobody to share the target."))})
    problems = {
        part.unit.code: phrase(
            gettext_noop("%(unit)s does not belong to this place."), unit=part.unit.name_zh
        )
        for part in parts
        if part.unit.parent_id != whole.series.place_id
    }
    for part in parts:
        if part.unit.kind == UnitKind.DEPARTMENT and (
            len(department_code(indicator.code, part.unit.code)) > _LONGEST_CODE
            or len(_department_name(indicator, part.unit)) > _LONGEST_NAME
        ):
            problems[part.unit.code] = phrase(
                gettext_noop(
                    "The code or the name of the part of %(unit)s would be too long: shorten the"
                    " code of the indicator or of the department."
                ),
                unit=part.unit.name_zh,
            )
    if problems:
        raise SplitRefused(problems)


def _refuse_changed(whole: Target) -> None:
    """The whole is still the last word on its series, year and tier."""
    last = (
        Target.objects.known(None)
        .filter(
            place_id=whole.place_id,
            series_id=whole.series_id,
            year=whole.year,
            tier_id=whole.tier_id,
        )
        .order_by("-effective_on")
        .first()
    )
    if last is None or last.id != whole.id:
        raise TargetConflict


def _department_name(indicator: Indicator, department: Unit) -> str:
    return f"{indicator.name_zh}·{department.name_zh}"


def _series_of(whole: Series, unit: Unit) -> Series:
    """The series that carries the part: the town's of the same indicator, or the department's
    of its own one; made where there is none yet."""
    if unit.kind == UnitKind.PLACE:
        found = Series.objects.filter(place=unit, indicator_id=whole.indicator_id).first()
        return found or _new_series(unit, whole.indicator, unit, _next_order(unit))
    indicator = _department_indicator(whole.indicator, unit)
    found = Series.objects.filter(place_id=whole.place_id, indicator=indicator).first()
    if found is not None:
        return found
    made = _new_series(whole.place, indicator, unit, whole.order)
    Series.objects.filter(id=made.id).update(checking=whole.checking_id, leader=whole.leader)
    return made


def _new_series(place: Unit, indicator: Indicator, unit: Unit, order: int) -> Series:
    return Series.objects.create(
        place=place,
        indicator=indicator,
        calendar=indicator.calendar,
        order=order,
        lead=unit,
        reporting=unit,
    )


def _next_order(place: Unit) -> int:
    highest = Series.objects.filter(place=place).aggregate(highest=Max("order"))["highest"]
    return (highest or 0) + 1


def _department_indicator(whole: Indicator, unit: Unit) -> Indicator:
    """The department's own indicator, declared a part of the whole."""
    code = department_code(whole.code, unit.code)
    indicator = Indicator.objects.filter(code=code).first()
    if indicator is None:
        indicator = Indicator(
            code=code,
            name_zh=_department_name(whole, unit),
            name_en=f"{whole.name_en} · {unit.name_en}" if whole.name_en and unit.name_en else "",
            **{name: getattr(whole, name) for name in _TAKEN_OVER},
        )
        indicator.full_clean(exclude=["theme"])
        indicator.save(force_insert=True)
    elif any(getattr(indicator, name) != getattr(whole, name) for name in DEFINING):
        refused = phrase(
            gettext_noop(
                "There is an indicator %(code)s that is counted in another way. Rename it first."
            ),
            code=code,
        )
        raise SplitRefused({unit.code: refused})
    Relation.objects.get_or_create(
        indicator=indicator,
        kind=RelationKind.PART_OF,
        of=whole,
        defaults={"complete": True},
    )
    return indicator


def _allot(whole: Target, path: Path, part: Allotted, series: Series, by: Splitter) -> str:
    """Bring one part to its value; the name of what was done."""
    content: dict[str, Any] = {
        "comparator": whole.comparator,
        "value": part.value,
        "comparator_wording": _wording(whole),
        "modality": whole.modality,
        "due_on": whole.due_on,
        "document_id": whole.document_id,
        "allocated_from_id": whole.id,
    }
    current = (
        Target.objects.known(None)
        .filter(place_id=series.place_id, series=series, year=whole.year, tier_id=whole.tier_id)
        .order_by("-effective_on")
        .first()
    )
    decimals = whole.series.indicator.decimals
    if current is None:
        stated = StatedTarget(series.id, whole.year, whole.tier_id, **content)
        state_target(
            series.place_id,
            stated,
            author_id=by.author_id,
            path=path_of_part(path, part.value, decimals=decimals),
        )
        return "stated"
    own = _path_of(current)
    same = all(getattr(current, name) == value for name, value in content.items())
    if same and (own or not path):
        return "unchanged"
    # What no part has: the corridor, the tolerance, and the yardstick of another indicator
    content |= {"upper_value": None, "tolerance": None, "reference_id": None}
    _change(series, current, content, path_of_part(path or own, part.value, decimals=decimals), by)
    return "revised"


def _change(
    series: Series, current: Target, content: dict[str, Any], path: Path, by: Splitter
) -> None:
    """A later row; but a first statement whose year has not begun never counted: it is put right,
    instead of counting for a day."""
    begins = first_day(current.year)
    effective_on = max(by.effective_on, begins)
    if effective_on == current.effective_on == begins > by.today:
        correct_target(
            series.place_id, current, content, reason=by.reason, author_id=by.author_id, path=path
        )
        return
    revise_target(
        series.place_id,
        current,
        content,
        effective_on=effective_on,
        reason=by.reason,
        author_id=by.author_id,
        path=path,
    )


def _path_of(target: Target) -> Path:
    rows = (
        target.path.filter(place_id=target.place_id)
        .order_by("period_end")
        .values_list("period_end", "value")
    )
    return tuple(PathPoint(*row) for row in rows)


def _wording(whole: Target) -> str:
    """Words around the number are taken over; words that hold a number speak of the whole."""
    wording = whole.comparator_wording
    unit = whole.series.indicator.unit_zh
    holds = any(character.isdigit() for character in wording) or (unit and wording.endswith(unit))
    return "" if holds else wording
