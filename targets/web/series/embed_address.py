"""The signed address of an embedded chart: what it shows, in which language, until when."""

from __future__ import annotations

import uuid
from datetime import date
from typing import NamedTuple

from django.core import signing

from targets.models.target import FIRST_YEAR, LAST_YEAR

_SALT = "targets.embed.1"  # the number of this format: an older address then no longer opens
_LONGEST = 400  # characters; no address of ours comes near
LANGUAGES = ("zh-hans", "en")
VALID_DAYS = (30, 90, 365)


class Embedded(NamedTuple):
    """What an address shows."""

    series_id: uuid.UUID
    year: int | None  # None: the latest with targets
    language: str
    expires_on: date  # the last day it is shown


class Tampered(Exception):
    """The address was not made here, or not in this form."""


class Expired(Exception):
    """The address was good once."""


def sign(embedded: Embedded) -> str:
    """The part of the address that says and proves it all."""
    content = (
        embedded.series_id.hex,
        embedded.year or 0,
        embedded.language,
        embedded.expires_on.isoformat(),
    )
    return signing.dumps(content, salt=_SALT)


def read(signed: str, today: date) -> Embedded:
    """What a signed address shows. Raises :class:`Tampered` or :class:`Expired`."""
    if len(signed) > _LONGEST:
        raise Tampered
    try:
        series, year, language, expires = signing.loads(signed, salt=_SALT)
        embedded = Embedded(
            uuid.UUID(series), int(year) or None, language, date.fromisoformat(expires)
        )
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise Tampered from None
    known_year = embedded.year is None or FIRST_YEAR <= embedded.year <= LAST_YEAR
    if embedded.language not in LANGUAGES or not known_year:
        raise Tampered
    if embedded.expires_on < today:
        raise Expired
    return embedded
