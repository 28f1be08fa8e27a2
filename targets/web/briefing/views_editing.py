"""The text around the numbers, sentence by sentence; the numbers stay."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from targets import formatting
from targets.briefs.free_text import FREE
from targets.briefs.wordings import CHINESE, SENTENCES
from targets.core.values.facts import Phrase
from targets.web.briefing.query import BriefingQuery, briefing_query, kept_query
from targets.web.briefing.sentences import groups, problems_of
from targets.web.request.errors import handle_errors
from targets.writes.briefing.drafts import DraftConflict, DraftOf, DraftRefused, save_draft


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def briefing_edit(request: HttpRequest) -> HttpResponseBase:
    """Each sentence with what it is, its values and how it reads; previewed, then saved."""
    draft = briefing_query(request, to_write=True)
    if request.method != "POST":
        return _form(request, draft, seen=draft.draft.seen)
    typed = {
        key: request.POST[f"text-{key}"].replace("\r\n", "\n").strip()
        for key in (*SENTENCES, *FREE)
        if f"text-{key}" in request.POST
    }
    seen = request.POST.get("seen", "")
    language = draft.said.language
    if "preview" in request.POST:
        problems = problems_of(typed, language)
        return _form(request, draft, seen=seen, typed=typed, problems=problems, is_preview=True)
    of = DraftOf(draft.asked.place.label.id, draft.asked.at.as_of, draft.asked.tier)
    try:
        save_draft(of, language, typed, seen=seen, author_id=draft.asked.rights.user_id)
    except DraftRefused as refused:
        return _form(request, draft, seen=seen, typed=typed, problems=refused.problems, status=400)
    except DraftConflict:
        return _form(
            request,
            draft,
            seen=draft.draft.seen,
            typed=typed,
            conflict=_(
                "Somebody saved this draft meanwhile. Your text stands below; what was saved is"
                " shown beside it. Save again to keep yours."
            ),
            status=409,
        )
    messages.success(request, _("The draft was saved."))
    return redirect(f"{reverse('targets:briefing')}?{kept_query(draft.asked)}")


def _form(
    request: HttpRequest,
    draft: BriefingQuery,
    *,
    seen: str,
    typed: Mapping[str, str] | None = None,
    problems: Mapping[str, Phrase] | None = None,
    conflict: str = "",
    is_preview: bool = False,
    status: int = 200,
) -> HttpResponseBase:
    problems = problems or {}
    found = groups(draft, typed or {}, problems, with_saved=bool(conflict))
    query = kept_query(draft.asked)
    context = {
        "asked": draft.asked,
        "place_name": formatting.name(draft.asked.place.label),
        "period": formatting.as_of_month(draft.asked.at.as_of),
        "groups": found,
        "wrong": [line for group in found for line in group.lines if line.problem],
        "seen": seen,
        "conflict": conflict,
        "is_preview": is_preview,
        "query": query,
        "here": f"{reverse('targets:briefing_edit')}?{query}",
        "edits_chinese": draft.said.language == CHINESE,
    }
    return render(request, "targets/briefing/edit.html", context, status=status)
