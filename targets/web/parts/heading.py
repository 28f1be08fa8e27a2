"""What stands above: the name of a section, and what a page or printout rests on."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import formatting
from targets.core.saying.labels import verdict_name
from targets.core.values.facts import Verdict
from targets.reads.overview.overview import Filters, Group, Overview
from targets.reads.scope.labels import Label
from targets.web.request.query import ViewQuery


def section_name(label: Label, group: Group) -> str:
    """A theme, a lead unit or none, a status."""
    if group is Group.STATUS:
        return formatting.message(verdict_name(Verdict(label.code)))
    return formatting.name(label) or _("No lead unit")


def waiting(found: Overview) -> int:
    """How many rows rest on figures that are not accepted yet, or are being corrected."""
    return sum(row.assessment.is_provisional or row.assessment.has_correction for row in found.rows)


def rests_on(query: ViewQuery, filters: Filters, found: Overview) -> str:
    """What a printout does not show: the day replayed, figures not accepted, filters."""
    return " · ".join(_parts(query, filters, found))


def _parts(query: ViewQuery, filters: Filters, found: Overview) -> Iterator[str]:
    if query.known_on is not None:
        yield _("as known on %(day)s") % {"day": formatting.day(query.known_on)}
    count = waiting(found)
    if not query.with_pending:
        yield _("only accepted figures")
    elif count:
        yield ngettext(
            "%(count)s with figures not accepted yet", "%(count)s with figures not accepted yet",
            count,
        ) % {"count": count}  # fmt: skip
    said = [
        *(formatting.name(lead) for lead in found.leads if lead.code == filters.lead),
        filters.leader,
        _("“%(text)s”") % {"text": filters.text} if filters.text else "",
        formatting.message(verdict_name(filters.verdict)) if filters.verdict else "",
    ]
    narrowed = [each for each in said if each]
    if narrowed:
        yield _("filtered: %(filters)s") % {"filters": _(", ").join(narrowed)}
