"""Requests that Django could not even make are answered, by the application that servers get."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from tests.walks.hostile import NUMBERS
from tracker.serving import Handler, Request, served

KINDS = (
    "text/plain; charset=hex", "text/plain; charset=rot13", "application/json; charset=zip",
    "text/plain; charset=nothing", "text/plain; charset=" + "9" * 5000, "text/plain; charset=\0",
    "text/plain; x*=nothing''%41", "text/plain; x*=hex''%41", "text/plain; charset*=utf-8'",
    "\xff", ";;;", "multipart/form-data; boundary*=rot13''a",
)  # fmt: skip


def answered(method: str, path: str, **environ: str) -> tuple[str, bytes]:
    started: list[str] = []

    def start(status: str, _headers: object, *_raised: object) -> Any:
        started.append(status)

    asked = RequestFactory().generic(method, path).environ | environ
    answer: Any = served()(asked, start)
    content = b"".join(answer)
    answer.close()
    return started[0], content


@pytest.mark.parametrize("kind", KINDS)
def test_kinds_of_content_that_cannot_be_read(kind: str) -> None:
    assert answered("GET", "/login/", CONTENT_TYPE=kind)[0] == "200 OK"
    status, said = answered("POST", "/language/", CONTENT_TYPE=kind)
    assert status == "403 Forbidden"  # no form could be read, so none of ours was sent
    assert len(said) > 100


def test_another_encoding_is_refused_in_words() -> None:
    kind = "application/x-www-form-urlencoded; charset=gbk"
    status, said = answered("POST", "/language/", CONTENT_TYPE=kind)
    assert status == "400 Bad Request"
    assert b"UTF-8" in said
    assert answered("GET", "/login/", CONTENT_TYPE="text/plain; charset=UTF8")[0] == "200 OK"


@pytest.mark.parametrize("length", NUMBERS)
def test_lengths_that_are_none(length: str) -> None:
    status, said = answered("POST", "/language/", CONTENT_LENGTH=length)
    assert status[0] == "4"
    assert said


def test_the_request_is_our_own() -> None:
    assert isinstance(served()._application, Handler)
    assert Handler.request_class is Request
