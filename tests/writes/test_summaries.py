"""Summaries kept for rankings: always what judging says, whatever is written meanwhile."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django.fixtures import DjangoAssertNumQueries

from targets import clock
from targets.core.judging.place_summary import PlaceSummary
from targets.core.values.entry import Entry
from targets.models import (
    Indicator,
    Lane,
    Margins,
    Origin,
    Role,
    Series,
    StoredSummary,
    Target,
    Tier,
    Unit,
    UnitKind,
)
from targets.reads.judging.judged import AsOf
from targets.reads.places import stored_summaries as stored
from targets.reads.places.places import place_facts
from targets.reads.places.rankable import RankableIndicator, rankable
from targets.reads.places.ranked import ByIndicator, Comparison, by_indicator, by_summaries
from targets.reads.scope.labels import tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import EVERYTHING, OFFICIAL, Visibility
from targets.writes.entries.ledger import Stamp, write_ledger
from targets.writes.targets.margins import set_margins
from targets.writes.targets.summaries import forget, keep, summaries
from targets.writes.targets.write import revise_target
from tests.sample_span import SAMPLE_SPAN
from tests.web.rooms import client_of

NOVEMBER = SAMPLE_SPAN
AT = AsOf(date(2026, 10, 31), NOVEMBER.today)
JOBS = "NEW_JOBS"


@pytest.fixture
def sample(sample_district: None, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: NOVEMBER.today)


def comparison(**asked: Any) -> Comparison:
    at = asked.get("at", AT)
    place = place_facts("sample", NOVEMBER.today)
    defaults: dict[str, Any] = {
        "place": place, "year": 2026, "at": at, "tiers": tuple(tier_labels()), "tier": None,
        "rules": rules_in_force(at.as_of, at.known_at), "sight": OFFICIAL,
    }  # fmt: skip
    return Comparison(**(defaults | asked))


def indicator(code: str = JOBS) -> RankableIndicator:
    place = Unit.objects.get(code="sample")
    found = rankable(place.id).indicator(code)
    assert found is not None
    return found


def stale(asked: Comparison | None = None, code: str = JOBS) -> set[str]:
    """Codes of places that would have to be worked out anew."""
    rows = stored.stored_summaries(asked or comparison(), indicator(code))
    return {each.found.code for each in rows if not each.is_true}


def judged(asked: Comparison, code: str = JOBS) -> dict[str, PlaceSummary | None]:
    found = by_indicator(asked, indicator(code))
    return {each.place.code: each.summary for each in found.places}


def kept(asked: Comparison, code: str = JOBS) -> dict[str, PlaceSummary | None]:
    """Through the kept ones, which hold figures by period only where a sum wants them."""
    summaries(asked, indicator(code))
    rows = stored.stored_summaries(asked, indicator(code), with_figures=True)
    assert all(each.is_true for each in rows)
    return {e.found.code: e.found.summary for e in rows if e.found.code != "sample"}


EAST = "sample-east"


def series_of(place: str = EAST, code: str = JOBS) -> Series:
    return Series.objects.get(place__code=place, indicator__code=code)


def log(
    value: str, end: date = date(2026, 10, 31), *, lane: Lane = Lane.OFFICIAL, **more: Any
) -> None:
    series = series_of()
    write_ledger(
        [Entry(series.id, series.calendar, AT.as_of, Decimal(value), **more)],
        Stamp(series.place_id, None, Origin.COMMAND, lane=lane),
        trust_current=True,
    )


def without_figures(found: ByIndicator) -> ByIndicator:
    """Figures by period are read only where a sum wants them."""
    places = tuple(
        each._replace(summary=each.summary and each.summary._replace(figures=""))
        for each in found.places
    )
    return found._replace(places=places)


def test_what_is_kept_is_what_judging_says(sample: None) -> None:
    codes = (JOBS, "NEW_INVEST_ATTRACTED", "KEY_PROJECT_INVEST", "RURAL_ROAD_KM")
    for code, tier, pending, as_of in itertools.product(
        codes, (None, "stretch"), (False, True), (date(2026, 2, 28), date(2026, 10, 31))
    ):
        at = AsOf(as_of, NOVEMBER.today)
        asked = comparison(at=at, tier=tier, sight=Visibility(with_pending=pending))
        assert kept(asked, code) == judged(asked, code)
        found = summaries(asked, indicator(code))
        live = by_indicator(asked, indicator(code))
        again = by_summaries(asked, indicator(code), found, shown=slice(0, 9))
        assert without_figures(again) == without_figures(live)


def test_one_query_for_the_ranking_and_one_for_the_rows_shown(
    sample: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked, by = comparison(), indicator()
    summaries(asked, by)
    with django_assert_num_queries(1):
        found = summaries(asked, by)
    with django_assert_num_queries(1):
        shown = by_summaries(asked, by, found, shown=slice(1, 3))
    judged_places = [each.place.code for each in shown.places if each.assessment]
    ranked = [shown.places[row.position].place.code for row in shown.ranking.rows]
    assert set(judged_places) == set(ranked[1:3])
    assert shown.own is not None


def test_a_figure_makes_its_series_stale_and_no_other(sample: None) -> None:
    summaries(comparison(), indicator())
    assert stale() == set()
    log("4321")
    assert stale() == {EAST}
    assert stale(comparison(), "RURAL_ROAD_KM") != set()  # never asked for
    found = kept(comparison())[EAST]
    assert found is not None
    assert found.now.value == 4321
    log("4321")  # says nothing new
    assert stale() == set()


def test_what_is_submitted_is_seen(sample: None) -> None:
    asked = comparison(sight=Visibility(with_pending=True))
    before = kept(asked)[EAST], kept(comparison())[EAST]
    log("5000", lane=Lane.PENDING)
    assert stale(asked) == stale() == {EAST}
    assert (kept(asked)[EAST], kept(comparison())[EAST]) == before  # the accepted one stands
    series = series_of()
    write_ledger(
        [Entry(series.id, series.calendar, AT.as_of, reason="误报", withdrawn=True)],
        Stamp(series.place_id, None, Origin.COMMAND),
        trust_current=True,
    )
    found = kept(asked)[EAST]
    assert found is not None
    assert found.now.value == 5000
    official = kept(comparison())[EAST]
    assert official is not None
    assert official.period_end == date(2026, 9, 30)


def test_stated_revised_and_corrected_targets_are_seen(sample: None) -> None:
    series = series_of()
    target = Target.objects.known(None).get(series=series, year=2026)
    summaries(comparison(), indicator())
    revise_target(
        series.place_id, target, {"value": Decimal(9999)}, effective_on=date(2026, 7, 1),
        reason="调整", author_id=None,
    )  # fmt: skip
    assert stale() == {EAST}
    found = kept(comparison())[EAST]
    assert found == judged(comparison())[EAST]


def test_rules_tiers_and_calendars_are_seen(sample: None) -> None:
    everyone = {"sample", EAST, "sample-south", "sample-west", "sample-north", "sample-new"}
    summaries(comparison(), indicator())
    assert stale() == set()
    margins = Margins(
        effective_on=date(2026, 1, 1), indicator=Indicator.objects.get(code=JOBS),
        on_pace=Decimal(-3), reason="试行",
    )  # fmt: skip
    set_margins(margins, author_id=None)
    assert len(stale()) == len(everyone)
    summaries(comparison(), indicator())
    Indicator.objects.filter(code=JOBS).update(can_fall=True)
    assert len(stale()) == len(everyone)
    summaries(comparison(), indicator())
    Tier.objects.create(code="dream", name_zh="理想目标", name_en="Dream", order=1)
    assert len(stale()) == len(everyone)


def test_another_day_of_the_month_takes_the_place_of_the_first(sample: None) -> None:
    summaries(comparison(at=AsOf(date(2026, 11, 20), date(2026, 11, 20))), indicator())
    count = StoredSummary.objects.count()
    later = comparison(at=AsOf(date(2026, 11, 21), date(2026, 11, 21)))
    assert stale(later) != set()
    summaries(later, indicator())
    assert stale(later) == set()
    assert StoredSummary.objects.count() == count


def test_a_release_day_that_comes_is_seen(sample: None) -> None:
    log("7000", release_on=date(2026, 11, 25))
    asked = comparison()
    hidden = kept(asked)[EAST]
    assert hidden is not None
    assert hidden.now.value != 7000
    out = comparison(at=AT._replace(today=date(2026, 11, 25)))
    assert stale(out) == {EAST}
    released = kept(out)[EAST]
    assert released is not None
    assert released.now.value == 7000


def test_what_only_insiders_see_is_never_kept(sample: None) -> None:
    log("7000", release_on=date(2026, 11, 25))
    for sight in (EVERYTHING, Visibility(with_pending=True, unit_ids=(series_of().place_id,))):
        inside = comparison(sight=sight)
        found = {e.code: e.summary for e in summaries(inside, indicator())}
        assert found[EAST] is not None
        assert found[EAST].now.value == 7000  # type: ignore[union-attr]
        assert stale(inside) == {EAST}
    outside = kept(comparison(sight=Visibility(with_pending=True)))[EAST]
    assert outside is not None
    assert outside.now.value != 7000


def test_a_comparison_with_another_indicator_is_never_kept(sample: None) -> None:
    series = series_of()
    Target.objects.create(
        series=series, year=2026, tier_id="plan", effective_on=date(2026, 7, 1), comparator=">",
        reference=Indicator.objects.get(code="KEY_PROJECT_INVEST"), reason="改为对比",
        recorded_at=NOVEMBER.loaded_at,
    )  # fmt: skip
    found = {e.code: e.summary for e in summaries(comparison(), indicator())}
    assert found[EAST] == judged(comparison())[EAST]
    assert stale() == {EAST}


def test_what_was_read_before_a_write_is_not_kept_after_it(sample: None) -> None:
    """The reader was slower than the writer: its summary is not true any more."""
    codes = [unit.code for unit in Unit.objects.filter(kind=UnitKind.PLACE)]
    fresh = stored.fresh_summaries(comparison(), indicator(), codes)
    log("9999")
    keep(comparison(), indicator(), fresh)
    assert stale() == {EAST}
    assert not StoredSummary.objects.filter(series=series_of()).exists()


def test_the_command_compares_and_mends(sample: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("check_summaries")
    assert "0 compared" in capsys.readouterr().out
    summaries(comparison(), indicator())
    call_command("check_summaries")
    assert "6 compared, all equal." in capsys.readouterr().out
    StoredSummary.objects.filter(series=series_of()).update(line="=|=|1|1|1||||=")
    with pytest.raises(CommandError, match="1 of 6 differ"):
        call_command("check_summaries")
    assert f"sample {JOBS} 2026-10-31: differ in {EAST}" in capsys.readouterr().out
    with pytest.raises(CommandError, match="forgotten"):
        call_command("check_summaries", "--mend")
    assert stale() == {EAST}
    call_command("check_summaries")
    assert "5 compared" in capsys.readouterr().out
    forget([])


def test_a_page_of_many_places_is_the_page_of_judged_ones(
    sample: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_of(Unit.objects.get(code="sample"), Role.VIEWER)
    query = {"place": "sample", "by": JOBS}
    live = client.get("/places/", query).content.decode()
    monkeypatch.setattr("targets.web.places.views.MANY", 2)
    first = client.get("/places/", query).content.decode()
    assert StoredSummary.objects.count() == 6
    second = client.get("/places/", query).content.decode()

    def body(shown: str) -> str:
        return shown.split("<main")[1].split("</main>", maxsplit=1)[0]

    assert body(first) == body(second) == body(live)


def test_another_release_judges_anew_whichever_room_it_changed(tmp_path: Path) -> None:
    (tmp_path / "judging").mkdir()
    for name in ("values.py", "judging/pace.py"):
        (tmp_path / name).write_text("1")
    before = stored.digest_of(tmp_path)
    assert stored.digest_of(tmp_path) == before
    (tmp_path / "judging/pace.py").write_text("2")
    changed = stored.digest_of(tmp_path)
    (tmp_path / "judging/pace.py").rename(tmp_path / "judging/path.py")
    assert len({before, changed, stored.digest_of(tmp_path)}) == 3
