"""Time-ordered primary keys, made here so that a row has its key before it is sent.

The layout is UUID version 7 (RFC 9562 §5.7). Time order keeps index pages warm; nothing may
sort by a key, because clocks of several machines differ.
"""

from __future__ import annotations

import secrets
import time
import uuid

_RANDOM_BITS = 74
_LOW_BITS = 62


def new_key() -> uuid.UUID:
    """A new version 7 UUID: 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    random = secrets.randbits(_RANDOM_BITS)
    high = (milliseconds << 16) | 0x7000 | (random >> _LOW_BITS)
    low = (0b10 << _LOW_BITS) | (random & ((1 << _LOW_BITS) - 1))
    return uuid.UUID(int=(high << 64) | low)
