"""What nobody means to send: numbers, dates, keys and texts that break what reads them."""

from __future__ import annotations

NUMBERS = (
    "9" * 4400, "-" + "9" * 4400, "1E-400", "1E400", "1E+999999999", "-1E-999999", "NaN", "sNaN",
    "Infinity", "-Infinity", "²", "٣", "１２", "四", "+5", "-1", "0", "00", "1_000", "0x10", "1.5",
    "2147483648", "9223372036854775808", "1e5", " 7 ", "½", "0" * 5000 + "1", "1" + "0" * 400,
)  # fmt: skip
DAYS = (
    "0000-00-00", "0000-01", "0001-01-01", "9999-12-31", "9999-99", "10000-01-01", "2026-02-30",
    "-2026-01-01", "2026-W10", "٢٠٢٦-٠١", "２０２６-０１-０１", "2026-01-01T25:61", "1e3-01",
    "2026-²",
    "0000", "9999", "2201", "1948",
)  # fmt: skip
KEYS = (
    "00000000-0000-0000-0000-000000000000", "{00000000000000000000000000000000}",
    "urn:uuid:00000000-0000-0000-0000-000000000000", "00000000-0000-0000-0000-00000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff", "١٢٣٤٥٦٧٨-0000-0000-0000-000000000000", "None", "null",
)  # fmt: skip
TEXTS = (
    "", "\0", "a\0b", "\ufffe", "\ud800", "\x1b[2J", "x" * 20_000, "'", '"><script>', "%", "%s%n",
    "{0}", "{met.__class__}", "[]", "__class__", "../../etc/passwd", "a\r\nX-Injected: b", "\u202e",
    "🀄" * 300, "=1+1", "//elsewhere.example", "javascript:alert(1)", "\\", ";", "a,b", "_", ":",
)  # fmt: skip
EVERYTHING = (*NUMBERS, *DAYS, *KEYS, *TEXTS)


def encoded(text: str) -> bytes:
    """As it goes over the wire; halves of characters too, which are no UTF-8."""
    return text.encode("utf-8", "surrogatepass")


class Rotation:
    """The next few of them, so that in the course of a walk each meets many fields."""

    def __init__(self, start: int = 0, values: tuple[str, ...] = EVERYTHING) -> None:
        self._at = start
        self._values = values

    def take(self, count: int) -> list[str]:
        """So many; all of them, once round, when more are asked for."""
        count = min(count, len(self._values))
        taken = [self._values[(self._at + step) % len(self._values)] for step in range(count)]
        self._at += count
        return taken
