"""The columns of the file of actuals, as exports write it."""

from __future__ import annotations

from targets.exchange.sheets.headers import FileKind

ACTUALS_FILE = FileKind(
    columns=(
        "place", "code", "name_zh", "name_en", "theme", "unit_zh", "unit_en", "period_end",
        "period_label", "value", "qualifier", "stage", "declared", "share_done", "expected_on",
        "done_on", "source", "note", "recorded_at", "illustrative",
        # appended
        "lane", "preliminary", "release_on",
    ),
    required=frozenset({"code", "period_end", "value"}),
)  # fmt: skip
