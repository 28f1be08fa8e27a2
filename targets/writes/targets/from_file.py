"""Rows of a targets file → themes, indicators, departments, series and stated targets."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from targets.core.values.messages import gettext_noop, phrase
from targets.exchange.sheets.problems import ProblemCode, Problems
from targets.exchange.targets.rows import DEFAULT_TIER, TargetRow
from targets.models import Document, Indicator, Series, Target, Theme, Unit

from .places import Departments
from .series_units import LeftOut, Standing
from .write import StatedTarget, first_day, revise_target, state_target

# ---- A row of a targets file as what is stated of a series

# What no targets file says: it is taken over from the row that is revised
UNSAID = frozenset({"allocated_from_id"})
# What a row says by a code, not by the model's own value
_NAMED = frozenset({"series_id", "tier_id", "document_id", "comparator", "reference_id"})


def stated_by(row: TargetRow, series: Series, documents: Mapping[str, uuid.UUID]) -> StatedTarget:
    """Without what it is compared with, which may stand further down in the file. A row without
    a tier has the default one: a task's wording has to stand somewhere."""
    same = {
        name: getattr(row, name) for name in StatedTarget._fields if name not in _NAMED | UNSAID
    }
    return StatedTarget(
        series_id=series.id,
        tier_id=row.tier or DEFAULT_TIER,
        comparator=row.comparator or "",
        document_id=documents.get(row.document),
        **same,
    )


# What an indicator is judged by: a file that says otherwise speaks of another indicator
DEFINING = ("measure", "accumulation", "frequency", "jan_feb_merged", "unit_zh")
_DESCRIBING = ("higher_is_better", "pace", "is_count", "can_fall", "decimals", "count_in_name",
               "unit_en")  # fmt: skip
DEFAULT_THEME = ("OTHER", "其他", "Other")


class StatingResult(NamedTuple):
    """What a targets file brought."""

    series: int  # made now
    stated: int  # targets stated for the first time
    revised: int
    unchanged: int
    assigned: int = 0  # series that had no units yet, and have them now
    left: tuple[LeftOut, ...] = ()  # what the file says otherwise, and was left as stored


class Revision(NamedTuple):
    """How changed targets are taken when their row does not say it: from when, and why."""

    effective_on: date
    reason: str


def state_rows(
    place: Unit,
    rows: Iterable[TargetRow],
    *,
    author_id: int | None = None,
    revision: Revision | None = None,
    fill_only: bool = False,
) -> StatingResult:
    """Bring what ``rows`` state into the place; all or nothing.

    ``fill_only``: a slot (series, year, tier) that ever held a target is left as it is. Otherwise
    a changed target becomes a revision, which needs a reason and a later date, in the row or in
    ``revision``. Names that are stored are never overwritten. Raises
    :class:`~targets.exchange.sheets.problems.FileRefused` with the row and column of every problem.
    """
    with transaction.atomic():
        stating = _Stating(place, author_id, revision, fill_only)
        rows = tuple(rows)
        for row in rows:
            stating.take(row)
        for row in rows:
            stating.relate(row)
        stating.problems.refuse_if_any()
        standing = stating.standing
        left = tuple(standing.left.values())
        return StatingResult(**stating.counts, assigned=len(standing.assigned), left=left)


class _Stating:
    """One file being taken in: what is known so far, what was counted, what was wrong."""

    def __init__(
        self, place: Unit, author_id: int | None, revision: Revision | None, fill_only: bool
    ) -> None:
        self.place = place
        self.author_id = author_id
        self.revision = revision
        self.fill_only = fill_only
        self.problems = Problems()
        self.counts = dict.fromkeys(("series", "stated", "revised", "unchanged"), 0)
        self.documents = dict(Document.objects.values_list("code", "id"))
        self.themes = {theme.code: theme for theme in Theme.objects.all()}
        known = Indicator.objects.select_related("theme")
        self.indicators = {indicator.code: indicator for indicator in known}
        self.departments = Departments(place)
        self.standing = Standing(self.departments)
        own = Series.objects.filter(place=place).select_related("lead", "reporting", "checking")
        own = own.prefetch_related("supporting")
        self.series = {series.indicator_id: series for series in own}
        self.order: int = own.aggregate(highest=Max("order"))["highest"] or 0
        # Every slot that ever held a target, with the row in force last
        self.latest: dict[tuple[uuid.UUID, int, str], Target] = {
            (row.series_id, row.year, row.tier_id): row
            for row in Target.objects.filter(place=place).order_by("effective_on", "recorded_at")
        }

    def take(self, row: TargetRow) -> None:
        """Take one row, or say what is wrong with it."""
        indicator = self._indicator(row)
        if indicator is None:
            return
        try:
            series = self._series(row, indicator)
            if not row.reference:
                self._target(row, series)
        except ValidationError as error:
            self._refuse_invalid(row, error)

    def relate(self, row: TargetRow) -> None:
        """What names another indicator comes last: it may stand further down in the file."""
        self._relate_growth(row)
        indicator = self.indicators.get(row.code)
        if not row.reference or indicator is None or indicator.id not in self.series:
            return
        reference = self.indicators.get(row.reference)
        if reference is None or reference == indicator:
            self._refuse_unknown(row, "reference")
            return
        try:
            self._target(row, self.series[indicator.id], reference.id)
        except ValidationError as error:
            self._refuse_invalid(row, error)

    def _refuse_unknown(self, row: TargetRow, column: str) -> None:
        code = getattr(row, column)
        self.problems.add(
            ProblemCode.UNKNOWN_CODE,
            phrase(gettext_noop("There is no other indicator “%(code)s”."), code=code),
            row=row.row,
            column=column,
            value=code,
        )

    def _relate_growth(self, row: TargetRow) -> None:
        """Say which level a growth rate belongs to, where nothing is said yet."""
        rate, level = self.indicators.get(row.code), self.indicators.get(row.growth_of)
        if rate is None or not row.growth_of or rate.growth_of_id is not None:
            return
        if level is None or level == rate:
            self._refuse_unknown(row, "growth_of")
            return
        rate.growth_of, rate.growth_is_real = level, row.growth_is_real
        try:
            rate.full_clean(exclude=["theme"])
        except ValidationError as error:
            self._refuse_invalid(row, error)
            return
        rate.save(update_fields=["growth_of", "growth_is_real"])

    def _indicator(self, row: TargetRow) -> Indicator | None:
        existing = self.indicators.get(row.code)
        if existing is None:
            return self._new_indicator(row)
        differing = [
            name for name in DEFINING if str(getattr(existing, name)) != str(getattr(row, name))
        ]
        for name in differing:
            self.problems.add(
                ProblemCode.CONTRADICTION,
                phrase(
                    gettext_noop(
                        "The indicator %(code)s is stored with “%(stored)s” here. "
                        "Use another code for another indicator."
                    ),
                    code=row.code,
                    stored=str(getattr(existing, name)),
                ),
                row=row.row,
                column=name,
                value=str(getattr(row, name)),
            )
        return None if differing else existing

    def _new_indicator(self, row: TargetRow) -> Indicator | None:
        indicator = Indicator(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            theme=self._theme(row),
            **{name: getattr(row, name) for name in (*DEFINING, *_DESCRIBING)},
        )
        try:
            indicator.full_clean(exclude=["theme"], validate_unique=False)
        except ValidationError as error:
            self._refuse_invalid(row, error)
            return None
        indicator.save(force_insert=True)
        self.indicators[row.code] = indicator
        return indicator

    def _theme(self, row: TargetRow) -> Theme:
        code, name_zh, name_en = (
            (row.theme, row.theme_zh or row.theme, row.theme_en) if row.theme else DEFAULT_THEME
        )
        if code not in self.themes:
            order = max((theme.order for theme in self.themes.values()), default=0) + 1
            theme = Theme(code=code, name_zh=name_zh, name_en=name_en, order=order)
            theme.full_clean()
            theme.save(force_insert=True)
            self.themes[code] = theme
        return self.themes[code]

    def _series(self, row: TargetRow, indicator: Indicator) -> Series:
        if indicator.id not in self.series:
            self.order = max(self.order + 1, row.order or 0)
            named = self.departments.named
            series = Series.objects.create(
                place=self.place,
                indicator=indicator,
                calendar=indicator.calendar,
                order=row.order or self.order,
                lead=named(row.lead_department),
                reporting=named(row.reporting_department or row.lead_department),
                checking=named(row.checking_department),
                leader=row.leader,
                inferred=row.inferred,
            )
            supporting = (named(name) for name in row.other_departments)
            series.supporting.set(unit for unit in supporting if unit is not None)
            self.series[indicator.id] = series
            self.counts["series"] += 1
        elif not self.fill_only:
            self.standing.take(self.series[indicator.id], indicator, row)
        return self.series[indicator.id]

    def _target(
        self, row: TargetRow, series: Series, reference_id: uuid.UUID | None = None
    ) -> None:
        stated = stated_by(row, series, self.documents)._replace(reference_id=reference_id)
        slot = (series.id, stated.year, stated.tier_id)
        current = self.latest.get(slot)
        if current is None:
            self.latest[slot] = state_target(self.place.id, stated, author_id=self.author_id)
            self.counts["stated"] += 1
            return
        changes = {
            name: value
            for name, value in stated._asdict().items()
            if name not in UNSAID and value != getattr(current, name)
        }
        if self.fill_only or not changes:
            self.counts["unchanged"] += 1
        else:
            self._revise(row, slot, changes)

    def _revise(
        self, row: TargetRow, slot: tuple[uuid.UUID, int, str], changes: dict[str, Any]
    ) -> None:
        reason = row.reason or (self.revision.reason if self.revision else "")
        effective_on = row.effective_on or (self.revision.effective_on if self.revision else None)
        current = self.latest[slot]
        if not reason or effective_on is None or effective_on == first_day(row.year):
            self.problems.add(
                ProblemCode.CONTRADICTION,
                phrase(
                    gettext_noop(
                        "This target is stored with other content (%(stored)s). A changed target "
                        "is a revision: give a reason and the day from which it counts."
                    ),
                    stored=str(current.value if current.value is not None else ""),
                ),
                row=row.row,
                column="value",
                value=str(row.value if row.value is not None else ""),
            )
            return
        self.latest[slot] = revise_target(
            self.place.id,
            current,
            changes,
            effective_on=effective_on,
            reason=reason,
            author_id=self.author_id,
        )
        self.counts["revised"] += 1

    def _refuse_invalid(self, row: TargetRow, error: ValidationError) -> None:
        """What a model refuses, at the column it concerns."""
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        for field, messages in fields.items():
            column = field if field in row._fields else "value"
            for message in messages:
                self.problems.add(
                    ProblemCode.CONTRADICTION,
                    phrase("%(message)s", message=message),
                    row=row.row,
                    column=column,
                    value=str(getattr(row, column) or ""),
                )
