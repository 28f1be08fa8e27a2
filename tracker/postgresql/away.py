"""Whether the database was found to be away a moment ago: then nobody tries again just yet."""

from __future__ import annotations

import time

REMEMBERED = 1.0  # seconds


class Away:
    """What the threads of one process tell one another; a single number needs no lock."""

    def __init__(self) -> None:
        self._until = 0.0

    def note(self) -> None:
        """It did not answer."""
        self._until = time.monotonic() + REMEMBERED

    def clear(self) -> None:
        """It answers."""
        self._until = 0.0

    @property
    def is_recent(self) -> bool:
        """Whether trying again is pointless."""
        return time.monotonic() < self._until


AWAY = Away()
