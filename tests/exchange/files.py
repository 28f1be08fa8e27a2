"""Small files for the tests, and what reading them refuses."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from targets.exchange.sheets.problems import FileRefused, Problem, ProblemCode


def source(text: str, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO(text.encode(encoding))


def problems_of(read: Callable[[], object]) -> tuple[Problem, ...]:
    """What is wrong; every sentence has its parameters and no other."""
    with pytest.raises(FileRefused) as caught:
        read()
    for problem in caught.value.problems:
        assert problem.message.msgid % dict(problem.message.params)
    assert str(caught.value)
    return caught.value.problems


def only_problem(read: Callable[[], object]) -> Problem:
    (problem,) = problems_of(read)
    return problem


def codes_of(read: Callable[[], object]) -> list[ProblemCode]:
    return [problem.code for problem in problems_of(read)]


def said(problem: Problem) -> str:
    return problem.message.msgid % dict(problem.message.params)
