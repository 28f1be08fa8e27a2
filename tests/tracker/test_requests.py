"""What every request passes first: is it from here, is it bounded, whose is it."""

from __future__ import annotations

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django.fixtures import Settings

from tracker.requests.body_limit import BodyLimit
from tracker.requests.clean_texts import CleanTexts
from tracker.requests.client_address import client_address
from tracker.requests.local_only import LocalOnly, is_loopback


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("passed")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.0.2.7", False),
        ("::ffff:192.0.2.7", False),
        ("0.0.0.0", False),
        ("", False),
        ("unix:", False),
    ],
)
def test_local_answers_this_machine_alone(
    rf: RequestFactory, settings: Settings, address: str, expected: bool
) -> None:
    settings.LOCAL = True
    assert is_loopback(address) is expected
    request = rf.get("/", REMOTE_ADDR=address)
    assert LocalOnly(answer)(request).status_code == (200 if expected else 403)


def test_service_answers_others(settings: Settings) -> None:
    settings.LOCAL = False
    with pytest.raises(MiddlewareNotUsed):
        LocalOnly(answer)


def test_a_body_beyond_the_limit(rf: RequestFactory, settings: Settings) -> None:
    settings.BODY_LIMIT = 1024 * 1024
    limited = BodyLimit(answer)
    assert limited(rf.post("/", CONTENT_LENGTH=str(1024 * 1024))).status_code == 200
    refused = limited(rf.post("/", CONTENT_LENGTH=str(200 * 1024 * 1024)))
    assert refused.status_code == 413
    assert "1 MB" in refused.content.decode()
    assert limited(rf.post("/", CONTENT_LENGTH="rubbish")).status_code == 200


@pytest.mark.parametrize(
    ("proxies", "header", "expected"),
    [
        (0, "192.0.2.1", "10.0.0.1"),
        (1, "192.0.2.1", "192.0.2.1"),
        (1, "203.0.113.9, 192.0.2.1", "192.0.2.1"),
        (2, "203.0.113.9, 192.0.2.1, 10.1.1.1", "192.0.2.1"),
        (2, "192.0.2.1", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "192.0.2.1:51034", "192.0.2.1"),
        (1, "[2001:DB8::7]:51034", "2001:db8::7"),
        (1, "[2001:db8::7]", "2001:db8::7"),
        (1, "2001:db8::7", "2001:db8::7"),
        (1, "unknown", "10.0.0.1"),
        (1, "x" * 300, "10.0.0.1"),
        (1, "192.0.2.1, _hidden", "10.0.0.1"),
        (1, "192.0.2.999:1", "10.0.0.1"),
    ],
)
def test_client_address(
    rf: RequestFactory, settings: Settings, proxies: int, header: str, expected: str
) -> None:
    settings.PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=header)
    assert client_address(request) == expected


def test_guessing_is_locked_out(client: Client, db: None, settings: Settings) -> None:
    settings.AXES_FAILURE_LIMIT = 3
    wrong = {"username": "someone", "password": "guessed"}
    codes = [client.post("/admin/login/", wrong).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    locked = client.post("/admin/login/", wrong | {"password": "right"})
    assert locked.status_code == 429
    assert "15" in locked.content.decode()
    elsewhere = client.post("/admin/login/", wrong, REMOTE_ADDR="127.0.0.2")
    assert elsewhere.status_code == 200


def test_the_chart_library_is_the_only_file_found() -> None:
    from targets.web.parts.plotly_asset import NAME, PlotlyFinder

    finder = PlotlyFinder()
    assert [name for name, _ in finder.list([])] == ["plotly.min.js"]
    assert finder.list([]).__next__()[1].prefix == "vendor"  # type: ignore[attr-defined]
    assert finder.find(NAME)
    assert finder.find(NAME, find_all=True)
    assert finder.find("vendor/other.js") is None
    assert finder.find("vendor/other.js", find_all=True) == []


def test_texts_that_cannot_be_stored_reach_no_view(rf: RequestFactory) -> None:
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        CleanTexts(answer).process_view(request, None, (), {})
        seen.append(request)
        return HttpResponse()

    cleaning = CleanTexts(view)
    cleaning(rf.post("/x/?q=a%00b&q=c%EF%BF%BF", {"line\0": ["1\0", "二\r\n三"], "kept": "a\tb"}))
    # What is asked for so is nothing there is, and never something else
    assert seen[0].GET.getlist("q") == ["a\ufffdb", "c\ufffd"]
    assert dict(seen[0].POST.lists()) == {"line": ["1", "二\r\n三"], "kept": ["a\tb"]}
    assert not getattr(seen[0].POST, "_mutable", True)
    untouched = rf.get("/x/?q=好")
    fields = untouched.GET
    cleaning(untouched)
    assert seen[1].GET is fields
    with pytest.raises(Http404):
        cleaning(rf.get("/series/a%00b/"))
    # The interface refuses by field, so that a program learns of it
    cleaning(rf.post("/api/v1/x?q=%00", {"a": "\0"}))
    assert (seen[2].GET["q"], seen[2].POST["a"]) == ("\0", "\0")
