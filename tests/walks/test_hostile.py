"""A walk over every address with what nobody means to send: refused in words, never a failure.

One value for each part of an address, name of a query and field of a form, rotated so that the
walk stays short; ``WALK=20`` tries twenty in every place, as everybody.
"""

from __future__ import annotations

import os
import re
import traceback
from collections.abc import Iterator
from html import unescape
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

import pytest
from django.utils.html import strip_tags

from tests.walks.addresses import Address, addresses
from tests.walks.calls import rolled_back_call
from tests.walks.conftest import World
from tests.walks.forms import Form, forms_of, names_asked
from tests.walks.hostile import Rotation, encoded

ASKED = {"place": "testland", "year": "2026", "unit": "testland-works", "period": "2026-10"}
# A list of the administration takes its whole query as filters
LISTED = ("p", "o", "e", "q", "all", "_popup", "_to_field", "_facets", "id__exact", "pk__in",
          "place__id__exact", "series__place__id__exact", "year", "day__year", "period_end__month",
          "unheard_of__of")  # fmt: skip
# Buttons of the administration, and what the protection against forgery has looked at before
UNREAD = {"csrfmiddlewaretoken", "_save", "_addanother", "_continue", "_changelist_filters"}
EACH = int(os.environ.get("WALK", "1"))
# Every so manieth call: the others ask the same of the same views, with fewer rights
STEPS = {"nobody": 1, "reporter": 2, "checker": 3, "manager": 4, "root": 3}
SHORTEST = 12  # letters of a sentence
FORM = "application/x-www-form-urlencoded"


class Call(NamedTuple):
    """One request of the walk."""

    method: str
    path: str
    body: dict[str, str]

    def __str__(self) -> str:
        body = {name[:30]: text[:40] for name, text in self.body.items()} or ""
        return f"{self.method} {self.path[:200]} {body}"


def fault(world: World, who: str, call: Call) -> str:
    """What is wrong with the answer; empty where it is one that people can live with."""
    body = urlencode({encoded(name): encoded(text) for name, text in call.body.items()})
    try:
        answer = rolled_back_call(
            world, who, call.method, call.path, *([body, FORM] if call.method == "post" else [])
        )
    except Exception:  # noqa: BLE001 - told as what it is
        return traceback.format_exc(limit=-3)
    return wrong_with(answer)


def wrong_with(answer: Any) -> str:
    """A failure, or a refusal without a word."""
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.status_code >= 400:
        words = unescape(strip_tags(answer.content.decode())).strip()
        return "" if len(words) >= SHORTEST else f"{answer.status_code} without a word"
    return ""


def query(names: dict[str, str]) -> str:
    return "?" + urlencode({encoded(name): encoded(text) for name, text in names.items()})


def walk(world: World, who: str, rotation: Rotation) -> Iterator[Call]:
    """Every part, name and field, one after the other wrong in an otherwise good request."""
    seen: set[tuple[str, str]] = set()
    for address in addresses():
        yield from _parts(address, world, rotation)
        path = address.path(world.values)
        if path.startswith("/api/v1"):
            continue  # its names and fields: the next test
        names, forms = _read(world, who, path)
        if address.name.endswith("_changelist"):
            names |= set(LISTED)
        for name in sorted(names):
            for value in rotation.take(EACH):
                yield Call("get", path + query({**ASKED, name: value}), {})
        twice = "&".join(f"{quote(name, safe='')}=1&{quote(name, safe='')}=2" for name in names)
        yield Call("get", f"{path}?{twice}&=&&=1&%", {})
        for form in forms or [Form(path, dict.fromkeys(names, ""))]:
            yield from _fields(form, seen, rotation)


def _parts(address: Address, world: World, rotation: Rotation) -> Iterator[Call]:
    for part in address.parts:
        for value in rotation.take(EACH):
            written = quote(encoded(value), safe="")
            wrong = {part: written, f"{address.name} {part}": written}
            path = address.path({**world.values, **wrong})
            yield Call("get", path, {})
            yield Call("post", path, {})


def _read(world: World, who: str, path: str) -> tuple[set[str], list[Form]]:
    """What the address asks for in its query, and the forms that it shows."""
    with names_asked() as names:
        answer = rolled_back_call(world, who, "get", path + query(ASKED))
    is_page = answer.get("Content-Type", "").startswith("text/html")
    return names, forms_of(path, answer.content.decode()) if is_page else []


def _fields(form: Form, seen: set[tuple[str, str]], rotation: Rotation) -> Iterator[Call]:
    for name in [*form.fields, "unheard-of"]:
        # Rows of one table are alike, and so are the choices of one list
        kind = re.sub(r"[0-9a-f]{8}-[-0-9a-f]{27}|[0-9]+", "#", name)
        if (form.address, kind) not in seen and name not in UNREAD:
            seen.add((form.address, kind))
            for value in rotation.take(EACH):
                yield Call("post", form.address, {**form.fields, name: value})
    every = ("", form.address)
    if every not in seen:
        seen.add(every)
        wrong = {name: rotation.take(1)[0] for name in form.fields}
        yield Call("post", form.address, wrong)


@pytest.mark.parametrize("who", STEPS)
def test_no_address_fails(world: World, who: str) -> None:
    wrong: dict[str, str] = {}
    step = STEPS[who] if EACH == 1 else 1
    calls = 0
    # Each begins elsewhere, so that five walks try more than one
    for call in islice(walk(world, who, Rotation(17 * len(who))), 0, None, step):
        calls += 1
        if found := fault(world, who, call):
            wrong[str(call)] = found
    assert calls > 200
    assert wrong == {}, "\n".join(f"{call}\n   {found}" for call, found in wrong.items())
