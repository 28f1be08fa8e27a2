"""Numbers, keys and moments from outside: what is none is none, however long."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from targets.core.values.reading import key_of, moment_of, whole

KEY = "01a23066-16a4-7b0f-ba99-725e37338019"


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("0", 0), ("0012", 12), ("9999", 9999), ("１２", 12), ("10000", None)],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert whole(text, 0, 9999) == number


@pytest.mark.parametrize(
    "text",
    ["", "-1", "+5", "1.5", "1e3", "1_000", " 7", "²", "½", "四", "x", "NaN", "\0", "9" * 4400,
     "0" * 5000 + "1", "0x10", "9" * 19],
)  # fmt: skip
def test_what_is_no_whole_number(text: str) -> None:
    assert whole(text, 0, 10**30) is None


def test_a_number_below_the_least() -> None:
    assert whole("6", 7, 9) is None


@pytest.mark.parametrize("text", [KEY, KEY.upper()])
def test_keys(text: str) -> None:
    assert key_of(text) == UUID(KEY)


@pytest.mark.parametrize(
    "text",
    ["", "None", KEY[:-1], KEY + "0", f"{{{KEY}}}", f"urn:uuid:{KEY}", KEY.replace("-", ""),
     KEY.replace("0", "٠"), KEY.replace("1", "_"), "1E-400", "x" * 5000],
)  # fmt: skip
def test_what_is_no_key(text: str) -> None:
    assert key_of(text) is None


def test_moments() -> None:
    moment = datetime(2026, 11, 23, 12, 30, 1, 5, UTC)
    assert moment_of(moment.isoformat()) == moment


@pytest.mark.parametrize(
    "text",
    ["", "2026-11-23T12:30:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
     "2026-13-01T00:00:00+00:00", "9" * 4400, "2026-11-23T12:30:00+25:00", "soon"],
)  # fmt: skip
def test_what_is_no_moment(text: str) -> None:
    assert moment_of(text) is None
