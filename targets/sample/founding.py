"""The place itself: its departments, people, documents, indicators, margins and series."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, TypeVar

from django.contrib.auth.models import User
from django.db.models import Model

from targets.models import (
    CompositeIndex,
    CompositePart,
    Document,
    Indicator,
    Margins,
    Relation,
    Series,
    Theme,
    Unit,
    UnitKind,
)

from .definitions import Definition, SeriesRow, series
from .span import Span
from .tables import Department, departments, documents, index_parts, margins, relations

# ---- What the indicators of the Sample District are to one another, and the index over its towns

INDEX = "SAMPLE_TOWNS_INDEX"
REFERENCE = "reference_of"


def relate(indicators: Mapping[str, Indicator], made: Collection[str]) -> None:
    """Say it of the indicators that were made here: what exists is not ours to change."""
    for definition in (row.definition for row in series()):
        if definition.code in made and definition.growth_of:
            rate = indicators[definition.code]
            rate.growth_of = indicators[definition.growth_of]
            rate.growth_is_real = definition.growth_is_real
            rate.save(update_fields=["growth_of", "growth_is_real"])
    for row in relations():
        if row.indicator not in made:
            continue
        indicator, of = indicators[row.indicator], indicators[row.of]
        if row.kind == REFERENCE:
            indicator.reference_of = of
            indicator.save(update_fields=["reference_of"])
            continue
        within = indicators[row.within] if row.within else None
        relation = Relation(indicator=indicator, kind=row.kind, of=of, within=within)
        relation.full_clean()
        relation.save(force_insert=True)


def found_index(indicators: Mapping[str, Indicator]) -> None:
    """The composite index that the towns are compared by, unless there is one of that code."""
    index, is_new = CompositeIndex.objects.get_or_create(
        code=INDEX,
        defaults={"name_zh": "镇街工作综合指数(示例)", "name_en": "Index of the towns (sample)"},
    )
    if is_new:
        CompositePart.objects.bulk_create(
            CompositePart(index=index, indicator=indicators[code], weight=weight)
            for code, weight in index_parts()
        )


Row = TypeVar("Row", bound=Model)

PLACE = "sample"
PLACE_ORDER = 900
PEOPLE = "sample-reporter-"
PLANNING_OFFICE = "development-reform"  # states the targets
MARGINS_RECORDED_ON = "01-15"


class Founded(NamedTuple):
    """What the history is written into, by the codes of the tables."""

    place: Unit
    departments: dict[str, Unit]
    reporters: dict[str, User]  # by department
    documents: dict[tuple[str, int], Document]  # by code and the calendar's year
    series: dict[str, Series]  # by the indicator's code

    @property
    def planner(self) -> User:
        return self.reporters[PLANNING_OFFICE]


def found(span: Span, issued: Iterable[tuple[str, int]]) -> Founded:
    """Make the place and everything it stands on. Indicators and themes that exist are used as
    they are, names included. ``issued`` are the documents needed, by code and year.

    Raises :class:`ValidationError` when a code is taken by something else.
    """
    place = _saved(
        Unit(
            code=PLACE,
            name_zh="示例区",
            name_en="Sample District",
            kind=UnitKind.PLACE,
            order=PLACE_ORDER,
            collecting_since=span.first_day,
            illustrative=True,
        )
    )
    units = {
        row.code: _saved(
            Unit(
                code=f"{PLACE}-{row.code}",
                name_zh=row.name_zh,
                name_en=row.name_en,
                kind=UnitKind.DEPARTMENT,
                parent=place,
                order=order,
            )
        )
        for order, row in enumerate(departments(), start=1)
    }
    reporters = {
        row.code: _reporter(row, number) for number, row in enumerate(departments(), start=1)
    }
    indicators, made = _indicators()
    _set_margins(span, {code: indicators[code] for code in made}, reporters[PLANNING_OFFICE])
    return Founded(
        place=place,
        departments=units,
        reporters=reporters,
        documents=_documents(span, set(issued)),
        series=_series(place, units, indicators),
    )


def _saved(row: Row) -> Row:
    row.full_clean()
    row.save(force_insert=True)
    return row


def _reporter(row: Department, number: int) -> User:
    """A person to be named as author; nobody can log in as them."""
    person, is_new = User.objects.get_or_create(
        username=f"{PEOPLE}{number}",
        defaults={
            "last_name": row.reporter[0],
            "first_name": row.reporter[1:],
            "is_active": False,
        },
    )
    if is_new:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person


def _documents(span: Span, issued: set[tuple[str, int]]) -> dict[tuple[str, int], Document]:
    return {
        (row.code, year): _saved(
            Document(
                code=f"{PLACE}-{row.code}-{year}",
                title_zh=row.title_zh.format(year=year),
                title_en=row.title_en.format(year=year),
                issuer=row.issuer,
                stated_on=span.day(year - span.year, row.stated_on),
            )
        )
        for row in documents()
        for year in sorted(year for code, year in issued if code == row.code)
    }


def _indicators() -> tuple[dict[str, Indicator], list[str]]:
    """Every indicator by code, and the codes of those that had to be made."""
    existing = {indicator.code: indicator for indicator in Indicator.objects.all()}
    themes = {theme.code: theme for theme in Theme.objects.all()}
    found: dict[str, Indicator] = {}
    made: list[str] = []
    for row in series():
        definition = row.definition
        if definition.code in existing:
            found[definition.code] = existing[definition.code]
            continue
        if definition.theme.code not in themes:
            themes[definition.theme.code] = _saved(Theme(**definition.theme._asdict()))
        found[definition.code] = _indicator(definition, themes[definition.theme.code])
        made.append(definition.code)
    relate(found, made)
    found_index(found)
    return found, made


def _indicator(definition: Definition, theme: Theme) -> Indicator:
    fields = definition._asdict() | {"theme": theme, "growth_of": None, "growth_is_real": False}
    return _saved(Indicator(**fields))


def _set_margins(span: Span, made: dict[str, Indicator], author: User) -> None:
    """Margins of one indicator, if it is the Sample District's alone: another place's
    judgement is not ours to change."""
    Margins.objects.bulk_create(
        Margins(
            indicator=made[row.code],
            effective_on=span.day(row.year, "01-01"),
            near_most=row.near_most,
            reason=row.reason,
            author=author,
            recorded_at=span.on(span.day(row.year, MARGINS_RECORDED_ON), row.code),
        )
        for row in margins()
        if row.code in made
    )


def _series(
    place: Unit, units: dict[str, Unit], indicators: dict[str, Indicator]
) -> dict[str, Series]:
    rows: dict[str, Series] = {
        row.definition.code: _one_series(row, order, place, units, indicators)
        for order, row in enumerate(series(), start=1)
    }
    Series.objects.bulk_create(rows.values())
    supporting = Series.supporting.through
    supporting.objects.bulk_create(
        supporting(series_id=rows[row.definition.code].id, unit_id=units[unit].id)
        for row in series()
        for unit in row.supporting
    )
    return rows


def _one_series(
    row: SeriesRow,
    order: int,
    place: Unit,
    units: dict[str, Unit],
    indicators: dict[str, Indicator],
) -> Series:
    indicator = indicators[row.definition.code]
    return Series(
        place=place,
        indicator=indicator,
        calendar=indicator.calendar,
        order=order,
        lead=units[row.lead],
        reporting=units[row.reporting],
        checking=units[row.checking],
        leader=row.leader,
    )
