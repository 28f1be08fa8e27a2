"""Headers and bodies that no browser sends: refused in words or passed over, never a failure."""

from __future__ import annotations

import traceback
from io import BytesIO
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from tests.walks.calls import rolled_back_call
from tests.walks.conftest import World
from tests.walks.test_hostile import wrong_with

LONG = "9" * 5000
# Who asks what; every one of these gets every header
CALLS = (
    ("nobody", "get", "/?place=testland"),
    ("nobody", "get", "/export/actuals.csv?place=testland"),
    ("nobody", "post", "/login/"),
    ("nobody", "post", "/language/"),
    ("reporter", "post", "/log/?place=testland&unit=testland-works&period=2026-10"),
    ("reporter", "post", "/import/"),
    ("root", "get", "/admin/targets/unit/"),
    ("root", "post", "/admin/targets/unit/add/"),
    ("root", "get", "/api/v1/me"),
    ("root", "get", "/api/openapi.json"),
    ("root", "post", "/api/v1/places/testland/actuals"),
)
HEADERS = {
    "Accept-Language": ("zh-" * 2000, "*", "en;q=9e999", "\xff", ";;;,,,", "x" * 9000, "zh-\x7f"),
    "Cookie": (
        'sessionid="a\\000b"', "sessionid=" + "x" * 5000, "django_language=../../etc",
        'django_language="\\000"', 'csrftoken="\\000"', "=;;=;", 'messages="\\377\\000"',
        "\xff=\xfe",
    ),
    "Range": ("bytes=9-1", f"bytes={LONG}-", "bytes=-", "lines=1-²", "bytes=0-0,0-0,0-0"),
    "If-None-Match": ("*", '"', 'W/"', '"' + "x" * 9000 + '"', "\xff"),
    "If-Modified-Since": ("Fri, 99 Foo 9999 99:99:99 GMT", LONG, "0",
                          "Thu, 01 Jan 0000 00:00:00 GMT"),
    "If-Match": ("*", '"nothing"', "\xff"),
    "Authorization": ("Bearer", "Bearer ", "Bearer \xff", "Basic !!!", "Bearer tt_" + LONG, "x"),
    "Idempotency-Key": ("\xff", LONG, " "),
    "X-Forwarded-For": ("unknown", ",,,", "127.0.0.1" * 500, "[::1", "\xff"),
    "Referer": ("\xff", "http://[", "javascript:1"),
    "Origin": ("null", "http://[", "\xff"),
    "User-Agent": ("x" * 9000, "\xff"),
    "Host": ("a:b:c", "x" * 1000, "..", "\xff", "[", " ", "127.0.0.1:99999999999", "\u0663"),
    "Accept": ("\xff", ",", "a/b;q=9e999"),
}  # fmt: skip
BODIES = (
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=", b"--"),
    ("multipart/form-data; boundary=" + "x" * 300, b"--" + b"x" * 300),
    ("multipart/form-data; boundary=x",
     b"--x\r\nContent-Disposition: form-data\r\n\r\n\0\r\n--x--"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a\0"\r\n'
     b"Content-Transfer-Encoding: base64\r\n\r\n%%%\r\n--x--"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="file"; '
     b'filename="a\0b/../c.csv"\r\nContent-Type: \xff\r\n\r\n1\r\n--x--'),
    ("multipart/form-data; boundary=\xff", b""),
    ("text/plain; charset=utf-16", b"a=b"),
    ("text/plain; charset=" + LONG, b""),
    ("application/x-www-form-urlencoded", b"&" * 6000),
    ("application/x-www-form-urlencoded", b"a=%ff%fe%00%u0000&%=%&=\xff"),
    ("application/json", b'{"items": [' * 20_000),
    ("application/json", b"\xff\xfe"),
    ("application/json", b'{"items": [{"value": ' + b"9" * 5000 + b"}]}"),
    ("application/json", b'{"items": [{"series": "\\ud800", "period": "9999-99"}]}'),
    ("application/json", b'{"items": NaN}'),
    ("application/json", b"[]"),
    ("\xff", b"\xff"),
    ("", b"a"),
)  # fmt: skip
LENGTHS = ("²", "+5", LONG, "-1", "", "1e3", "٣", "1,1", "0" * 5000)


def fault(world: World, who: str, method: str, path: str, *body: Any, **more: Any) -> str:
    try:
        return wrong_with(rolled_back_call(world, who, method, path, *body, **more))
    except Exception:  # noqa: BLE001 - told as what it is
        return traceback.format_exc(limit=-9)


@pytest.mark.parametrize("header", HEADERS)
def test_headers(world: World, settings: Settings, header: str) -> None:
    settings.PROXY_COUNT = 1
    wrong = {}
    for value in HEADERS[header]:
        for who, method, path in CALLS:
            if found := fault(world, who, method, path, headers={header: value}):
                wrong[f"{who} {method} {path} {value[:40]!r}"] = found
    assert wrong == {}, "\n".join(wrong.values())


@pytest.mark.parametrize(("kind", "body"), BODIES)
def test_bodies(world: World, kind: str, body: bytes) -> None:
    wrong = {}
    for who, method, path in CALLS:
        more = {"headers": {"Idempotency-Key": "key"}} if "/v1/" in path else {}
        if found := fault(world, who, method, path, body, kind, **more):
            wrong[f"{who} {method} {path}"] = found
    assert wrong == {}, "\n".join(wrong.values())


@pytest.mark.parametrize("length", LENGTHS)
def test_lengths(world: World, length: str) -> None:
    wrong = {}
    for who, method, path in CALLS:
        for kind in ("application/x-www-form-urlencoded", "application/json"):
            more: dict[str, Any] = {"CONTENT_LENGTH": length, "headers": {"Idempotency-Key": "key"}}
            more["wsgi.input"] = BytesIO(b"{}")
            if found := fault(world, who, method, path, b"{}", kind, **more):
                wrong[f"{who} {method} {path} {kind}"] = found
    assert wrong == {}, "\n".join(wrong.values())
