"""Files on their way in: kept outside the static tree until they are imported, or for a day."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from targets.models import Unit, Upload, UploadState

from .database_time import database_time

KEPT_FOR = timedelta(days=1)
# A reader says every few seconds that it is alive; one that was silent so long has died
SILENT = timedelta(seconds=30)


def receive(place: Unit, person_id: int, file_name: str, chunks: Iterable[bytes]) -> Upload:
    """Keep an uploaded file; it is read later. Older ones that nobody confirmed are dropped."""
    drop_old()
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
    """Take the upload for reading; False when somebody else is reading it."""
    now = database_time()
    free = Upload.objects.filter(
        ~Q(state__in=[UploadState.DONE, UploadState.READING])
        | Q(state=UploadState.READING, touched_at__lt=now - SILENT),
        id=upload.id,
    )
    taken = free.update(
        state=UploadState.READING, touched_at=now, rows_read=0, rows_in_all=None, summary={}
    )
    return bool(taken)


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
