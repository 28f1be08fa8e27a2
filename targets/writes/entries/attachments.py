"""Attaching files to slots: the bytes under their SHA-256 in a folder, the fact in the ledger."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import IO, NamedTuple, Protocol

from django.db import transaction

from targets.core.values.messages import gettext_noop as _
from targets.core.values.messages import phrase
from targets.models import Attachment
from targets.writes.database_time import database_time

from .attachment_types import AttachmentRefused, media_type_of, safe_name
from .ledger import lock_place

MOST = 10  # files of one slot
_MEGABYTE = 1024 * 1024


class Uploaded(Protocol):
    """What a browser sent."""

    name: str | None
    size: int | None
    file: IO[bytes] | None

    def chunks(self) -> Iterator[bytes]: ...


class Limits(NamedTuple):
    """Where files are kept, and how large one may be."""

    folder: Path
    megabytes: int


class Attaching(NamedTuple):
    """Which slot, and who attaches."""

    place_id: uuid.UUID
    series_id: uuid.UUID
    period_end: date
    author_id: int | None
    address: str


def attach(upload: Uploaded, to: Attaching, limits: Limits) -> Attachment:
    """Keep the file and enter it in the ledger. Raises :class:`AttachmentRefused`."""
    size = upload.size or 0
    if size == 0 or upload.file is None:
        raise AttachmentRefused(phrase(_("The file is empty.")))
    if size > limits.megabytes * _MEGABYTE:
        raise AttachmentRefused(
            phrase(
                _("The file has more than %(most)s MB, which is as much as one may have."),
                most=limits.megabytes,
            )
        )
    media_type = media_type_of(upload.file)
    name = safe_name(upload.name or "", media_type)
    sha256 = _sha256(upload)
    with transaction.atomic():
        # Whoever attaches to the place waits: so the number of files holds
        lock_place(to.place_id, exclusively=True)
        standing = Attachment.objects.known(None).filter(
            place_id=to.place_id, series_id=to.series_id, period_end=to.period_end
        )
        if standing.count() >= MOST:
            raise AttachmentRefused(
                phrase(_("%(most)s files are attached already; remove one first."), most=MOST)
            )
        if standing.filter(sha256=sha256).exists():
            raise AttachmentRefused(phrase(_("The same file is attached already.")))
        _keep(upload, path_of(limits.folder, sha256))
        return Attachment.objects.create(
            series_id=to.series_id,
            place_id=to.place_id,
            period_end=to.period_end,
            file_name=name,
            media_type=media_type,
            size=size,
            sha256=sha256,
            author_id=to.author_id,
            address=to.address,
            recorded_at=database_time(),
        )


def remove(attachment_id: uuid.UUID, place_id: uuid.UUID) -> bool:
    """End the attachment in the ledger; the bytes stay. Whether it stood."""
    with transaction.atomic():
        standing = Attachment.objects.known(None).filter(id=attachment_id, place_id=place_id)
        newest = standing.select_for_update().values_list("recorded_at", flat=True).first()
        return bool(standing.update(superseded_at=database_time(after=newest)))


def path_of(folder: Path, sha256: str) -> Path:
    """Where the bytes lie: 256 folders, so that none grows without end."""
    return folder / sha256[:2] / sha256


def _sha256(upload: Uploaded) -> str:
    found = hashlib.sha256()
    for chunk in upload.chunks():
        found.update(chunk)
    return found.hexdigest()


def _keep(upload: Uploaded, path: Path) -> None:
    """Write beside and rename: the name is there only with all its bytes."""
    if path.is_file() and path.stat().st_size == upload.size:
        return
    for folder in (path.parent.parent, path.parent):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, written = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        Path(written).replace(path)
    except OSError:
        Path(written).unlink(missing_ok=True)
        raise
