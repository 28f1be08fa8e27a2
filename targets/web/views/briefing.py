"""进度通报: the month's briefing as a draft, its files, its text around the numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from targets import words
from targets.briefs.wordings import SENTENCES, wording_of
from targets.core.periods import month_end
from targets.reads.briefing_texts import issued_briefings
from targets.reads.labels import tier_labels
from targets.web.answering import answering
from targets.web.asked import Asked, asked
from targets.web.briefing_asked import BriefingAsked, briefing_asked, briefing_of, may_write
from targets.web.briefing_file import KINDS, briefing_file
from targets.web.briefing_print import printed
from targets.writes.briefing_drafts import DraftConflict, DraftOf, DraftRefused, save_draft

LISTED = 24  # briefings issued


@never_cache
@answering
@require_safe
def briefing_page(request: HttpRequest) -> HttpResponseBase:
    """The draft of a place and month for members; for everybody what was issued."""
    tiers = tier_labels()
    wanted = asked(request, tiers)
    context: dict[str, Any] = {
        "asked": wanted,
        "place_name": words.name(wanted.place.label),
        "issued": issued_briefings(wanted.place.label.id, most=LISTED),
        "months": _months(wanted),
        "tiers": tiers.values(),
        "query": urlencode(_kept(wanted)),
        "may_write": may_write(wanted),
        "kinds": KINDS,
    }
    if not wanted.rights.is_anonymous:
        draft = briefing_of(wanted, tiers)
        context |= {"brief": printed(draft.brief()), "next_number": _next_number(draft)}
    return render(request, "targets/briefing.html", context)


@never_cache
@answering
@require_safe
def briefing_draft_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The draft as a file, marked as one."""
    if kind not in KINDS:
        raise Http404
    draft = briefing_asked(request)
    return briefing_file(draft.brief(), kind, f"{draft.name()}_draft")


@never_cache
@answering
@require_http_methods(["GET", "HEAD", "POST"])
def briefing_edit(request: HttpRequest) -> HttpResponseBase:
    """The text around the numbers, sentence by sentence; the numbers stay."""
    draft = briefing_asked(request, to_write=True)
    if request.method != "POST":
        return _form(request, draft, seen=draft.draft.seen)
    typed = {
        key: request.POST[f"text-{key}"].replace("\r\n", "\n").strip()
        for key in SENTENCES
        if f"text-{key}" in request.POST
    }
    seen = request.POST.get("seen", "")
    of = DraftOf(draft.asked.place.label.id, draft.asked.at.as_of, draft.asked.tier)
    try:
        save_draft(of, draft.said.language, typed, seen=seen, author_id=draft.asked.rights.user_id)
    except DraftRefused as refused:
        problems = {key: words.phrase(reason) for key, reason in refused.problems.items()}
        return _form(request, draft, seen=seen, typed=typed, problems=problems, status=400)
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
    return redirect(f"{reverse('targets:briefing')}?{urlencode(_kept(draft.asked))}")


def _form(
    request: HttpRequest,
    draft: BriefingAsked,
    *,
    seen: str,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
    conflict: str = "",
    status: int = 200,
) -> HttpResponseBase:
    said = draft.said
    lines = [
        {
            "key": key,
            "shown": (typed or {}).get(key, wording_of(key, said.language, said.kept)),
            "saved": wording_of(key, said.language, said.kept) if conflict else "",
            "places": [f"{{{place}}}" for place in sentence.places],
            "problem": (problems or {}).get(key, ""),
        }
        for key, sentence in SENTENCES.items()
    ]
    context = {
        "asked": draft.asked,
        "place_name": words.name(draft.asked.place.label),
        "period": words.as_of_month(draft.asked.at.as_of),
        "lines": lines,
        "seen": seen,
        "conflict": conflict,
        "problems": problems,
        "query": urlencode(_kept(draft.asked)),
    }
    return render(request, "targets/briefing_edit.html", context, status=status)


def _months(wanted: Asked) -> list[tuple[str, str, bool]]:
    today, year = wanted.at.today, wanted.year
    last = 12 if year < today.year else today.month if year == today.year else 0
    return [
        (
            f"{year}-{month:02d}",
            words.as_of_month(month_end(year, month)),
            (year, month) == (wanted.at.as_of.year, wanted.at.as_of.month),
        )
        for month in range(1, last + 1)
    ]


def _kept(wanted: Asked) -> dict[str, str]:
    kept = {
        "place": wanted.place.label.code,
        "year": str(wanted.year),
        "as_of": f"{wanted.at.as_of:%Y-%m}",
        "tier": wanted.tier or "",
        "known": f"{wanted.known_on:%Y-%m-%d}" if wanted.known_on else "",
    }
    return {key: value for key, value in kept.items() if value}


def _next_number(draft: BriefingAsked) -> str:
    """What the number will probably be; whoever issues may write another."""
    as_of = draft.asked.at.as_of
    return _("No. %(month)s of %(year)s") % {"month": as_of.month, "year": as_of.year}
