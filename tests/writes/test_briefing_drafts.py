"""The draft of a month is one draft, whichever day it is worked on."""

from __future__ import annotations

from datetime import date

import pytest

from targets import clock
from targets.models import BriefingDraft, Series
from targets.reads.briefing.texts import Draft, briefing_draft
from targets.writes.briefing.drafts import DraftConflict, DraftOf, save_draft

MONDAY, TUESDAY, END = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 30)


def save(series: Series, day: date, text: str, seen: str = "", tier: str | None = None) -> None:
    of = DraftOf(series.place_id, day, tier)
    save_draft(of, "zh-hans", {"good": text}, seen=seen, author_id=None)


def read(series: Series, day: date, tier: str | None = None) -> Draft:
    return briefing_draft(series.place_id, day, tier)


def test_it_is_there_the_next_day_and_when_the_month_has_ended(roads: Series) -> None:
    save(roads, MONDAY, "甲{count}")
    for day in (MONDAY, TUESDAY, END):
        assert read(roads, day).texts["zh-hans"]["good"] == "甲{count}"
    save(roads, TUESDAY, "乙{count}", seen=read(roads, TUESDAY).seen)
    assert read(roads, END).texts["zh-hans"]["good"] == "乙{count}"
    assert BriefingDraft.objects.get().as_of == END


def test_two_editors_on_two_days_are_told_of_each_other(roads: Series) -> None:
    save(roads, MONDAY, "甲{count}")
    with pytest.raises(DraftConflict):
        save(roads, TUESDAY, "乙{count}")


def test_months_and_tiers_have_drafts_of_their_own(roads: Series) -> None:
    save(roads, MONDAY, "甲{count}")
    assert read(roads, date(2026, 10, 31)).seen == ""
    assert read(roads, date(2026, 12, 1)).seen == ""
    assert read(roads, MONDAY, "plan").seen == ""


def test_one_that_was_kept_under_its_day_is_found_and_moved(roads: Series) -> None:
    BriefingDraft.objects.create(
        place_id=roads.place_id, as_of=MONDAY, texts={"zh-hans": {"good": "旧{count}"}},
        saved_at=clock.now(),
    )  # fmt: skip
    found = read(roads, TUESDAY)
    assert found.texts["zh-hans"]["good"] == "旧{count}"
    save(roads, TUESDAY, "新{count}", seen=found.seen)
    assert BriefingDraft.objects.get().as_of == END
