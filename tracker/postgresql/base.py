"""The backend that ``ENGINE`` names."""

from __future__ import annotations

import time
from typing import Any

from django.core.signals import request_started
from django.db import InterfaceError, OperationalError, connections
from django.db.backends.postgresql import base
from psycopg import IsolationLevel, sql
from psycopg_pool import PoolTimeout

from .away import AWAY
from .connection import CHECK_SECONDS, Connection, NotConnected

# In turns, so that it is noticed meanwhile that the database is away
TURN, MOST = 0.9, 10.0  # seconds a request waits for a connection of a pool that is in use
SPARE = 2.0  # seconds that the server's own timeout comes before ours


class CommitUnknown(OperationalError):
    """The connection was lost while a transaction was being committed: it may stand or not."""


class DatabaseWrapper(base.DatabaseWrapper):
    """``SECONDS`` beside ``ENGINE`` bounds every statement, or None; ``has_committed`` says
    whether this request has written anything so far."""

    has_committed = False

    @property
    def seconds(self) -> float | None:
        """How long a statement may take; None: as long as it wants."""
        return self.settings_dict.get("SECONDS") or None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection of the pool or of our own; soon refused while the database is away."""
        if self.seconds is not None and AWAY.is_recent:
            raise NotConnected("the database was away a moment ago")
        if self.pool:
            return self._from_pool(conn_params)
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return Connection.connect(**conn_params)

    def _from_pool(self, conn_params: dict[str, Any]) -> Any:
        self.pool.open()
        began = time.monotonic()
        while True:
            try:
                self.isolation_level = IsolationLevel.READ_COMMITTED
                found = self.pool.getconn(timeout=TURN)
            except PoolTimeout as error:
                if AWAY.is_recent or time.monotonic() - began > MOST:
                    raise NotConnected(str(error)) from error
            else:
                found.patience = self._patience
                return found

    @property
    def _patience(self) -> float | None:
        return None if self.seconds is None else self.seconds + SPARE

    def _close(self) -> None:
        if self.pool and self.connection is not None and self.seconds is not None:
            # Until it is taken again it is only asked whether it still works
            self.connection.patience = CHECK_SECONDS
        super()._close()  # type: ignore[misc]

    def _configure_connection(self, connection: Any) -> bool:
        """The session's timeouts, on the server and here. Not as startup parameters, which a
        pooler in between refuses."""
        commit: bool = super()._configure_connection(connection)  # type: ignore[misc]
        hurry(connection, self.seconds)
        if self.pool and self.seconds is not None:
            connection.patience = CHECK_SECONDS  # until it is taken
        return commit

    def is_usable(self) -> bool:
        """The question that is asked of a connection kept from an earlier request."""
        if self.connection is None:
            return False
        with self.connection.patient(CHECK_SECONDS):
            return bool(super().is_usable())

    def _commit(self) -> None:
        try:
            super()._commit()  # type: ignore[misc]
        except (OperationalError, InterfaceError) as error:
            if self.connection is None or self.connection.closed:
                raise CommitUnknown(*error.args) from error
            raise
        self.has_committed = True


def hurry(connection: Connection, seconds: float | None) -> None:
    """Bound the statements of a session, or let them take their time (None)."""
    limit = 0 if seconds is None else int(seconds * 1000)
    idle = 0 if seconds is None else 60_000
    connection.patience = None if seconds is None else seconds + SPARE
    for name, milliseconds in (
        ("statement_timeout", limit),
        ("idle_in_transaction_session_timeout", idle),
    ):
        query = sql.SQL("SET {} TO {}").format(sql.Identifier(name), sql.Literal(milliseconds))
        connection.execute(query)


def _forget(**_signal: Any) -> None:
    for wrapper in connections.all(initialized_only=True):
        if isinstance(wrapper, DatabaseWrapper):
            wrapper.has_committed = False


request_started.connect(_forget, dispatch_uid="tracker.postgresql")
