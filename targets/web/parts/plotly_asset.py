"""The chart library's script, served from the installed package instead of a copy of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage, Storage

NAME = "vendor/plotly.min.js"


class PlotlyFinder(BaseFinder):
    """Finds exactly one file."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spec = find_spec("plotly")
        package = Path(next(iter((spec and spec.submodule_search_locations) or [""])))
        self.storage = FileSystemStorage(location=package / "package_data")
        self.storage.prefix = "vendor"  # type: ignore[attr-defined]

    def check(self, **kwargs: Any) -> list[Any]:
        """Nothing to configure."""
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """The file's place on disk."""
        place = self.storage.path("plotly.min.js")
        found = [place] if path == NAME and Path(place).is_file() else []
        return found if find_all else next(iter(found), None)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """The one file, for collectstatic."""
        if not matches_patterns(NAME, list(ignore_patterns or ())):
            yield "plotly.min.js", self.storage
