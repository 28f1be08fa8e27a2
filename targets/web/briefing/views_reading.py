"""What was issued: frozen, numbered, with the SHA-256 of its data, and what replaced it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from targets.reads.briefing.issued import issued_briefings, replacements
from targets.web.briefing.file import KINDS, briefing_file
from targets.web.briefing.frozen import frozen
from targets.web.briefing.print import printed
from targets.web.request.errors import handle_errors


@never_cache
@handle_errors
@require_safe
def briefing_issued(request: HttpRequest, briefing: UUID) -> HttpResponseBase:
    """A briefing as it was issued, word for word; above it what replaced it or was replaced."""
    found = frozen(request, briefing)
    lines = issued_briefings(found.issued.place_id)
    replaced = replacements(lines)
    context = {
        "brief": printed(found.brief),
        "issued": found.issued,
        "replaced_by": replaced.get(briefing),
        "replaces": [
            line for line in lines if replaced.get(line.id) and replaced[line.id].id == briefing
        ],
        "may_write": found.may_write,
        "with_words": found.with_words,
        "kinds": KINDS,
    }
    return render(request, "targets/briefing/issued.html", context)


@never_cache
@handle_errors
@require_safe
def briefing_issued_file(request: HttpRequest, briefing: UUID, kind: str) -> HttpResponseBase:
    """The same as a file, with the same SHA-256."""
    if kind not in KINDS:
        raise Http404
    found = frozen(request, briefing)
    issued = found.issued
    name = f"briefing_{issued.place.code}_{issued.as_of:%Y-%m}_{issued.sha256[:8]}"
    return briefing_file(found.brief, found.rows, kind, name, with_words=found.with_words)
