"""A person's tokens: made and shown once, listed, revoked; by logging in, never by token."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from targets import access, clock, formatting
from targets.exchange.headers.period_text import parse_day
from targets.exchange.sheets.problems import CellRefused
from targets.models import TokenScope
from targets.reads.scope.tokens import token_lines, tokens_of, unlisted_tokens
from targets.writes.people.tokens import (
    LONGEST_DAYS,
    NewToken,
    TokenRefused,
    make_token,
    revoke_token,
    revoke_token_of,
)

_USUAL_DAYS = 90


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("made")
def tokens_page(request: HttpRequest) -> HttpResponse:
    """List the reader's tokens; POST makes one and shows its secret this one time."""
    if request.method != "POST":
        return _page(request)
    try:
        made = make_token(
            _person(request),
            name=request.POST.get("name", "").strip(),
            scope=request.POST.get("scope", ""),
            expires_on=_day(request.POST.get("expires_on", "")),
            now=clock.now(),
            today=clock.today(),
        )
    except TokenRefused as refused:
        problems = {
            field or "all": formatting.phrase(sentence)
            for field, sentence in refused.problems.items()
        }
        return _page(request, problems=problems)
    return _page(request, made=made)


@require_POST
@login_required
def revoke(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """End one of the reader's own tokens at once."""
    if not revoke_token(_person(request), token, now=clock.now()):
        raise Http404(_("You have no such token, or it was revoked already."))
    messages.success(request, _("The token was revoked; it opens nothing any more."))
    return redirect("targets:tokens")


@never_cache
@login_required
@require_safe
def people_tokens_page(request: HttpRequest) -> HttpResponse:
    """The live tokens of the people whom the reader administers; never a secret."""
    tokens = tokens_of(_people(request), clock.today())
    return render(request, "targets/account/people_tokens.html", {"tokens": tokens})


@require_POST
@login_required
def people_token_revoke(request: HttpRequest, token: uuid.UUID) -> HttpResponse:
    """End a token of somebody whom the reader administers at once."""
    people = _people(request)
    if not revoke_token_of(people, token, revoked_by=_person(request), now=clock.now()):
        raise Http404(_("None of your people has such a token, or it was revoked already."))
    messages.success(request, _("The token was revoked; it opens nothing any more."))
    return redirect("targets:people_tokens")


def _people(request: HttpRequest) -> QuerySet[User]:
    rights = access.rights_of_request(request)
    if not rights.manages:
        raise PermissionDenied(_("Only who administers people sees their tokens."))
    return access.managed_people(rights)


def _person(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _day(text: str) -> date | None:
    try:
        return parse_day(text)
    except CellRefused:
        return None


@sensitive_variables("made")
def _page(
    request: HttpRequest, *, made: NewToken | None = None, problems: dict[str, str] | None = None
) -> HttpResponse:
    today = clock.today()
    typed = request.POST if problems else {}
    context = {
        "tokens": token_lines(_person(request), today),
        "unlisted": unlisted_tokens(_person(request), today),
        "made": made,
        "problems": problems or {},
        "scopes": TokenScope.choices,
        "typed": {
            "name": typed.get("name", ""),
            "scope": typed.get("scope", TokenScope.READ),
            "expires_on": typed.get(
                "expires_on", (today + timedelta(days=_USUAL_DAYS)).isoformat()
            ),
        },
        "earliest": today.isoformat(),
        "latest": (today + timedelta(days=LONGEST_DAYS)).isoformat(),
        "today": today,
    }
    return render(request, "targets/account/tokens.html", context, status=400 if problems else 200)
