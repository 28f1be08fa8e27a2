"""What every page knows of its reader: rights, language, where the product runs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from targets import access
from tracker.requests.session_limits import written_every


def reader(request: HttpRequest) -> dict[str, Any]:
    """Template context; the rights were asked for already on every page that has any."""
    return {
        "rights": access.rights_of_request(request) if hasattr(request, "user") else access.NOBODY,
        "local": settings.LOCAL,
        "active_every": written_every(),
        "chinese": (get_language() or "zh").startswith("zh"),
    }
