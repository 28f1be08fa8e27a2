"""Statements about the big tables: do they name the place?"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models

ROOT = Path(__file__).resolve().parent.parent
# What speaks of all places at once, or follows keys from rows that were found by place
SPANNING = {
    "targets/admin/catalogue.py": "whether an indicator has figures anywhere",
    "targets/admin/relations.py": "whether an indicator has ceilings anywhere",
    "targets/exporting.py": "every place's targets, where no place is asked for",
    "targets/reads/export/actuals.py": "whether any figure is withheld",
    "targets/reads/judging/splits.py": "a target and its parts in the places below",
    "targets/reads/ledger/rows.py": "the entries of checks",
    "targets/writes/briefing/issue.py": "the newest stamp, wherever it was made",
    "targets/writes/targets/summaries.py": "the columns of a table",
}

# What may follow a table's name and is no name for its rows
_WORDS = "CROSS|FOR|GROUP|INNER|JOIN|LEFT|LIMIT|ON|ORDER|SET|USING|WHERE|WITH"
_READ = r'\b(?:FROM|JOIN|UPDATE|USING)\s+"?{table}"?\b(?:\s+(?:AS\s+)?"?(?!(?:{words})\b)(\w+)"?)?'


def _big_tables() -> list[str]:
    """Tables whose rows say the place of their series."""
    return [
        model._meta.db_table
        for model in apps.get_app_config("targets").get_models()
        if any(
            isinstance(field, models.ForeignKey)
            and field.name == "place"
            and not field.db_constraint  # type: ignore[attr-defined]
            for field in model._meta.fields
        )
    ]


TABLES = _big_tables()


def placeless(statement: str) -> list[str]:
    """The big tables of which a statement neither names the place nor looks up rows by their
    keys."""
    missing = []
    for table in TABLES:
        for match in re.finditer(_READ.format(table=table, words=_WORDS), statement):
            row, rest = match[1] or table, statement[match.end() :]
            named = rf'(?:"?\b{row}"?\."?place_id|USING \([^)]*place_id)'
            by_key = rf'"?\b{row}"?\."?id"? (?:= (?:%|ANY)|IN \(%)'
            if not re.search(f"{named}|{by_key}", rest):
                missing.append(table)
        for match in re.finditer(rf'INSERT INTO "?{table}"?\s*\(([^)]*)\)', statement):
            if "place_id" not in match[1]:
                missing.append(table)
    return missing


@contextmanager
def places_are_named() -> Iterator[None]:
    """Fail for statements within that touch big tables and name no place."""
    met: dict[str, str] = {}

    def watch(execute: Callable[..., Any], statement: Any, *rest: Any) -> Any:
        if placeless(str(statement)):
            modules = [
                Path(frame.filename).relative_to(ROOT).as_posix()
                for frame in traceback.extract_stack()
                if frame.filename.startswith(str(ROOT / "targets"))
            ]
            if modules and modules[-1] not in SPANNING:
                met[modules[-1]] = str(statement)
        return execute(statement, *rest)

    with connection.execute_wrapper(watch):
        yield
    assert met == {}
