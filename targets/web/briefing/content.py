"""Facts → what a briefing says in the reader's language: page, DOCX, slides print this."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.briefs.content import Block, Brief, Picture, Section
from targets.briefs.punctuation import punctuated
from targets.core.judging.outcomes import TierAssessment
from targets.core.saying.clauses import PACE_NAMES
from targets.core.values.facts import Comparator, Margins, Measure, PaceMethod, Reporting, Verdict
from targets.core.values.figures import exact, percentage, points
from targets.core.values.periods import is_last_period, share_of_year
from targets.reads.briefing.briefing import LAGGING, BriefedSeries, BriefingFacts
from targets.reads.judging.judged import JudgedSeries
from targets.reads.overview.overview import is_quantified, is_task
from targets.reads.places.places import PlaceFacts
from targets.web.briefing.explained import explained, likely_word
from targets.web.briefing.free import with_free
from targets.web.briefing.say import Sayer, counts, has_before, within
from targets.web.briefing.tables import (
    attention_table,
    changes_table,
    main_table,
    overdue_table,
    revisions_table,
    tasks_table,
)
from targets.web.parts.series_words import Tiers
from targets.web.parts.summary import shared_word, year_to_date
from targets.web.series.embed_chart import keys_of, picture_of

# ---- The notes of a briefing: how what it prints was judged, with the margins in force

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


# ---- The content

PICTURES = 8  # of main indicators; the table has them all
_TASK_STATES = (
    Verdict.MET, Verdict.ON_PACE, Verdict.BEHIND, Verdict.FAR_BEHIND, Verdict.MISSED,
    Verdict.UNDER_WAY, Verdict.NO_DATA,
)  # fmt: skip


class Imprint(NamedTuple):
    """What issuing adds; a draft has none of it."""

    number: str = ""
    issued_on: date | None = None
    issued_by: str = ""
    sha256: str = ""


def brief_of(
    place: PlaceFacts,
    facts: BriefingFacts,
    said: Sayer,
    tiers: Tiers,
    *,
    tier: str | None,
    imprint: Imprint | None = None,
) -> Brief:
    """The whole briefing. Every number in it is a value of an assessment or a count of them."""
    stamp = imprint or Imprint()
    name = formatting.name(place.label)
    period = year_to_date(facts.at.as_of)
    year = str(facts.at.as_of.year)
    is_over = is_last_period(facts.at.as_of)
    drawn = [each for each in facts.series if _is_drawn(each)][:PICTURES]
    pictures = tuple(picture_of(each.row, tiers) for each in drawn)
    brief = Brief(
        language=said.language,
        place=name,
        title=said.say("title_year" if is_over else "title", place=name, year=year, period=period),
        number=stamp.number,
        issuer=said.say("issuer", place=name),
        issued_on=formatting.day(stamp.issued_on) if stamp.issued_on else "",
        issued_by=stamp.issued_by,
        basis=_basis(facts, tiers, tier),
        is_draft=imprint is None,
        draft_mark=_("Draft"),
        sections=tuple(
            section
            for section in with_free(
                said,
                facts,
                name,
                (
                    _summary(said, facts, name, year, period),
                    _good(said, facts, is_over=is_over),
                    _attention(said, facts, tiers),
                    Section(
                        "main",
                        said.say("heading_main"),
                        (
                            Block("", pictures=pictures),
                            Block("", table=main_table(e for e in facts.series if _is_main(e))),
                        ),
                    ),
                    _tasks(said, facts, tiers),
                    _reporting(said, facts),
                    _revisions(said, facts),
                    _changes(said, facts, tiers),
                ),
            )
            if section.blocks
        ),
        notes=tuple(notes(facts)),
        sha256=stamp.sha256,
        sha256_label=_("SHA-256 of the data"),
        is_illustrative=place.label.illustrative,
        illustrative_mark=_("Illustrative data"),
        labels=_legend(pictures),
        themes=tuple(_themes(facts)),
    )
    return punctuated(brief)


def _legend(pictures: tuple[Picture, ...]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for picture in pictures:
        for key in keys_of(picture):
            found.setdefault("last_year" if key.kind == "last" else key.kind, key.word)
    return tuple(found.items())


def _is_main(each: BriefedSeries) -> bool:
    return is_quantified(each.row)


def _is_drawn(each: BriefedSeries) -> bool:
    return _is_main(each) and each.row.assessment.actual is not None


def _basis(facts: BriefingFacts, tiers: Tiers, tier: str | None) -> str:
    label = tiers[tier] if tier else next(iter(tiers.values()), None)
    return _("Judged against the %(tier)s where there is one; figures up to %(day)s.") % {
        "tier": formatting.tier_name(label) if label is not None else "",
        "day": formatting.day(facts.at.as_of),
    }


def _summary(said: Sayer, facts: BriefingFacts, name: str, year: str, period: str) -> Section:
    """How many stand where; how many have no figure, unless none has one."""
    now = facts.now
    when = {"place": name, "year": year, "period": period}
    if not now.quantified:
        text = said.say("summary_empty", **when)
    elif not now.with_data:
        text = said.say("summary_none", quantified=str(now.quantified), **when)
    else:
        text = said.say(
            "summary",
            quantified=str(now.quantified),
            with_data=str(now.with_data),
            counts=counts(said, facts),
            **when,
        )
    blocks = [Block("summary", text)]
    missing = now.verdicts.get(Verdict.NO_DATA, 0)
    if missing and now.with_data:
        blocks.append(Block("no_data", said.say("no_data", count=str(missing))))
    return Section("summary", said.say("heading_summary"), tuple(blocks))


def _good(said: Sayer, facts: BriefingFacts, *, is_over: bool) -> Section:
    key = "good_year" if is_over else "good"
    blocks: tuple[Block, ...] = ()
    if facts.good:
        text = said.say(key, count=str(len(facts.good)))
        blocks = (Block(key, text, main_table(facts.good)),)
    return Section("good", said.say(f"heading_{key}"), blocks)


def _attention(said: Sayer, facts: BriefingFacts, tiers: Tiers) -> Section:
    heading = said.say("heading_attention")
    if not facts.attention:
        return Section("attention", heading, (Block("", said.say("attention_none")),))
    first = Block(
        "attention",
        said.say("attention", count=str(len(facts.attention))),
        attention_table(facts.attention),
    )
    lines = explained(said, facts.attention, tiers, with_words=facts.with_words)
    each = (Block("", line) for line in lines)
    return Section("attention", heading, (first, *each))


def _tasks(said: Sayer, facts: BriefingFacts, tiers: Tiers) -> Section:
    """How many stand where, each with what was reported last; then why which ones lag."""
    heading = said.say("heading_tasks")
    if not facts.tasks:
        return Section("tasks", heading, ())
    rows = [task.row for task in facts.tasks]
    found = [row.assessment.verdict for row in rows]
    parts = [
        said.say("count", status=within(shared_word(rows, verdict)), count=str(number))
        for verdict in _TASK_STATES
        if (number := found.count(verdict))
    ]
    text = said.say("tasks", tasks=str(len(found)), counts=said.joined(parts))
    blocks = [Block("tasks", text, tasks_table(facts.tasks))]
    lagging = [task for task in facts.tasks if task.row.assessment.verdict in LAGGING]
    if lagging:
        said_of = said.say("tasks_attention", count=str(len(lagging)))
        blocks.append(Block("tasks_attention", said_of))
        lines = explained(said, lagging, tiers, with_words=facts.with_words)
        blocks += [Block("", line) for line in lines]
    return Section("tasks", heading, tuple(blocks))


def _reporting(said: Sayer, facts: BriefingFacts) -> Section:
    """Who is late; nothing where nobody is asked to report."""
    heading = said.say("heading_reporting")
    if not facts.overdue:
        asked = any(
            each.row.assessment.reporting is not Reporting.NOT_COLLECTING for each in facts.series
        )
        none = Block("overdue_none", said.say("overdue_none"))
        return Section("reporting", heading, (none,) if asked else ())
    text = said.say(
        "overdue",
        units=str(len(facts.overdue)),
        series=str(sum(len(each.series) for each in facts.overdue)),
    )
    return Section("reporting", heading, (Block("overdue", text, overdue_table(facts.overdue)),))


def _revisions(said: Sayer, facts: BriefingFacts) -> Section:
    heading = said.say("heading_revisions")
    if not facts.revisions:
        return Section("revisions", heading, ())
    text = said.say("revisions", count=str(len(facts.revisions)))
    table = revisions_table(facts.revisions, (each.row for each in facts.series))
    return Section("revisions", heading, (Block("revisions", text, table),))


def _changes(said: Sayer, facts: BriefingFacts, tiers: Tiers) -> Section:
    heading = said.say("heading_changes")
    if not facts.changed or not has_before(facts):
        return Section("changes", heading, ())
    text = said.say("changes", count=str(len(facts.changed)))
    return Section(
        "changes", heading, (Block("changes", text, changes_table(facts.changed, tiers)),)
    )


def _themes(facts: BriefingFacts) -> Iterator[Section]:
    """Each theme with its indicators and its tasks, in the order of the overview."""
    found: dict[tuple[int, str], list[BriefedSeries]] = {}
    for each in facts.series:
        found.setdefault((each.row.theme_order, each.row.theme.code), []).append(each)
    for (_order, code), series in sorted(found.items()):
        indicators = [each for each in series if _is_main(each)]
        tasks = [each for each in series if is_task(each.row)]
        blocks = []
        if indicators:
            blocks.append(Block("", table=main_table(indicators)))
        if tasks:
            blocks.append(Block("", table=tasks_table(tasks)))
        if blocks:
            yield Section(code, formatting.name(series[0].row.theme), tuple(blocks))
