"""Facts → what a briefing says in the reader's language: page, DOCX, slides print this."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.briefs.content import Block, Brief, Picture, Section
from targets.briefs.punctuation import punctuated
from targets.core.judging.status import SHORT
from targets.core.values.facts import Reporting, Verdict
from targets.core.values.periods import is_last_period
from targets.reads.briefing.briefing import BriefedSeries, BriefingFacts
from targets.reads.overview.overview import is_quantified, is_task
from targets.reads.places.places import PlaceFacts
from targets.web.briefing.explained import explained
from targets.web.briefing.free import with_free
from targets.web.briefing.notes import notes
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
    lagging = [task for task in facts.tasks if task.row.assessment.verdict in SHORT]
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
