"""A person's saved views: kept under a name, deleted, never anybody else's."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop, phrase
from targets.models import SavedView
from targets.models.saved_view import MOST_VIEWS

LONGEST_NAME, LONGEST_QUERY = 60, 1000


class SavedViewRefused(Exception):
    """Nothing was written; ``reason`` says why (HTTP 400)."""

    def __init__(self, reason: Phrase) -> None:
        super().__init__(reason.msgid)
        self.reason = reason


def save_view(person_id: int, *, name: str, screen: str, query: str, now: datetime) -> SavedView:
    """Keep a screen's filters under a name.

    Raises :class:`SavedViewRefused` for a name that is empty, too long, unprintable or taken, for
    an address that is too long, and beyond :data:`~targets.models.saved_view.MOST_VIEWS` views.
    """
    name = " ".join(name.split())
    if not name:
        raise SavedViewRefused(phrase(gettext_noop("Give the view a name.")))
    if len(name) > LONGEST_NAME:
        raise SavedViewRefused(
            phrase(
                gettext_noop("The name is longer than %(most)s characters: shorten it."),
                most=LONGEST_NAME,
            )
        )
    if not name.isprintable():
        raise SavedViewRefused(
            phrase(gettext_noop("The name has characters that cannot be shown."))
        )
    if len(query) > LONGEST_QUERY:
        raise SavedViewRefused(phrase(gettext_noop("These filters are too long to be kept.")))
    if SavedView.objects.filter(person_id=person_id).count() >= MOST_VIEWS:
        raise SavedViewRefused(
            phrase(
                gettext_noop("You keep %(most)s views already: delete one first."), most=MOST_VIEWS
            )
        )
    try:
        with transaction.atomic():
            return SavedView.objects.create(
                person_id=person_id, name=name, screen=screen, query=query, saved_at=now
            )
    except IntegrityError as error:
        if "savedview_once" not in str(error):
            raise
        refused = phrase(gettext_noop("You have a view called “%(name)s” already."), name=name)
        raise SavedViewRefused(refused) from error


def delete_view(person_id: int, view: uuid.UUID) -> bool:
    """Delete one of the person's own views; False when there is none."""
    deleted, _by_model = SavedView.objects.filter(person_id=person_id, id=view).delete()
    return bool(deleted)
