"""Confirming an import: from its staged rows into the ledger, set-wise, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from targets.core.phrases import gettext_noop as _
from targets.core.phrases import phrase
from targets.core.values import Phrase
from targets.models import Import, Series, StagedRow, Upload, UploadState
from targets.models.keys import new_key

from . import staging_sql as sql
from .ledger import Stamp, Written, write_incoming
from .staged import counts
from .submitting import Submission, keep_to_closed, stamp_of


class Confirmation(NamedTuple):
    """What a person said when they confirmed a preview."""

    sha256: str  # of the file they saw
    reason: str = ""  # why figures that stand are changed
    answer: str = ""  # why questioned figures are right all the same
    leave_questioned: bool = False
    leave_refused: bool = False


class ConfirmationRefused(Exception):
    """Nothing was written: what is missing (HTTP 400)."""

    def __init__(self, sentence: Phrase) -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence


class AlreadyImported(Exception):
    """The upload was confirmed before."""


def confirm(
    upload_id: uuid.UUID,
    said: Confirmation,
    submission: Submission,
    *,
    own_units: Collection[uuid.UUID] | None = None,
) -> Written:
    """Write what the preview showed. Rows that change nothing write nothing. Series of other
    units than ``own_units`` (None: of none) are taken into closed periods alone.

    Raises :class:`~targets.writes.submitting.PeriodOpen`, :class:`ConfirmationRefused`,
    :class:`AlreadyImported`, and what :func:`~targets.writes.ledger.write_ledger` raises: when
    somebody saved in between, the preview has to be made again.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(id=upload_id)
        if upload.state == UploadState.DONE:
            raise AlreadyImported
        found = counts(upload_id)
        _refuse(upload, said, found)
        if own_units is not None:
            keep_to_closed(upload.place_id, _ends_of_others(upload, own_units))
        import_id = new_key()
        written = write_staged(
            upload_id,
            stamp_of(submission)._replace(import_id=import_id),
            reason=said.reason,
            answer=said.answer,
            leave_questioned=said.leave_questioned,
        )
        record_import(
            upload, import_id, submission.author_id, written, unchanged=found["unchanged"]
        )
        upload.state = UploadState.DONE
        upload.summary = upload.summary | {
            "written": {
                "new": found["new"],
                "changed": found["changed"],
                "total": written.new + written.changed,
            }
        }
        upload.save(update_fields=["state", "summary"])
    return written


def write_staged(
    upload_id: uuid.UUID,
    stamp: Stamp,
    *,
    reason: str,
    answer: str,
    leave_questioned: bool = False,
    trust_current: bool = False,
) -> Written:
    """Bring staged rows that would change something into the ledger. Raises what
    :func:`~targets.writes.ledger.write_ledger` raises."""
    said: dict[str, Any] = {
        "upload": upload_id,
        "reason": reason,
        "answer": answer,
        "leave_questioned": leave_questioned,
    }
    return write_incoming(
        lambda cursor: cursor.execute(sql.FILL, said), stamp, trust_current=trust_current
    )


def record_import(
    upload: Upload,
    import_id: uuid.UUID,
    author_id: int | None,
    written: Written,
    *,
    unchanged: int,
) -> None:
    """Keep what the file was, where it made entries. Their foreign key to this row is checked at
    the end of the transaction."""
    if written.new or written.changed:
        Import.objects.create(
            id=import_id,
            file_name=upload.file_name,
            sha256=upload.sha256,
            rows_new=written.new,
            rows_changed=written.changed,
            rows_unchanged=unchanged + written.unchanged,
            author_id=author_id,
            recorded_at=written.recorded_at,
        )


def _ends_of_others(upload: Upload, own_units: Collection[uuid.UUID]) -> set[date]:
    own = Series.objects.filter(place_id=upload.place_id, reporting_id__in=own_units)
    rows = StagedRow.objects.filter(upload=upload, outcome__in=("new", "changed"))
    ends = rows.exclude(series_id__in=own.values("id")).values_list("period_end", flat=True)
    return {end for end in ends.distinct() if end is not None}


def _refuse(upload: Upload, said: Confirmation, found: dict[str, int]) -> None:
    if upload.state != UploadState.READY or said.sha256 != upload.sha256:
        raise ConfirmationRefused(
            phrase(_("The preview is no longer that of this file. Look at it again."))
        )
    if found["total"] == 0:
        raise ConfirmationRefused(
            phrase(_("The preview was lost when the database restarted. Read the file again."))
        )
    if found["refused"] and not said.leave_refused:
        raise ConfirmationRefused(
            phrase(
                _("%(count)s rows cannot be taken. Mend the file, or tick that they are left out."),
                count=found["refused"],
            )
        )
    if found["needs_answer"] and not (said.answer or said.leave_questioned):
        raise ConfirmationRefused(
            phrase(
                _("%(count)s figures are questioned. Say why they are right, or leave them out."),
                count=found["needs_answer"],
            )
        )
    if found["needs_reason"] and not said.reason:
        raise ConfirmationRefused(
            phrase(
                _("%(count)s figures that stand would be changed. Say why."),
                count=found["needs_reason"],
            )
        )
