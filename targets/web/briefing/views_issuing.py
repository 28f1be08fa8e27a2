"""Issuing a briefing: asked for, confirmed on a second page, then frozen under its number."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from targets import clock, formatting
from targets.briefs.free_text import SECTIONS, free_key
from targets.briefs.stored import stored
from targets.briefs.wordings import LANGUAGES
from targets.core.values.periods import month_end
from targets.reads.briefing.briefing import previous_as_of
from targets.reads.briefing.issued import standing
from targets.reads.scope.visibility import OFFICIAL
from targets.web.briefing.content import Imprint
from targets.web.briefing.frozen import CONTENT, PUBLIC, ROWS
from targets.web.briefing.query import BriefingQuery, briefing_of, briefing_query, kept_query
from targets.web.briefing.rows import kept_rows, series_rows
from targets.web.request.errors import bad_request, handle_errors
from targets.writes.briefing.issue import IssueRefused, Issuing, check_number, issue
from tracker.requests.client_address import client_address


@never_cache
@handle_errors
@require_POST
def briefing_issue(request: HttpRequest) -> HttpResponseBase:
    """Asks once more; confirmed, freezes the draft. Nothing of it can be changed afterwards."""
    draft = briefing_query(request, to_write=True)
    if draft.asked.known_on is not None:
        return bad_request(request, _("Only what is known now is issued: go back to the present."))
    number = request.POST.get("number", "").strip()
    try:
        check_number(number)
    except IssueRefused as refused:
        return _confirm(request, draft, number, refused)
    if request.POST.get("confirmed") != "yes":
        return _confirm(request, draft, number)
    if request.POST.get("seen", draft.draft.seen) != draft.draft.seen:
        changed = _("The text was edited since this page was opened: read the draft again first.")
        return _confirm(request, draft, number, problem=changed, status=409)
    person = request.user
    assert not person.is_anonymous  # noqa: S101 - managers are logged in
    name = person.get_full_name() or person.get_username()
    by = Issuing(
        place=draft.asked.place,
        number=number,
        year=draft.asked.year,
        as_of=draft.asked.at.as_of,
        before_as_of=previous_as_of(draft.asked.at.as_of),
        today=draft.asked.at.today,
        tier=draft.asked.tier,
        author_id=draft.asked.rights.user_id,
        author_name=name,
        address=client_address(request),
    )
    try:
        issued = issue(by, lambda known_at: _texts(draft, known_at, number, name))
    except IssueRefused as refused:
        return _confirm(request, draft, number, refused)
    messages.success(request, _("%(number)s was issued.") % {"number": number})
    return redirect("targets:briefing_issued", issued.pk)


def _texts(
    draft: BriefingQuery, known_at: datetime, number: str, name: str
) -> Mapping[str, Mapping[str, str]]:
    """What is printed, in every language, from the instant that is frozen: for members of the
    place, and without people and the words of units for readers who are not logged in."""
    wanted = draft.asked._replace(at=draft.asked.at._replace(known_at=known_at))
    full = briefing_of(wanted, draft.tiers)
    public = briefing_of(wanted, draft.tiers, OFFICIAL)
    day = clock.day_of(known_at)
    texts = {}
    for language in LANGUAGES:
        with translation.override(language):
            said = full.said._replace(language=language)
            texts[language] = {
                CONTENT: stored(full._replace(said=said).brief(Imprint(number, day, name))),
                PUBLIC: stored(public._replace(said=said).brief(Imprint(number, day))),
                ROWS: kept_rows(series_rows(wanted.place, full.facts, full.tiers)),
            }
    return texts


def _confirm(
    request: HttpRequest,
    draft: BriefingQuery,
    number: str,
    refused: IssueRefused | None = None,
    *,
    problem: str = "",
    status: int = 200,
) -> HttpResponseBase:
    """The page that asks once more, or says why nothing was issued."""
    if refused is not None:
        problem = formatting.phrase(refused.reason)
        status = 409 if refused.is_taken else 400
    wanted = draft.asked
    as_of = wanted.at.as_of
    tier = draft.tiers.get(wanted.tier or "")
    context = {
        "asked": wanted,
        "place_name": formatting.name(wanted.place.label),
        "period": formatting.as_of_month(as_of),
        "tier_name": formatting.tier_name(tier) if tier else "",
        "number": number,
        "problem": problem,
        "seen": draft.draft.seen,
        "replaced": standing(draft.issued, as_of, wanted.tier),
        "is_early": as_of < month_end(as_of.year, as_of.month),
        "one_sided": _one_sided(draft),
        "query": kept_query(wanted),
    }
    return render(request, "targets/briefing/confirm.html", context, status=status)


def _one_sided(draft: BriefingQuery) -> str:
    """The sections with a paragraph of their own in one language and none in the other."""
    texts = [draft.draft.texts.get(language, {}) for language in LANGUAGES]
    found = []
    for section in SECTIONS:
        key = free_key(section)
        if len({bool(text.get(key, "").strip()) for text in texts}) > 1:
            found.append(draft.said.say(f"heading_{section}"))
    return draft.said.joined(found)
