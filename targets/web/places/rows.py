"""A ranking of places as the rows of its table, of its charts and of its file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.outcomes import Assessment
from targets.core.judging.place_summary import Basis
from targets.core.judging.ranking import Ranked
from targets.reads.places.rankable import RankableIndex, RankableIndicator
from targets.reads.places.ranked import ByIndex, ByIndicator
from targets.reads.scope.labels import PlaceLabel
from targets.web.parts.figure_badges import standing
from targets.web.parts.glyphs import chip
from targets.web.parts.pace_shown import pace_lines
from targets.web.request.links import query
from targets.web.request.query import ViewQuery

NONE = "—"


class Moved(NamedTuple):
    """How a rank changed: an arrow for the eye and a sentence for all."""

    sign: str
    word: str
    family: str


class PlaceRow(NamedTuple):
    """One place as printed."""

    name: str
    code: str
    address: str  # of its series; empty where it has none
    rank: int | None
    before: int | None
    moved: Moved | None
    actual: str
    period: str
    target: str
    completion: str
    pace: str
    distance: str
    beside: tuple[str, ...]  # which pace, and the linear deviation, where the pace is another one
    chip: str
    marks: SafeString  # whether the figure waits to be checked, is preliminary
    assessment: Assessment | None


class IndexRow(NamedTuple):
    """One place of an index as printed."""

    name: str
    code: str
    rank: int | None
    before: int | None
    moved: Moved | None
    value: str
    parts: tuple[str, ...]  # completion rates
    missing: str


def basis_sentence(basis: Basis | None, indicator: RankableIndicator | None) -> str:
    """What the places are ranked by."""
    if basis is None or (indicator is None and basis is not Basis.INDEX):
        return _("No place below has a figure yet.")
    return {
        Basis.DISTANCE: _("Ranked by the deviation from pace, or by the gap to the target."),
        Basis.COMPLETION: _("Ranked by the completion rate: there is no pace."),
        Basis.VALUE: _("Ranked by the figure itself: no place has a target."),
        Basis.INDEX: _("Ranked by the weighted mean of the completion rates."),
    }[basis]


def moved(row: Ranked) -> Moved | None:
    """The arrow of a rank; None where there is no rank then or now."""
    if row.climbed is None:
        return None
    if not row.climbed:
        return Moved("→", _("as before"), "neutral")
    ranks = abs(row.climbed)
    if row.climbed > 0:
        return Moved(f"↑{ranks}", _("up %(ranks)s") % {"ranks": ranks}, "good")
    return Moved(f"↓{ranks}", _("down %(ranks)s") % {"ranks": ranks}, "far")


def indicator_rows(found: ByIndicator, wanted: ViewQuery, cut: slice) -> list[PlaceRow]:
    """The places of this part of the ranking, the best first."""
    view = query(wanted)
    return [_row(found, row, view, wanted) for row in found.ranking.rows[cut]]


def _row(found: ByIndicator, ranked: Ranked, view: str, wanted: ViewQuery) -> PlaceRow:
    place, _summary, assessment = found.places[ranked.position]
    by = found.indicator
    empty = PlaceRow(
        formatting.name(place), place.code, "", ranked.rank, ranked.before, moved(ranked), NONE, "",
        NONE, NONE, NONE, NONE, (), "", mark_safe(""), assessment,
    )  # fmt: skip
    if assessment is None or not isinstance(place, PlaceLabel):
        return empty._replace(period=_("does not keep this indicator"))
    headline = assessment.headline
    target = headline.target if headline else None
    wording = (
        formatting.target_wording(target, by.unit_zh, by.unit_en, by.decimals) if target else ""
    )
    # Who belongs to one place below reads this page, and not the pages of its neighbours
    opens = wanted.rights.may_read({*wanted.place.above, place.id}, place.id)
    address = reverse("targets:series", args=[place.code, by.code])
    return empty._replace(
        address=f"{address}?{view}" if opens else "",
        marks=standing(assessment),
        actual=_actual(assessment, by),
        period=(
            formatting.period(assessment.facts.calendar, assessment.period_end)
            if assessment.period_end
            else ""
        ),
        target=wording or NONE,
        completion=percent(headline.completion_rate) if headline else NONE,
        pace=percent(headline.pace) if headline else NONE,
        distance=_distance(assessment, by),
        beside=pace_lines(headline) if headline else (),
        chip=chip(assessment.verdict, formatting.verdict(assessment)),
    )


def _actual(assessment: Assessment, by: RankableIndicator) -> str:
    if assessment.actual is None:
        return NONE
    text = formatting.number(assessment.actual, by.decimals)
    return f"{_('more than')} {text}" if assessment.is_floor else text


def _distance(assessment: Assessment, by: RankableIndicator) -> str:
    headline = assessment.headline
    if headline is None:
        return NONE
    if headline.deviation is not None:
        return formatting.number(headline.deviation, 1, signed=True)
    if headline.gap is not None:
        return formatting.number(headline.gap, by.decimals, signed=True)
    return NONE


def percent(rate: Decimal | None) -> str:
    """A rate with its sign, or a dash."""
    return NONE if rate is None else f"{formatting.number(rate, 1)}%"


def index_rows(found: ByIndex, cut: slice) -> list[IndexRow]:
    """The places of this part of the ranking by an index, the best first."""
    rows = []
    for ranked in found.ranking.rows[cut]:
        place, _parts, composite = found.places[ranked.position]
        rows.append(
            IndexRow(
                name=formatting.name(place),
                code=place.code,
                rank=ranked.rank,
                before=ranked.before,
                moved=moved(ranked),
                value=formatting.number(composite.value, 1)
                if composite and composite.value is not None
                else NONE,
                parts=tuple(
                    percent(each.value) for each in (composite.components if composite else ())
                ),
                missing=_listed(composite.missing) if composite else _("keeps none of the parts"),
            )
        )
    return rows


def _listed(names: Sequence[str]) -> str:
    return ("、" if formatting.in_chinese() else ", ").join(names)


def part_heads(index: RankableIndex) -> list[str]:
    """Each part with its weight, those that no place keeps last."""
    named = [
        *((formatting.name(part.indicator), part.weight) for part in index.parts),
        *((formatting.name(part.label), part.weight) for part in index.unkept),
    ]
    return [
        _("%(part)s (weight %(weight)s)") % {"part": name, "weight": f"{weight.normalize():f}"}
        for name, weight in named
    ]
