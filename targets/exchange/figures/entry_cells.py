"""The cells of one slot as an entry; everything wrong with it is told, not the first thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

from targets.core.values.entry import (
    FIELD,
    OF_TASKS,
    Entry,
    Kind,
    check_content,
    check_texts,
    foreign,
)
from targets.core.values.facts import DeclaredState, Measure, Phrase, Qualifier
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.core.values.refusals import Refusal
from targets.exchange.headers.column_words import DECLARED_WORDS, NO_VALUE, SAME_AS_LAST
from targets.exchange.headers.numbers import Quantity, convert, parse_number, read_quantity
from targets.exchange.headers.period_text import parse_day
from targets.exchange.sheets.parsed_sheet import NO_PERIOD, ColumnMatch, Form, ParsedRow, Sheet
from targets.exchange.sheets.problems import CellRefused, Problem, ProblemCode, shortened

from .slots import Asked, Ident, Slot

T = TypeVar("T")

_PLAIN = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,8})?", re.ASCII)
_YES = {"yes": True, "y": True, "true": True, "1": True, "是": True, "初步": True,
        "no": False, "n": False, "false": False, "0": False, "否": False, "": False}  # fmt: skip
_QUALIFIERS = {"以上": "above", "超过": "above", "不低于": "above"}
_EVERYWHERE = ("source", "note", "preliminary", "release_on", "reason")
_ONLY_LONG = (*OF_TASKS, "qualifier")
_LONGEST_SOURCE = FIELD["source"].longest

Extras = dict[str, Any]  # field → what a row says beside its figure
_NOTHING: Extras = {}
_NO_NOTES: tuple[Phrase, ...] = ()


class EntryReader:
    """Makes the entries of one sheet's slots."""

    def __init__(self, sheet: Sheet, asked: Asked) -> None:
        self._name = sheet.name
        self._is_ledger = sheet.form is Form.LEDGER
        names = _EVERYWHERE if self._is_ledger else (*_EVERYWHERE, *_ONLY_LONG)
        self._extras = [column for column in sheet.columns if column.column in names]
        self._others = [extra.index for extra in self._extras if extra.column != "source"]
        self._source = sheet.first("source")
        self._today = asked.today
        self._words = {
            **DECLARED_WORDS,
            **{key.casefold(): each for key, each in asked.words.items()},
        }
        self._labels: dict[int, str] = {}

    def read(self, slot: Slot) -> ParsedRow:
        """The slot's entry."""
        _key, row, cells, ident, moment, match, wrong = slot
        problems: list[Problem] = [*wrong, *ident.problems, *moment.problems]
        shape, label, text = ident.shape, "", ""
        if moment.period_end is None and not moment.problems and shape is not None:
            problems.append(_no_period())
        extras = self._read_extras(cells, problems)
        if match is not None:
            label = self._labels.get(match.index) or self._labels.setdefault(
                match.index, match.label
            )
            text = cells[match.index].strip()
        value, same, notes = None, False, _NO_NOTES
        if shape is None or not shape.is_task:
            value, same, notes = self._figure(text, ident, match, label, problems)
        elif self._is_ledger:
            # In a ledger a task's cell is its progress in words
            extras, text = {**extras, "stage": text}, ""
        elif text not in NO_VALUE:
            problems.append(_problem(foreign("value", Measure.QUALITATIVE), label, text))
        entry = Entry(
            None,
            shape.calendar if shape is not None else "",
            moment.period_end or NO_PERIOD,
            value,
            same_as_last=same,
            **extras,
        )
        # Of a series that is not known only the texts can be looked at
        refusals = check_texts(entry) if shape is None else check_content(entry, shape, self._today)
        for refusal in refusals:
            # What cannot be read is said already
            if refusal.code is not ProblemCode.NOTHING_SAID or not problems:
                problems.append(self._refused(refusal, cells, label, text))
        told = tuple([problem._replace(row=row) for problem in problems]) if problems else ()
        return ParsedRow(self._name, row, label, ident.code, entry, text, told, tuple(cells), notes)

    def _refused(self, refusal: Refusal, cells: Sequence[str], label: str, text: str) -> Problem:
        """A refusal at the column that the field was read from."""
        for match in self._extras:
            if match.column == refusal.field:
                return _problem(refusal, match.label, cells[match.index])
        return _problem(refusal, label, text)

    def _unit(self, ident: Ident, match: ColumnMatch | None) -> str:
        """In the ledger form each column can have a unit of its own."""
        if ident.unit or not self._is_ledger or match is None or not match.unit:
            return ident.unit
        shape = ident.shape
        return match.unit if shape is None or match.unit != shape.unit_zh else ""

    def _figure(
        self, text: str, ident: Ident, match: ColumnMatch | None, label: str,
        problems: list[Problem],
    ) -> tuple[Decimal | None, bool, tuple[Phrase, ...]]:  # fmt: skip
        """A figure, that it is as last, and what is to be said of it."""
        if text and _PLAIN.fullmatch(text) and self._unit(ident, match) == "":
            # Zero has no sign
            return Decimal(text) or Decimal(text).copy_abs(), False, _NO_NOTES
        if text.casefold() in SAME_AS_LAST or text == "＝":
            return None, True, _NO_NOTES
        if not text:
            return None, False, _NO_NOTES
        value, notes = self._number(text, ident, match, label, problems)
        return value, False, notes

    def _number(
        self, text: str, ident: Ident, match: ColumnMatch | None, label: str,
        problems: list[Problem],
    ) -> tuple[Decimal | None, tuple[Phrase, ...]]:  # fmt: skip
        try:
            quantity = read_quantity(text)
            if ident.shape is None:
                return None, ()
            unit = self._unit(ident, match)
            if unit and not quantity.suffix:
                quantity = Quantity(quantity.number, unit, f"{quantity.text} {unit}")
            parsed = convert(quantity, ident.shape.unit_zh)
        except CellRefused as error:
            problems.append(error.at(None, label, text))
            return None, ()
        return parsed.value, () if parsed.note is None else (parsed.note,)

    def _read_extras(self, cells: Sequence[str], problems: list[Problem]) -> Extras:
        if not any(map(cells.__getitem__, self._others)):
            if self._source is None or not (source := cells[self._source].strip()):
                return _NOTHING
            if len(source) <= _LONGEST_SOURCE and "\r" not in source:
                return {"source": source}
        read_extras: Extras = {}
        for match in self._extras:
            text = cells[match.index].strip().replace("\r\n", "\n").replace("\r", "\n")
            if text and (value := self._extra(match, text, problems)) is not None:
                read_extras[match.column] = value
        return read_extras

    def _extra(self, match: ColumnMatch, text: str, problems: list[Problem]) -> object:
        column, label = match.column, match.label
        kind = FIELD[column].kind
        if kind is Kind.TEXT:
            return text
        if kind is Kind.DAY:
            return _tried(parse_day, text, label, problems)
        if kind is Kind.NUMBER:
            return _tried(_share, text, label, problems)
        plain = unicodedata.normalize("NFKC", text).casefold()
        if column == "preliminary":
            return _chosen(_YES.get(plain), "yes, no", text, label, problems)
        words = self._words if column == "declared" else _QUALIFIERS
        choices = DeclaredState if column == "declared" else Qualifier
        stable = words.get(text.casefold()) or words.get(plain, plain)
        possible = [choice.value for choice in choices if choice.value]
        known = stable if stable in possible else None
        return _chosen(known, ", ".join(possible), text, label, problems)


def _no_period() -> Problem:
    return Problem(
        ProblemCode.NO_YEAR,
        phrase(
            _(
                "Nothing says which period the figure belongs to. Add a column “期别”, or the "
                "period to the title, such as 2026年1—6月."
            )
        ),
    )


def _share(text: str) -> Decimal:
    return parse_number(text, "%", decimals=2).value


def _problem(refusal: Refusal, label: str, text: str) -> Problem:
    return Problem(refusal.code, refusal.message, column=label, value=shortened(text))


def _tried(parse: Callable[[str], T], text: str, label: str, problems: list[Problem]) -> T | None:
    if text in NO_VALUE:
        return None
    try:
        return parse(text)
    except CellRefused as error:
        problems.append(error.at(None, label, text))
        return None


def _chosen(
    known: T | None, possible: str, text: str, label: str, problems: list[Problem]
) -> T | None:
    if known is None:
        problems.append(
            Problem(
                ProblemCode.NOT_A_CHOICE,
                phrase(
                    _("“%(value)s” is not possible here. Possible are: %(choices)s."),
                    value=shortened(text),
                    choices=possible,
                ),
                column=label,
                value=shortened(text),
            )
        )
    return known
