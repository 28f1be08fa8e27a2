"""Display links: made, shown once, revoked; the address of a screen that nobody logs in at."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import DisplayLink, Unit
from targets.reads.scope.display_links import is_live
from targets.reads.scope.tokens import hash_of
from targets.writes.people.administration_log import Author, record_added, record_changed
from targets.writes.people.tokens import SecretRefused, new_secret, wrong_name

PREFIX = "td_"
MOST_LINKS = 50  # that a place may have alive
_USED_EVERY = timedelta(minutes=10)


class DisplayLinkRefused(SecretRefused):
    """No link was made."""


class NewDisplayLink(NamedTuple):
    """A link just made, with the secret of its address, shown this one time."""

    link: DisplayLink
    secret: str


def make_display_link(
    place_id: uuid.UUID,
    person_id: int,
    *,
    name: str,
    expires_on: date | None,
    now: datetime,
    today: date,
) -> NewDisplayLink:
    """Make a link for a place; ``expires_on``: its last day, None for none. Raises
    :class:`DisplayLinkRefused` with everything that is wrong."""
    problems = _problems(name, expires_on, today)
    with transaction.atomic():
        # Two at once must not both be the last one
        Unit.objects.select_for_update().get(pk=place_id)
        if DisplayLink.objects.filter(is_live(today), place_id=place_id).count() >= MOST_LINKS:
            problems[""] = phrase(
                _("This place has %(count)s links already. Revoke one that no screen needs."),
                count=MOST_LINKS,
            )
        if problems:
            raise DisplayLinkRefused(problems)
        secret = new_secret(PREFIX)
        link = DisplayLink.objects.create(
            place_id=place_id,
            name=name,
            sha256=hash_of(secret),
            made_by_id=person_id,
            made_at=now,
            expires_on=expires_on,
        )
        record_added(Author(person_id), link)
    return NewDisplayLink(link, secret)


def _problems(name: str, expires_on: date | None, today: date) -> dict[str, Phrase]:
    problems: dict[str, Phrase] = {}
    if not name:
        problems["name"] = phrase(_("Say which screen it is for, such as the meeting room."))
    elif wrong := wrong_name(name):
        problems["name"] = wrong
    if expires_on is not None and expires_on < today:
        problems["expires_on"] = phrase(
            _("%(day)s has passed: leave the last day out, or choose a later one."), day=expires_on
        )
    return problems


def revoke_display_link(
    place_id: uuid.UUID, link_id: uuid.UUID, person_id: int, *, now: datetime
) -> bool:
    """End a link of this place at once; False when there is none to end."""
    with transaction.atomic():
        link = (
            DisplayLink.objects.select_for_update()
            .filter(id=link_id, place_id=place_id, revoked_at__isnull=True)
            .first()
        )
        if link is None:
            return False
        link.revoked_at, link.revoked_by_id = now, person_id
        link.save(update_fields=["revoked_at", "revoked_by"])
        record_changed(Author(person_id), link, "revoked at")
    return True


def note_use(link: DisplayLink, now: datetime) -> None:
    """Remember when a link was last used, to ten minutes: most requests write nothing."""
    if link.used_at is None or link.used_at <= now - _USED_EVERY:
        DisplayLink.objects.filter(id=link.id).update(used_at=now)
