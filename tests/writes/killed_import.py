"""Run by test_killed: confirms an import, and stops before one of its statements."""

from __future__ import annotations

import sys
import time
from typing import Any


def main(database: str, upload_id: str, statements: int) -> None:
    """Stop for good after ``statements`` of them, saying so."""
    import django

    django.setup()

    from django.db import connection

    from targets.models import Origin, Upload
    from targets.writes.entries.submit import Submission
    from targets.writes.upload.confirm import Confirmation, confirm
    from tracker import databases

    databases.make_ready()
    databases.connect_as("owner")
    connection.settings_dict["NAME"] = database
    upload = Upload.objects.select_related("place").get(id=upload_id)
    submission = Submission(upload.place, upload.person_id, Origin.IMPORT)
    left = statements

    def counted(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal left
        if left == 0:
            _say("stopped")
            time.sleep(60)
        left -= 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        confirm(upload.id, Confirmation(upload.sha256, answer="核实无误"), submission)
    _say("done")


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
