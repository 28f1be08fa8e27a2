"""Run by test_killed: accepts all that waits, and stops before one of its statements."""

from __future__ import annotations

import sys
import time
from typing import Any


def main(database: str, place_code: str, statements: int) -> None:
    """Stop for good after ``statements`` of them, saying so."""
    import django

    django.setup()

    from django.contrib.auth.models import User
    from django.db import connection

    from targets.models import Actual, Unit
    from targets.reads.scope.checkable import Reach
    from targets.writes.checking.check import Checking, Seen, accept
    from tracker import databases

    databases.make_ready()
    databases.connect_as("owner")
    connection.settings_dict["NAME"] = database
    place = Unit.objects.get(code=place_code)
    checker = User.objects.get(username="checker")
    waiting = Actual.objects.pending().known(None).values_list("id", flat=True)
    seen = [Seen(entry_id) for entry_id in waiting]
    left = statements

    def counted(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal left
        if left == 0:
            _say("stopped")
            time.sleep(60)
        left -= 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        accept(seen, Checking(place.id, checker.pk, Reach((place.id,))))
    _say("accepted")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
