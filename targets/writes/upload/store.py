"""Files on their way in: kept outside the static tree until they are imported, or for a day."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q, Sum

from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Unit, Upload, UploadState
from targets.writes.database_time import database_time

KEPT_FOR = timedelta(days=1)
# Files that wait to be confirmed, and files that are read at once: of one person, and of all
MOST_WAITING, MOST_WAITING_BYTES = 20, 200 * 1024 * 1024
ALL_WAITING, ALL_WAITING_BYTES = 500, 4 * 1024 * 1024 * 1024
MOST_READING, ALL_READING = 2, 4
# A reader says every few seconds that it is alive; one that was silent so long has died
SILENT = timedelta(seconds=30)


class TooMuchWork(Exception):
    """Nothing was kept: so much waits or is being read already that this has to come later (HTTP
    429 where it is the person's own, 503 where it is everybody's)."""

    def __init__(self, sentence: Phrase, *, is_own: bool) -> None:
        super().__init__(sentence.msgid)
        self.sentence = sentence
        self.is_own = is_own


def receive(place: Unit, person_id: int, file_name: str, chunks: Iterable[bytes]) -> Upload:
    """Keep an uploaded file; it is read later. Older ones that nobody confirmed are dropped, and
    refused ones where a person has many. Raises :class:`TooMuchWork`."""
    drop_old()
    _drop_refused(person_id)
    _refuse_too_many(person_id)
    upload = Upload(place=place, person_id=person_id, file_name=_name(file_name))
    folder = Path(settings.UPLOAD_FOLDER)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    path = path_of(upload.id)
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        now = database_time()
        upload.sha256, upload.size = digest.hexdigest(), size
        upload.state, upload.uploaded_at, upload.touched_at = UploadState.WAITING, now, now
        with _one_at_a_time("waiting"):
            _refuse_too_many(person_id)
            upload.save(force_insert=True)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return upload


def _name(text: str) -> str:
    """The last part of what the browser calls the file, without what cannot be printed."""
    last = text.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[-255:] or "?"


def path_of(upload_id: uuid.UUID) -> Path:
    """Where the bytes of an upload lie."""
    return Path(settings.UPLOAD_FOLDER) / str(upload_id)


def begin_reading(upload: Upload) -> bool:
    """Take the upload for reading; False when somebody else is reading it. Raises
    :class:`TooMuchWork`."""
    with _one_at_a_time("reading"):
        now = database_time()
        _refuse_too_many_readers(upload.person_id, now)
        return _begin(upload, now)


def _begin(upload: Upload, now: datetime) -> bool:
    free = Upload.objects.filter(
        ~Q(state__in=[UploadState.DONE, UploadState.READING])
        | Q(state=UploadState.READING, touched_at__lt=now - SILENT),
        id=upload.id,
    )
    taken = free.update(
        state=UploadState.READING, touched_at=now, rows_read=0, rows_in_all=None, summary={}
    )
    return bool(taken)


@contextmanager
def _one_at_a_time(what: str) -> Iterator[None]:
    """Whoever counts and whoever adds, one after the other, on all machines."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"targets.upload.{what}"]
        )
        yield


def _refuse_too_many_readers(person_id: int, now: datetime) -> None:
    reading = Upload.objects.filter(state=UploadState.READING, touched_at__gte=now - SILENT)
    if reading.filter(person_id=person_id).count() >= MOST_READING:
        raise TooMuchWork(
            phrase(_("Files of yours are being read already. Wait for them, then try again.")),
            is_own=True,
        )
    if reading.count() >= ALL_READING:
        raise TooMuchWork(
            phrase(_("Many files are being read at the moment. Try again in a few seconds.")),
            is_own=False,
        )


def _refuse_too_many(person_id: int) -> None:
    waiting = Upload.objects.exclude(state=UploadState.DONE)
    own = waiting.filter(person_id=person_id).aggregate(files=Count("id"), size=Sum("size"))
    if own["files"] >= MOST_WAITING or (own["size"] or 0) > MOST_WAITING_BYTES:
        raise TooMuchWork(
            phrase(
                _(
                    "%(count)s files of yours wait to be confirmed. Confirm some of them or give "
                    "them up first."
                ),
                count=own["files"],
            ),
            is_own=True,
        )
    every = waiting.aggregate(files=Count("id"), size=Sum("size"))
    if every["files"] >= ALL_WAITING or (every["size"] or 0) > ALL_WAITING_BYTES:
        raise TooMuchWork(
            phrase(
                _(
                    "So many files wait to be confirmed that there is no room for another. Try "
                    "again later, or tell your administrator."
                )
            ),
            is_own=False,
        )


def _drop_refused(person_id: int) -> None:
    """The oldest refused files of somebody who has many: nothing can come of them."""
    refused = Upload.objects.filter(person_id=person_id, state=UploadState.FAILED)
    for upload in refused.order_by("-uploaded_at")[MOST_WAITING // 2 :]:
        drop(upload)


def is_silent(upload: Upload) -> bool:
    """Whether its reader has died: the process was ended, or the machine."""
    return (
        upload.state in (UploadState.READING, UploadState.WAITING)
        and upload.touched_at < database_time() - SILENT
    )


def correct(
    upload: Upload,
    mapping: Mapping[str, Mapping[str, str]],
    year: int | None,
    *,
    as_shown: bool = False,
) -> None:
    """Keep how a person wants the columns to be understood, and whether figures with more digits
    than are kept are taken as offered; the file is read again."""
    kept: dict[str, object] = {"columns": mapping}
    if year:
        kept["year"] = year
    if as_shown or upload.mapping.get("as_shown"):
        kept["as_shown"] = True
    Upload.objects.filter(id=upload.id).exclude(state=UploadState.DONE).update(
        mapping=kept, state=UploadState.WAITING
    )


def drop(upload: Upload) -> None:
    """Give an upload up: its rows, its bytes, itself."""
    path = path_of(upload.id)
    with transaction.atomic():
        upload.delete()
    path.unlink(missing_ok=True)


def drop_old() -> None:
    """Give up what nobody confirmed within a day; the record of what was imported stays in the
    ledger."""
    for upload in Upload.objects.filter(uploaded_at__lt=database_time() - KEPT_FOR):
        drop(upload)
