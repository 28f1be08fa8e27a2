"""双过半, 开门红, 连续N期滞后: the marks of leaders as they are printed beside a chip."""

from __future__ import annotations

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from targets import formatting
from targets.core.judging.badges import MarkCode, marks
from targets.core.judging.outcomes import Assessment


def mark_words(assessment: Assessment) -> list[str]:
    """The words of all marks that apply."""
    return [formatting.phrase(mark.words) for mark in marks(assessment)]


def marks_shown(assessment: Assessment) -> SafeString:
    """The marks as small labels; empty where none applies."""
    return format_html_join(
        "",
        '<span class="mark-word {}">{}</span>',
        (
            ("late" if mark.code is MarkCode.LAGGING else "good", formatting.phrase(mark.words))
            for mark in marks(assessment)
        ),
    )
