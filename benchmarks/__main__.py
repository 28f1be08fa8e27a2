"""Measure every claim about speed and print the table of docs/performance.md.

``python -m benchmarks`` takes some minutes; ``--places 30`` is the smoke that CI runs, whose
ratios say nothing. Exit code 1 when a claim does not hold, unless ``--smoke``.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from typing import TYPE_CHECKING

import django
from django.core.management import call_command

if TYPE_CHECKING:
    from benchmarks.timing import Claim


def main() -> int:
    """Fill, measure small, fill up, measure large, print."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks")
    parser.add_argument("--places", type=int, default=3000)
    parser.add_argument("--smoke", action="store_true", help="only see that everything runs")
    parser.add_argument("--ranking", action="store_true", help="only the ranking of places")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    os.environ.setdefault("LOCAL", "1")
    os.environ["DATABASE_ROLE"] = "serving"
    django.setup()

    from benchmarks import (  # noqa: PLC0415 - after setup
        export,
        first_picture,
        grid,
        importing,
        overview,
        places,
        scratch,
        server,
    )

    call_command("collectstatic", interactive=False, verbosity=0)
    began = time.perf_counter()
    with scratch.scratch_database() as connection:
        scratch.fill(connection, 1, 1)
        client = overview.reader()
        small = overview.page_milliseconds(client)
        if options.places > 1:
            scratch.fill(connection, 2, options.places)
        actuals = scratch.count(connection)
        if options.ranking:
            claims = places.claims(connection)
            version = connection.info.server_version
            return _printed(options, claims, actuals, version, began)
        claims = [overview.queries(client), overview.data_against_pgbench(),
                  overview.judging_against_data(), overview.page_against_constants(client),
                  overview.growth(client, small)]  # fmt: skip
        claims += grid.claims(connection)
        claims += importing.claims(connection, 2_000 if options.smoke else 100_000)
        with server.running() as running:
            claims += export.claims(running)
            claims.append(export.bounded(running, slots=2))
            claims += first_picture.claims(running)
        # Last, since it puts all places below one
        claims += places.claims(connection)
        version = connection.info.server_version
    return _printed(options, claims, actuals, version, began)


def _printed(
    options: argparse.Namespace, claims: list[Claim], actuals: int, version: int, began: float
) -> int:
    from benchmarks.timing import table  # noqa: PLC0415 - after setup

    sys.stdout.write(
        f"{options.places} places, {actuals:,} actuals; {platform.python_implementation()} "
        f"{platform.python_version()}, PostgreSQL {version // 10000}, {os.cpu_count()} cores, "
        f"{platform.system()}; {time.perf_counter() - began:.0f} s\n\n{table(claims)}\n"
    )
    return 0 if options.smoke or all(claim.holds for claim in claims) else 1


if __name__ == "__main__":
    sys.exit(main())
