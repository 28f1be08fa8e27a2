"""Files of our own that are not for import: known by their headers, and named."""

from __future__ import annotations

import pytest

from targets.exchange.figures.workbook import own_file
from targets.exchange.headers.column_words import COLUMNS
from targets.exchange.out.actuals import ACTUALS_FILE
from targets.exchange.out.assessments import ASSESSMENTS_FILE
from targets.exchange.sheets.headers import HEADERS
from targets.exchange.sheets.problems import FileRefused, ProblemCode
from targets.exchange.targets.file import TARGETS_FILE
from tests.exchange.files import only_problem
from tests.exchange.workbook_files import opened, rows, workbook

LANGUAGES = ("", "zh", "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_judged_or_stated_is_no_figure(language: str) -> None:
    assert own_file(ASSESSMENTS_FILE.headers(language)) == "Assessments"
    assert own_file(TARGETS_FILE.headers(language)) == "Targets"
    assert own_file(ACTUALS_FILE.headers(language)) is None


def test_headers_of_departments_are_not_ours() -> None:
    words = [HEADERS[column].zh for column in COLUMNS if column in HEADERS]
    assert own_file(words) is None
    ledger = (
        "序号,指标代码,指标,主题,年度目标,实际完成,完成率(%),序时进度(%),状态,滞后原因,推进措施"
    )
    assert own_file([*ledger.split(","), "牵头单位"]) is None
    assert own_file(()) is None


def test_a_sheet_of_assessments_refuses_the_workbook_wherever_it_stands() -> None:
    judged = ["sample", "FAI", "固定资产投资", *[""] * (len(ASSESSMENTS_FILE.columns) - 3)]
    titled = [["2026年11月"], ASSESSMENTS_FILE.headers("zh"), judged]
    data = workbook([["编码", "期别", "数值"], ["FAI", "2024-06", 1]], titled)
    problem = only_problem(lambda: opened(data))
    assert problem.code is ProblemCode.NOT_FOR_IMPORT
    assert problem.row == 2
    assert problem.message.params["sheet"] == "Sheet2"


def test_the_export_of_actuals_comes_in() -> None:
    cells = dict.fromkeys(ACTUALS_FILE.columns, "")
    cells |= {"place": "BY", "code": "FAI", "period_end": "2024-06-30", "value": "7"}
    text = "\n".join([",".join(ACTUALS_FILE.headers("zh")), ",".join(cells.values())])
    (row,) = rows(text)
    assert (row.code, row.problems) == ("FAI", ())


def test_a_csv_of_assessments_is_refused() -> None:
    with pytest.raises(FileRefused) as refused:
        rows("place,code,headline,verdict,period_end,actual\nBY,FAI,yes,ahead,2024-06-30,5\n")
    assert refused.value.problems[0].code is ProblemCode.NOT_FOR_IMPORT
