"""The import of many rows against a bare COPY of the same rows into the same indexed table."""

from __future__ import annotations

import gc
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection

from benchmarks import scratch
from benchmarks.timing import Claim
from targets.core.values.periods import month_end
from targets.models import Actual, Origin, Series, StagedRow, Unit, Upload
from targets.models.keys import new_key
from targets.writes.entries.submit import Submission
from targets.writes.upload.confirm import Confirmation, confirm
from targets.writes.upload.stage import Importer, read_upload
from targets.writes.upload.store import drop, receive

PLACE = "bench-import"
YEARS = range(2004, 2024)
TODAY = date(scratch.YEAR + 1, 3, 1)
_COLUMNS = (
    "id, series_id, place_id, calendar, period_end, lane, withdrawn, value, qualifier, stage,"
    " declared, source, note, reason, origin, preliminary, same_as_last, questioned, revision,"
    " address, recorded_at"
)


def claims(owner: psycopg.Connection[Any], rows: int) -> list[Claim]:
    """Preview, confirmation of new, changed and unchanged rows; memory."""
    place, person = _place(rows), User.objects.create_user("bench-importer")
    owner.execute("VACUUM (ANALYZE)")
    series = list(Series.objects.filter(place=place).order_by("order"))
    with tempfile.TemporaryDirectory() as folder:
        settings.UPLOAD_FOLDER = Path(folder)
        limit = _bare_copy(owner, series, rows)
        stamps = _stamps(owner, series, rows)
        before = _reset_memory()
        first, preview = _preview(place, person, _file(series, rows, 0))
        growth = _memory() - before
        for _round in range(2):  # the best of three, as of the bare COPY
            drop(first)
            owner.execute("VACUUM targets_stagedrow")
            first, again = _preview(place, person, _file(series, rows, 0))
            preview = min(preview, again)
        new = _timed(lambda: _confirm(first, place, person))
        count = Actual.objects.filter(series__place=place).count()
        same, _seconds = _preview(place, person, _file(series, rows, 0))
        unchanged = _timed(lambda: _confirm(same, place, person))
        written = Actual.objects.filter(series__place=place).count() - count
        second, _seconds = _preview(place, person, _file(series, rows, 1))
        changed = _timed(lambda: _confirm(second, place, person))
    return [
        stamps,
        _ratio("import preview", preview, limit, 2.5),
        _ratio("import confirmed, all rows new", new, limit, 2.0),
        _ratio("import confirmed, all rows changed", changed, limit, 4.5),
        Claim("import of unchanged rows, rows written", written, 0, "", f"{unchanged:.2f} s"),
        Claim("import, growth of memory", growth, 60, "MB", f"{rows:,} rows previewed"),
    ]


def _ratio(name: str, own: float, limit: float, most: float, *, versus: str = " : COPY") -> Claim:
    return Claim(f"{name}{versus}", own / limit, most, "×", f"{own:.2f} s : {limit:.2f} s")


def _place(rows: int) -> Unit:
    """A place whose series have room for so many rows."""
    place = Unit.objects.create(
        code=PLACE, name_zh="导入区", kind="place", checks_figures=False, order=99_999
    )
    unit = Unit.objects.create(
        code=f"{PLACE}-d", name_zh="统计局", kind="department", parent=place, order=1
    )
    template = Series.objects.filter(indicator__measure="amount").select_related("indicator")
    indicator = template[0].indicator
    needed = -(-rows // (len(YEARS) * 12))
    for number in range(needed):
        indicator.pk, indicator.code = new_key(), f"BENCH_I{number}"
        indicator.name_zh = f"导入指标{number}"
        indicator._state.adding = True
        indicator.save(force_insert=True)
        Series.objects.create(
            place=place, indicator=indicator, calendar="monthly", order=number, reporting=unit
        )
    return place


def _slots(series: list[Series], rows: int) -> Iterator[tuple[Series, date, str]]:
    """So many slots, each with a plausible running total."""
    made = 0
    for each in series:
        for year in YEARS:
            for month in range(1, 13):
                if made == rows:
                    return
                made += 1
                yield each, month_end(year, month), f"{(80 + year % 7) * month + each.order % 10}"


def _file(series: list[Series], rows: int, more: int) -> Iterator[bytes]:
    yield "编码,期末日期,数值,数据来源\r\n".encode("utf-8-sig")
    batch = []
    for each, end, value in _slots(series, rows):
        figure = f"{value}.{more + 1}"
        batch.append(f"BENCH_I{each.order},{end},{figure},月度台账\r\n")
        if len(batch) == 1000:
            yield "".join(batch).encode()
            batch = []
    yield "".join(batch).encode()


def _bare_copy(owner: psycopg.Connection[Any], series: list[Series], rows: int) -> float:
    """The same rows into the same table with its indexes and rules, and taken back."""
    slots = [(new_key(), each, end, value) for each, end, value in _slots(series, rows)]
    seconds = []
    for _round in range(3):
        with owner.transaction(force_rollback=True), owner.cursor() as cursor:
            seconds.append(_timed(partial(_copy_in, cursor, slots)))
        owner.execute("VACUUM targets_actual")
    return min(seconds)


def _copy_in(cursor: psycopg.Cursor[Any], slots: list[tuple[Any, ...]]) -> None:
    (recorded_at,) = cursor.execute("SELECT clock_timestamp()").fetchone() or (None,)
    with cursor.copy(f"COPY targets_actual ({_COLUMNS}) FROM STDIN") as copy:
        for key, series, end, value in slots:
            copy.write_row(
                (key, series.id, series.place_id, "monthly", end, "official", False, value, "", "",
                 "", "月度台账", "", "", "import", False, False, "", False, "", recorded_at)
            )  # fmt: skip
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _stamps(owner: psycopg.Connection[Any], series: list[Series], rows: int) -> Claim:
    """Rows brought in and ended with their stamps held against the clock, and without."""
    slots = [(new_key(), each, end, value) for each, end, value in _slots(series, rows)]
    seconds: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
    for _round in range(3):
        for switch, found in seconds.items():
            with owner.transaction(force_rollback=True), owner.cursor() as cursor:
                for trigger in ("recorded", "ended"):
                    cursor.execute(
                        f"ALTER TABLE targets_actual {switch} TRIGGER targets_actual_{trigger}"
                    )
                found.append(_timed(partial(_bring_and_end, cursor, slots)))
            owner.execute("VACUUM targets_actual")
    held, free = min(seconds["ENABLE"]), min(seconds["DISABLE"])
    return _ratio("ledger, stamps held against the clock : not held", held, free, 1.1, versus="")


def _bring_and_end(cursor: psycopg.Cursor[Any], slots: list[tuple[Any, ...]]) -> None:
    _copy_in(cursor, slots)
    cursor.execute(
        "UPDATE targets_actual SET superseded_at = clock_timestamp() WHERE id = ANY (%s)",
        [[key for key, *_rest in slots]],
    )


def _preview(place: Unit, person: User, chunks: Iterator[bytes]) -> tuple[Upload, float]:
    upload = receive(place, person.pk, "bench.csv", chunks)
    importer = Importer(TODAY, None, lambda phrase: phrase.msgid % dict(phrase.params))
    seconds = _timed(lambda: read_upload(upload, importer))
    upload.refresh_from_db()
    return upload, seconds


def _confirm(upload: Upload, place: Unit, person: User) -> None:
    confirm(
        upload.id,
        Confirmation(upload.sha256, reason="更正", answer="核实无误", leave_refused=True),
        Submission(place, person.pk, Origin.IMPORT),
    )
    StagedRow.objects.filter(upload=upload).delete()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE targets_actual")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _memory() -> float:
    """Highest resident size since it was reset, MB."""
    text = Path("/proc/self/status").read_text("ascii")
    return float(re.search(r"VmHWM:\s+(\d+) kB", text)[1]) / 1024  # type: ignore[index]


def _reset_memory() -> float:
    """What the bare COPY took is not the import's: Linux counts anew from here."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return _memory()
