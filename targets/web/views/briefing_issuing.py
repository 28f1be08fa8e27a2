"""Issuing a briefing, and what was issued: frozen, numbered, with the SHA-256 of its data."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from targets import access, clock, words
from targets.briefs.content import Brief
from targets.briefs.stored import restored, stored
from targets.briefs.wordings import CHINESE, LANGUAGES
from targets.models import Briefing
from targets.reads.briefing import previous_as_of
from targets.reads.places import place_facts
from targets.web.answering import answering, bad_request
from targets.web.asked import forbid
from targets.web.briefing_asked import briefing_asked, briefing_of
from targets.web.briefing_content import Imprint
from targets.web.briefing_file import KINDS, briefing_file
from targets.web.briefing_print import printed
from targets.writes.issuing import IssueRefused, Issuing, issue
from tracker.client_address import client_address

CONTENT = "content"  # the key of the whole content among a language's texts


@never_cache
@answering
@require_POST
def briefing_issue(request: HttpRequest) -> HttpResponseBase:
    """Freeze the draft under a number; nothing of it can be changed afterwards."""
    draft = briefing_asked(request, to_write=True)
    wanted = draft.asked
    if wanted.known_on is not None:
        return bad_request(request, _("Only what is known now is issued: go back to the present."))
    person = request.user
    assert not person.is_anonymous  # noqa: S101 - managers are logged in
    number = request.POST.get("number", "").strip()
    name = person.get_full_name() or person.get_username()

    def texts(known_at: datetime) -> Mapping[str, Mapping[str, str]]:
        """The content in every language, from the instant that is frozen."""
        again = briefing_of(wanted._replace(at=wanted.at._replace(known_at=known_at)), draft.tiers)
        found = {}
        for language in LANGUAGES:
            with translation.override(language):
                said = again.said._replace(language=language)
                stamp = Imprint(number, clock.day_of(known_at), name)
                found[language] = {CONTENT: stored(again._replace(said=said).brief(stamp))}
        return found

    by = Issuing(
        place=wanted.place,
        number=number,
        year=wanted.year,
        as_of=wanted.at.as_of,
        before_as_of=previous_as_of(wanted.at.as_of),
        today=wanted.at.today,
        tier=wanted.tier,
        author_id=wanted.rights.user_id,
        author_name=name,
        address=client_address(request),
    )
    try:
        issued = issue(by, texts)
    except IssueRefused as refused:
        status = 409 if refused.is_taken else 400
        return bad_request(request, words.phrase(refused.reason), status=status)
    return redirect("targets:briefing_issued", issued.pk)


@never_cache
@answering
@require_safe
def briefing_issued(request: HttpRequest, briefing: UUID) -> HttpResponseBase:
    """A briefing as it was issued, word for word."""
    found, brief = _issued(request, briefing)
    context = {"brief": printed(brief), "issued": found, "kinds": KINDS}
    return render(request, "targets/briefing_issued.html", context)


@never_cache
@answering
@require_safe
def briefing_issued_file(request: HttpRequest, briefing: UUID, kind: str) -> HttpResponseBase:
    """The same as a file, with the same SHA-256."""
    if kind not in KINDS:
        raise Http404
    found, brief = _issued(request, briefing)
    name = f"briefing_{found.place.code}_{found.as_of:%Y-%m}_{found.sha256[:8]}"
    return briefing_file(brief, kind, name)


def _issued(request: HttpRequest, key: UUID) -> tuple[Briefing, Brief]:
    """The briefing, if this reader may read its place; 404, 403 or the way to log in."""
    rights = access.rights_of_request(request)
    found = Briefing.objects.select_related("place").filter(id=key).first()
    if found is None:
        if rights.is_anonymous and not settings.ANONYMOUS_READING:
            forbid(request, rights)
        raise Http404(_("There is no such briefing."))
    place = place_facts(found.place.code, clock.today())
    if place is None:
        raise PermissionDenied
    if not rights.may_read(place.above, place.label.id):
        forbid(request, rights)
    language = translation.get_language() or CHINESE
    texts = found.texts.get(language) or found.texts[CHINESE]
    return found, restored(texts[CONTENT], found.sha256)
