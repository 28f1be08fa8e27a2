"""What an entry may say: one table of fields, one check."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from targets.core.values.entry import (
    CONTENT,
    FIELDS,
    JUDGED,
    Entry,
    Kind,
    Standing,
    check_content,
    check_entry,
    check_period,
    needs_reason,
)
from targets.core.values.facts import Accumulation, Calendar, Measure
from targets.core.values.refusals import ProblemCode

TODAY = date(2026, 11, 23)
OCTOBER = date(2026, 10, 31)


class Series(NamedTuple):
    calendar: Calendar = Calendar.MONTHLY
    measure: Measure = Measure.AMOUNT
    accumulation: Accumulation = Accumulation.RUNNING_TOTAL


TOTAL = Series()
PER_PERIOD = Series(accumulation=Accumulation.INCREMENT)
SHARE = Series(measure=Measure.SHARE, accumulation=Accumulation.LATEST)
TASK = Series(measure=Measure.MILESTONE, accumulation=Accumulation.STAGE)


def entry(**said: object) -> Entry:
    return Entry(None, Calendar.MONTHLY, OCTOBER, **said)  # type: ignore[arg-type]


def refused(
    said: Entry, series: Series, standing: Standing | None = None
) -> list[tuple[str, ProblemCode]]:
    found = check_entry(said, series, TODAY, standing)
    for refusal in found:
        assert refusal.message.msgid % dict(refusal.message.params)
    return [(refusal.field, refusal.code) for refusal in found]


def test_the_fields_are_those_of_an_entry() -> None:
    assert tuple(field.name for field in FIELDS) == Entry._fields[3:-1]
    assert set(JUDGED) < set(CONTENT)
    assert {field.name for field in FIELDS} - set(CONTENT) == {
        "reason", "same_as_last", "questioned",
    }  # fmt: skip
    empty = entry()
    for field in FIELDS:
        nothing = getattr(empty, field.name)
        assert nothing is (False if field.kind is Kind.MARK else None) or nothing == ""
        assert (field.longest > 0) == (field.kind in (Kind.TEXT, Kind.CHOICE))
        assert (field.digits > (0, 0)) == (field.kind is Kind.NUMBER)


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (TOTAL, {"value": Decimal(1)}),
        (TOTAL, {"value": Decimal(-1), "source": "源" * 300, "note": "注" * 1000}),
        (TOTAL, {"value": Decimal(1), "qualifier": "above", "reason": "因" * 500}),
        (TOTAL, {"same_as_last": True}),
        (SHARE, {"value": Decimal(0)}),
        (SHARE, {"value": Decimal(140)}),  # the guard asks
        (TASK, {"stage": "字" * 1000}),
        (TASK, {"declared": "done", "done_on": TODAY}),
        (TASK, {"stage": "施工", "share_done": Decimal(100), "expected_on": date(2030, 1, 1)}),
        (TASK, {"stage": "施工", "share_done": Decimal(0)}),
        (TOTAL, {"withdrawn": True, "reason": "误报", "note": "注"}),
    ],
)
def test_what_may_be_said(series: Series, said: dict[str, object]) -> None:
    assert refused(entry(**said), series) == []


@pytest.mark.parametrize(
    ("series", "said", "found"),
    [
        (TOTAL, {}, [("value", "nothing_said")]),
        (TOTAL, {"note": "待定"}, [("value", "nothing_said")]),
        (TASK, {}, [("stage", "nothing_said")]),
        (TASK, {"share_done": Decimal(50)}, [("stage", "nothing_said")]),
        (TASK, {"note": "待定"}, [("stage", "nothing_said")]),
        (SHARE, {"value": Decimal("-0.1")}, [("value", "out_of_range")]),
        (TOTAL, {"value": Decimal(1), "source": "源" * 301}, [("source", "too_long")]),
        (TOTAL, {"value": Decimal(1), "note": "注" * 1001}, [("note", "too_long")]),
        (TOTAL, {"value": Decimal(1), "reason": "因" * 501}, [("reason", "too_long")]),
        (TASK, {"stage": "字" * 1001}, [("stage", "too_long")]),
        (TOTAL, {"value": Decimal(1), "source": "a\x00b"}, [("source", "not_text")]),
        (TOTAL, {"value": Decimal(1), "note": "a\ud800"}, [("note", "not_text")]),
        (TOTAL, {"value": Decimal(1), "qualifier": "about"}, [("qualifier", "not_a_choice")]),
        (TASK, {"declared": "splendid"}, [("declared", "not_a_choice")]),
        (TASK, {"stage": "x", "share_done": Decimal(-1)}, [("share_done", "out_of_range")]),
        (TASK, {"stage": "x", "share_done": Decimal(101)}, [("share_done", "out_of_range")]),
        (TASK, {"declared": "done", "done_on": date(2026, 11, 24)}, [("done_on", "out_of_range")]),
        (TASK, {"stage": "x", "value": Decimal(0)}, [("value", "contradiction")]),
        (TASK, {"stage": "x", "qualifier": "above"}, [("qualifier", "contradiction")]),
        (TOTAL, {"withdrawn": True, "share_done": Decimal(0)}, [("share_done", "contradiction")]),
        (TASK, {"stage": "x", "same_as_last": True}, [("same_as_last", "contradiction")]),
        (
            TOTAL,
            {"value": Decimal(1), "stage": "x", "share_done": Decimal(0), "done_on": TODAY},
            [(name, "contradiction") for name in ("stage", "share_done", "done_on")],
        ),
        (PER_PERIOD, {"same_as_last": True}, [("same_as_last", "not_a_total")]),
        (
            TOTAL,
            {"withdrawn": True, "reason": "误报", "value": Decimal(1), "same_as_last": True},
            [("value", "contradiction"), ("same_as_last", "contradiction")],
        ),
    ],
)
def test_what_may_not(
    series: Series, said: dict[str, object], found: list[tuple[str, str]]
) -> None:
    assert refused(entry(**said), series) == found
    assert refused(entry(**said), series) == [
        (each.field, each.code) for each in check_content(entry(**said), series, TODAY)
    ]


def test_a_period_is_one_of_the_series_and_has_ended() -> None:
    assert check_period(OCTOBER, Calendar.MONTHLY, OCTOBER) == ()
    (none,) = check_period(OCTOBER, Calendar.QUARTERLY, TODAY)
    assert (none.code, none.message.params["months"]) == ("no_such_period", "3, 6, 9, 12")
    (early,) = check_period(date(2026, 12, 31), Calendar.MONTHLY, TODAY)
    assert (early.field, early.code) == ("period_end", "not_ended")
    late = entry(value=Decimal(1))._replace(period_end=date(2026, 11, 30))
    assert refused(late, TOTAL) == [("period_end", "not_ended")]


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (entry(value=Decimal(-5)), {"value": Decimal(-5), "note": "说明"}),
        (entry(value=Decimal(5), note="注" * 1200), {"value": Decimal(5), "note": "注" * 1200}),
    ],
)
def test_what_stands_is_not_refused_again(standing: Entry, said: dict[str, object]) -> None:
    assert refused(entry(**said), SHARE)
    assert refused(entry(**said), SHARE, Standing(standing)) == []


def test_what_stands_excuses_nothing_else() -> None:
    standing = Standing(entry(value=Decimal(5), note="注" * 1200))
    said = entry(value=Decimal(6), note="注" * 1201, reason="更正")
    assert refused(said, SHARE, standing) == [("note", "too_long")]
    # What is missing is no content that could stand
    assert refused(entry(), SHARE, Standing(entry())) == [("value", "nothing_said")]


def test_as_last_period_repeats_a_figure_before() -> None:
    same = entry(same_as_last=True)
    assert refused(same, TOTAL, Standing(None, Decimal(7))) == []
    assert refused(same, TOTAL, Standing()) == [("same_as_last", "nothing_before")]
    other = entry(value=Decimal(6), same_as_last=True)
    assert refused(other, TOTAL, Standing(None, Decimal(7))) == [("same_as_last", "contradiction")]
    assert refused(other, TOTAL, Standing(None, Decimal(6))) == []
    # A later correction of the period before does not call in question what was said then
    assert refused(other, TOTAL, Standing(other, Decimal(7))) == []
    assert refused(same, PER_PERIOD, Standing()) == [("same_as_last", "not_a_total")]


def test_what_stands_is_changed_with_a_reason() -> None:
    standing = entry(value=Decimal(5), source="月报")
    for said, wanted in [
        (entry(value=Decimal(6)), True),
        (entry(value=Decimal(5), qualifier="above"), True),
        (entry(withdrawn=True), True),
        (entry(value=Decimal(5), source="年鉴", note="说明", preliminary=True), False),
    ]:
        assert needs_reason(said, standing) is wanted
        assert not needs_reason(said, None)
        assert not needs_reason(said, entry(withdrawn=True))
        found = [("reason", "needs_reason")] if wanted else []
        assert refused(said, TOTAL, Standing(standing)) == found
        assert refused(said._replace(reason="更正"), TOTAL, Standing(standing)) == []


def test_nothing_is_withdrawn_where_nothing_stands() -> None:
    gone = entry(withdrawn=True, reason="误报")
    assert refused(gone, TOTAL, Standing()) == [("withdrawn", "nothing_to_withdraw")]
    assert refused(gone, TOTAL, Standing(entry(withdrawn=True))) == []
