"""Readers of environment variables: a value that cannot be meant stops the product by name."""

from __future__ import annotations

import os
import re
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

YES = frozenset({"1", "yes", "true", "on"})
NO = frozenset({"0", "no", "false", "off"})
_LABEL = "[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_ORIGIN = re.compile(rf"https://{_LABEL}(\.{_LABEL})*(:[1-9][0-9]{{0,4}})?")


def text(name: str, default: str = "") -> str:
    """The variable without surrounding spaces; an empty one counts as unset."""
    return os.environ.get(name, "").strip() or default


def flag(name: str, *, default: bool) -> bool:
    """Yes or no; anything else is refused rather than taken for no."""
    given = text(name).lower()
    if given in YES or given in NO or not given:
        return given in YES if given else default
    raise ImproperlyConfigured(f"{name} is {given!r}: write yes or no.")


def number(name: str, *, default: int, least: int, most: int) -> int:
    """A whole number within its bounds."""
    given = text(name)
    if not given:
        return default
    try:
        value = int(given)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {given!r}: write a whole number.") from None
    if not least <= value <= most:
        raise ImproperlyConfigured(f"{name} is {value}: it has to be from {least} to {most}.")
    return value


def names(name: str) -> list[str]:
    """A list parted by commas."""
    return [part.strip() for part in text(name).split(",") if part.strip()]


def one_of(name: str, *, default: str, allowed: tuple[str, ...]) -> str:
    """One word of a closed list."""
    given = text(name, default)
    if given not in allowed:
        raise ImproperlyConfigured(
            f"{name} is {given!r}: it has to be one of {', '.join(allowed)}."
        )
    return given


def address(name: str, *, required: bool) -> str:
    """An e-mail address to send from; it may be empty where nothing is sent."""
    given = text(name)
    if not given and not required:
        return "target-tracker@localhost"
    _name, mailbox = parseaddr(given)
    if "@" not in mailbox.strip("@") or "\n" in given:
        raise ImproperlyConfigured(
            f"{name} is {given!r}: write the address that messages come from, such as "
            "tracker@example.gov.cn."
        )
    return given


def site(name: str) -> str:
    """Where people find the product, without a slash at its end; empty when nobody said."""
    given = text(name).rstrip("/")
    parts = urlsplit(given)
    if given and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query):
        raise ImproperlyConfigured(
            f"{name} is {given!r}: write the address people open, such as "
            "https://tracker.example.gov.cn."
        )
    return given


def origins(name: str) -> list[str]:
    """Sites by their https origins, parted by commas: a scheme and a host, and nothing more.

    Strict, because they are written into a security policy, where a star, a path or a space
    would mean more than was meant.
    """
    found = []
    for given in names(name):
        origin = given.rstrip("/").lower()
        if not _ORIGIN.fullmatch(origin):
            raise ImproperlyConfigured(
                f"{name} holds {given!r}: write the sites as https://www.example.gov.cn, parted "
                "by commas, without a path and without a star; a Chinese name as xn--…."
            )
        found.append(origin)
    return found


def database(name: str) -> dict[str, Any] | None:
    """A database address as Django's settings, read by libpq's own parser; None when unset."""
    given = text(name)
    if not given:
        return None
    if not given.startswith(("postgres://", "postgresql://")):
        raise ImproperlyConfigured(
            f"{name} has to begin with postgresql:// (another database cannot be used)."
        )
    try:
        parts: dict[str, Any] = dict(conninfo_to_dict(given))
    except ProgrammingError as error:
        raise ImproperlyConfigured(f"{name} cannot be read: {error}") from None
    if not parts.get("dbname"):
        raise ImproperlyConfigured(
            f"{name} names no database: postgresql://user:password@host:5432/database"
        )
    return {
        "ENGINE": "tracker.postgresql",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": parts,
    }
