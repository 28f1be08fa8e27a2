"""Text → rows, and every problem of a file's shape."""

from __future__ import annotations

import pytest

from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.out.assessments import ASSESSMENTS_FILE
from targets.exchange.sheets.decoding import DEFAULT_LIMITS, Limits
from targets.exchange.sheets.headers import FileKind, header_key
from targets.exchange.sheets.problems import FileRefused, Problem, ProblemCode, Problems
from targets.exchange.sheets.tables import Table
from targets.exchange.targets.documents import DEPARTMENTS_FILE, DOCUMENTS_FILE
from targets.exchange.targets.file import TARGETS_FILE
from tests.exchange.files import only_problem, problems_of, said

KINDS = {
    "targets": TARGETS_FILE,
    "actuals": ACTUALS_FILE,
    "assessments": ASSESSMENTS_FILE,
    "documents": DOCUMENTS_FILE,
    "departments": DEPARTMENTS_FILE,
}
HEADER = "code,period_end,value\n"


def rows(
    text: str, kind: FileKind = ACTUALS_FILE, limits: Limits = DEFAULT_LIMITS
) -> list[tuple[int, dict[str, str]]]:
    problems = Problems()
    found = [(row.row, dict(row.cells)) for row in Table(text, kind, problems, limits)]
    problems.refuse_if_any()
    return found


def refusal(text: str, limits: Limits = DEFAULT_LIMITS) -> Problem:
    return only_problem(lambda: rows(text, limits=limits))


A = {"code": "A", "period_end": "2026-09", "value": "1"}


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends(delimiter: str, end: str) -> None:
    text = end.join(["code,period_end,value", "A,2026-09,1", ""]).replace(",", delimiter)
    assert rows(text) == [(2, A)]


def test_the_delimiter_is_the_one_that_makes_known_headers() -> None:
    assert rows("code;period_end;value;note\nA;2026-09;1;x,y,z\n") == [(2, A | {"note": "x,y,z"})]


@pytest.mark.parametrize(
    "header",
    [
        "Code,Period End,VALUE",
        " code , period end ,value",
        "ｃｏｄｅ,period＿end,ｖａｌｕｅ",
        "指标代码,期末日期,数值",
        "指标 代码,期末,本期累计",
        "代码,报告期,实际值",
        "Code,Period end,Value",
        "\ufeffcode,period_end,value",
        '"code","period_end","value"',
    ],
)
def test_headers_of_every_language(header: str) -> None:
    assert rows(f"{header}\nA,2026-09,1\n") == [(2, A)]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_header_names_one_column(kind: FileKind) -> None:
    for language in ("", "zh-hans", "en"):
        headers = kind.headers(language)
        assert len(set(map(header_key, headers))) == len(kind.columns)
        assert [kind.spellings()[header_key(name)] for name in headers] == list(kind.columns)
    assert kind.required <= set(kind.columns)
    assert len(set(kind.columns)) == len(kind.columns)


def test_order_blank_rows_and_blank_columns_do_not_matter() -> None:
    text = "\n,,,\nvalue,,period_end,code\n,,,\n1,,2026-09,A,\n\n2, ,2026-10,B\n"
    assert rows(text) == [(5, A), (7, {"code": "B", "period_end": "2026-10", "value": "2"})]


def test_rows_count_as_a_spreadsheet_counts() -> None:
    text = 'code,period_end,value,note\nA,2026-09,1,"two\nlines"\nA,2026-09\n'
    assert refusal(text).row == 3


def test_cells_are_taken_as_meant() -> None:
    text = "code,period_end,value,note\n A ,2026-09,'-1,\"'=x\r\ny \"\n"
    assert rows(text) == [(2, A | {"value": "-1", "note": "=x\ny"})]


@pytest.mark.parametrize("text", ["", "\n\n", " , \n"])
def test_an_empty_file(text: str) -> None:
    assert refusal(text).code is ProblemCode.EMPTY_FILE


@pytest.mark.parametrize("header", ["白云区2026年9月", "甲,乙,丙", "1,2,3"])
def test_a_wrong_header(header: str) -> None:
    problem = refusal(f"{header}\nA,2026-09,1\n")
    assert (problem.code, problem.row) == (ProblemCode.WRONG_HEADER, 1)
    assert "place, code, name_zh" in said(problem)


def test_everything_wrong_with_a_header_is_said_at_once() -> None:
    problems = problems_of(lambda: rows("code,指标代码,colour\nA,A,red\n"))
    assert [(problem.code, problem.column) for problem in problems] == [
        (ProblemCode.DUPLICATE_COLUMN, "指标代码"),
        (ProblemCode.UNKNOWN_COLUMN, "colour"),
        (ProblemCode.MISSING_COLUMN, "period_end"),
        (ProblemCode.MISSING_COLUMN, "value"),
    ]
    assert "“colour” is no column of this kind of file" in said(problems[1])
    assert "“period_end” (期末日期) is missing" in said(problems[2])


def test_too_few_and_too_many_cells() -> None:
    problems = problems_of(lambda: rows(HEADER + "A,2026-09\nA,2026-09,1,234\nA,2026-09,1\n"))
    assert [(problem.code, problem.row) for problem in problems] == [
        (ProblemCode.TOO_FEW_CELLS, 2),
        (ProblemCode.TOO_MANY_CELLS, 3),
    ]
    assert problems[1].value == "234"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('A,2026-09,"1\nB,2026-09,2\n', "never closed"),
        ('"A"x,2026-09,1\n', "wrong place"),
        ("A,2026-09," + "1" * 140_000 + "\n", "131,072"),
    ],
)
def test_bad_quotes(text: str, words: str) -> None:
    problem = refusal(HEADER + text)
    assert (problem.code, problem.row) == (ProblemCode.BAD_QUOTES, 2)
    assert words in said(problem)


def test_a_quote_opened_in_the_header() -> None:
    assert refusal('"code,period_end,value\nA,2026-09,1\n').code is ProblemCode.BAD_QUOTES


def test_the_number_of_rows_is_bounded() -> None:
    text = HEADER + "A,2026-09,1\n" * 3
    assert len(rows(text, limits=Limits(rows=3))) == 3
    problem = refusal(text, Limits(rows=2))
    assert (problem.code, problem.row) == (ProblemCode.TOO_MANY_ROWS, 4)


def test_problems_are_listed_up_to_a_hundred_and_then_counted() -> None:
    with pytest.raises(FileRefused) as caught:
        rows(HEADER + "A\n" * 250)
    assert len(caught.value.problems) == 100
    assert caught.value.more == 150


def test_problems_can_be_looked_through() -> None:
    problems = Problems()
    problems.refuse_if_any()
    list(Table(HEADER + "A\n", ACTUALS_FILE, problems))
    assert [problem.row for problem in problems] == [2]
