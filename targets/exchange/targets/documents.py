"""The files of documents and of departments: what targets refer to."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from targets.exchange.sheets.decoding import DEFAULT_LIMITS, ByteSource, Limits
from targets.exchange.sheets.headers import FileKind, Header

from .cells import Cells
from .parsed import Parsed, Seen, read_rows

DOCUMENTS_FILE = FileKind(
    columns=("code", "title_zh", "title_en", "issuer", "stated_on", "tier", "address"),
    required=frozenset({"code", "title_zh"}),
    special={"code": Header("文件代码", "Document code", ("代码", "编码"))},
)
DEPARTMENTS_FILE = FileKind(
    columns=("code", "name_zh", "name_en"),
    required=frozenset({"code", "name_zh"}),
    special={
        "code": Header("单位代码", "Department code", ("代码", "编码")),
        "name_zh": Header("单位名称", "Name (Chinese)", ("名称", "单位", "部门")),
    },
)


class DocumentRow(NamedTuple):
    """A plan, a speech or a report. ``tier`` is what its targets are when a row does not say."""

    row: int
    code: str
    title_zh: str
    title_en: str = ""
    issuer: str = ""
    stated_on: date | None = None
    tier: str = ""
    address: str = ""


class DepartmentRow(NamedTuple):
    """The code and English name of a department that targets name in Chinese."""

    row: int
    code: str
    name_zh: str
    name_en: str = ""


def read_documents(source: ByteSource, *, limits: Limits = DEFAULT_LIMITS) -> Parsed[DocumentRow]:
    """Raises :class:`~.problems.FileRefused` with every problem found."""
    seen = Seen()

    def read(cells: Cells) -> DocumentRow | None:
        row = DocumentRow(
            row=cells.row,
            code=cells.code("code", required=True),
            title_zh=cells.text("title_zh", 200, required=True),
            title_en=cells.text("title_en", 200),
            issuer=cells.text("issuer", 200),
            stated_on=cells.day("stated_on"),
            tier=cells.code("tier"),
            address=cells.text("address", 500),
        )
        seen.refuse_repeated(cells, row.code, "code")
        return row if cells.ok else None

    return read_rows(source, DOCUMENTS_FILE, read, limits)


def read_departments(
    source: ByteSource, *, limits: Limits = DEFAULT_LIMITS
) -> Parsed[DepartmentRow]:
    """Raises :class:`~.problems.FileRefused` with every problem found."""
    seen = Seen()

    def read(cells: Cells) -> DepartmentRow | None:
        row = DepartmentRow(
            row=cells.row,
            code=cells.code("code", required=True),
            name_zh=cells.text("name_zh", 100, required=True),
            name_en=cells.text("name_en", 150),
        )
        seen.refuse_repeated(cells, row.code, "code")
        return row if cells.ok else None

    return read_rows(source, DEPARTMENTS_FILE, read, limits)
