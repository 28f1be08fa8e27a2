"""Reading an uploaded file: at once when it is small, else beside the answer."""

from __future__ import annotations

import threading

from django.db import connections
from django.utils import translation
from django.utils.translation import get_language, gettext

from targets import formatting
from targets.exchange.sheets.kinds import LIGHT, is_light
from targets.exchange.sheets.problems import FileRefused
from targets.models import Upload, UploadState
from targets.writes.upload.stage import Importer, read_upload
from targets.writes.upload.store import begin_reading, path_of
from tracker.postgresql.unhurried import unhurried


def begin(upload: Upload, importer: Importer) -> None:
    """Read the upload, unless somebody is reading it. A large one goes on after this returns;
    should its process die, its silence shows, and it can be read again."""
    if not begin_reading(upload):
        return
    language = get_language() or "zh-hans"
    if _is_light(upload):
        _read(upload, importer, language)
        return
    reader = threading.Thread(
        target=_read_apart, args=(upload, importer, language), name=f"import-{upload.id}"
    )
    reader.daemon = True
    reader.start()


def _is_light(upload: Upload) -> bool:
    try:
        return upload.size <= LIGHT and is_light(path_of(upload.id).read_bytes())
    except FileNotFoundError:
        return True  # reading says so


def _read_apart(upload: Upload, importer: Importer, language: str) -> None:
    try:
        _read(upload, importer, language)
    finally:
        connections.close_all()


def _read(upload: Upload, importer: Importer, language: str) -> None:
    """Read it; whatever happens, the upload does not go on saying that it is being read."""
    is_settled = False
    try:
        with translation.override(language), unhurried():
            _settle(upload, importer)
        is_settled = True
    finally:
        if not is_settled:
            broken = gettext("Reading broke off by a fault of this system, which was recorded.")
            Upload.objects.filter(id=upload.id).update(
                state=UploadState.FAILED, summary={"refusal": [broken]}
            )


def _settle(upload: Upload, importer: Importer) -> None:
    try:
        read_upload(upload, importer)
    except FileRefused as refused:
        Upload.objects.filter(id=upload.id).update(
            state=UploadState.FAILED,
            summary={
                "refusal": [formatting.phrase(problem.message) for problem in refused.problems],
                "more": refused.more,
            },
        )
    except FileNotFoundError:
        Upload.objects.filter(id=upload.id).update(
            state=UploadState.FAILED,
            summary={"refusal": [], "is_gone": True},
        )
