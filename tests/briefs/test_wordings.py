"""Wordings an administrator may edit: the numbers stay, and nothing but names is ever read."""

from __future__ import annotations

import pytest

from targets.briefs.substitution import LONGEST, WordingRefused, pieces, places, substitute
from targets.briefs.wordings import LANGUAGES, SENTENCES, validate_wording, wording_of


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SENTENCES)
def test_a_shipped_wording_is_valid(key: str, language: str) -> None:
    validate_wording(key, language, SENTENCES[key].text(language))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("  ", "empty"),
        ("x" * LONGEST + "{count}", "characters"),
        ("{count} of {0}", "brace"),
        ("{count} {count.__class__}", "brace"),
        ("{count!r}", "brace"),
        ("{count:>9999999}", "brace"),
        ("{{count}}", "brace"),
        ("{count", "brace"),
        ("{count} {secret}", "There is no"),
        ("no number", "left out"),
        ("{count} and {count}", "twice"),
    ],
)
def test_a_wording_that_cannot_be_used_is_refused(text: str, says: str) -> None:
    with pytest.raises(WordingRefused) as refused:
        validate_wording("good", "en", text)
    assert says in refused.value.reason.msgid


def test_a_refusal_names_what_is_missing_and_what_exists() -> None:
    with pytest.raises(WordingRefused) as refused:
        validate_wording("summary", "en", "{quantified}")
    assert refused.value.reason.params["missing"] == "{with_data}, {counts}"
    with pytest.raises(WordingRefused) as refused:
        validate_wording("overdue", "en", "{units} {series} {day}")
    assert refused.value.reason.params == {"unknown": "{day}", "known": "{units}, {series}"}


@pytest.mark.parametrize(("key", "language"), [("nothing", "en"), ("good", "fr")])
def test_an_unknown_sentence_or_language_is_refused(key: str, language: str) -> None:
    with pytest.raises(WordingRefused):
        validate_wording(key, language, "{count}")


def test_what_is_put_in_is_not_read_again() -> None:
    filled = substitute("{cause}; {day}", {"cause": "{day}", "day": "%(x)s"})
    assert filled == "{day}; %(x)s"
    with pytest.raises(KeyError):
        substitute("{cause}", {})


def test_places_are_told_from_text() -> None:
    assert places("a{b}c{d}") == ("b", "d")
    assert [piece.text for piece in pieces("a{b}c{d}")] == ["a", "b", "c", "d"]
    assert [piece.is_place for piece in pieces("{b} end")] == [True, False]


def test_a_kept_wording_wins_over_the_shipped_one() -> None:
    assert wording_of("good", "en", {}) == SENTENCES["good"].en
    assert wording_of("good", "en", {("good", "en"): "{count}!"}) == "{count}!"
    assert wording_of("good", "zh-hans", {("good", "en"): "{count}!"}) == SENTENCES["good"].zh
