"""Every address and every method: what neither reads nor sends is refused and does nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from tests.walks.addresses import addresses
from tests.walks.calls import rolled_back_call
from tests.walks.conftest import World
from tests.walks.forms import forms_of

WRITES = ("INSERT", "UPDATE", "DELETE")
# What everybody may send, or everybody who is logged in, for themselves
THEIR_OWN = {
    "/login/", "/logout/", "/language/", "/password/", "/account/reminders/", "/account/tokens/",
    "/views/", "/admin/login/", "/admin/logout/", "/series/testland/ROAD_KM/embed/",
}  # fmt: skip
ASKED = "?place=testland&year=2026&unit=testland-works&period=2026-10"


class Written:
    """The statements of a call that wrote a row."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        found = execute(sql, params, many, context)
        is_write = str(sql).lstrip().upper().startswith(WRITES)
        if is_write and context["cursor"].rowcount:
            self.statements.append(str(sql))
        return found


@pytest.mark.parametrize("method", ["options", "put", "patch", "delete", "trace"])
@pytest.mark.parametrize("who", ["nobody", "manager", "root"])
def test_other_methods_are_refused(world: World, who: str, method: str) -> None:
    wrong = {}
    for address in addresses():
        path, written = address.path(world.values) + ASKED, Written()
        with connection.execute_wrapper(written):
            answer = rolled_back_call(world, who, method, path)
        if path.startswith("/api/"):
            is_right = answer.status_code in {401, 404, 405}
        else:
            is_right = answer.status_code == 405 and not written.statements
            is_right = is_right and answer["Allow"] == "GET, HEAD, POST"
        if not (is_right and answer.content):
            wrong[path] = (answer.status_code, written.statements)
    assert wrong == {}


@pytest.mark.parametrize("who", ["nobody", "manager", "root"])
def test_head_is_answered_as_get_is_or_refused(world: World, who: str) -> None:
    wrong = {}
    for address in addresses():
        if address.pattern == "admin/login/":  # sends who is in on, but only by GET
            continue
        path, written = address.path(world.values) + ASKED, Written()
        read = rolled_back_call(world, who, "get", path).status_code
        with connection.execute_wrapper(written):
            head = rolled_back_call(world, who, "head", path).status_code
        # Tokens note their use; else nothing is written for a head
        if head not in {read, 405} or (written.statements and not path.startswith("/api/")):
            wrong[path] = (read, head, written.statements)
    assert wrong == {}


@pytest.mark.parametrize("who", ["nobody", "viewer"])
def test_forms_of_others_write_nothing(world: World, who: str) -> None:
    """Every form that a superuser is shown, sent by who may only read, or nothing at all."""
    wrong, sent = {}, 0
    for address in addresses():
        path = address.path(world.values)
        page = rolled_back_call(world, "root", "get", path + ASKED)
        if not page.get("Content-Type", "").startswith("text/html"):
            continue
        for form in forms_of(path + ASKED, page.content.decode()):
            if form.address.split("?")[0] in THEIR_OWN:
                continue
            sent, written = sent + 1, Written()
            with connection.execute_wrapper(written):
                answer = rolled_back_call(world, who, "post", form.address, form.fields)
            if written.statements or answer.status_code not in {302, 403, 404, 405}:
                wrong[form.address] = (answer.status_code, written.statements)
    assert sent > 50
    assert wrong == {}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_only_forms_send_says_so(world: World, language: str) -> None:
    for address in addresses():
        path = address.path(world.values)
        answer = rolled_back_call(world, "root", "get", path, headers={"Accept-Language": language})
        if answer.status_code == 405 and not path.startswith("/api/"):
            words = "form's button" if language == "en" else "表单"
            assert words in answer.content.decode().replace("&#x27;", "'"), path
            assert answer["Allow"].startswith("POST"), path
