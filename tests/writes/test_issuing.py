"""A briefing is frozen, numbered once, and true to the ledger as it was known then."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, transaction

from targets.briefs.canonical import digest
from targets.core.values.entry import Entry
from targets.core.values.periods import month_end
from targets.models import Briefing, Indicator, Origin, Series, Tier
from targets.reads.places.places import place_facts
from targets.writes.briefing.issue import IssueRefused, Issuing, issue
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.write import StatedTarget, state_target

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
    return issue(by, lambda _at: {"zh-hans": {"good": "提前完成{count}项"}})


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


def test_the_hash_vouches_for_what_is_printed(logged: Series) -> None:
    found = issued(logged)
    text = found.texts["zh-hans"]["good"]
    assert found.data["texts"]["zh-hans"]["good"] == hashlib.sha256(text.encode()).hexdigest()
    found.texts["zh-hans"]["good"] = "提前完成{count}项!"
    Briefing.objects.filter(id=found.id).update(texts=found.texts)
    said = StringIO()
    with pytest.raises(CommandError, match="differ"):
        call_command("verify_briefing", "--all", stdout=said)
    assert "the stored text (zh-hans, good) is not the one that was issued" in said.getvalue()


@pytest.mark.parametrize(
    "changed",
    [{"number": "2026年第9期"}, {"as_of": SEPTEMBER}, {"year": 2025}, {"tier_id": "plan"}],
)
def test_what_stands_beside_the_data_is_held_against_it(
    logged: Series, changed: dict[str, object]
) -> None:
    Briefing.objects.filter(id=issued(logged).id).update(**changed)
    with pytest.raises(CommandError, match="1 differ"):
        verify("--all")


def test_a_text_of_a_language_that_was_added_is_found(logged: Series) -> None:
    found = issued(logged)
    Briefing.objects.filter(id=found.id).update(texts=found.texts | {"en": {"good": "{count}"}})
    with pytest.raises(CommandError, match="differ"):
        verify("--all")


def another(series: Series, code: str = "NEW_ONE") -> Series:
    indicator = Indicator.objects.create(
        code=code, name_zh="新指标", theme=series.indicator.theme, measure="amount",
        accumulation="running_total", pace="linear", frequency="monthly", unit_zh="公里",
    )  # fmt: skip
    return Series.objects.create(place=series.place, indicator=indicator, calendar="monthly")


def test_a_series_that_came_later_leaves_it_true(logged: Series) -> None:
    issued(logged)
    new = another(logged)
    state_target(new.place_id, StatedTarget(new.id, 2026, "plan", ">=", Decimal(20)))
    log(new, 10, "3")
    assert "equal" in verify("--all")


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("pace", "linear", "path"),
        ("pace", "linear", "none"),
        ("can_fall", "no", "yes"),
        ("is_count", "no", "yes"),
        ("higher_is_better", "yes", "no"),
        ("code", "ROAD_KM", "ROAD_LENGTH"),
    ],
)
def test_a_definition_that_changed_is_named_and_judged_as_it_was(
    logged: Series, name: str, before: str, after: str
) -> None:
    issued(logged)
    value = {"yes": True, "no": False}.get(after, after)
    Indicator.objects.filter(id=logged.indicator_id).update(**{name: value})
    said = verify("--all")
    assert f"the definition of ROAD_KM changed since: {name} {before} → {after}" in said
    assert "equal" in said


def test_measure_and_calendar_are_those_of_then(logged: Series) -> None:
    new = another(logged)
    state_target(new.place_id, StatedTarget(new.id, 2026, "plan", ">=", Decimal(20)))
    issued(logged)
    # Nothing was logged: the administration lets both be changed
    Indicator.objects.filter(id=new.indicator_id).update(
        measure="rate", accumulation="latest", pace="none", frequency="quarterly"
    )
    Series.objects.filter(id=new.id).update(calendar="quarterly")
    said = verify("--all")
    assert "measure amount → rate" in said
    assert "calendar monthly → quarterly" in said
    assert "equal" in said


def test_the_order_of_tiers_is_that_of_then(logged: Series) -> None:
    state_target(logged.place_id, StatedTarget(logged.id, 2026, "stretch", ">=", Decimal(100)))
    issued(logged)
    Tier.objects.filter(code="plan").update(order=99)
    assert "equal" in verify("--all")


def test_a_series_that_was_removed_is_named(logged: Series) -> None:
    new = another(logged)
    issued(logged)
    new.delete()
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_briefing", "--all", stdout=said)
    assert "NEW_ONE is gone since" in said.getvalue()


def test_a_forged_figure_is_found_although_the_definition_changed(logged: Series) -> None:
    found = issued(logged)
    Indicator.objects.filter(id=logged.indicator_id).update(pace="none")
    found.data["rows"][0]["tiers"][0]["verdict"] = "ahead"
    Briefing.objects.filter(id=found.id).update(data=found.data, sha256=digest(found.data))
    with pytest.raises(CommandError):
        verify("--all")


def test_one_that_was_issued_before_all_this_is_verified_as_before(logged: Series) -> None:
    found = issued(logged)
    old = {
        key: value
        for key, value in found.data.items()
        if key not in ("series", "tiers", "texts", "number", "known_at")
    }
    Briefing.objects.filter(id=found.id).update(data=old, sha256=digest(old))
    assert "equal" in verify("--all")
    Indicator.objects.filter(id=logged.indicator_id).update(pace="none")
    with pytest.raises(CommandError):
        verify("--all")
