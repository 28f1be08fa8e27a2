"""Rows of a targets file → themes, indicators, departments, series and stated targets."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max

from targets.exchange.problems import FileRefused, Problem, problem
from targets.exchange.targets_file import TargetRow
from targets.models import Document, Indicator, Series, Target, Theme, Tier, Unit

from .places import Departments
from .targets import StatedTarget, revise_target, state_target

# What an indicator is judged by: a file that says otherwise speaks of another indicator
DEFINING = ("measure", "accumulation", "frequency", "jan_feb_merged", "unit_zh")
DEFAULT_THEME = ("OTHER", "其他", "Other")


class StatingResult(NamedTuple):
    """What a targets file brought."""

    series: int  # made now
    stated: int  # targets stated for the first time
    revised: int
    unchanged: int


class Revision(NamedTuple):
    """How changed values are taken: as revisions from a date, with a reason."""

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
    a changed target becomes a revision, which needs ``revision``. Names that are stored are never
    overwritten. Raises :class:`FileRefused` with the row and column of every problem.
    """
    with transaction.atomic():
        stating = _Stating(place, author_id, revision, fill_only)
        for row in rows:
            stating.take(row)
        if stating.problems:
            raise FileRefused(tuple(stating.problems))
        return StatingResult(**stating.counts)


class _Stating:
    """One file being taken in: what is known so far, what was counted, what was wrong."""

    def __init__(
        self, place: Unit, author_id: int | None, revision: Revision | None, fill_only: bool
    ) -> None:
        self.place = place
        self.author_id = author_id
        self.revision = revision
        self.fill_only = fill_only
        self.problems: list[Problem] = []
        self.counts = dict.fromkeys(StatingResult._fields, 0)
        self.tiers = set(Tier.objects.values_list("code", flat=True))
        self.documents: Mapping[str, Document] = {d.code: d for d in Document.objects.all()}
        self.themes = {theme.code: theme for theme in Theme.objects.all()}
        self.indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
        self.departments = Departments(place)
        self.series = {
            series.indicator_id: series for series in Series.objects.filter(place=place)
        }
        highest = Series.objects.filter(place=place).aggregate(highest=Max("order"))["highest"]
        self.order: int = highest or 0
        self.ever = self._slots()

    def _slots(self) -> dict[tuple[uuid.UUID, int, str], Target]:
        """Every slot that ever held a target, with the row in force last."""
        rows = Target.objects.filter(series__place=self.place).order_by(
            "effective_on", "recorded_at"
        )
        return {(row.series_id, row.year, row.tier_id): row for row in rows}

    def take(self, row: TargetRow) -> None:
        """Take one row, or say what is wrong with it."""
        tier = row.tier or self._tier_of_document(row)
        if tier not in self.tiers:
            known = ", ".join(sorted(self.tiers))
            self._refuse(row, "tier", tier, "There is no tier “%(value)s”; known are: %(known)s.",
                         known=known)  # fmt: skip
            return
        if row.document and row.document not in self.documents:
            self._refuse(row, "document", row.document,
                         "There is no document “%(value)s”. Add it in the administration first, "
                         "or leave the cell empty.")  # fmt: skip
            return
        indicator = self._indicator(row)
        if indicator is None:
            return
        series = self._series(row, indicator)
        try:
            self._target(row, series, tier)
        except ValidationError as error:
            for message in error.messages:
                self._refuse(row, "value", str(row.value), "%(message)s", message=message)

    def _tier_of_document(self, row: TargetRow) -> str:
        """A row without a tier of its own has that of its neighbours in the document."""
        tiers = Target.objects.filter(document__code=row.document).values_list("tier", flat=True)
        return tiers.first() or "plan" if row.document else "plan"

    def _indicator(self, row: TargetRow) -> Indicator | None:
        existing = self.indicators.get(row.code)
        if existing is not None:
            differing = [
                name for name in DEFINING if str(getattr(existing, name)) != str(getattr(row, name))
            ]
            for name in differing:
                self._refuse(
                    row, name, str(getattr(row, name)),
                    "The indicator %(code)s is stored with “%(stored)s” here. Use another code "
                    "for another indicator.",
                    code=row.code, stored=str(getattr(existing, name)),
                )  # fmt: skip
            return None if differing else existing
        indicator = Indicator(
            code=row.code,
            name_zh=row.name_zh,
            name_en=row.name_en,
            theme=self._theme(row),
            higher_is_better=row.comparator not in {"<=", "<"} and row.measure != "rank",
            **{name: getattr(row, name) for name in (
                *DEFINING, "unit_en", "pace", "is_count", "can_fall", "decimals", "count_in_name",
            )},
        )  # fmt: skip
        try:
            indicator.full_clean(exclude=["theme"], validate_unique=False)
        except ValidationError as error:
            for field, messages in error.message_dict.items():
                column = field if field in row._fields else "measure"
                for message in messages:
                    self._refuse(row, column, str(getattr(row, column)), "%(message)s",
                                 message=message)  # fmt: skip
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
            self.order = row.order or self.order + 1
            series = Series.objects.create(
                place=self.place,
                indicator=indicator,
                calendar=indicator.calendar,
                order=self.order,
                lead=self.departments.named(row.lead_department),
                reporting=self.departments.named(row.reporting_department or row.lead_department),
                inferred=row.assignment == "inferred",
            )
            others = [self.departments.named(name) for name in row.other_departments]
            series.supporting.set([unit for unit in others if unit is not None])
            self.series[indicator.id] = series
            self.counts["series"] += 1
        return self.series[indicator.id]

    def _target(self, row: TargetRow, series: Series, tier: str) -> None:
        stated = self._stated(row, series, tier)
        current = self.ever.get((series.id, row.year, tier))
        if current is None:
            self.ever[series.id, row.year, tier] = state_target(
                self.place.id, stated, author_id=self.author_id
            )
            self.counts["stated"] += 1
            return
        content = {name: getattr(current, name) for name in StatedTarget._fields}
        changes = {
            name: value for name, value in stated._asdict().items() if value != content[name]
        }
        if self.fill_only or not changes:
            self.counts["unchanged"] += 1
        elif self.revision is None:
            self._refuse(row, "value", str(row.value),
                         "This target is stored otherwise (%(stored)s). A changed target is a "
                         "revision: give --reason and --effective-on.",
                         stored=str(current.value))  # fmt: skip
        else:
            self.ever[series.id, row.year, tier] = revise_target(
                self.place.id,
                current,
                changes,
                effective_on=self.revision.effective_on,
                reason=self.revision.reason,
                author_id=self.author_id,
            )
            self.counts["revised"] += 1

    def _stated(self, row: TargetRow, series: Series, tier: str) -> StatedTarget:
        same: dict[str, Any] = {
            name: getattr(row, name)
            for name in StatedTarget._fields
            if name not in {"series_id", "tier_id", "document_id", "due_on", "tolerance"}
        }
        return StatedTarget(
            series_id=series.id,
            tier_id=tier,
            document_id=self.documents[row.document].id if row.document else None,
            **same,
        )

    def _refuse(
        self, row: TargetRow, column: str, value: str, msgid: str, **params: object
    ) -> None:
        self.problems.append(problem(msgid, row=row.row, column=column, value=value, **params))
