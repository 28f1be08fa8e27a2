"""Freeing a name or an address from waiting: what was guessed is forgotten, and a line says so."""

from __future__ import annotations

from axes.utils import reset
from django.contrib.auth.models import User
from django.db import transaction

from targets.core.values.messages import gettext_noop
from targets.writes.people.administration_log import Author, record_changed
from targets.writes.people.guesses import free_address, free_name

_FIELD = gettext_noop("wait after wrong passwords")


def unlock_name(person: User, author: Author) -> int:
    """Free a person's name everywhere; how many counts were forgotten."""
    with transaction.atomic():
        forgotten: int = free_name(person.username) + reset(username=person.username)
        record_changed(author, person, _FIELD)
    return forgotten


def unlock_address(address: str, author: Author) -> int:
    """Free an address for all names; how many counts were forgotten."""
    with transaction.atomic():
        forgotten: int = free_address(address) + reset(ip=address)
        record_changed(author, None, _FIELD, words=address)
    return forgotten
