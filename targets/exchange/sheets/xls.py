"""XLS, as Excel 97–2003 and WPS save it: sheets of texts, read by a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from .decoding import Limits
from .parsed_sheet import Hidden
from .problems import FileRefused
from .refusals import damaged, locked, takes_too_much, too_many_sheets, too_wide
from .xls_process import LOCKED, TOO_MANY_SHEETS, TOO_WIDE

SECONDS = 25  # that a file may take: a reader that is silent for longer is taken for dead
_ROOT = Path(__file__).resolve().parents[3]
# Isolated: no variable of the environment and no folder of the user's changes what is imported
_COMMAND = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from targets.exchange.sheets.xls_process import main; main()"
)


class XlsSheet:
    """One sheet of an XLS file."""

    is_ragged = False
    above: tuple[str, ...] = ()

    def __init__(self, sheet: dict[str, Any]) -> None:
        self.name: str = sheet["name"]
        self.is_hidden: bool = sheet["is_hidden"]
        self.merged = tuple(
            ((top, left), (bottom - 1, right - 1)) for top, bottom, left, right in sheet["merged"]
        )
        self.hidden = Hidden(frozenset(sheet["hidden_rows"]), frozenset(sheet["hidden_columns"]))
        self._rows: list[tuple[int, list[str], list[int | None]]] = sheet["rows"]
        self._decimals = {row: decimals for row, _cells, decimals in self._rows}

    def rows(self) -> Iterator[tuple[int, Sequence[str]]]:
        return ((row, cells) for row, cells, _decimals in self._rows)

    def decimals_shown(self, row: int, column: int) -> int | None:
        """By the format of the cell."""
        decimals = self._decimals.get(row, [])
        return decimals[column] if column < len(decimals) else None


def read_xls(data: bytes, limits: Limits) -> list[XlsSheet]:
    """The sheets of an XLS file. Raises :class:`~.problems.FileRefused`, also when the file costs
    more time or memory than is given to it."""
    sent = json.dumps(limits._asdict()).encode() + b"\n" + data
    command = [sys.executable, "-I", "-c", _COMMAND, str(_ROOT)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program
            command, input=sent, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            timeout=SECONDS, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise takes_too_much() from None
    if done.returncode:
        raise takes_too_much()
    answer = json.loads(done.stdout)
    if "refused" in answer:
        raise _refusal(answer["refused"], limits)
    return [XlsSheet(sheet) for sheet in answer["sheets"]]


def _refusal(why: str, limits: Limits) -> FileRefused:
    if why == LOCKED:
        return locked()
    if why == TOO_MANY_SHEETS:
        return too_many_sheets(limits)
    return too_wide(limits) if why == TOO_WIDE else damaged()
