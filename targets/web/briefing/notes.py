"""The notes of a briefing: how what it prints was judged, with the margins in force."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from targets import formatting
from targets.core.judging.outcomes import TierAssessment
from targets.core.saying.clauses import PACE_NAMES
from targets.core.values.facts import Comparator, Margins, Measure, PaceMethod
from targets.core.values.figures import exact, percentage, points
from targets.core.values.periods import is_last_period, share_of_year
from targets.reads.briefing.briefing import BriefingFacts
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import is_quantified
from targets.web.briefing.explained import likely_word

_LIMITS = (Comparator.AT_MOST, Comparator.LESS_THAN)
_SHARES = (Measure.RATE, Measure.SHARE)


def notes(facts: BriefingFacts) -> Iterator[str]:
    """Formulas and margins, as far as something printed rests on them."""
    judged = [
        row
        for each in facts.series
        if is_quantified(row := each.row) and row.assessment.actual is not None
    ]
    as_of = facts.at.as_of
    yield _(
        "Completion rate = year to date ÷ annual target × 100%%; linear pace = months up to the"
        " figure’s period ÷ 12 × 100%%: %(pace)s for %(period)s."
    ) % {
        "pace": formatting.figure(percentage(100 * share_of_year(as_of))),
        "period": formatting.as_of_month(as_of),
    }
    yield _(
        "Deviation of amounts = completion rate − the pace due, in percentage points; the other"
        " way round for limits. Of rates, shares, ranks and stocks: figure against target. Plus is"
        " better than the pace or the target."
    )
    yield from _paces(judged)
    running = [row for row in judged if not _is_final(row)]
    yield from _margins(facts, running)
    if len(running) < len(judged):
        yield _("At the year’s end an indicator is met or not met, whatever its distance.")
    yield from _ahead(facts)


def _is_final(row: JudgedSeries) -> bool:
    end = row.assessment.period_end
    return end is not None and is_last_period(end)


def _paces(judged: Sequence[JudgedSeries]) -> Iterator[str]:
    """Whose deviation is not from the linear pace, with the deviation that is."""
    found: dict[PaceMethod, list[str]] = {}
    for row in judged:
        tier = row.assessment.headline
        if tier is None or tier.linear_deviation is None or _is_final(row):
            continue
        method = PaceMethod.NONE if tier.deviation is None else tier.pace_method
        found.setdefault(method, []).append(_beside_linear(row, tier, tier.linear_deviation))
    for method, names in found.items():
        if method is PaceMethod.NONE:
            yield (
                _("Not judged by a pace; the deviation is from the linear pace: %(names)s.")
                % {"names": _joined(names)}
            )
        elif method in PACE_NAMES:
            yield (
                _(
                    "The pace due is %(pace)s, with the deviation from the linear pace in brackets:"
                    " %(names)s."
                )
                % {"pace": formatting.message(PACE_NAMES[method]), "names": _joined(names)}
            )


def _beside_linear(row: JudgedSeries, tier: TierAssessment, deviation: Decimal) -> str:
    name = formatting.name(row)
    if tier.deviation is None:
        return name
    return f"{name} ({formatting.figure(points(deviation, signed=True))})"


def _joined(names: Sequence[str]) -> str:
    return ("、" if formatting.in_chinese() else "; ").join(names)


def _margins(facts: BriefingFacts, running: Sequence[JudgedSeries]) -> Iterator[str]:
    """Of each kind there is, then of the indicators that have margins of their own."""
    own = facts.rules.margins_of_indicators
    for (say, kind), rows in _kinds(running).items():
        if any(row.indicator_id not in own for row in rows):
            yield say(kind, facts.rules.margins)
        for row in rows:
            if row.indicator_id in own:
                yield say(formatting.name(row), own[row.indicator_id])
    if any(row.assessment.facts.is_count for row in running):
        yield _(
            "Counts that are short by less than one are on pace; with a target up to %(small)s"
            " they are not judged by a pace."
        ) % {"small": _plain(facts.rules.margins.small_count)}
    if any(_is_limit(row) for row in running):
        yield _(
            "Of limits this reads: slightly, well over the limit; an amount beyond its limit for"
            " the year is well over it at once."
        )


Saying = Callable[[str, Margins], str]


def _kinds(rows: Sequence[JudgedSeries]) -> dict[tuple[Saying, str], list[JudgedSeries]]:
    """Which rule judges which rows, in the order they are explained."""
    found: dict[tuple[Saying, str], list[JudgedSeries]] = {
        (_of_amounts, _("Amounts")): [],
        (_of_shares, _("Rates and shares")): [],
        (_of_ranks, _("Ranks")): [],
        (_of_stocks, _("Stocks")): [],
    }
    amounts, shares, ranks, stocks = found.values()
    for row in rows:
        tier = row.assessment.headline
        if row.measure in _SHARES:
            shares.append(row)
        elif row.measure is Measure.RANK:
            ranks.append(row)
        elif tier is not None and tier.pace is not None:
            amounts.append(row)
        elif row.measure is Measure.STOCK:
            stocks.append(row)
    return {kind: each for kind, each in found.items() if each}


def _is_limit(row: JudgedSeries) -> bool:
    tier = row.assessment.headline
    return row.measure is Measure.AMOUNT and tier is not None and tier.target.comparator in _LIMITS


def _of_amounts(kind: str, margins: Margins) -> str:
    return _(
        "%(kind)s: ahead of pace from %(ahead)s percentage points, on pace from %(on_pace)s, far"
        " behind at %(far)s or less, behind in between; before the end of March never far behind."
    ) % {
        "kind": kind,
        "ahead": _plain(margins.ahead, signed=True),
        "on_pace": _plain(margins.on_pace, signed=True),
        "far": _plain(margins.far, signed=True),
    }


def _of_shares(kind: str, margins: Margins) -> str:
    return _(
        "%(kind)s: slightly below target when short by up to %(percent)s%% of the target, but at"
        " least %(least)s and at most %(most)s percentage points; well below when short by more."
    ) % {
        "kind": kind,
        "percent": _plain(margins.near_percent),
        "least": _plain(margins.near_least),
        "most": _plain(margins.near_most),
    }


def _of_ranks(kind: str, margins: Margins) -> str:
    return _(
        "%(kind)s: slightly below target when short by up to %(near)s in rank, well below when"
        " short by more."
    ) % {"kind": kind, "near": _plain(margins.near_rank)}


def _of_stocks(kind: str, margins: Margins) -> str:
    return _(
        "%(kind)s: slightly below target when short by up to %(percent)s%% of the target, well"
        " below when short by more."
    ) % {"kind": kind, "percent": _plain(margins.near_stock_percent)}


def _ahead(facts: BriefingFacts) -> Iterator[str]:
    """What the columns and sentences about the rest of the year rest on."""
    if any(each.needed is not None for each in facts.attention):
        yield _(
            "Needed a month = (target − year to date) ÷ months left; “not yet seen” when it is more"
            " than 1.5 times the best month of the year."
        )
    if any(each.growth is not None for each in facts.attention):
        yield _(
            "Growth needed in the rest of the year = (target − w × growth so far) ÷ (1 − w), where"
            " w is the share of last year’s total that came by the same period."
        )
    if any(likely_word(each) for each in facts.attention):
        yield _(
            "Where a year will likely end rests on past years or on this year's amounts: likely is"
            " a chance of 80 percent or more, hard is one below 20 percent."
        )


def _plain(value: Decimal, *, signed: bool = False) -> str:
    """A margin with the decimals that it has."""
    return formatting.number(value, exact(value, 0), signed=signed)
