"""The colours of paper: the light column of the screens, as six hexadecimal digits."""

from __future__ import annotations

INK = "1B222B"
MUTED = "55606E"
RULE = "D5DCE4"
QUIET = "76818F"
SURFACE = "FFFFFF"
ACCENT = "1D4C8F"  # lines, never a verdict
DRAFT = "9E1B16"

# The mark of each family of verdicts
FAMILY = {
    "met": "0A5445",
    "good": "17856E",
    "behind": "B87300",
    "far": "A8201A",
    "neutral": "76818F",
}
