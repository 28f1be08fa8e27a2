"""The documentation page and the document it is made from: our own HTML, under the same CSP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from .document import openapi_document, problem_kinds
from .item_shapes import MOST_ITEMS

Schemas = Mapping[str, dict[str, Any]]


class Field(NamedTuple):
    """One parameter or property, as the page lists it."""

    name: str
    kind: str  # string, integer, list of …
    link: str  # the shape it refers to
    is_required: bool
    text: str
    example: str = ""
    choices: str = ""
    default: str = ""


class Operation(NamedTuple):
    """One operation, as the page shows it."""

    anchor: str
    method: str
    address: str
    title: str
    text: str
    fields: tuple[Field, ...]
    body: str  # the name of the body's shape
    answer: str  # the name of the answer's shape
    statuses: tuple[tuple[str, str], ...]


class Shape(NamedTuple):
    """One shape with its fields."""

    name: str
    text: str
    fields: tuple[Field, ...]


@require_safe
def openapi_json(request: HttpRequest) -> HttpResponse:
    """The OpenAPI 3.1 document, in the reader's language; open to everybody."""
    document = openapi_document(get_language() or "zh-hans")
    answer = HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=1), content_type="application/json"
    )
    # Its language may come from a cookie, which no shared cache looks at
    answer["Cache-Control"] = "no-cache"
    return answer


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The document as a page to read, in the reader's language; open to everybody."""
    document = openapi_document(get_language() or "zh-hans")
    shapes: Schemas = document["components"]["schemas"]
    context = {
        "info": document["info"],
        "operations": [
            _operation(address, method, operation, shapes)
            for address, methods in document["paths"].items()
            for method, operation in methods.items()
        ],
        "shapes": [_shape(name, shapes) for name in shapes if "properties" in shapes[name]],
        "problems": [(kind, status, gettext(title)) for kind, status, title in problem_kinds()],
        "most_items": MOST_ITEMS,
        "origin": f"{request.scheme}://{request.get_host()}",
    }
    return render(request, "targets/api/api.html", context)


def _operation(address: str, method: str, operation: dict[str, Any], shapes: Schemas) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    good = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return Operation(
        anchor=operation["operationId"],
        method=method.upper(),
        address=address,
        title=operation["summary"],
        text=operation.get("description", ""),
        fields=tuple(
            _field(each["name"], each["schema"], shapes, is_required=each["required"])
            for each in operation["parameters"]
        ),
        body=_name(body.get("schema", {})),
        answer=_name(good),
        statuses=tuple(
            (status, answer["description"]) for status, answer in operation["responses"].items()
        ),
    )


def _shape(name: str, shapes: Schemas) -> Shape:
    schema = shapes[name]
    required = set(schema.get("required", ()))
    return Shape(
        name,
        schema.get("description", ""),
        tuple(
            _field(field, details, shapes, is_required=field in required)
            for field, details in schema["properties"].items()
        ),
    )


def _field(name: str, schema: dict[str, Any], shapes: Schemas, *, is_required: bool) -> Field:
    # A shape that is only a choice of words is shown where it is used
    parts = [
        referred if "enum" in (referred := shapes.get(_name(part), {})) else part
        for part in schema.get("anyOf", [schema])
    ]
    choices = [str(each) for part in parts for each in part.get("enum", ())]
    kinds = dict.fromkeys(_kind(part) for part in parts)
    text = schema.get("description", "")
    if not text:
        text = next((part["description"] for part in parts if part.get("description")), "")
    examples = next((part["examples"] for part in (schema, *parts) if part.get("examples")), ())
    return Field(
        name=name,
        kind=" | ".join(kinds),
        link=next((_name(part) for part in parts if _name(part)), ""),
        is_required=is_required,
        text=text,
        example=str(examples[0]) if examples else "",
        default=_default(schema.get("default")),
        choices=", ".join(choice or '""' for choice in choices),
    )


def _default(value: object) -> str:
    """What a field says when it is left out, where that is worth saying."""
    if value is None or value == "":
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _name(schema: dict[str, Any]) -> str:
    """The shape that a schema, or its list, refers to."""
    reference = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
    return str(reference).rpartition("/")[2]


def _kind(schema: dict[str, Any]) -> str:
    if name := _name(schema):
        return f"{name}[]" if "items" in schema else name
    if "enum" in schema or "const" in schema:
        return "enum"
    kind = str(schema.get("type", "any"))
    if kind == "array":
        return f"{_kind(schema['items'])}[]"
    return str(schema.get("format", kind))
