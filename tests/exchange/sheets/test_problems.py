"""What a problem carries."""

from __future__ import annotations

from targets.core.values.messages import phrase
from targets.exchange.sheets.problems import CellRefused, Problem, ProblemCode, shortened


def test_cells_are_shortened_and_made_safe_to_print() -> None:
    assert shortened("  a\nb\x1b[31m\u2028 ") == "a b [31m"
    assert shortened("字" * 40) == "字" * 40
    assert shortened("字" * 41) == "字" * 40 + "…"


def test_a_refused_cell_finds_its_place() -> None:
    message = phrase("“%(value)s” is odd", value="x")
    refused = CellRefused(ProblemCode.NOT_A_NUMBER, message)
    assert str(refused) == "“x” is odd"
    assert refused.at(3, "数值", "x" * 50) == Problem(
        ProblemCode.NOT_A_NUMBER, message, 3, "数值", "x" * 40 + "…"
    )
