"""Every address of the product, read from its own list of them, with what each names filled in."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver

_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
NOBODYS = "00000000-0000-0000-0000-000000000000"
# In an address: what exists, unless the test's world says more
USUAL = {
    "place": "testland", "code": "ROAD_KM", "period": "2026-10", "signed": "nobody-signed-this",
    "kind": "csv", "app_label": "targets", "url": "nothing", "rest": "nothing",
    "content_type_id": "1",
}  # fmt: skip


class Address(NamedTuple):
    """One entry of the list of addresses."""

    pattern: str  # as the product writes it
    name: str
    parts: tuple[str, ...]

    def path(self, values: Mapping[str, str]) -> str:
        """The address with these values; they are taken as they are."""

        def put(found: re.Match[str]) -> str:
            part = found[1] or found[2]
            known = {**USUAL, **values}
            return known.get(f"{self.name} {part}", known.get(part, NOBODYS))

        return "/" + _PART.sub(put, self.pattern).replace("^", "").replace("$", "")


def addresses() -> list[Address]:
    """All of them, in the order in which they are tried."""
    return [
        Address(written, str(pattern.name or ""), tuple(a or b for a, b in _PART.findall(written)))
        for written, pattern in _patterns(get_resolver(), "")
    ]


def _patterns(within: URLResolver, before: str) -> Iterator[tuple[str, URLPattern]]:
    for each in within.url_patterns:
        written = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _patterns(each, written)
        else:
            yield written, each


def keys_of_rows(known: Callable[[Any], Any] | None = None) -> dict[str, str]:
    """A row of each kind that the administration lists, by the name of its addresses' part."""
    found: dict[str, str] = {}
    for model in admin.site._registry:
        row = model._default_manager.order_by("pk").first()
        if row is None:
            continue
        named = f"{model._meta.app_label}_{model._meta.model_name}"
        for action in ("change", "history", "delete"):
            found[f"{named}_{action} object_id"] = str(row.pk)
        found[f"{named}_password_change id"] = str(row.pk)
    return found
