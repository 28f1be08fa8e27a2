"""Work that may take its time although it is done for a request: files in and out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.db import Error, connections

from .base import DatabaseWrapper, hurry


@contextmanager
def unhurried() -> Iterator[None]:
    """Let this thread's statements take as long as they want."""
    found = connections["default"]
    if not isinstance(found, DatabaseWrapper) or found.seconds is None:
        yield
        return
    found.ensure_connection()
    hurry(found.connection, None)
    try:
        yield
    finally:
        _hurry_again(found)


def _hurry_again(wrapper: DatabaseWrapper) -> None:
    """A connection that is broken, or in a broken transaction, is given up instead."""
    try:
        if wrapper.connection is not None and not wrapper.connection.closed:
            hurry(wrapper.connection, wrapper.seconds)
    except (Error, psycopg.Error):
        wrapper.close()
