"""A psycopg connection that waits for its server for so long and no longer.

The server's own timeouts do not help when the server is frozen: the system goes on acknowledging
what is sent to it. So each wait for an answer ends on our side too, and with it the connection.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import psycopg
from psycopg import errors

from .away import AWAY

CHECK_SECONDS = 1.0  # for the question whether a connection that was kept still works

_Value = TypeVar("_Value")


class NotConnected(psycopg.OperationalError):
    """No connection could be made: nothing was asked of the database."""


class Silent(psycopg.OperationalError):
    """The server did not answer in time; the connection was given up."""


class Connection(psycopg.Connection[Any]):
    """``patience`` is how many seconds each wait may last; None: without end."""

    patience: float | None = None

    @classmethod
    def connect(cls, conninfo: str = "", **kwargs: Any) -> Connection:
        """As psycopg does; what happens is remembered for those who come next."""
        try:
            made = super().connect(conninfo, **kwargs)
        except psycopg.OperationalError as error:
            AWAY.note()
            raise NotConnected(str(error)) from error
        AWAY.clear()
        return made

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        """Wait for the server to answer. Raises :class:`Silent`."""
        own = self.patience if timeout is None else timeout
        try:
            return super().wait(gen, interval, own)
        except errors._WaitTimeout as error:
            if timeout is not None:
                raise  # psycopg's own, which it expects
            AWAY.note()
            self.pgconn.finish()
            message = f"the server did not answer within {own:g} seconds"
            raise Silent(message) from error

    @contextmanager
    def patient(self, seconds: float | None) -> Iterator[None]:
        """Another patience for a while."""
        before, self.patience = self.patience, seconds
        try:
            yield
        finally:
            self.patience = before
