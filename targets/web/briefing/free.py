"""Puts the paragraphs that a place wrote itself into the sections they belong to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from targets import formatting
from targets.briefs.content import Block, Section
from targets.briefs.free_text import free_key
from targets.briefs.substitution import substitute
from targets.reads.briefing.briefing import BriefingFacts
from targets.web.briefing.say import Sayer


def free_values(facts: BriefingFacts, place: str) -> Mapping[str, str]:
    """What the named places of such a paragraph stand for."""
    return {
        "place": place,
        "year": str(facts.at.as_of.year),
        "period": formatting.as_of_month(facts.at.as_of),
        "quantified": str(facts.now.quantified),
        "with_data": str(facts.now.with_data),
        "ahead": str(len(facts.good)),
        "lagging": str(len(facts.attention)),
        "tasks": str(len(facts.tasks)),
        "overdue": str(len(facts.overdue)),
    }


def with_free(
    said: Sayer, facts: BriefingFacts, place: str, sections: Sequence[Section]
) -> Iterator[Section]:
    """The sections with their own paragraphs after what they say; what comes next is last."""
    values = free_values(facts, place)
    for section in (*sections, Section("next", said.say("heading_next"), ())):
        key = free_key(section.key)
        text = substitute(said.kept.get((key, said.language), ""), values)
        lines = (line.strip() for line in text.splitlines())
        own = tuple(Block(key, line) for line in lines if line)
        yield section._replace(blocks=(*section.blocks, *own))
