"""Submissions of the logging grid as a browser sends them: from the page that was opened."""

from __future__ import annotations

import html
import re

from django.http import HttpResponse
from django.test import Client

_INPUT = re.compile(r"<input\b[^>]*>")
_AREA = re.compile(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', re.S)
_SELECT = re.compile(r'<select name="([^"]+)"[^>]*>(.*?)</select>', re.S)
MONTH = {"place": "testland", "unit": "testland-works", "period": "2026-10"}
YEAR = "/log/series/testland/ROAD_KM/"


def text(answer: HttpResponse) -> str:
    """The page."""
    return answer.content.decode()


def fields_of(page: str) -> dict[str, str]:
    """What the grid's form would send."""
    form = page[page.index('id="grid"') : page.index("</form>", page.index('id="grid"'))]
    found: dict[str, str] = {}
    for tag in _INPUT.findall(form):
        is_choice = 'type="checkbox"' in tag or 'type="radio"' in tag
        if is_choice and (not re.search(r"\schecked\b", tag) or " disabled" in tag):
            continue
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = html.unescape(value[1]) if value else ""
    found |= {name: html.unescape(said) for name, said in _AREA.findall(form)}
    for name, options in _SELECT.findall(form):
        chosen = re.search(r'value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def opened(client: Client, path: str = "/log/", **asked: str) -> dict[str, str]:
    """The fields of the grid as it stands."""
    query = asked or (MONTH if path == "/log/" else {"year": "2026"})
    answer = client.get(path, query)
    assert answer.status_code == 200, answer.content.decode()
    return fields_of(answer.content.decode())


def post(
    client: Client, fields: dict[str, str], do: str = "submit", path: str = "/log/", **typed: str
) -> HttpResponse:
    """Press a button; ``value__ROAD_KM="5"`` types into a field."""
    named = {name.replace("__", "-", 1): said for name, said in typed.items()}
    return client.post(path, fields | named | {"do": do})  # type: ignore[return-value]


def as_a_browser(fields: dict[str, str]) -> dict[str, str]:
    """What a browser makes of the fields: text areas send CRLF, a field of one line no line end."""
    return {
        name: said.replace("\r\n", "\n").replace("\n", "\r\n")
        if name.startswith("stage-")
        else said.replace("\r", "").replace("\n", "")
        for name, said in fields.items()
    }
