"""Confirming an import: from its staged rows into the ledger, set-wise, all or nothing."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any, NamedTuple

from django.db import transaction

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Import, StagedRow, Upload, UploadState
from targets.models.keys import new_key
from targets.writes.database_time import database_time
from targets.writes.entries.ledger import Stamp, Written, write_incoming
from targets.writes.entries.submit import Submission, keep_to_closed, stamp_of

from . import sql
from .drafts import DraftsChanged, Sent, drafted_series, rows_to_sign, send_to_be_signed
from .staged import counts


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


class PreviewOutdated(Exception):
    """Nothing was written: the preview has to be made again, and why (HTTP 409)."""

    def __init__(self, sentence: Phrase) -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence


class Confirmed(NamedTuple):
    """What a confirmed import did."""

    written: Written
    sent: Sent  # to be signed off


class AlreadyImported(Exception):
    """The upload was confirmed before."""


def confirm(
    upload_id: uuid.UUID,
    said: Confirmation,
    submission: Submission,
    *,
    submit_for: Collection[uuid.UUID] | None = None,
    draft_for: Collection[uuid.UUID] = (),
    corrects: bool = False,
) -> Confirmed:
    """Write what the preview showed. Rows that change nothing write nothing.

    ``submit_for``: units whose rows may be submitted (None: every one); ``draft_for``: units
    whose signer has to sign first, so that their rows become drafts that wait for it. ``corrects``:
    rows of other units may be submitted into closed periods.

    Raises :class:`~targets.writes.entries.submit.PeriodOpen`, :class:`ConfirmationRefused`,
    :class:`AlreadyImported`, :class:`PreviewOutdated`, and what
    :func:`~targets.writes.entries.ledger.write_ledger` raises: when somebody saved in between, the
    preview has to be made again.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update().get(id=upload_id)
        if upload.state == UploadState.DONE:
            raise AlreadyImported
        found = counts(upload)
        _refuse(upload, said, found)
        drafted = drafted_series(upload.place_id, draft_for)
        _keep_rules(upload, drafted, submit_for, corrects=corrects)
        sent = _send(upload, drafted, said, submission)
        import_id = new_key()
        written = write_staged(
            upload_id,
            stamp_of(submission)._replace(import_id=import_id),
            reason=said.reason,
            answer=said.answer,
            leave_questioned=said.leave_questioned,
            drafted=drafted,
        )
        record_import(
            upload, import_id, submission.author_id, written, unchanged=found["unchanged"]
        )
        upload.state = UploadState.DONE
        upload.summary = upload.summary | {
            "written": {
                **_written_of(upload_id, said, found, drafted),
                "total": written.new + written.changed,
                "sent": sent.sent,
                "waits": sent.unchanged,
            }
        }
        upload.save(update_fields=["state", "summary"])
    return Confirmed(written, sent)


def _written_of(
    upload_id: uuid.UUID,
    said: Confirmation,
    found: dict[str, Any],
    drafted: Collection[uuid.UUID],
) -> dict[str, int]:
    """How many rows were submitted as new and as changed: those of the preview, without what was
    left out or sent to be signed off."""
    if not drafted and not said.leave_questioned:
        return {"new": found["new"], "changed": found["changed"]}
    rows = StagedRow.objects.filter(upload_id=upload_id).exclude(series_id__in=drafted)
    if said.leave_questioned:
        rows = rows.filter(questioned="")
    return {kind: rows.filter(outcome=kind).count() for kind in ("new", "changed")}


def _keep_rules(
    upload: Upload,
    drafted: Collection[uuid.UUID],
    submit_for: Collection[uuid.UUID] | None,
    *,
    corrects: bool,
) -> None:
    """What the preview said of each row still holds: which are submitted, which are sent to be
    signed off. Sign-off may have been switched, or a role given or taken away, since."""
    to_sign = rows_to_sign(upload.id, drafted).count() if drafted else 0
    others = StagedRow.objects.none()
    if submit_for is not None:
        permitted = drafted_series(upload.place_id, submit_for) | frozenset(drafted)
        rows = StagedRow.objects.filter(upload=upload, outcome__in=["new", "changed"])
        others = rows.exclude(series_id__in=permitted)
    if corrects:
        ends = others.values_list("period_end", flat=True).distinct()
        keep_to_closed(upload.place_id, {end for end in ends if end is not None})
        others = others.none()
    if others.exists() or to_sign != upload.summary.get("to_sign", 0):
        raise PreviewOutdated(
            phrase(
                _(
                    "Who submits and who signs off here has changed since the preview was made, so "
                    "nothing was written. It was made again: look at it and confirm again."
                )
            )
        )


def _send(
    upload: Upload,
    drafted: Collection[uuid.UUID],
    said: Confirmation,
    submission: Submission,
) -> Sent:
    if not drafted:
        return Sent(0, 0)
    try:
        return send_to_be_signed(upload, drafted, said, submission, database_time())
    except DraftsChanged as changed:
        raise PreviewOutdated(
            phrase(
                _(
                    "Colleagues saved drafts of the same figures in between, so nothing was "
                    "written. The preview was made again: look at it and confirm again."
                )
            )
        ) from changed


def write_staged(
    upload_id: uuid.UUID,
    stamp: Stamp,
    *,
    reason: str,
    answer: str,
    leave_questioned: bool = False,
    drafted: Collection[uuid.UUID] = (),
    trust_current: bool = False,
) -> Written:
    """Bring staged rows that would change something into the ledger, but for those of the series
    ``drafted``, which become drafts. Raises what
    :func:`~targets.writes.entries.ledger.write_ledger` raises."""
    said: dict[str, Any] = {
        "upload": upload_id,
        "reason": reason,
        "answer": answer,
        "leave_questioned": leave_questioned,
        "drafted": list(drafted),
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
