"""The process that reads XLS: what it answers, and that nothing it meets costs more than itself."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import xlrd
import xlwt

from targets.exchange.sheets import xls
from targets.exchange.sheets.decoding import Limits
from targets.exchange.sheets.problems import FileRefused, ProblemCode
from targets.exchange.sheets.xls import read_xls
from targets.exchange.sheets.xls_process import answer, serve
from tests.exchange.workbook_files import old_workbook

# FUZZ=20000 by hand
DAMAGED = int(os.environ.get("FUZZ", "2000"))
ROWS: list[list[Any]] = [
    ["指标", "2026-09", "2026-10"],
    ["道路", 12.5, 0.25],
    ["桥梁", "3.2亿元", True],
]


@pytest.fixture(scope="module")
def book() -> bytes:
    return old_workbook(ROWS, {"C2": "0.0%", "B2": "#,##0.00"})


def why(data: bytes, limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as refused:
        read_xls(data, limits or Limits())
    (problem,) = refused.value.problems
    return str(problem.code)


def test_what_it_answers_is_what_is_read(book: bytes) -> None:
    source, target = (
        io.BytesIO(json.dumps(Limits()._asdict()).encode() + b"\n" + book),
        io.BytesIO(),
    )
    serve(source, target)
    (sheet,) = json.loads(target.getvalue())["sheets"]
    assert sheet["rows"][1][1] == ["道路", "12.5", "25%"]
    (read,) = read_xls(book, Limits())
    assert [list(cells) for _row, cells in read.rows()] == [each[1] for each in sheet["rows"]]
    assert (read.decimals_shown(2, 1), read.decimals_shown(2, 9), read.decimals_shown(99, 0)) == (
        2, None, None,
    )  # fmt: skip


def rich() -> bytes:
    """Every kind of cell, and a second sheet."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for column, (value, style) in enumerate(
        (("长" * 100, None), (0.25, day), (1e9, day), (45000, day), (True, None), (3, None))
    ):
        sheet.write(0, column, value, *([style] if style else []))
    sheet.row(0).set_cell_error(6, "#DIV/0!")
    sheet.row(2).set_cell_blank(1)
    book.add_sheet("b")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_kind_of_cell() -> None:
    first, second = answer(rich(), Limits())["sheets"]
    assert first["rows"] == [
        [1, ["长" * 100, "0.25", "1000000000", "2023-03-15", "TRUE", "3", "#DIV/0!"], [None] * 7]
    ]
    assert second["rows"] == []


@pytest.mark.parametrize(
    ("limits", "refused"),
    [
        (Limits(sheets=1), "too_many_sheets"),
        (Limits(columns=2), "too_wide"),
        (Limits(cells=5), "too_wide"),
        (Limits(texts=90), "too_wide"),
    ],
)
def test_what_is_too_much_is_refused(limits: Limits, refused: str) -> None:
    assert answer(rich(), limits) == {"refused": refused}


def test_it_needs_nothing_of_its_surroundings(
    book: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the folder it is called from nor the environment decides what is imported."""
    (tmp_path / "xlrd.py").write_text("raise SystemExit(9)")
    (tmp_path / "json.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "json.py"))
    assert read_xls(book, Limits())[0].name == "表"


def test_a_password_is_said(book: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_options: object) -> None:
        raise xlrd.XLRDError("Workbook is encrypted")

    monkeypatch.setattr(xlrd, "open_workbook", refuse)
    assert answer(book, Limits()) == {"refused": "locked"}


@pytest.mark.parametrize(
    ("refused", "code"),
    [
        ("locked", ProblemCode.LOCKED),
        ("damaged", ProblemCode.DAMAGED),
        ("too_wide", ProblemCode.TOO_LARGE),
        ("too_many_sheets", ProblemCode.TOO_LARGE),
    ],
)
def test_each_refusal_has_its_sentence(
    book: bytes, monkeypatch: pytest.MonkeyPatch, refused: str, code: ProblemCode
) -> None:
    monkeypatch.setattr(xls, "_COMMAND", f"print('{json.dumps({'refused': refused})}')")
    assert why(book) == code


@pytest.mark.parametrize(
    "program", ["import os; os.abort()", "raise SystemExit(3)", "raise MemoryError"]
)
def test_a_process_that_dies_is_a_sentence(
    book: bytes, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    monkeypatch.setattr(xls, "_COMMAND", program)
    assert why(book) == ProblemCode.TOO_LARGE


def test_a_process_that_does_not_end_is_ended(book: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls, "_COMMAND", "import time; time.sleep(600)")
    monkeypatch.setattr(xls, "SECONDS", 0.2)
    assert why(book) == ProblemCode.TOO_LARGE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limits")
@pytest.mark.parametrize(
    ("change", "program"),
    [
        ("", "pass"),
        ("p.MEMORY = 200 << 20", "held = bytearray(400 << 20)"),
        ("p.PROCESSOR_SECONDS = 1", "while True: pass"),
        ("", "open('written', 'w').write('x' * 100_000)"),
    ],
)
def test_its_limits_hold(tmp_path: Path, change: str, program: str) -> None:
    """The limits that the process gives itself, with a reader that does not keep to them."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1])\n"
        f"from targets.exchange.sheets import xls_process as p\n{change}\n"
        f"def serve(source, target):\n    {program}\n"
        "p.serve = serve\np.main()"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(xls._ROOT)], cwd=tmp_path, timeout=60, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert (done.returncode == 0) == (program == "pass")


def test_few_strings_for_many_cells_are_bounded() -> None:
    """A file names a long text once and shows it in thousands of cells."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row in range(300):
        sheet.write(row, 0, "长" * 30_000)
    out = io.BytesIO()
    book.save(out)
    assert len(out.getvalue()) < 200_000
    assert why(out.getvalue(), Limits(texts=1_000_000)) == ProblemCode.TOO_LARGE


def test_cells_are_bounded() -> None:
    assert why(old_workbook(ROWS), Limits(cells=8)) == ProblemCode.TOO_LARGE
    assert why(old_workbook(ROWS), Limits(columns=2)) == ProblemCode.TOO_LARGE


def damaged(book: bytes, random_: random.Random) -> bytes:
    """The book with something of a file that was cut, overwritten, or made on purpose."""
    data = bytearray(book)
    for _ in range(random_.choice((1, 1, 2, 8, 64))):
        at = random_.randrange(len(data))
        kind = random_.randrange(5)
        if kind == 0:
            data[at] ^= 1 << random_.randrange(8)
        elif kind == 1:
            data[at : at + 4] = random_.choice((b"\xff" * 4, b"\0" * 4, b"\xfe\xff\xff\xff"))
        elif kind == 2:
            sector = at // 512 * 512
            data[sector : sector + 512] = data[512:1024]
        elif kind == 3:
            data[at:at] = random_.randbytes(random_.randrange(1, 64))
        else:
            data[at : at + random_.randrange(1, 64)] = b""
    return bytes(data[: random_.randrange(len(data))] if random_.randrange(9) == 0 else data)


def test_no_damage_does_more_than_be_refused(book: bytes) -> None:
    random_ = random.Random(20261201)
    seen: set[str] = set()
    limits = Limits(cells=200_000, texts=1_000_000)
    for _ in range(DAMAGED):
        found = answer(damaged(book, random_), limits)
        assert json.dumps(found)
        seen.add(found.get("refused", "read"))
    assert {"read", "damaged"} <= seen
