"""What kind a file is, and whether reading it costs little: told by its bytes, before reading."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from targets.exchange.sheets.kinds import LIGHT, is_light
from tests.exchange.workbook_files import old_workbook, workbook


def test_only_what_is_light_is_called_so() -> None:
    table: list[list[Any]] = [["指标代码", "2026-10"], ["ROAD_KM", 71]]
    assert is_light(b"a,b")
    assert is_light(workbook(table))
    assert is_light(old_workbook(table))
    assert is_light(b"PK\x03\x04 broken")
    assert not is_light(b"x" * (LIGHT + 1))
    assert not is_light(b"," * 6_001)
    assert not is_light(old_workbook(table) + b"\0" * 20_000)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 1_000_000)
    assert len(out.getvalue()) < LIGHT
    assert not is_light(out.getvalue())
