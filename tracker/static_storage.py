"""Static files everybody may read: they are public, whoever collected them, with any umask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from whitenoise.storage import CompressedManifestStaticFilesStorage

FILE, FOLDER = 0o644, 0o755


class PublicStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed, compressed, and readable by the user that serves when another one collected."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Otherwise the modes of uploads hold, which are nobody else's business
        modes = {"file_permissions_mode": FILE, "directory_permissions_mode": FOLDER}
        super().__init__(*args, **(modes | kwargs))

    def post_process(self, *args: Any, **kwargs: Any) -> Iterator[Any]:
        """As whitenoise does, and then whatever is there, earlier collections included."""
        yield from super().post_process(*args, **kwargs)
        root = Path(self.location)
        for path in (root, *root.rglob("*")):
            wanted = FOLDER if path.is_dir() else FILE
            if path.stat().st_mode & 0o777 != wanted:
                path.chmod(wanted)


@register(Tags.staticfiles, deploy=True)
def static_files_are_readable(app_configs: Any, **_options: Any) -> list[CheckMessage]:
    """Whoever runs this check has to be able to read what was collected."""
    root = Path(settings.STATIC_ROOT)
    try:
        for path in root.rglob("*"):
            if path.is_file():
                with path.open("rb"):
                    pass
            else:
                next(path.iterdir(), None)
    except PermissionError as error:
        return [
            Error(
                f"The collected static file {error.filename} cannot be read by this user.",
                hint="Run manage.py collectstatic again, as who collected them or as root.",
                id="tracker.E001",
            )
        ]
    return []
