"""How a figure stands: waiting to be checked, being corrected, preliminary; in one place."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from targets.core.judging.outcomes import Assessment
from targets.core.values.facts import ActualFact

_NONE = mark_safe("")


def standing(of: Assessment | ActualFact) -> SafeString:
    """Small marks beside a figure; nothing for an accepted, final one."""
    if not (of.is_provisional or of.has_correction or of.is_preliminary):
        return _NONE
    marks = []
    if of.is_provisional:
        marks.append(("pending", _("to be checked"), _("Submitted and not accepted yet")))
    if of.has_correction:
        marks.append(("pending", _("correction waits"), _("A correction waits to be checked")))
    if of.is_preliminary:
        marks.append(("preliminary", _("preliminary"), _("The source calls it preliminary")))
    return mark_safe(  # noqa: S308 - each part is escaped
        "".join(
            format_html('<span class="standing {}" title="{}">{}</span>', kind, title, word)
            for kind, word, title in marks
        )
    )
