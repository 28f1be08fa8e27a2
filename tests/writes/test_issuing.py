"""A briefing is frozen, numbered once, and true to the ledger as it was known then."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from targets.briefs.canonical import digest
from targets.core.periods import month_end
from targets.models import Briefing, Origin, Series
from targets.reads.places import place_facts
from targets.writes.issuing import IssueRefused, Issuing, issue
from targets.writes.ledger import Entry, Stamp, write_ledger
from targets.writes.targets import StatedTarget, state_target

TODAY = date(2026, 11, 23)
OCTOBER, SEPTEMBER = date(2026, 10, 31), date(2026, 9, 30)
NUMBER = "2026年第10期"


def log(series: Series, month: int, value: str) -> None:
    entry = Entry(series.id, series.calendar, month_end(2026, month), Decimal(value), reason="核实")
    stamp = Stamp(series.place_id, None, Origin.GRID)
    write_ledger([entry], stamp, trust_current=True)


def issued(series: Series, number: str = NUMBER) -> Briefing:
    place = place_facts(series.place.code, TODAY)
    assert place is not None
    by = Issuing(place, number, 2026, OCTOBER, SEPTEMBER, TODAY, None, None, "张三")
    return issue(by, lambda _at, _sha: {"zh-hans": {"good": "提前完成{count}项"}})


@pytest.fixture
def logged(roads: Series) -> Series:
    state_target(roads.place_id, StatedTarget(roads.id, 2026, "plan", ">=", Decimal(93)))
    log(roads, 9, "52")
    log(roads, 10, "58")
    return roads


def verify(*options: str) -> str:
    out = StringIO()
    call_command("verify_briefing", *options, stdout=out)
    return out.getvalue()


def test_figures_are_frozen_as_text_with_their_digest(logged: Series) -> None:
    found = Briefing.objects.get(id=issued(logged).id)
    assert digest(found.data) == found.sha256
    (row,), (before,) = found.data["rows"], found.data["rows_before"]
    assert (row["actual"], before["actual"]) == ("58", "52")
    assert row["tiers"][0]["target"] == "93"
    assert row["tiers"][0]["completion_rate"] == "62.3655914"


def test_a_number_is_given_once(logged: Series) -> None:
    issued(logged)
    with pytest.raises(IssueRefused) as refused:
        issued(logged, f" {NUMBER} ")
    assert refused.value.is_taken
    assert Briefing.objects.count() == 1
    issued(logged, "2026年第11期")


@pytest.mark.parametrize("number", ["", "  ", "第\n期", "期" * 61])
def test_a_number_that_is_none_is_refused(logged: Series, number: str) -> None:
    with pytest.raises(IssueRefused) as refused:
        issued(logged, number)
    assert not refused.value.is_taken
    assert not Briefing.objects.exists()


def test_what_was_revised_later_leaves_it_true(logged: Series) -> None:
    sha256 = issued(logged).sha256
    log(logged, 10, "40")
    said = verify("--place", logged.place.code, "--number", NUMBER)
    assert f"equal, {sha256}" in said
    assert "1 verified" in verify("--all")


def test_figures_that_are_not_the_ledgers_are_named(logged: Series) -> None:
    found = issued(logged)
    found.data["rows"][0]["actual"] = "59"
    Briefing.objects.filter(id=found.id).update(data=found.data, sha256=digest(found.data))
    with pytest.raises(CommandError, match=NUMBER) as refused:
        verify("--all")
    assert refused.value.returncode == 1


def test_a_tampered_digest_is_found(logged: Series) -> None:
    Briefing.objects.filter(id=issued(logged).id).update(sha256="0" * 64)
    with pytest.raises(CommandError, match="differ"):
        verify("--place", logged.place.code)


def test_the_command_asks_what_to_verify(logged: Series) -> None:
    for options in ([], ["--number", NUMBER], ["--place", logged.place.code, "--number", "9"]):
        with pytest.raises(CommandError) as refused:
            verify(*options)
        assert refused.value.returncode == 2


def test_the_serving_role_may_issue_and_change_nothing(
    logged: Series, as_serving_role: str
) -> None:
    found = issued(logged)
    with pytest.raises(ProgrammingError), transaction.atomic():
        Briefing.objects.filter(id=found.id).update(number="2026年第12期")
