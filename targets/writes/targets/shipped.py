"""The data that ship with the product: Baiyun District's stated targets and published actuals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from targets.core.values.facts import Phrase
from targets.exchange.targets.documents import DocumentRow, read_departments, read_documents
from targets.exchange.targets.file import read_targets
from targets.exchange.targets.rows import TargetRow
from targets.models import Document, Unit
from targets.writes.upload.from_file import Door, ImportResult, import_actuals
from targets.writes.upload.stage import Importer

from .from_file import StatingResult, state_rows
from .places import Departments, add_place

FOLDER = Path(__file__).resolve().parents[2] / "data"
CODE, NAME_ZH, NAME_EN = "baiyun", "白云区", "Baiyun District"
TARGET_FILES = ("stated_targets_2024.csv", "approved_plan_targets_2024.csv")
ACTUALS_FILE = "published_actuals.csv"


class Shipped(NamedTuple):
    """What loading brought; nothing but zeros the second time."""

    targets: StatingResult
    actuals: ImportResult


def load_shipped(*, today: date, folder: Path = FOLDER) -> Shipped:
    """Load the files of ``folder``; all or nothing.

    A slot is filled only if it never held an entry, and names once stored are never overwritten:
    what an official corrected stays corrected, however often this runs.
    """
    with transaction.atomic():
        place, _made = add_place(CODE, NAME_ZH, name_en=NAME_EN)
        documents = _documents(folder)
        _departments(place, folder)
        rows = [row for name in TARGET_FILES for row in _targets(folder / name, documents)]
        stated = state_rows(place, rows, fill_only=True)
        with (folder / ACTUALS_FILE).open("rb") as source:
            door = Door(ACTUALS_FILE, fill_only=True)
            actuals = import_actuals(
                place, source, door, Importer(today, None, _unsaid, checks_names=False)
            )
    return Shipped(stated, actuals)


def _unsaid(message: Phrase) -> str:
    """Nobody reads a preview of what ships."""
    return message.msgid


def _documents(folder: Path) -> dict[str, DocumentRow]:
    with (folder / "documents.csv").open("rb") as source:
        rows = read_documents(source).rows
    for row in rows:
        Document.objects.get_or_create(
            code=row.code,
            defaults={
                "title_zh": row.title_zh,
                "title_en": row.title_en,
                "issuer": row.issuer,
                "stated_on": row.stated_on,
                "address": row.address,
            },
        )
    return {row.code: row for row in rows}


def _departments(place: Unit, folder: Path) -> None:
    departments = Departments(place)
    with (folder / "departments.csv").open("rb") as source:
        for row in read_departments(source).rows:
            departments.named(row.name_zh, code=row.code, name_en=row.name_en)


def _targets(path: Path, documents: dict[str, DocumentRow]) -> list[TargetRow]:
    """Rows of one file; a task has no tier of its own and takes that of its document."""
    with path.open("rb") as source:
        rows = read_targets(source).rows
    return [
        row if row.tier or not row.document else row._replace(tier=documents[row.document].tier)
        for row in rows
    ]
