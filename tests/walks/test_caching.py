"""Who may keep an answer: every address, every way it ends, for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import override_settings
from django.urls import reverse

from tests.walks.addresses import Address, addresses
from tests.walks.calls import rolled_back_call
from tests.walks.conftest import PEOPLE, World
from tracker.requests.caching import Caching

ASKED = "?place=testland&year=2026&unit=testland-works&period=2026-10"
# Answers that a browser must not even keep for its reader
SECRETS = {"login", "password", "password_changed", "tokens", "password_change"}
FILES = (".csv", ".xlsx", ".docx", ".pptx", "/refused")


def said(answer: Any) -> set[str]:
    return {part.strip() for part in answer.get("Cache-Control", "").split(",")}


def wrong_with(address: Address, path: str, answer: Any) -> str:
    """What its headers let somebody keep who should not."""
    found, status = said(answer), answer.status_code
    if "public" in found or not found & {"no-store", "no-cache"}:
        return f"may be kept: {found}"
    if "no-store" in found:
        return ""
    if "private" not in found or "Cookie" not in answer.get("Vary", ""):
        return f"may be kept by others: {found} {answer.get('Vary')}"
    is_file = answer.has_header("Content-Disposition") or path.split("?", maxsplit=1)[0].endswith(
        FILES
    )
    is_secret = address.name in SECRETS and status != 405  # that page is anybody's
    if (is_file and status == 200) or is_secret or path.startswith("/api/v1"):
        return f"may be kept by the browser: {found}"
    return ""


@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
@pytest.mark.parametrize("who", ["nobody", "root"])
def test_no_answer_is_kept_by_others(world: World, who: str, method: str) -> None:
    wrong = {}
    for address in addresses():
        path = address.path(world.values) + ASKED
        answer = rolled_back_call(world, who, method, path)
        if fault := wrong_with(address, path, answer):
            wrong[f"{method} {path} {answer.status_code}"] = fault
    assert wrong == {}


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_of_somebody_logged_in_stay_theirs(world: World, who: str) -> None:
    answer = rolled_back_call(world, who, "get", "/?place=testland")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/due", "/series/testland/NOTHING/", "/?year=then", "/language/", "/log/",
     "/admin/", "/admin/nothing/", "/admin/jsi18n/"],
)  # fmt: skip
@pytest.mark.parametrize("who", ["nobody", "manager"])
def test_errors_and_redirects_too(world: World, who: str, path: str) -> None:
    answer = rolled_back_call(world, who, "get", path)
    assert "private" in said(answer)
    assert said(answer) & {"no-cache", "no-store"}


def test_a_body_that_is_too_long_too(client: Client) -> None:
    with override_settings(BODY_LIMIT=10):
        answer = client.post("/login/", {"username": "somebody", "password": "long"})
    assert (answer.status_code, answer["Cache-Control"]) == (413, "private, no-cache")


@pytest.mark.parametrize("name", ["targets:logout", "admin:logout"])
def test_logging_out_empties_the_browsers_cache(world: World, name: str) -> None:
    answer = rolled_back_call(world, "manager", "post", reverse(name))
    assert answer.status_code == 302
    # Not "storage": there lies what others typed at the same computer and have not saved
    assert answer["Clear-Site-Data"] == '"cache"'
    assert "no-store" in said(answer)
    refused = rolled_back_call(world, "manager", "get", reverse(name))
    assert refused.status_code == 405
    assert not refused.has_header("Clear-Site-Data")


def test_both_ways_out_take_along_what_was_not_saved(world: World) -> None:
    for path in ("/?place=testland", "/admin/"):
        page = rolled_back_call(world, "manager", "get", path).content.decode()
        assert 'data-leave="' in page
        assert "js/leave.js" in page


def test_what_is_public_brings_no_cookie() -> None:
    answer = HttpResponse("chart", headers={"Cache-Control": "public, max-age=300"})
    caching = Caching(lambda _request: answer)
    kept = caching(RequestFactory().get("/"))
    assert kept["Cache-Control"] == "public, max-age=300"
    assert not kept.has_header("Vary")
    answer.set_cookie("sessionid", "somebody")
    assert caching(RequestFactory().get("/"))["Cache-Control"] == "private, no-cache"
