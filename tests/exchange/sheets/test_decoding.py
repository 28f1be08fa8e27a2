"""Bytes → text: what Excel and WPS save, and nothing that is no text."""

from __future__ import annotations

import hashlib
import io
import tracemalloc
import zipfile
from functools import partial

import pytest

from targets.exchange.sheets.decoding import Limits, read_text
from targets.exchange.sheets.problems import ProblemCode
from tests.exchange.files import only_problem, said

TEXT = "指标代码,数值\r\nGDP,3156.37\r\n"


class Endless:
    """A source that never ends, and counts what was taken from it."""

    def __init__(self, block: bytes) -> None:
        self.block = block
        self.taken = 0

    def read(self, size: int, /) -> bytes:
        self.taken += size
        return (self.block * (size // len(self.block) + 1))[:size]


@pytest.mark.parametrize(
    ("encoded", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (TEXT.encode("gbk"), "gb18030"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le"), "utf-16-le"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_every_encoding_that_is_saved(encoded: bytes, encoding: str) -> None:
    file = read_text(io.BytesIO(encoded))
    assert file == (TEXT, encoding, hashlib.sha256(encoded).hexdigest(), len(encoded))


def test_rare_characters_of_four_bytes() -> None:
    assert read_text(io.BytesIO("㐂𠀀镕".encode("gb18030"))).text == "㐂𠀀镕"


def test_200_mb_of_rubbish_are_not_read_into_memory() -> None:
    rubbish = Endless("白云,区\n".encode())
    tracemalloc.start()
    problem = only_problem(lambda: read_text(rubbish, Limits(size=1024 * 1024)))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert problem.code is ProblemCode.TOO_LARGE
    assert said(problem).startswith("The file is larger than 1 MB.")
    assert rubbish.taken < 1.2 * 1024 * 1024
    assert peak < 4 * 1024 * 1024


def test_the_limit_itself_is_allowed() -> None:
    assert read_text(io.BytesIO(b"a" * 100), Limits(size=100)).size == 100
    problem = only_problem(lambda: read_text(io.BytesIO(b"a" * 101), Limits(size=100)))
    assert problem.code is ProblemCode.TOO_LARGE


def test_zeros_without_end_are_refused_with_the_first_bytes() -> None:
    zeros = Endless(b"\0")
    assert only_problem(lambda: read_text(zeros)).code is ProblemCode.BINARY
    assert zeros.taken <= 128 * 1024


def test_a_workbook_named_csv_says_what_it_is() -> None:
    workbook = io.BytesIO()
    with zipfile.ZipFile(workbook, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    workbook.seek(0)
    problem = only_problem(lambda: read_text(workbook))
    assert problem.code is ProblemCode.BINARY
    assert "Excel workbook" in said(problem)


@pytest.mark.parametrize(
    ("data", "hint"),
    [
        (b"PK\x05\x06" + bytes(18), "Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel workbook"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x1f\x8b\x08", "compressed"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        ("代码".encode("utf-16-le") + b"\0a", "not a text file"),
        (b"\xff\xfe\0\0" + "代码".encode("utf-32-le"), "not a text file"),
    ],
)
def test_binary_named_csv(data: bytes, hint: str) -> None:
    problem = only_problem(lambda: read_text(io.BytesIO(data)))
    assert problem.code is ProblemCode.BINARY
    assert hint in said(problem)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_cut_in_the_middle_of_a_character(encoding: str) -> None:
    cut = "code,name\nA,白云\nB,区".encode(encoding)[:-1]
    problem = only_problem(lambda: read_text(io.BytesIO(cut)))
    assert problem.code is ProblemCode.CUT_SHORT
    assert problem.row == 3
    at = problem.message.params["byte"]
    assert isinstance(at, int)
    assert cut[:at].decode(encoding) == "code,name\nA,白云\nB,"


def test_cut_within_the_four_bytes_of_a_rare_character() -> None:
    cut = "A,白\nB,𠀀".encode("gb18030")
    for missing in (1, 2, 3):
        problem = only_problem(partial(read_text, io.BytesIO(cut[:-missing])))
        assert (problem.code, problem.row) == (ProblemCode.CUT_SHORT, 2)


@pytest.mark.parametrize(
    "data",
    [
        b"a,b\n\xff\xff\xff,1\n",
        b"\xef\xbb\xbfa,b\n\xb0\xd7,1\n",
        b"\xff\xfea\0\n\0\0\xd8\0\xd8a\0",
    ],
)
def test_what_no_encoding_reads(data: bytes) -> None:
    problem = only_problem(lambda: read_text(io.BytesIO(data)))
    assert (problem.code, problem.row) == (ProblemCode.NOT_TEXT, 2)
