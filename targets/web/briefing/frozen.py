"""What of an issued briefing a reader gets: word for word, with or without the words of units."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _

from targets import access, clock
from targets.briefs.content import Brief
from targets.briefs.stored import restored
from targets.briefs.wordings import CHINESE
from targets.models import Briefing, Role
from targets.reads.places.places import place_facts
from targets.web.briefing.rows import Row, rows_again
from targets.web.request.errors import LoginNeeded
from targets.web.request.query import forbid

# The keys among a language's texts
CONTENT = "content"  # for who logs in
PUBLIC = "public"  # without the issuer's name, causes, measures, promised days and reasons
ROWS = "rows"  # of the files; the columns of the words are left out when they are printed


class Frozen(NamedTuple):
    """One issued briefing as this reader may read it."""

    issued: Briefing
    brief: Brief
    rows: list[Row] | None  # None: issued before rows were frozen
    with_words: bool
    may_write: bool  # issues briefings of the place


def frozen(request: HttpRequest, key: UUID) -> Frozen:
    """The briefing, if this reader may read its place; 404, 403 or the way to log in.

    An issued briefing is a published paper, but people and what units wrote of their causes are
    for who logs in. What was issued before the two were kept apart is for them only.
    """
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
    with_words = rights.sees_people(place.above, place.label.id)
    if not with_words and PUBLIC not in texts:
        raise LoginNeeded(request)
    return Frozen(
        found,
        restored(texts[CONTENT if with_words else PUBLIC], found.sha256),
        rows_again(texts[ROWS]) if ROWS in texts else None,
        with_words,
        rights.has_role(Role.MANAGER, place.above),
    )
