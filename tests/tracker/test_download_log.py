"""Each file that leaves is one line of the log."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import RequestFactory

from tracker.requests.download_log import DownloadLog

AS_FILE = {"Content-Disposition": 'attachment; filename="x.csv"'}
LOGGER = "tracker.requests.download_log"


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == LOGGER]


def answered(
    answer: HttpResponseBase, method: str = "GET", user: object = None
) -> HttpResponseBase:
    request: HttpRequest = RequestFactory().generic(method, "/export/x.csv?place=a")
    request.user = user or AnonymousUser()  # type: ignore[assignment]
    return DownloadLog(lambda _request: answer)(request)  # type: ignore[arg-type,return-value]


def test_a_file_that_is_sent(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    answered(HttpResponse(b"12345", headers=AS_FILE), user=User(username="li"))
    assert lines(caplog) == ["downloaded: /export/x.csv?place=a by “li” from 127.0.0.1, 5 bytes"]


def test_a_stream_is_counted_when_it_was_sent(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    answer = answered(StreamingHttpResponse(iter([b"123", b"45"]), headers=AS_FILE))
    assert lines(caplog) == []
    assert b"".join(answer) == b"12345"
    assert lines(caplog) == ["downloaded: /export/x.csv?place=a by “” from 127.0.0.1, 5 bytes"]


def test_a_stream_that_breaks_off_says_so(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, LOGGER)

    def broken() -> Iterator[bytes]:
        yield b"123"
        raise OSError

    answer = answered(StreamingHttpResponse(broken(), headers=AS_FILE))
    with pytest.raises(OSError):  # noqa: PT011 - the stream's own
        b"".join(answer)
    (line,) = lines(caplog)
    assert line.startswith("download broke off: ")
    assert line.endswith(" 3 bytes")


@pytest.mark.parametrize(
    ("answer", "method"),
    [
        (HttpResponse(b"page"), "GET"),
        (HttpResponse(b"12345", headers=AS_FILE), "HEAD"),
        (HttpResponse(b"busy", headers=AS_FILE, status=503), "GET"),
    ],
)
def test_what_is_no_file_is_no_line(
    caplog: pytest.LogCaptureFixture, answer: HttpResponse, method: str
) -> None:
    caplog.set_level(logging.INFO, LOGGER)
    answered(answer, method)
    assert lines(caplog) == []
