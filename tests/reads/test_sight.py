"""What a reader sees beyond official, released figures; and the due rules in force."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries, Settings

from targets.core.values.entry import Entry
from targets.core.values.facts import Reporting
from targets.models import Actual, Check, Explanation, Holiday, Lane, Origin, Series, Unit, UnitKind
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import EVERYTHING, OFFICIAL, Visibility
from targets.writes.entries.ledger import Stamp, write_ledger

MAY, APRIL = date(2026, 5, 31), date(2026, 4, 30)
TODAY = date(2026, 6, 5)
PENDING = Visibility(with_pending=True)


def log(
    series: Series, value: str, end: date = MAY, lane: Lane = Lane.OFFICIAL, **more: object
) -> Actual:
    write_ledger(
        [Entry(series.id, series.calendar, end, Decimal(value), **more)],  # type: ignore[arg-type]
        Stamp(series.place_id, None, Origin.GRID, lane=lane),
        trust_current=True,
    )
    return Actual.objects.known(None).get(series=series, period_end=end, lane=lane)


def read(series: Series, sight: Visibility = OFFICIAL, today: date = TODAY) -> JudgedSeries:
    at = AsOf(min(MAY, today), today)
    (row,) = judged_series(year=2026, at=at, series_id=series.id, sight=sight)
    return row


class TestFiguresThatWait:
    def test_they_fill_an_empty_slot_and_are_marked(self, roads: Series) -> None:
        log(roads, "30", APRIL)
        log(roads, "41", lane=Lane.PENDING)
        official = read(roads).assessment
        assert (official.actual, official.is_provisional) == (Decimal(30), False)
        shown = read(roads, PENDING).assessment
        assert (shown.actual, shown.is_provisional) == (Decimal(41), True)

    def test_a_correction_never_hides_what_it_would_replace(self, roads: Series) -> None:
        log(roads, "40")
        log(roads, "41", lane=Lane.PENDING)
        shown = read(roads, PENDING).assessment
        assert (shown.actual, shown.is_provisional) == (Decimal(40), False)
        assert shown.has_correction
        assert not read(roads).assessment.has_correction

    def test_a_waiting_withdrawal_hides_nothing(self, roads: Series) -> None:
        log(roads, "40")
        withdrawal = Entry(roads.id, roads.calendar, MAY, reason="误报", withdrawn=True)
        stamp = Stamp(roads.place_id, None, Origin.GRID, lane=Lane.PENDING)
        write_ledger([withdrawal], stamp, trust_current=True)
        assert read(roads, PENDING).assessment.actual == Decimal(40)

    def test_last_years_are_no_base(self, roads: Series) -> None:
        log(roads, "50", date(2025, 5, 31), lane=Lane.PENDING)
        log(roads, "40")
        assert read(roads, PENDING).assessment.last_year_actual is None

    def test_a_submitted_period_is_reported_whoever_looks(self, roads: Series) -> None:
        roads.place.collecting_since = date(2026, 1, 1)
        roads.place.save()
        assert read(roads).assessment.reporting is Reporting.DUE
        entry = log(roads, "41", lane=Lane.PENDING)
        assert read(roads).assessment.reporting is Reporting.REPORTED
        Actual.objects.filter(id=entry.id).update(superseded_at=timezone.now())
        Check.objects.create(
            series=roads, period_end=MAY, entry=entry, verdict="returned", comment="口径不符",
            recorded_at=timezone.now(),
        )  # fmt: skip
        assert read(roads).assessment.reporting is Reporting.RETURNED
        log(roads, "42", lane=Lane.PENDING)
        assert read(roads).assessment.reporting is Reporting.REPORTED

    def test_a_sum_of_periods_is_as_provisional_as_its_parts(self, roads: Series) -> None:
        roads.indicator.accumulation = "increment"
        roads.indicator.save()
        log(roads, "5", date(2026, 1, 31), lane=Lane.PENDING)
        for month_end in (date(2026, 2, 28), date(2026, 3, 31)):
            log(roads, "5", month_end)
        at = AsOf(date(2026, 3, 31), TODAY)
        (row,) = judged_series(year=2026, at=at, series_id=roads.id, sight=PENDING)
        assert row.assessment.actual == Decimal(15)
        assert row.assessment.is_provisional

    def test_preliminary_figures_are_marked_for_everybody(self, roads: Series) -> None:
        log(roads, "40", preliminary=True)
        assert read(roads).assessment.is_preliminary


class TestBeforeTheReleaseDate:
    @pytest.fixture
    def bureau(self, roads: Series) -> Unit:
        unit = Unit.objects.create(
            code="bureau", name_zh="统计局", kind=UnitKind.DEPARTMENT, parent=roads.place
        )
        roads.reporting = unit
        roads.save()
        log(roads, "30", APRIL)
        log(roads, "40", release_on=date(2026, 6, 15))
        return unit

    def test_others_see_the_period_before(self, roads: Series, bureau: Unit) -> None:
        assert read(roads).assessment.period_end == APRIL
        assert read(roads, today=date(2026, 6, 15)).assessment.period_end == MAY

    def test_its_own_unit_sees_it(self, roads: Series, bureau: Unit) -> None:
        assert read(roads, Visibility(unit_ids=(bureau.id,))).assessment.period_end == MAY

    def test_who_works_for_a_unit_above_sees_it(self, roads: Series, bureau: Unit) -> None:
        assert read(roads, Visibility(unit_ids=(roads.place_id,))).assessment.period_end == MAY

    def test_another_unit_does_not(self, roads: Series, bureau: Unit) -> None:
        other = Unit.objects.create(
            code="other", name_zh="住建局", kind=UnitKind.DEPARTMENT, parent=roads.place
        )
        assert read(roads, Visibility(unit_ids=(other.id,))).assessment.period_end == APRIL

    def test_checkers_and_managers_of_the_place_do(self, roads: Series, bureau: Unit) -> None:
        assert read(roads, Visibility(unreleased=True)).assessment.period_end == MAY


def test_explanations_are_for_readers_who_log_in(roads: Series) -> None:
    for end, cause in ((APRIL, "雨季"), (MAY, "征地未完成")):
        Explanation.objects.create(
            series=roads, period_end=end, cause=cause, measure="加班", recorded_at=timezone.now()
        )
    explained = read(roads, EVERYTHING).explanation
    assert explained is not None
    assert (explained.period_end, explained.cause) == (MAY, "征地未完成")
    assert read(roads).explanation is None


class TestDueRules:
    def test_holidays_move_the_due_day(self, roads: Series) -> None:
        Holiday.objects.create(day=date(2026, 6, 18), name="端午调休")
        roads.place.collecting_since = date(2026, 1, 1)
        roads.place.save()
        assert read(roads).assessment.due_on == date(2026, 6, 19)

    def test_an_indicators_own_day_and_lag(self, roads: Series) -> None:
        roads.place.collecting_since = date(2026, 1, 1)
        roads.place.save()
        roads.indicator.due_day, roads.indicator.due_months = 8, 2
        roads.indicator.save()
        assert read(roads).assessment.due_on == date(2026, 7, 8)

    def test_the_shift_is_a_setting(self, roads: Series, settings: Settings) -> None:
        settings.DUE_SHIFT, settings.DUE_DAY = "previous", 20  # a Saturday in June 2026
        roads.place.collecting_since = date(2026, 1, 1)
        roads.place.save()
        assert read(roads).assessment.due_on == date(2026, 6, 19)

    def test_margins_and_holidays_are_one_query(
        self, roads: Series, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        Holiday.objects.create(day=date(2026, 2, 28), name="春节调休", is_worked=True)
        with django_assert_num_queries(1):
            rules = rules_in_force(MAY)
        assert rules.due.days_worked == {date(2026, 2, 28)}
        with django_assert_num_queries(2):
            read(roads, EVERYTHING)
