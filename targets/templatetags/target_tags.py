"""What templates may call: printing only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import template

from targets import formatting
from targets.web.request.links import without

register = template.Library()


@register.filter
def keyed(mapping: Mapping[str, object], key: str) -> object:
    """A value by its key, empty where there is none."""
    return mapping.get(key, "")


@register.filter
def named(thing: formatting.Named | None) -> str:
    """The name in the reader's language."""
    return formatting.name(thing)


@register.filter
def day(value: date | None) -> str:
    """2026年9月30日."""
    return formatting.day(value) if value else ""


@register.filter
def month(value: date | None) -> str:
    """2026年9月."""
    return formatting.month(value) if value else ""


@register.filter
def decimal(value: Decimal | None, decimals: int = 1) -> str:
    """A number with so many decimals, as the reader's language writes it."""
    return "" if value is None else formatting.number(value, decimals)


@register.inclusion_tag("targets/parts/_view_notice.html", takes_context=True)
def view_notice(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a screen of ``asked`` rests on: a past day, accepted figures only, made-up figures."""
    request = context["request"]
    return {
        "asked": context["asked"],
        "present": without(request, "known"),
        "with_pending": without(request, "pending"),
    }
