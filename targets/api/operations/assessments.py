"""Where a place's series stand: the same assessments as on every screen and in every file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from targets import formatting
from targets.api import asked
from targets.api.asked import known_tier, month_of, readable_place, sight_of
from targets.api.caller import caller_of
from targets.api.figure_shapes import (
    AssessmentOut,
    AssessmentPage,
    ExplanationOut,
    JudgedTierOut,
    ReportingOut,
    VerdictOut,
)
from targets.api.operations.figures import decimal
from targets.api.pages import USUAL, cursor_after, cut, key_of
from targets.api.shapes import (
    AsOfMonth,
    BothOut,
    Cursor,
    JudgedYear,
    KnownOn,
    Limit,
    PlaceCode,
    TierCode,
    YesNo,
    both,
    named,
)
from targets.core.judging.outcomes import TierAssessment
from targets.core.saying.sentence import sentence
from targets.core.values.facts import PaceMethod
from targets.exchange.out.assessments import AssessmentRow
from targets.exchange.sheets.csv_writing import percent
from targets.exporting import assessment_rows
from targets.reads.judging.judged import AsOf, JudgedSeries, judged_series
from targets.reads.places.places import opening_as_of, opening_year
from targets.reads.scope.labels import TierLabel, tier_labels

router = Router(tags=["assessments"])

Pending = Annotated[
    YesNo, Query(description=_("Whether figures that wait to be checked fill empty slots."))
]


@router.get(
    "/places/{code}/assessments",
    response=AssessmentPage,
    operation_id="list_assessments",
    summary=_("Where a place's series stand"),
    description=_(
        "Without a year the latest with targets; without a month the latest with figures. Every "
        "number equals the one in the file of assessments."
    ),
)
def list_assessments(  # noqa: PLR0917 - parameters of the address
    request: HttpRequest,
    code: PlaceCode,
    year: JudgedYear = None,
    as_of: AsOfMonth = None,
    tier: TierCode = None,
    pending: Pending = "yes",
    known: KnownOn = None,
    limit: Limit = USUAL,
    cursor: Cursor = None,
) -> AssessmentPage:
    """Without a year the latest with targets; without a month the latest with figures. Every
    number equals the one in the file of assessments."""
    caller = caller_of(request)
    then = asked.known(known)
    place = readable_place(caller, code, then.at)
    month = month_of(as_of, then.today)
    chosen = year or (month.year if month else opening_year(place, then.today))
    known_tier(tier)
    at = AsOf(month or opening_as_of(place, chosen, then.today), *then)
    judged = judged_series(
        year=chosen,
        at=at,
        place_ids=[place.label.id],
        tier=tier,
        with_sources=True,
        sight=sight_of(caller, place, pending=pending == "yes"),
    )
    ordered = sorted(judged, key=lambda row: (row.order, row.code))
    if key := key_of(cursor, int, str):
        ordered = [row for row in ordered if (row.order, row.code) > (key[0], key[1])]
    page, following = cut(ordered, limit, lambda row: cursor_after(row.order, row.code))
    return AssessmentPage(
        place=code,
        year=chosen,
        as_of=at.as_of,
        items=_assessments(page),
        next=following,
    )


def _assessments(judged: list[JudgedSeries]) -> list[AssessmentOut]:
    """Rows of the file of assessments gathered by series, with the words of both languages."""
    tiers = tier_labels()
    rows = iter(list(assessment_rows(judged)))
    assessments = []
    for series in judged:
        own = [next(rows) for _tier in series.assessment.tiers or (None,)]
        assessments.append(_assessment(series, own, tiers))
    return assessments


def _assessment(
    series: JudgedSeries, rows: list[AssessmentRow], tiers: Mapping[str, TierLabel]
) -> AssessmentOut:
    assessment, first = series.assessment, rows[0]
    judged = assessment.judged
    return AssessmentOut(
        code=series.code,
        name_zh=series.name_zh,
        name_en=series.name_en,
        place=series.place.code,
        illustrative=series.place.illustrative,
        theme=both(series.theme),
        order=series.order,
        kind=series.measure,
        unit_zh=series.unit_zh,
        unit_en=series.unit_en,
        decimals=series.decimals,
        year=first.year,
        as_of=first.as_of,
        period_end=first.period_end,
        period=_period(series),
        actual=decimal(first.actual),
        qualifier=first.qualifier,  # type: ignore[arg-type]
        stage=first.stage,
        declared=(judged and judged.declared) or "",  # type: ignore[arg-type]
        share_done=decimal(judged.share_done if judged else None),
        actual_source=first.actual_source,
        previous=decimal(assessment.previous),
        change=decimal(assessment.change),
        period_amount=decimal(assessment.period_amount),
        last_year=decimal(assessment.last_year_actual),
        on_older_data=assessment.on_older_data,
        provisional=first.provisional,
        preliminary=first.preliminary,
        correction_pending=first.correction_pending,
        verdict=_verdict(series, None),
        tiers=[
            _tier(series, tier, row)
            for tier, row in zip(assessment.tiers, rows if assessment.tiers else (), strict=True)
        ],
        reporting=_reporting(series),
        sentence=_sentence(series, tiers),
        lead=named(series.lead),
        reporting_unit=named(series.reporting),
        leader=series.leader,
        explanation=_explanation(series),
    )


def _tier(series: JudgedSeries, tier: TierAssessment, row: AssessmentRow) -> JudgedTierOut:
    return JudgedTierOut(
        tier=row.tier,
        headline=row.headline,
        comparator=row.comparator,  # type: ignore[arg-type]
        target=decimal(row.target),
        wording=row.wording,
        source=row.source,
        due_on=tier.target.due_on,
        completion_rate=percent(row.completion_rate) or None,
        linear_pace=percent(row.linear_pace) or None,
        linear_deviation=percent(row.linear_deviation) or None,
        pace_method=tier.pace_method if row.pace_method else PaceMethod.NONE,
        pace=percent(row.pace) or None,
        deviation=percent(row.deviation) or None,
        gap=decimal(row.gap),
        verdict=_verdict(series, tier),
        unknown=tier.unknown.value if tier.unknown else None,
        reference=row.reference or None,
    )


def _verdict(series: JudgedSeries, tier: TierAssessment | None) -> VerdictOut:
    code = tier.verdict if tier else series.assessment.verdict
    zh, en = _in_both(lambda: formatting.verdict(series.assessment, tier))
    return VerdictOut(code=code, zh=zh, en=en)


def _period(series: JudgedSeries) -> BothOut | None:
    end = series.assessment.period_end
    if end is None:
        return None
    zh, en = _in_both(lambda: formatting.period(series.assessment.facts.calendar, end))
    return BothOut(zh=zh, en=en)


def _reporting(series: JudgedSeries) -> ReportingOut:
    assessment = series.assessment
    zh, en = _in_both(lambda: formatting.reporting(assessment))
    return ReportingOut(
        code=assessment.reporting,
        zh=zh,
        en=en,
        period_end=assessment.reporting_period_end,
        due_on=assessment.due_on,
    )


def _sentence(series: JudgedSeries, tiers: Mapping[str, TierLabel]) -> BothOut:
    zh, en = _in_both(
        lambda: formatting.phrases(
            sentence(series.assessment, formatting.series_words(series, tiers))
        )
    )
    return BothOut(zh=zh, en=en)


def _explanation(series: JudgedSeries) -> ExplanationOut | None:
    said = series.explanation
    return said and ExplanationOut(
        period_end=said.period_end,
        cause=said.cause,
        measure=said.measure,
        catch_up_on=said.catch_up_on,
    )


def _in_both(say: Callable[[], str]) -> tuple[str, str]:
    """The same thing said in Chinese and in English."""
    with translation.override("zh-hans"):
        zh = say()
    with translation.override("en"):
        return zh, say()
