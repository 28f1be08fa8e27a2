"""Numbers as officials write them: full width, 1,234.5, 6.5%, 3.2亿元. Never a guess."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import NamedTuple

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.exchange.sheets.problems import CellRefused, Offer, ProblemCode, shortened

from .units import normalised_unit, unit_difference

INTEGER_DIGITS = 16  # what numeric(24, 8) holds
DECIMALS = 8
_LONGEST = 100  # no number is longer; keeps the work per cell bounded

_NUMBER = re.compile(
    r"""(?P<sign>[+-]?)\ *
    (?P<whole>[0-9]{1,3}(?:,[0-9]{3})+ | [0-9]{1,3}(?:\ [0-9]{3})+ | [0-9]*)
    (?:\.(?P<fraction>[0-9]*))?
    (?P<rest>.*)""",
    re.VERBOSE | re.DOTALL,
)
_EXPONENT = re.compile(r"[eE][+-]?[0-9]+")
_FORMULA_ERROR = re.compile(r"#(?:[A-Z/0]+[!?]?|#+)", re.ASCII)


class Quantity(NamedTuple):
    """A number and what is written after it, before the series' unit is known."""

    number: Decimal
    suffix: str  # normalised: "", "%", "万", "亿元" …
    text: str  # as written, for messages


class ParsedNumber(NamedTuple):
    """A number in the unit asked for. ``converted_from`` is the text as written when the unit
    had to be converted, else empty."""

    value: Decimal
    converted_from: str = ""
    unit: str = ""

    @property
    def note(self) -> Phrase | None:
        """The sentence that says a conversion happened."""
        if not self.converted_from:
            return None
        return phrase(
            _("“%(text)s” was converted to %(number)s %(unit)s."),
            text=self.converted_from,
            number=f"{self.value:f}",
            unit=self.unit,
        )


def parse_number(text: str, unit: str = "", *, decimals: int = DECIMALS) -> ParsedNumber:
    """A number in ``unit`` (a Chinese unit of measure such as 亿元, %, 个, or empty).

    Raises :class:`CellRefused`. More than ``decimals`` decimals are refused, never rounded.
    """
    return convert(read_quantity(text), unit, decimals=decimals)


def read_quantity(text: str) -> Quantity:
    """Split a cell into its number and the unit written behind it; the unit is not judged yet.

    Raises :class:`CellRefused` for blanks, words, formulas, exponents and misplaced separators.
    """
    shown = shortened(text)
    plain = _plain(text, shown)
    leading_percent = plain.startswith("%")
    match = _NUMBER.fullmatch(plain.removeprefix("%").lstrip())
    assert match is not None  # noqa: S101 - every part of the pattern may be empty
    whole, fraction, rest = match["whole"], match["fraction"] or "", match["rest"]
    if not (whole or fraction):
        raise _not_a_number(shown)
    if _EXPONENT.match(rest):
        raise CellRefused(
            ProblemCode.EXPONENT,
            phrase(
                _(
                    "“%(value)s” is a number shortened by the spreadsheet. Show the cell in full "
                    "(format “Number”) and save again."
                ),
                value=shown,
            ),
        )
    suffix = normalised_unit(rest)
    if suffix[:1] and suffix[0] in ",.0123456789":
        raise CellRefused(
            ProblemCode.MISPLACED_SEPARATOR,
            phrase(
                _("In “%(value)s” the separators are misplaced. Write 1234.5 or 1,234.5."),
                value=shown,
            ),
        )
    if leading_percent:
        suffix = f"%{suffix}"
    digits = re.sub(r"[, ]", "", whole) or "0"
    return Quantity(_exact(match["sign"], digits, fraction), suffix, text.strip())


def convert(quantity: Quantity, unit: str = "", *, decimals: int = DECIMALS) -> ParsedNumber:
    """The quantity in ``unit``, exactly.

    Raises :class:`CellRefused` when the unit written is another one, or the result does not
    fit ``numeric(24, 8)`` without rounding.
    """
    difference = unit_difference(quantity.suffix, unit)
    if difference is None:
        raise _wrong_unit(quantity, unit)
    # The text of a Decimal takes an exponent without rounding to any context
    value = Decimal(f"{quantity.number:f}E{difference}")
    value = _trimmed(value, 0 if difference else decimals)
    _check_size(value, quantity, decimals, difference)
    if not difference:
        return ParsedNumber(value)
    return ParsedNumber(value, quantity.text, unit)


def _plain(text: str, shown: str) -> str:
    """NFKC, one kind of minus, no outer spaces; refused when that would change a meaning."""
    # ², ① and ½ would become plain digits
    if any(unicodedata.category(character) == "No" for character in text[:_LONGEST]):
        raise _not_a_number(shown)
    plain = unicodedata.normalize("NFKC", text[: _LONGEST + 1]).replace("\u2212", "-").strip()
    if not plain:
        raise CellRefused(
            ProblemCode.BLANK, phrase(_("The number is missing. An unknown figure is no row."))
        )
    if plain.startswith("=") or _FORMULA_ERROR.fullmatch(plain):
        raise CellRefused(
            ProblemCode.FORMULA,
            phrase(
                _(
                    "“%(value)s” is a formula or its error. Paste the cells as values and save "
                    "again."
                ),
                value=shown,
            ),
        )
    if len(plain) > _LONGEST:
        raise _not_a_number(shown)
    return plain


def _exact(sign: str, digits: str, fraction: str) -> Decimal:
    number = Decimal(f"{digits}.{fraction}")
    return number.copy_negate() if sign == "-" and number else number


def _trimmed(value: Decimal, decimals: int) -> Decimal:
    """Without the zeros that stand beyond ``decimals``: 1.500000000 is still 1.5."""
    text = f"{value:f}"
    while text[-1] == "0" and len(text.partition(".")[2]) > decimals:
        text = text[:-1]
    return Decimal(text.removesuffix("."))


def _check_size(value: Decimal, quantity: Quantity, decimals: int, difference: int) -> None:
    whole, _point, fraction = f"{value.copy_abs():f}".partition(".")
    shown = shortened(quantity.text)
    if len(whole.lstrip("0")) > INTEGER_DIGITS:
        raise CellRefused(
            ProblemCode.TOO_MANY_DIGITS,
            phrase(
                _("“%(value)s” has more than %(count)s digits before the decimal point."),
                value=shown,
                count=INTEGER_DIGITS,
            ),
        )
    if len(fraction) <= decimals:
        return
    offer = Offer(value, difference)
    if difference:
        raise CellRefused(
            ProblemCode.NOT_EXACT,
            phrase(
                _(
                    "“%(value)s” does not convert exactly to the unit of this series. Write the "
                    "number in that unit."
                ),
                value=shown,
            ),
            offer,
        )
    raise CellRefused(
        ProblemCode.TOO_MANY_DECIMALS,
        phrase(
            _("“%(value)s” has more than %(count)s decimals. Round it in the file."),
            value=shown,
            count=decimals,
        ),
        offer,
    )


def _wrong_unit(quantity: Quantity, unit: str) -> CellRefused:
    if not unit:
        message = phrase(
            _("“%(value)s” carries “%(written)s”, but this series has no unit. Write the number."),
            value=shortened(quantity.text),
            written=shortened(quantity.suffix),
        )
    else:
        message = phrase(
            _(
                "In “%(value)s”, “%(written)s” is not the unit of this series, which is "
                "%(unit)s. Write the number in that unit."
            ),
            value=shortened(quantity.text),
            written=shortened(quantity.suffix),
            unit=unit,
        )
    return CellRefused(ProblemCode.WRONG_UNIT, message)


def _not_a_number(shown: str) -> CellRefused:
    return CellRefused(
        ProblemCode.NOT_A_NUMBER,
        phrase(_("“%(value)s” is not a number. Write digits, such as 1234.5."), value=shown),
    )
