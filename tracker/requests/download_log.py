"""One line of the log for each file that leaves: who took which, from where, how many bytes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from tracker.requests.client_address import client_address

logger = logging.getLogger(__name__)
_LONGEST = 300  # characters of an address
_OK = 200


class DownloadLog:
    """Write the line when the file has been sent, as far as it was."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Every answer that is kept as a file, whatever made it."""
        answer = self.get_response(request)
        if (
            request.method != "GET"
            or answer.status_code != _OK
            or not answer.get("Content-Disposition", "").startswith("attachment")
        ):
            return answer
        line = _Line(request)
        if answer.has_header("Content-Length"):
            line.write(int(answer["Content-Length"]))
        elif isinstance(answer, StreamingHttpResponse) and not answer.is_async:
            answer.streaming_content = line.counted(answer.streaming_content)
        else:
            line.write(len(answer.content))
        return answer


class _Line:
    """What is known of a download before it is sent."""

    def __init__(self, request: HttpRequest) -> None:
        user: Any = getattr(request, "user", None)
        self._who = user.get_username() if user and user.is_authenticated else ""
        self._what = request.get_full_path()[:_LONGEST]
        self._where = client_address(request)

    def write(self, size: int, *, is_whole: bool = True) -> None:
        """The line itself."""
        logger.info(
            "%s: %s by “%s” from %s, %s bytes",
            "downloaded" if is_whole else "download broke off", self._what, self._who,
            self._where, size,
        )  # fmt: skip

    def counted(self, parts: Iterator[bytes]) -> Iterator[bytes]:
        """The same parts, counted while they are sent."""
        size, is_whole = 0, False
        try:
            for part in parts:
                size += len(part)
                yield part
            is_whole = True
        finally:
            self.write(size, is_whole=is_whole)
