"""A request that announces more than the installation takes is refused before it is read."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from targets.core.values.reading import whole


class BodyLimit:
    """Answer 413 to bodies beyond BODY_LIMIT bytes; Django bounds forms, but not files."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the announced length: without one, nothing is read at all."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdecimal():
            # Servers refuse what is no length; Django would read nothing, and then stumble
            request.META["CONTENT_LENGTH"] = "0"
        if announced.isdecimal() and whole(announced, 0, settings.BODY_LIMIT) is None:
            most = settings.BODY_LIMIT // (1024 * 1024)
            return HttpResponse(
                f"At most {most} MB may be sent at once. / 一次最多上传 {most} MB。",
                status=413,
                content_type="text/plain; charset=utf-8",
            )
        return self.get_response(request)
