"""What can be wrong with what comes in, by stable names; in no language yet."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from targets.core.values.facts import Phrase


class ProblemCode(StrEnum):
    """Stable names for what can be wrong; the sentence is in the problem's message."""

    # the whole file
    TOO_LARGE = "too_large"
    BINARY = "binary"
    CUT_SHORT = "cut_short"
    NOT_TEXT = "not_text"
    EMPTY_FILE = "empty_file"
    TOO_MANY_ROWS = "too_many_rows"
    BAD_QUOTES = "bad_quotes"
    LOCKED = "locked"
    DAMAGED = "damaged"
    NO_SHEET = "no_sheet"
    NOT_FOR_IMPORT = "not_for_import"
    # its header and shape
    WRONG_HEADER = "wrong_header"
    UNKNOWN_COLUMN = "unknown_column"
    DUPLICATE_COLUMN = "duplicate_column"
    MISSING_COLUMN = "missing_column"
    TOO_FEW_CELLS = "too_few_cells"
    TOO_MANY_CELLS = "too_many_cells"
    # one cell
    BLANK = "blank"
    TOO_LONG = "too_long"
    BAD_CODE = "bad_code"
    NOT_A_CHOICE = "not_a_choice"
    NOT_A_NUMBER = "not_a_number"
    FORMULA = "formula"
    EXPONENT = "exponent"
    MISPLACED_SEPARATOR = "misplaced_separator"
    TOO_MANY_DIGITS = "too_many_digits"
    TOO_MANY_DECIMALS = "too_many_decimals"
    OUT_OF_RANGE = "out_of_range"
    WRONG_UNIT = "wrong_unit"
    NOT_EXACT = "not_exact"
    NOT_A_DATE = "not_a_date"
    NOT_A_PERIOD = "not_a_period"
    NOT_A_MONTH_END = "not_a_month_end"
    # one row against itself, another row, or what is already known
    DUPLICATE_ROW = "duplicate_row"
    CONTRADICTION = "contradiction"
    BOUNDS_CROSSED = "bounds_crossed"
    NOTHING_SAID = "nothing_said"
    UNKNOWN_CODE = "unknown_code"
    UNKNOWN_NAME = "unknown_name"
    AMBIGUOUS_NAME = "ambiguous_name"
    WRONG_NAME = "wrong_name"
    OTHER_PLACE = "other_place"
    NO_SUCH_PERIOD = "no_such_period"
    NOT_ENDED = "not_ended"
    NO_YEAR = "no_year"
    NOT_A_TOTAL = "not_a_total"
    NEEDS_REASON = "needs_reason"
    NOTHING_BEFORE = "nothing_before"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    QUESTIONED = "questioned"


class Refusal(NamedTuple):
    """Why one field cannot be taken as it is."""

    field: str
    code: ProblemCode
    message: Phrase
