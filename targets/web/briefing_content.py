"""Facts → what a briefing says in the reader's language: page, DOCX, slides print this."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import words
from targets.briefs.content import Block, Brief, Picture, Section
from targets.core.forecast import Forecast
from targets.core.forecast_words import likelihood_label
from targets.core.labels import verdict_name
from targets.core.needed_words import catch_up_line
from targets.core.values import Verdict
from targets.reads.briefing import BriefedSeries, BriefingFacts
from targets.reads.overview import is_quantified
from targets.reads.places import PlaceFacts
from targets.web.briefing_free import with_free
from targets.web.briefing_say import Sayer, counts, has_before
from targets.web.briefing_tables import (
    attention_table,
    changes_table,
    main_table,
    overdue_table,
    revisions_table,
    tasks_table,
)
from targets.web.embed_chart import keys_of, picture_of
from targets.web.series_screen import Tiers

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
    name = words.name(place.label)
    period = words.as_of_month(facts.at.as_of)
    year = str(facts.at.as_of.year)
    drawn = [each for each in facts.series if _is_drawn(each)][:PICTURES]
    pictures = tuple(picture_of(each.row, tiers) for each in drawn)
    return Brief(
        language=said.language,
        place=name,
        title=said.say("title", place=name, year=year, period=period),
        number=stamp.number,
        issuer=name,
        issued_on=words.day(stamp.issued_on) if stamp.issued_on else "",
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
                    _good(said, facts),
                    _attention(said, facts, tiers),
                    Section(
                        "main",
                        said.say("heading_main"),
                        (
                            Block("", pictures=pictures),
                            Block("", table=main_table(e for e in facts.series if _is_main(e))),
                        ),
                    ),
                    _tasks(said, facts),
                    _reporting(said, facts),
                    _revisions(said, facts),
                    _changes(said, facts, tiers),
                ),
            )
            if section.blocks
        ),
        notes=tuple(_notes(facts)),
        sha256=stamp.sha256,
        sha256_label=_("SHA-256 of the data"),
        is_illustrative=place.label.illustrative,
        illustrative_mark=_("Illustrative data"),
        labels=_legend(pictures),
    )


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
        "tier": words.tier_name(label) if label is not None else "",
        "day": words.day(facts.at.as_of),
    }


def _summary(said: Sayer, facts: BriefingFacts, name: str, year: str, period: str) -> Section:
    now = facts.now
    blocks = [
        Block(
            "summary",
            said.say(
                "summary",
                place=name,
                year=year,
                period=period,
                quantified=str(now.quantified),
                with_data=str(now.with_data),
                counts=counts(said, facts, now.verdicts),
            ),
        )
    ]
    if missing := now.verdicts.get(Verdict.NO_DATA, 0):
        blocks.append(Block("no_data", said.say("no_data", count=str(missing))))
    return Section("summary", said.say("heading_summary"), tuple(blocks))


def _good(said: Sayer, facts: BriefingFacts) -> Section:
    blocks: tuple[Block, ...] = ()
    if facts.good:
        blocks = (
            Block("good", said.say("good", count=str(len(facts.good))), main_table(facts.good)),
        )
    return Section("good", said.say("heading_good"), blocks)


def _attention(said: Sayer, facts: BriefingFacts, tiers: Tiers) -> Section:
    heading = said.say("heading_attention")
    if not facts.attention:
        return Section("attention", heading, (Block("", said.say("attention_none")),))
    first = Block(
        "attention",
        said.say("attention", count=str(len(facts.attention))),
        attention_table(facts.attention),
    )
    each = (Block("", line) for line in _explained(said, facts, tiers))
    return Section("attention", heading, (first, *each))


def _explained(said: Sayer, facts: BriefingFacts, tiers: Tiers) -> Iterator[str]:
    """For each that lags: cause, measure, day promised, and where it will likely end."""
    for place, each in enumerate(facts.attention, start=1):
        row, given = each.row, each.row.explanation
        parts = []
        if given is None:
            parts += [said.say("unexplained")] if facts.with_words else []
        else:
            parts.append(said.say("cause", cause=_ended(given.cause)))
            if given.measure:
                parts.append(said.say("measure", measure=_ended(given.measure)))
            if given.catch_up_on:
                parts.append(said.say("catch_up", day=words.day(given.catch_up_on)))
        if each.catch_up is not None:
            line = catch_up_line(each.catch_up, words.series_words(row, tiers))
            parts.append(words.phrase(line))
        if word := likely_word(each):
            parts.append(_("Year-end: %(likely)s.") % {"likely": word})
        joint = "" if words.in_chinese() else " "
        if parts:
            yield f"{place}. {words.name(row)}: {joint.join(parts)}"


def _ended(text: str) -> str:
    """A text as a sentence, whether or not it ends as one."""
    text = text.strip()
    return text if text.endswith(("。", ".", "!", "!", "?", "?")) else f"{text}。"


def likely_word(each: BriefedSeries) -> str:
    """The chance of the headline tier in words; empty where there is no forecast."""
    headline = each.row.assessment.headline
    if not isinstance(each.outlook, Forecast) or headline is None:
        return ""
    for tier in each.outlook.tiers:
        if tier.target.tier == headline.target.tier and tier.likelihood is not None:
            return words.phrase(likelihood_label(tier.likelihood))
    return ""


def _tasks(said: Sayer, facts: BriefingFacts) -> Section:
    heading = said.say("heading_tasks")
    if not facts.tasks:
        return Section("tasks", heading, ())
    found = [each.row.assessment.verdict for each in facts.tasks]
    parts = [
        said.say("count", status=words.message(verdict_name(verdict)), count=str(number))
        for verdict in _TASK_STATES
        if (number := found.count(verdict))
    ]
    text = said.say("tasks", tasks=str(len(found)), counts=said.joined(parts))
    return Section("tasks", heading, (Block("tasks", text, tasks_table(facts.tasks)),))


def _reporting(said: Sayer, facts: BriefingFacts) -> Section:
    heading = said.say("heading_reporting")
    if not facts.overdue:
        return Section("reporting", heading, (Block("overdue_none", said.say("overdue_none")),))
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


def _notes(facts: BriefingFacts) -> Iterator[str]:
    margins = facts.rules.margins
    yield _("Completion rate = actual ÷ target × 100; linear pace = months passed ÷ 12.")
    yield _("Deviation = completion rate − pace, in percentage points; growth: actual − target.")
    yield _(
        "Ahead from %(ahead)s points, on pace from %(on_pace)s, far behind from %(far)s, unless an"
        " indicator has margins of its own."
    ) % {
        "ahead": words.number(margins.ahead, 0, signed=True),
        "on_pace": words.number(margins.on_pace, 0, signed=True),
        "far": words.number(margins.far, 0, signed=True),
    }
    yield _("Needed a month = (target − actual) ÷ months left.")
    yield _(
        "Where a year will likely end rests on past years or on this year's amounts: likely is a"
        " chance of 80 percent or more, hard is one below 20 percent."
    )
