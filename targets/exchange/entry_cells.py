"""The cells of one slot as an entry; everything wrong with it is told, not the first thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypeVar

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import DeclaredState, Phrase, Qualifier

from .brought import BroughtRow, ColumnMatch, Form, Sheet
from .column_words import DECLARED_WORDS, NO_VALUE, SAME_AS_LAST
from .numbers import Quantity, convert, parse_number, read_quantity
from .period_text import parse_day
from .problems import CellRefused, Problem, ProblemCode, shortened
from .slots import Asked, Ident, Slot

T = TypeVar("T")

_PLAIN = re.compile(r"-?[0-9]{1,16}(?:\.[0-9]{1,8})?", re.ASCII)
_LONGEST = {"stage": 1000, "source": 300, "note": 1000, "reason": 500}
_YES = {"yes": True, "y": True, "true": True, "1": True, "是": True, "初步": True,
        "no": False, "n": False, "false": False, "0": False, "否": False, "": False}  # fmt: skip
_QUALIFIERS = {"以上": "above", "超过": "above", "不低于": "above"}
_EVERYWHERE = ("source", "note", "preliminary", "reason")
_ONLY_LONG = ("stage", "declared", "share_done", "expected_on", "done_on", "qualifier")
_WHOLE = 100


class _Extras(NamedTuple):
    """What a row says beside its figure."""

    stage: str = ""
    declared: str = ""
    share_done: Decimal | None = None
    expected_on: date | None = None
    done_on: date | None = None
    qualifier: str = ""
    source: str = ""
    note: str = ""
    preliminary: bool = False
    reason: str = ""


_NOTHING = _Extras()


class EntryReader:
    """Makes the entries of one sheet's slots."""

    def __init__(self, sheet: Sheet, asked: Asked) -> None:
        self._name = sheet.name
        self._is_ledger = sheet.form is Form.LEDGER
        names = _EVERYWHERE if self._is_ledger else (*_EVERYWHERE, *_ONLY_LONG)
        self._extras = [each for each in sheet.columns if each.column in names]
        self._others = [each.index for each in self._extras if each.column != "source"]
        self._source = sheet.first("source")
        self._words = {
            **DECLARED_WORDS,
            **{key.casefold(): each for key, each in asked.words.items()},
        }
        self._labels: dict[int, str] = {}

    def read(self, slot: Slot) -> BroughtRow:
        """The slot's entry."""
        _key, row, cells, ident, moment, match, wrong = slot
        value: Decimal | None = None
        notes: tuple[Phrase, ...] = ()
        problems: list[Problem] = [*wrong, *ident.problems, *moment.problems]
        if moment.period_end is None and not moment.problems and ident.shape is not None:
            problems.append(_no_period())
        extras = self._read_extras(cells, problems)
        shape, text, same = ident.shape, "", False
        label = ""
        if match is not None:
            label = self._labels.get(match.index) or self._labels.setdefault(
                match.index, match.label
            )
            text = cells[match.index].strip()
        if shape is not None and shape.is_task:
            extras, text = self._task(text, extras, label, problems)
        elif text:
            if _PLAIN.fullmatch(text) and self._unit(ident, match) == "":
                value = Decimal(text)
                if not value:
                    value = value.copy_abs()
            elif text.casefold() in SAME_AS_LAST or text == "＝":
                same = True
            else:
                value, notes = self._number(text, ident, match, label, problems)
        if shape is not None and not shape.is_task and extras is not _NOTHING:
            self._refuse_task_words(extras, problems)
        return BroughtRow(
            self._name, row, label, ident.code, moment.period_end, value, text,
            extras.stage, extras.declared, extras.share_done, extras.expected_on, extras.done_on,
            extras.qualifier, extras.source, extras.note, same, extras.preliminary,
            tuple([each._replace(row=row) for each in problems]) if problems else (),
            tuple(cells), extras.reason, notes,
        )  # fmt: skip

    def _unit(self, ident: Ident, match: ColumnMatch | None) -> str:
        """In the ledger form each column can have a unit of its own."""
        if ident.unit or not self._is_ledger or match is None or not match.unit:
            return ident.unit
        shape = ident.shape
        return match.unit if shape is None or match.unit != shape.unit_zh else ""

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

    def _task(
        self, text: str, extras: _Extras, label: str, problems: list[Problem]
    ) -> tuple[_Extras, str]:
        """A task has no figure. In a ledger its cell is the progress in words."""
        if self._is_ledger:
            _check_length("stage", text, label, problems)
            return extras._replace(stage=text), ""
        if text not in NO_VALUE or extras.qualifier:
            problems.append(
                Problem(
                    ProblemCode.CONTRADICTION,
                    phrase(_("This is a task: it has text and a declared state, and no figure.")),
                    column=label,
                    value=shortened(text),
                )
            )
        return extras, ""

    def _refuse_task_words(self, extras: _Extras, problems: list[Problem]) -> None:
        for match in self._extras:
            if match.column in _ONLY_LONG[:-1] and getattr(extras, match.column):
                problems.append(
                    Problem(
                        ProblemCode.CONTRADICTION,
                        phrase(_("This is a figure: only tasks have text and a declared state.")),
                        column=match.label,
                        value=shortened(str(getattr(extras, match.column))),
                    )
                )

    def _read_extras(self, cells: Sequence[str], problems: list[Problem]) -> _Extras:
        if not any(map(cells.__getitem__, self._others)):
            if self._source is None or not (source := cells[self._source].strip()):
                return _NOTHING
            if len(source) <= _LONGEST["source"] and "\r" not in source:
                return _Extras("", "", None, None, None, "", source)
        found: dict[str, Any] = {}
        for match in self._extras:
            text = cells[match.index].strip().replace("\r\n", "\n").replace("\r", "\n")
            if text:
                found[match.column] = self._extra(match, text, problems)
        return _Extras(**{name: value for name, value in found.items() if value is not None})

    def _extra(self, match: ColumnMatch, text: str, problems: list[Problem]) -> object:
        column, label = match.column, match.label
        if column in _LONGEST:
            _check_length(column, text, label, problems)
            return text
        if column in ("expected_on", "done_on"):
            return _tried(parse_day, text, label, problems)
        if column == "share_done":
            share = _tried(_share, text, label, problems)
            if share is not None and not 0 <= share <= _WHOLE:
                problems.append(
                    Problem(
                        ProblemCode.OUT_OF_RANGE,
                        phrase(_("A share of works is from 0 to 100.")),
                        column=label,
                        value=shortened(text),
                    )
                )
            return share
        plain = unicodedata.normalize("NFKC", text).casefold()
        if column == "preliminary":
            return _chosen(_YES.get(plain), "yes, no", text, label, problems)
        words = self._words if column == "declared" else _QUALIFIERS
        choices = DeclaredState if column == "declared" else Qualifier
        stable = words.get(text.casefold()) or words.get(plain, plain)
        possible = [each.value for each in choices if each.value]
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


def _check_length(column: str, text: str, label: str, problems: list[Problem]) -> None:
    longest = _LONGEST[column]
    if len(text) > longest:
        problems.append(
            Problem(
                ProblemCode.TOO_LONG,
                phrase(
                    _("The text has %(length)s characters; at most %(longest)s are possible."),
                    length=len(text),
                    longest=longest,
                ),
                column=label,
                value=shortened(text),
            )
        )


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
