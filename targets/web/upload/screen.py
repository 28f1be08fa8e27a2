"""The preview of an import as it is printed: tabs, rows, sheets with their columns."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import formatting
from targets.core.values.facts import Calendar
from targets.exchange.headers.column_words import COLUMNS
from targets.exchange.sheets.csv_writing import plain
from targets.exchange.sheets.headers import HEADERS
from targets.exchange.sheets.parsed_sheet import PERIOD
from targets.models import Actual, Series, StagedRow, Upload
from targets.models.vocabulary import DeclaredState
from targets.reads.upload.uploads import ROWS_A_PAGE, StagedLine
from targets.web.upload.sign_off import drafts_beneath

TABS: Mapping[str, Any] = {
    "new": gettext_lazy("New"),
    "changed": gettext_lazy("Changed"),
    "questioned": gettext_lazy("of these questioned"),
    "refused": gettext_lazy("Not taken"),
    "unchanged": gettext_lazy("Unchanged"),
}
_HOW: Mapping[str, Any] = {
    "exact": gettext_lazy("recognised"),
    "synonym": gettext_lazy("recognised by a similar word"),
    "chosen": gettext_lazy("chosen by you"),
    "asked": gettext_lazy("to be chosen"),
    "ignored": gettext_lazy("known, not read"),
    "none": gettext_lazy("not recognised"),
}
_NOT_IN_HEADERS = {
    "value_total": gettext_lazy("Value, year to date"),
    "value_single": gettext_lazy("Value of the period alone"),
    "growth": gettext_lazy("Growth of the row’s indicator"),
}


MOST_COLUMNS = 200  # whose choices are shown: each has dozens


class Tab(NamedTuple):
    """One kind of row, and how many there are."""

    name: str
    label: str
    number: int
    chosen: bool


class Line(NamedTuple):
    """One row of the preview."""

    where: str  # sheet, row, column
    name: str
    period: str
    was: str
    becomes: str
    marks: tuple[str, ...]
    remarks: tuple[str, ...]
    outcome: str


def tabs(found: Mapping[str, Any], show: str) -> list[Tab]:
    """The kinds of rows there are."""
    return [
        Tab(name, str(label), found.get(name, 0), name == show)
        for name, label in TABS.items()
        if found.get(name, 0) or name == show
    ]


def first_tab(found: Mapping[str, Any]) -> str:
    """What a person has to look at first."""
    for name in ("refused", "questioned", "changed", "new"):
        if found.get(name):
            return name
    return "unchanged"


def lines(
    staged: Sequence[StagedLine], upload: Upload, to_sign: Collection[uuid.UUID] = ()
) -> list[Line]:
    """Rows as they are printed; names come with one query, and one for drafts that rows to be
    signed (of the series ``to_sign``) would replace."""
    series = {
        each.id: each
        for each in Series.objects.filter(
            id__in={each.row.series_id for each in staged if each.row.series_id}
        ).select_related("indicator")
    }
    sheets = len(upload.summary.get("sheets", ()))
    found = [
        _line(each, series.get(each.row.series_id), several=sheets > 1)  # type: ignore[arg-type]
        for each in staged
    ]
    if not to_sign:
        return found
    replaced = drafts_beneath(upload.place_id, [each.row for each in staged], to_sign)
    return [
        _to_sign(line, each.row, replaced)
        if each.row.series_id in to_sign and each.row.outcome in ("new", "changed")
        else line
        for line, each in zip(found, staged, strict=True)
    ]


def _to_sign(line: Line, row: StagedRow, replaced: Mapping[Any, str]) -> Line:
    remark = replaced.get((row.series_id, row.period_end))
    return line._replace(
        marks=(*line.marks, _("to be signed off")),
        remarks=(*line.remarks, remark) if remark else line.remarks,
    )


def _line(staged: StagedLine, series: Series | None, *, several: bool) -> Line:
    row = staged.row
    place = _("row %(row)s, %(column)s") % {"row": row.row, "column": row.column}
    if not row.column:
        place = _("row %(row)s") % {"row": row.row}
    marks = []
    if row.same_as_last:
        marks.append(_("as last period"))
    if row.preliminary:
        marks.append(_("preliminary"))
    period = ""
    if row.period_end:
        period = (
            f"{row.period_end.year} {_period(row, series)}"
            if not formatting.in_chinese()
            else f"{row.period_end.year}年{_period(row, series)}"
        )
    standing = staged.standing
    was = ""
    if standing is not None and not standing.withdrawn:
        was = _said(standing, series)
    return Line(
        where=f"{row.sheet} · {place}" if several else place,
        name=formatting.name(series.indicator) if series else row.code or "—",
        period=period,
        was=was,
        becomes="" if row.outcome == "refused" else _said(row, series),
        marks=tuple(marks),
        remarks=tuple(row.remarks or ()),
        outcome=row.outcome,
    )


def _period(row: StagedRow, series: Series | None) -> str:
    end = row.period_end or date.min
    if series is None:
        return formatting.single_period(Calendar.MONTHLY, end)
    return formatting.entered_period(Calendar(series.calendar), series.indicator.accumulation, end)


def _said(content: StagedRow | Actual, series: Series | None) -> str:
    if content.value is not None:
        unit = ""
        if series is not None:
            indicator = series.indicator
            unit = indicator.unit_zh if formatting.in_chinese() else indicator.unit_en
        return f"{plain(Decimal(content.value))} {unit}".strip()
    parts = [content.stage]
    if content.declared:
        parts.append(str(DeclaredState(content.declared).label))
    if content.expected_on:
        parts.append(formatting.day(content.expected_on))
    return " · ".join(part for part in parts if part)


def pages(number: int) -> int:
    """How many pages a tab has."""
    return max(1, -(-number // ROWS_A_PAGE))


def choices() -> list[tuple[str, str]]:
    """What a column may be taken for."""
    found = [("", _("not read"))]
    for column in COLUMNS:
        if column in _NOT_IN_HEADERS:
            found.append((column, str(_NOT_IN_HEADERS[column])))
            continue
        header = HEADERS[column]
        found.append((column, header.zh if formatting.in_chinese() else header.en))
    found += [
        (f"{month}月", _("Month %(month)s (a column a month)") % {"month": month})
        for month in range(1, 13)
    ]
    return found


def sheets(upload: Upload) -> list[dict[str, Any]]:
    """The sheets with their columns; each column with its field, what it may be taken for, its
    present choice and how it came to it. Of very many columns those come first about which
    something is asked; of the others ``more`` says how many are not shown."""
    possible = choices()
    found = []
    room = MOST_COLUMNS
    for position, sheet in enumerate(upload.summary.get("sheets", ())):
        columns = []
        shown = _first_columns(sheet["columns"], room)
        room -= len(shown)
        for column in shown:
            claim = column.get("claim", "")
            columns.append(
                {
                    "field": f"col-{position}-{column['index']}",
                    "label": column["label"],
                    "choices": _with_claim(possible, claim),
                    "chosen": claim if column["column"] == PERIOD else column["column"],
                    "how": str(_HOW[column["how"]]),
                    "is_asked": column["how"] == "asked",
                    "known": column["how"] not in {"none"},
                }
            )
        found.append(
            sheet
            | {
                "columns": columns,
                "more": len(sheet["columns"]) - len(shown),
                "is_read": sheet["form"] != "unrecognised",
            }
        )
    return found


def _first_columns(columns: list[dict[str, Any]], room: int) -> list[dict[str, Any]]:
    """As many as there is room for, in the file's order, those that are asked about before all
    others."""
    if len(columns) <= room:
        return columns
    by_need = sorted(columns, key=lambda column: column["how"] != "asked")
    return sorted(by_need[:room], key=columns.index)


def _with_claim(possible: list[tuple[str, str]], claim: str) -> list[tuple[str, str]]:
    """What a column may be taken for; after "not read" what its header says of it."""
    if not claim:
        return possible
    label = dict(possible).get(claim, claim)
    others = [each for each in possible[1:] if each[0] != claim]
    return [possible[0], (claim, label), *others]


def corrections(upload: Upload, post: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """The columns that a person wants understood otherwise, by sheet and index."""
    changed: dict[str, dict[str, str]] = {
        name: dict(columns) for name, columns in upload.mapping.get("columns", {}).items()
    }
    for sheet in sheets(upload):
        for column in sheet["columns"]:
            wanted = post.get(column["field"])
            possible = {name for name, _label in column["choices"]}
            if wanted is None or wanted == column["chosen"] or wanted not in possible:
                continue
            index = column["field"].rpartition("-")[2]
            changed.setdefault(sheet["name"], {})[index] = wanted
    return changed
