"""A file of figures, whatever its kind and layout: opened, understood, read row by row.

:func:`open_book` says what the file is and how its sheets are understood, for a person to
correct; :func:`read_book` brings the entries one by one. Neither holds more than the file's
bytes, what the workbook reader makes of them, and one number for each entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import PurePath
from typing import NamedTuple

from targets.core.values.entry import judged_of
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.sheets.csv_sheet import LOOKED_AT, CsvSheet
from targets.exchange.sheets.decoding import DEFAULT_LIMITS, ByteSource, Limits, read_bytes
from targets.exchange.sheets.headers import header_key
from targets.exchange.sheets.kinds import BookKind, book_kind
from targets.exchange.sheets.parsed_sheet import (
    Book,
    ColumnMatch,
    Form,
    ParsedRow,
    RawSheet,
    Sheet,
    Unread,
)
from targets.exchange.sheets.problems import Note, Problem, ProblemCode, refused
from targets.exchange.sheets.xls import read_xls
from targets.exchange.sheets.xlsx import read_xlsx

from .blocks import tables_of
from .entry_cells import EntryReader
from .fill_in_mark import find_mark
from .layout import header_score, lay_out
from .ledger_form import LedgerForm
from .long_form import LongForm
from .place_said import Place, refuse_other_place
from .rows import Tally
from .rules import SeriesShape
from .series_index import SeriesIndex
from .slots import Asked, Slot
from .unread import growth_remark, remarks_on, unread_columns, unread_sheet

# ---- Files of our own that look like figures and are not for import: known by their headers


class _Own(NamedTuple):
    """One kind of file: what it is called, and headers that only it has together."""

    name: str
    signs: tuple[tuple[str, ...], ...]  # in Chinese, in English, as stable names


_KINDS = (
    _Own(
        _("Assessments"),
        (("主评判", "状态代码"), ("Headline", "Verdict code"), ("headline", "verdict")),
    ),
    _Own(
        _("Targets"),
        (
            ("累计方式", "目标层级"),
            ("Accumulation", "Tier", "Comparator"),
            ("accumulation", "tier", "comparator"),
        ),
    ),
    _Own(_("Ledger"), (("记录编号", "录入方式", "原内容"), ("Key", "Way in", "From"))),
    _Own(_("Changes"), (("变动情况", "比较期状态"), ("What changed", "Status then"))),
    _Own(
        _("Compare places"),
        (("位次", "上期位次", "地区代码"), ("Rank", "Rank a period ago", "Place code")),
    ),
    _Own(
        _("Heat map"),
        (
            ("指标代码", "主题", "期末", "状态", "实际完成", "完成率(%)"),
            ("Indicator code", "Theme", "Period end", "Status", "Completed", "Completion (%)"),
        ),
    ),
    _Own(
        _("Briefing"),
        (
            ("评判依据", "采用的进度", "最新完成"),
            ("Judged against", "Pace used", "Latest"),
        ),
    ),
    _Own(
        _("Who has reported"),
        (
            ("单位代码", "应报", "迟报", "未报"),
            ("Unit code", "Reports expected", "Late", "Missing"),
        ),
    ),
)


def refuse_own(sheets: Iterable[RawSheet]) -> None:
    """Raise :class:`~.problems.FileRefused` for a file of our own that is not for import."""
    for sheet in sheets:
        for row, cells in islice(sheet.rows(), LOOKED_AT):
            name = own_file(cells)
            if name is not None:
                raise refused(
                    ProblemCode.NOT_FOR_IMPORT,
                    phrase(
                        _(
                            "This is the export “%(name)s” of this system (sheet %(sheet)s): it "
                            "holds judgements, not entries, and is not for import. Take the "
                            "export of actuals, or the workbook to fill in."
                        ),
                        name=phrase(name),
                        sheet=sheet.name,
                    ),
                    row=row,
                )


def own_file(headers: Sequence[str]) -> str | None:
    """What our own file with this header row is called (msgid); None for any other row."""
    keys = {header_key(cell) for cell in headers if cell}
    for kind in _KINDS:
        if any(keys.issuperset(map(header_key, signs)) for signs in kind.signs):
            return kind.name
    return None


# ---- Files of figures

__all__ = [
    "Book",
    "ColumnMatch",
    "ParsedRow",
    "Reading",
    "Sheet",
    "Unread",
    "open_book",
    "read_book",
    "sheets_as",
]  # fmt: skip

Mapped = Mapping[str, Mapping[int, str]]


class _Said(NamedTuple):
    """What one of several rows for the same slot says."""

    where: str
    content: tuple[object, ...]


def open_book(source: ByteSource, *, file_name: str, limits: Limits = DEFAULT_LIMITS) -> Book:
    """Open a CSV, XLSX or XLS file, by its content. Raises :class:`FileRefused`."""
    data = read_bytes(source, limits)
    kind = book_kind(data)
    raw: tuple[RawSheet, ...]
    if kind is BookKind.CSV:
        raw = (CsvSheet(PurePath(file_name).stem, data, header_score, limits),)
    else:
        raw = tuple((read_xlsx if kind is BookKind.XLSX else read_xls)(data, limits))
    mark, raw = find_mark(raw)
    if mark is None:
        refuse_own(raw)
        raw = tuple(table for sheet in raw for table in tables_of(sheet))
    book = Book(file_name, hashlib.sha256(data).hexdigest(), len(data), (), raw, mark)
    return book._replace(sheets=sheets_as(book))


def sheets_as(
    book: Book,
    *,
    mapping: Mapped | None = None,
    year: int | None = None,
    place: Place | None = None,
) -> tuple[Sheet, ...]:
    """How the sheets are understood with a correction: sheet name → column index → stable name,
    period, or empty for "not read". Hidden sheets are not read unless the mapping names them.
    Raises :class:`ValueError` for a name that is no column."""
    corrections = mapping or {}
    sheets = []
    for raw in book.raw:
        sheet = lay_out(
            raw,
            file_name=book.file_name,
            year=year,
            override=corrections.get(raw.name),
            mark=book.fill_in,
            place=place,
        )
        if raw.is_hidden and raw.name not in corrections:
            sheet = sheet._replace(form=Form.UNRECOGNISED, notes=(), questions=(), unread=())
        if sheet.form is not Form.UNRECOGNISED:
            sheet = sheet._replace(remarks=remarks_on(sheet, raw))
        sheets.append(sheet._replace(notes=(*_passed_over(sheet), *sheet.notes)))
    return tuple(sheets)


def _passed_over(sheet: Sheet) -> tuple[Note, ...]:
    """Why a sheet is not read."""
    if sheet.form is not Form.UNRECOGNISED:
        return ()
    message = (
        phrase(_("The sheet is hidden and was not read."))
        if sheet.is_hidden
        else phrase(
            _(
                "The sheet was not read: no row names an indicator and a value or months. Choose "
                "the columns below if it holds figures."
            )
        )
    )
    return (Note(message, sheet.header_row, ""),)


def read_book(
    book: Book,
    *,
    place: str | Place,
    series: Mapping[str, SeriesShape],
    today: date,
    year: int | None = None,
    mapping: Mapped | None = None,
    growth: Mapping[str, str] | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> Reading:
    """The entries of a book, one by one; go through them as often as needed.

    ``place`` is the place's code, or the place with its names, which a column of places, a
    header and a line above a table may say as well. ``series`` is what the place has, by code.
    ``today`` refuses periods that have not ended. ``year`` and ``mapping`` are as for
    :func:`sheets_as`; ``growth`` names for the code of a level that of its growth, which a
    column beside the level's figures is for. Raises :class:`FileRefused` at once for a file
    that brings nothing or belongs to another place; what is wrong with a row is in the row.
    """
    mark = book.fill_in
    whose = Place(place) if isinstance(place, str) else place
    if mark is not None and mark.place != whose.code:
        raise refused(
            ProblemCode.OTHER_PLACE,
            phrase(
                _(
                    "This workbook was made for another place (code “%(code)s”), and is being "
                    "imported for “%(place)s”. Choose that place, or download the workbook anew."
                ),
                code=mark.place,
                place=whose.shown,
            ),
        )
    if mark is None:
        refuse_other_place(book.raw, whose)
    words = dict(mark.words) if mark else {}
    asked = Asked(whose, SeriesIndex(series), today, year, words, growth or {})
    return Reading(book, sheets_as(book, mapping=mapping, year=year, place=whose), asked, limits)


class Reading:
    """The entries of a book. ``tally`` counts what was passed over, ``total`` the entries;
    ``unread`` tells which cells with figures no entry is made of."""

    def __init__(self, book: Book, sheets: tuple[Sheet, ...], asked: Asked, limits: Limits) -> None:
        self.sheets = sheets
        self._book = book
        self._asked = asked
        self._limits = limits
        if not any(sheet.form is not Form.UNRECOGNISED for sheet in sheets):
            raise refused(
                ProblemCode.NO_SHEET,
                phrase(
                    _(
                        "No table was recognised: a header row is needed that names the indicator "
                        "(编码 or 指标) and its value (累计) or its months (1月, 2月 …)."
                    )
                ),
            )
        seen: set[int] = set()
        twice: set[int] = set()
        total = 0
        self.tally = Tally(limits.rows)
        for _sheet, slots in self._slots(self.tally):
            for slot in slots:
                total += 1
                if (key := slot.key) in seen:
                    twice.add(key)
                else:
                    seen.add(key)
        twice.discard(-1)
        if total > limits.rows:
            raise refused(
                ProblemCode.TOO_MANY_ROWS,
                phrase(_("The file has more than %(limit)s rows. Split it."), limit=limits.rows),
            )
        self.sheets = tuple(map(self._with_growth, sheets))
        self.unread = self._unread()
        # A question, or figures that were left out, is to be seen and answered
        if not total and not self.unread:
            raise refused(
                ProblemCode.EMPTY_FILE, phrase(_("The file has a header and no figures below it."))
            )
        del seen
        self._repeats = self._find_repeats(twice) if twice else {}
        self.tally.repeated = sum(
            len(said) - 1 for said in self._repeats.values() if not _differ(said)
        )
        self.total = total - self.tally.repeated

    def __iter__(self) -> Iterator[ParsedRow]:
        repeats = self._repeats
        for sheet, slots in self._slots(Tally(self._limits.rows)):
            read = EntryReader(sheet, self._asked).read
            if not repeats:
                yield from map(read, slots)
                continue
            for slot in slots:
                said = repeats.get(slot.key)
                row = read(slot)
                if said is not None:
                    told = _told(row, said)
                    if told is None:
                        continue
                    row = told
                yield row

    def _with_growth(self, sheet: Sheet) -> Sheet:
        if sheet.name not in self.tally.grown:
            return sheet
        return sheet._replace(remarks=(*sheet.remarks, growth_remark(sheet)))

    def _unread(self) -> tuple[Unread, ...]:
        found = [each for sheet in self.sheets for each in sheet.unread]
        found += unread_columns(self.sheets, self.tally.unread)
        for sheet, raw in zip(self.sheets, self._book.raw, strict=True):
            if sheet.form is Form.UNRECOGNISED:
                found += unread_sheet(sheet, raw)
        return tuple(found)

    def _slots(self, tally: Tally) -> Iterator[tuple[Sheet, Iterator[Slot]]]:
        for sheet, raw in zip(self.sheets, self._book.raw, strict=True):
            if sheet.form is Form.LONG:
                yield sheet, LongForm(sheet, raw, self._asked, tally).slots()
            elif sheet.form is Form.LEDGER:
                yield sheet, LedgerForm(sheet, raw, self._asked, tally).slots()

    def _find_repeats(self, twice: set[int]) -> dict[int, list[_Said]]:
        """What each row says of a slot that several rows name."""
        find_repeats: dict[int, list[_Said]] = {}
        for sheet, slots in self._slots(Tally(self._limits.rows)):
            reader = EntryReader(sheet, self._asked)
            for slot in slots:
                if slot.key in twice:
                    row = reader.read(slot)
                    find_repeats.setdefault(slot.key, []).append(_Said(_where(row), _content(row)))
        return find_repeats


def _content(row: ParsedRow) -> tuple[object, ...]:
    """What a row says of its slot, however it spells it; a value that cannot be read counts as
    it stands. Source and note may differ."""
    value = row.entry.value if row.entry.value is not None else row.value_text
    return (value, row.entry.same_as_last, *judged_of(row.entry)[1:])


def _where(row: ParsedRow) -> str:
    """The cell as a spreadsheet calls it: 报表!C7."""
    return f"{row.sheet}!{row.column.partition(' ')[0]}{row.row}"


def _differ(said: list[_Said]) -> bool:
    return any(each.content != said[0].content for each in said)


def _told(row: ParsedRow, said: list[_Said]) -> ParsedRow | None:
    """A row of a repeated slot: refused when another differs; else the first stands, with a
    note, and the others are None."""
    here = _where(row)
    others = ", ".join(each.where for each in said if each.where != here)
    if _differ(said):
        problem = Problem(
            ProblemCode.DUPLICATE_ROW,
            phrase(
                _("%(others)s says otherwise of the same indicator and period. Keep one."),
                others=others,
            ),
            row.row,
            row.column,
            row.value_text or row.entry.stage[:40],
        )
        return row._replace(problems=(*row.problems, problem))
    if here != said[0].where:
        return None
    note = phrase(_("%(others)s says the same again; it counts once."), others=others)
    return row._replace(notes=(*row.notes, note))
