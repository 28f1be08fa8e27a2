"""The body of a submission → items; what is wrong with the shape of each, by row and field."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from pydantic import ValidationError

from targets.core.values.entry import Entry
from targets.core.values.facts import Phrase
from targets.core.values.messages import gettext_noop, phrase
from targets.writes.api.items import Item, RowProblem

from .asked import invalid
from .item_shapes import MOST_ITEMS, ItemIn, read_json
from .problems import ProblemFound


class Brought(NamedTuple):
    """Items that could be read, and what is wrong with the others."""

    items: list[Item]
    problems: list[RowProblem]


def read_items(body: bytes) -> Brought:
    """Every item of the body. Raises :class:`ProblemFound` when it is no list of items at all."""
    try:
        sent = read_json(body)
    except ValueError as error:
        raise ProblemFound("malformed", _("The body is not JSON.")) from error
    if not isinstance(sent, dict) or not isinstance(sent.get("items"), list):
        invalid("items", "missing", _("Send an object with a list “items”."))
    if unknown := sorted(str(name) for name in sent if name != "items"):
        invalid(_shown(unknown[0]), "extra_forbidden", _("There is no such field."))
    rows: list[Any] = sent["items"]
    if not rows:
        invalid("items", "too_short", _("The list “items” is empty."))
    if len(rows) > MOST_ITEMS:
        raise ProblemFound(
            "too-large",
            _("At most %(most)s items are taken at once; these are %(count)s.")
            % {"most": MOST_ITEMS, "count": len(rows)},
        )
    return _read(rows)


def _read(rows: list[Any]) -> Brought:
    items: list[Item] = []
    problems: list[RowProblem] = []
    for number, row in enumerate(rows, start=1):
        try:
            items.append(_item(number, ItemIn.model_validate(row)))
        except ValidationError as error:
            seen: set[str] = set()
            for each in error.errors(include_url=False, include_context=True):
                field = _shown(str(each["loc"][0])) if each["loc"] else ""
                # A choice of types says the same thing once for each of them
                if field not in seen:
                    seen.add(field)
                    problems.append(
                        RowProblem(number, field, each["type"], said_of(each["type"], each))
                    )
    return Brought(items, problems)


def _item(number: int, sent: ItemIn) -> Item:
    return Item(
        row=number,
        series=sent.series,
        period=sent.period,
        value=sent.value or "",
        unit=_plain(sent.unit),
        share_done=sent.share_done or "",
        says_seen="seen" in sent.model_fields_set,
        entry=Entry(
            None,
            "",
            date.min,
            qualifier=sent.qualifier,
            stage=_plain(sent.stage),
            declared=sent.declared,
            expected_on=sent.expected_on,
            done_on=sent.done_on,
            source="" if sent.withdrawn else _plain(sent.source),
            note=_plain(sent.note),
            reason=_plain(sent.reason),
            withdrawn=sent.withdrawn,
            preliminary=sent.preliminary and not sent.withdrawn,
            release_on=sent.release_on,
            same_as_last=sent.same_as_last,
            seen_id=sent.seen,
        ),
    )


def _shown(name: str) -> str:
    """A field's name as it can be answered and stored: NUL and halves of characters cannot."""
    return "".join(each if each.isprintable() else "\ufffd" for each in name[:64])


def _plain(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


_SAID = {
    "missing": gettext_noop("This field is missing."),
    "extra_forbidden": gettext_noop("There is no such field."),
    "model_type": gettext_noop("An item is a JSON object."),
    "model_attributes_type": gettext_noop("An item is a JSON object."),
    "string_type": gettext_noop("This has to be a string."),
    "string_unicode": gettext_noop("This has characters that do not exist."),
    "string_pattern_mismatch": gettext_noop("This is not written as it has to be."),
    "bool_type": gettext_noop("This is true or false."),
    "not_a_number": gettext_noop("This is not a decimal number such as “131.8”."),
    "out_of_range": gettext_noop("This is out of range."),
    "not_a_date": gettext_noop("This is not a date such as “2026-09-30”."),
    "not_an_id": gettext_noop("This is not the id of an entry."),
    "int_parsing": gettext_noop("This has to be a whole number."),
    "int_from_float": gettext_noop("This has to be a whole number."),
}


def said_of(kind: str, error: Any) -> Phrase:
    """The sentence for an error of the shape, from its kind and its limits."""
    limits = error.get("ctx", {})
    if kind == "string_too_long":
        return phrase(
            gettext_noop("At most %(longest)s characters are possible."),
            longest=limits["max_length"],
        )
    if kind == "literal_error":
        return phrase(
            gettext_noop("Possible are: %(choices)s."),
            choices=", ".join(re.findall("'[^']*'", str(limits["expected"]))),
        )
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = limits["ge" if kind == "greater_than_equal" else "le"]
        return phrase(
            gettext_noop("This has to be at least %(limit)s.")
            if kind == "greater_than_equal"
            else gettext_noop("This has to be at most %(limit)s."),
            limit=limit,
        )
    return phrase(_SAID.get(kind, gettext_noop("This is not possible here.")))
