"""The sentences of a briefing as its editor sees them: what each is, its values, how it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from targets import formatting
from targets.briefs.free_text import FREE, PLACES, free_key
from targets.briefs.substitution import WordingRefused, substitute
from targets.briefs.wordings import SENTENCES, wording_of
from targets.core.values.facts import Phrase
from targets.reads.briefing.texts import Wordings
from targets.web.briefing.free import free_values
from targets.web.briefing.query import BriefingQuery
from targets.web.briefing.say import Sayer
from targets.writes.briefing.drafts import check_text

# The order in which a briefing says them
_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("title", ("title", "title_year", "issuer")),
    (
        "summary",
        ("summary", "summary_none", "summary_empty", "count", "count_up", "count_down", "no_data"),
    ),
    ("good", ("heading_good_year", "good", "good_year")),
    (
        "attention",
        (
            "attention", "attention_none", "cause", "measure", "catch_up", "catch_up_level",
            "unexplained",
        ),
    ),
    ("main", ()),
    ("tasks", ("tasks", "tasks_attention", "catch_up_task")),
    ("reporting", ("overdue", "overdue_none")),
    ("revisions", ("revisions",)),
    ("changes", ("changes",)),
    ("next", ()),
)  # fmt: skip
_SHOWN = 2  # of a sentence that is said several times


class Value(NamedTuple):
    """A named place and what stands there."""

    place: str  # with its braces
    value: str  # empty where the sentence is not said


class Line(NamedTuple):
    """One text of the form."""

    key: str
    label: str
    shown: str
    values: tuple[Value, ...]
    preview: tuple[str, ...]  # how it reads; nothing where it is not said now
    problem: str
    saved: str  # what somebody else saved meanwhile
    is_free: bool


class Group(NamedTuple):
    """A section of the briefing with its texts."""

    key: str
    title: str
    lines: tuple[Line, ...]


class Listening(Sayer):
    """Says sentences, and remembers what was put into them."""

    heard: dict[str, list[Mapping[str, str]]]

    def say(self, key: str, **values: str) -> str:
        """One sentence with its numbers."""
        self.heard.setdefault(key, []).append(values)
        return super().say(key, **values)


def problems_of(typed: Mapping[str, str], language: str) -> dict[str, Phrase]:
    """What is wrong with texts that are not saved yet."""
    found = {}
    for key, text in typed.items():
        try:
            check_text(key, language, text)
        except WordingRefused as refused:
            found[key] = refused.reason
    return found


def groups(
    draft: BriefingQuery,
    typed: Mapping[str, str],
    problems: Mapping[str, Phrase],
    *,
    with_saved: bool = False,
) -> tuple[Group, ...]:
    """Every text with its preview; what is wrong is shown as typed and previewed as it stands."""
    language, kept = draft.said.language, draft.said.kept
    right = {(key, language): text for key, text in typed.items() if key not in problems}
    said = Listening(language, {**kept, **right})
    said.heard = {}
    draft._replace(said=said).brief()
    own = free_values(draft.facts, formatting.name(draft.asked.place.label))

    def line(key: str) -> Line:
        is_free = key in FREE
        saved = kept.get((key, language), "") if is_free else wording_of(key, language, kept)
        return Line(
            key,
            _label(key),
            typed.get(key, saved),
            tuple(_values(key, own, said)),
            tuple(_preview(key, said, own)) if key not in problems else (),
            formatting.phrase(problems[key]) if key in problems else "",
            saved if with_saved and saved != typed.get(key, saved) else "",
            is_free,
        )

    return tuple(
        Group(key, _title(key, said.kept, language), tuple(map(line, keys)))
        for key, keys in _all_groups()
    )


def _all_groups() -> Iterator[tuple[str, tuple[str, ...]]]:
    """With the heading first and the free paragraph last; a sentence in no group closes them."""
    known: set[str] = set()
    for key, keys in _GROUPS:
        heading, free = f"heading_{key}", free_key(key)
        found = (
            *((heading,) if heading in SENTENCES else ()),
            *(key for key in keys if key in SENTENCES),
            *((free,) if free in FREE else ()),
        )
        known.update(found)
        yield key, found
    if rest := tuple(key for key in SENTENCES if key not in known):
        yield "rest", rest


def _values(key: str, own: Mapping[str, str], said: Listening) -> Iterator[Value]:
    is_free = key in FREE
    values = own if is_free else next(iter(said.heard.get(key, ())), {})
    for name in PLACES if is_free else SENTENCES[key].places:
        yield Value(f"{{{name}}}", values.get(name, ""))


def _preview(key: str, said: Listening, own: Mapping[str, str]) -> Iterator[str]:
    if key in FREE:
        text = said.kept.get((key, said.language), "")
        yield from filter(None, substitute(text, own).splitlines())
        return
    text = wording_of(key, said.language, said.kept)
    readings = (substitute(text, values) for values in said.heard.get(key, ()))
    yield from list(dict.fromkeys(readings))[:_SHOWN]


def _title(key: str, kept: Wordings, language: str) -> str:
    heading = f"heading_{key}"
    if heading in SENTENCES:
        return wording_of(heading, language, kept)
    return _("Other sentences") if key == "rest" else _("Title")


def _label(key: str) -> str:
    """What a text is; a sentence without a label of its own is called by how it is shipped."""
    if key in FREE:
        return _("A paragraph of your own")
    if found := _labels().get(key):
        return found
    if key.startswith("heading_"):
        return _("Heading")
    return SENTENCES[key].text("zh-hans" if formatting.in_chinese() else "en")


def _labels() -> dict[str, str]:
    return {
        "title": _("Title of the briefing"),
        "title_year": _("Title of the briefing of a whole year"),
        "issuer": _("Who issues it"),
        "summary": _("How many have figures, and where they stand"),
        "summary_none": _("If none has figures yet"),
        "summary_empty": _("If there is no quantified indicator"),
        "count": _("One status among them"),
        "count_up": _("One status, more than last period"),
        "count_down": _("One status, fewer than last period"),
        "no_data": _("How many have no figures"),
        "heading_good_year": _("Heading of a whole year"),
        "good": _("How many are met or ahead"),
        "good_year": _("How many were met, of a whole year"),
        "attention": _("How many lag"),
        "attention_none": _("If none lags"),
        "cause": _("The cause that a lead unit gave"),
        "measure": _("The measure that a lead unit named"),
        "catch_up": _("The day a lead unit promised"),
        "catch_up_level": _("The day promised for a rate, share or rank"),
        "catch_up_task": _("The day promised for a task"),
        "unexplained": _("If a lead unit gave no cause"),
        "tasks": _("How many tasks, and where they stand"),
        "tasks_attention": _("How many tasks are slow or overdue"),
        "overdue": _("How many units are overdue"),
        "overdue_none": _("If none is overdue"),
        "revisions": _("How many figures were revised"),
        "changes": _("How many statuses changed"),
    }
