"""The forms of a page as a browser reads them, and the names that a view asks for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

_UNSENT = frozenset({"submit", "button", "reset", "image"})


class Form(NamedTuple):
    """Where it is sent, and what it sends when nobody touches it."""

    address: str
    fields: dict[str, str]


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.forms: list[Form] = []
        self._is_posted = False
        self._held = ""  # the name of the choice or the long text that is being read
        self._by_id: dict[str, Form] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: text or "" for name, text in attrs}
        if tag == "form":
            self._is_posted = said.get("method", "").lower() == "post"
            if self._is_posted:
                self.forms.append(Form(urljoin(self.page, said.get("action", "")), {}))
                self._by_id[said.get("id", "")] = self.forms[-1]
        elif tag in {"input", "select", "textarea", "button"} and said.get("name"):
            self._field(tag, said)
        elif tag == "option" and self._held and ("selected" in said):
            self._put(self._held, said.get("value", ""))

    def _field(self, tag: str, said: dict[str, str]) -> None:
        name, kind = said["name"], said.get("type", "")
        is_off = kind in {"checkbox", "radio"} and "checked" not in said
        if self._form(said) is not None:
            self._put(name, "" if is_off else said.get("value", ""), said)
        self._held = name if tag in {"select", "textarea"} else ""

    def _form(self, said: dict[str, str]) -> Form | None:
        if "form" in said:
            return self._by_id.get(said["form"])
        return self.forms[-1] if self._is_posted and self.forms else None

    def _put(self, name: str, text: str, said: dict[str, str] | None = None) -> None:
        form = self._form(said or {})
        if form is not None:
            form.fields[name] = text or form.fields.get(name, "")

    def handle_data(self, data: str) -> None:
        if self._held and data.strip() and self.lasttag == "textarea":
            self._put(self._held, data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._is_posted = False
        elif tag in {"select", "textarea"}:
            self._held = ""


def forms_of(page: str, html: str) -> list[Form]:
    """The forms of a page that are sent; those that only ask become queries anyway."""
    reader = _Reader(page)
    reader.feed(html)
    return reader.forms


@contextmanager
def names_asked() -> Iterator[set[str]]:
    """What is looked for in queries and forms meanwhile."""
    found: set[str] = set()
    single, several = MultiValueDict.__getitem__, MultiValueDict.getlist

    def one(fields: MultiValueDict[str, str], key: str) -> object:
        if isinstance(fields, QueryDict):
            found.add(key)
        return single(fields, key)

    def many(fields: MultiValueDict[str, str], key: str, default: object = None) -> object:
        if isinstance(fields, QueryDict):
            found.add(key)
        return several(fields, key, default)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(MultiValueDict, "__getitem__", one)
        patched.setattr(MultiValueDict, "getlist", many)
        yield found
