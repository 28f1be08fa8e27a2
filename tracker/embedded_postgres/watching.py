"""Starting the embedded server again when it died under a product that serves."""

from __future__ import annotations

import logging
import threading
from types import TracebackType

from tracker.embedded_postgres.errors import EmbeddedPostgresError
from tracker.embedded_postgres.server import EmbeddedPostgres

LOOK_EVERY = 0.5  # seconds
MOST_PATIENCE = 30.0  # between attempts that fail

log = logging.getLogger(__name__)


class Watch:
    """Looks after the server in a thread of its own while it is entered.

    Every process that serves from the database watches: whichever sees the death first starts the
    server, the others find it running. Leaving waits for an attempt that is being made.
    """

    def __init__(self, database: EmbeddedPostgres) -> None:
        self._database = database
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look, name="database-watch", daemon=True)

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ending.set()
        self._thread.join()

    def _look(self) -> None:
        pause = LOOK_EVERY
        while not self._ending.wait(pause):
            if not self._database.has_ended():
                pause = LOOK_EVERY
                continue
            log.warning("The database has ended; it is started again")
            try:
                self._database.join(may_go_on=lambda: not self._ending.is_set())
            except EmbeddedPostgresError as error:
                pause = min(max(pause * 2, 1.0), MOST_PATIENCE)
                log.error("%s Next attempt in %.0f seconds.", error, pause)
            else:
                log.warning("The database answers again")
                pause = LOOK_EVERY
