"""Timing two things side by side in one run, so that only their ratio is claimed."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Claim(NamedTuple):
    """One line of the results: a measured ratio (or number) and its limit."""

    what: str
    measured: float
    limit: float
    unit: str
    detail: str

    @property
    def holds(self) -> bool:
        """Within the limit?"""
        return self.measured <= self.limit


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def medians(rounds: int, *works: Callable[[], object]) -> list[float]:
    """Median seconds of each, taken in turns after a first round that is not counted: a slow
    moment of the machine then falls on all alike."""
    taken: list[list[float]] = [[] for _ in works]
    for turn in range(rounds + 1):
        for index, work in enumerate(works):
            spent = seconds(work)
            if turn:
                taken[index].append(spent)
    return [statistics.median(each) for each in taken]


def table(claims: list[Claim]) -> str:
    """The claims as a Markdown table."""
    lines = [
        "| claim | measured | limit | holds | detail |",
        "|---|---:|---:|---|---|",
    ]
    lines += [
        f"| {c.what} | {c.measured:.2f} {c.unit} | {c.limit:g} {c.unit} "
        f"| {'yes' if c.holds else '**no**'} | {c.detail} |"
        for c in claims
    ]
    return "\n".join(lines)
