"""The OpenAPI document: what the router knows, with errors, headers and bodies, in a language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from .item_shapes import SubmissionIn
from .problems import KINDS, MEDIA_TYPE
from .shapes import ProblemOut
from .wiring import api

# ---- What the shapes of the document are, for people

SHAPES: Mapping[str, str] = {
    "MeOut": _("Whose token it is, and what that person may do."),
    "TokenOut": _("The token of this call."),
    "RoleOut": _("A role for a unit and the units below it."),
    "NamedOut": _("A code with its names."),
    "BothOut": _("Words in both languages."),
    "PlaceOut": _("A place that the caller may read."),
    "PlacePage": _("A page of places, by code."),
    "IndicatorOut": _("The definition of something measured; the same for every place."),
    "IndicatorPage": _("A page of indicators, by code."),
    "SeriesOut": _("One indicator for one place, and who answers for it."),
    "SeriesPage": _("A page of series, in stated order."),
    "TargetOut": _("What a document states for one series, year and tier."),
    "TargetPage": _("A page of targets in force, by series, year and tier."),
    "ActualOut": _("One entry in force."),
    "ActualPage": _("A page of entries, by series, period end and lane."),
    "AssessmentOut": _("Where one series of one place stands in one year."),
    "AssessmentPage": _("A page of assessments, in stated order."),
    "JudgedTierOut": _("One tier's judgement."),
    "VerdictOut": _("A verdict: its stable code, and its word for this kind of indicator."),
    "ReportingOut": _("Whether the period that is due was reported; never mixed with the verdict."),
    "ExplanationOut": _("What the lead unit said of a series that lags."),
    "SubmissionIn": _("What is submitted; all of it or nothing."),
    "ItemIn": _("What is to stand in one slot from now on: all of it. What is left out is empty."),
    "SubmittedOut": _("What a submission did, or in a dry run would do."),
    "OutcomeOut": _("What became of one item."),
    "ProblemOut": _("What went wrong (RFC 9457)."),
    "ErrorOut": _("One of the things that are wrong."),
}


# ---- The document

ROOT = "/api/v1/"
_REF = "#/components/schemas/{model}"
_SAID = frozenset({"description", "summary", "title"})
_EVERYWHERE = (400, 401, 403, 422, 429, 500)
_WHERE_A_PLACE = (404,)
_WHERE_WRITTEN = (409, 413, 415)
_WAITS = {
    "Retry-After": {
        "description": _("Seconds to wait before trying again."),
        "schema": {"type": "string", "pattern": "^[0-9]+$"},
    }
}
_CHALLENGE = {
    "WWW-Authenticate": {
        "description": _("How to authenticate."),
        "schema": {"type": "string"},
        "required": True,
    }
}
_REPLAYED = {
    "Idempotency-Replayed": {
        "description": _("“true” when the answer was given before under the same key."),
        "schema": {"type": "string", "enum": ["true"]},
    }
}
_TAG = {
    "ETag": {
        "description": _("Send it back as If-None-Match to be answered 304 while it holds."),
        "schema": {"type": "string"},
    }
}
_STATUSES = {
    200: _("Done."),
    304: _("Nothing changed since the answer that the caller has."),
    400: _("The request cannot be read, or a header is missing."),
    401: _("No valid token."),
    403: _("Token or person may not do that."),
    404: _("There is no such place."),
    409: _("Somebody else was quicker, or the period is closed."),
    413: _("The body or the number of items is too large."),
    415: _("The body has to be JSON."),
    422: _("Something is wrong; every error is listed."),
    429: _("Too many requests this minute."),
    500: _("The server failed."),
}


def openapi_document(language: str) -> dict[str, Any]:
    """The document with its texts in one language; made once a language."""
    return _document("zh-hans" if language.startswith("zh") else "en")


@lru_cache(maxsize=2)
def _document(language: str) -> dict[str, Any]:
    found: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=ROOT))
    for shape in (ProblemOut, SubmissionIn):
        schema = shape.model_json_schema(ref_template=_REF)
        found["components"]["schemas"] |= schema.pop("$defs", {})
        found["components"]["schemas"][shape.__name__] = schema
    for name, schema in found["components"]["schemas"].items():
        schema.pop("description", None)  # a docstring, for who reads the source
        if name in SHAPES:
            schema["description"] = SHAPES[name]
    for address, methods in found["paths"].items():
        for method, operation in methods.items():
            _complete(operation, method, has_place="{code}" in address)
    found["components"]["securitySchemes"] = {
        "TokenAuth": {
            "type": "http",
            "scheme": "bearer",
            "description": _("A token of the account page, sent as “Authorization: Bearer tt_…”."),
        }
    }
    with translation.override(language):
        said: dict[str, Any] = _translated(found)
    return said


def _complete(operation: dict[str, Any], method: str, *, has_place: bool) -> None:
    """Add what the router does not know: errors, headers, the body."""
    is_write = method == "post"
    for parameter in operation["parameters"]:
        # The router repeats the schema's examples where OpenAPI has a map, and offers null,
        # which no address can say
        parameter.pop("examples", None)
        parameter["schema"] = _never_null(parameter["schema"])
    good = operation["responses"][200]
    good["headers"] = dict(_REPLAYED if is_write else _TAG)
    statuses = [*_EVERYWHERE, *(_WHERE_A_PLACE if has_place else ())]
    if is_write:
        statuses += _WHERE_WRITTEN
        operation["requestBody"] = {
            "required": True,
            "content": {
                "application/json": {"schema": {"$ref": _REF.format(model="SubmissionIn")}}
            },
        }
    else:
        operation["responses"][304] = {"description": ""}
    for status in statuses:
        operation["responses"][status] = {
            "description": "",
            "content": {MEDIA_TYPE: {"schema": {"$ref": _REF.format(model="ProblemOut")}}},
        }
    operation["responses"][401]["headers"] = _CHALLENGE
    operation["responses"][429]["headers"] = _WAITS
    for status, answer in operation["responses"].items():
        answer["description"] = _STATUSES[status]
    # JSON has only strings as names
    operation["responses"] = {
        str(status): operation["responses"][status] for status in sorted(operation["responses"])
    }


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    parts = [part for part in schema.get("anyOf", ()) if part != {"type": "null"}]
    if len(parts) != 1:
        return schema
    (part,) = parts
    return {name: value for name, value in schema.items() if name != "anyOf"} | dict(part)


def _translated(part: Any, *, is_name: bool = False) -> Any:
    """Every text for people through the catalogue; names of properties are no texts."""
    if isinstance(part, dict):
        return {
            name: gettext(value)
            if name in _SAID and isinstance(value, str) and value and not is_name
            else _translated(value, is_name=name == "properties" and not is_name)
            for name, value in part.items()
            # Names that pydantic makes up from the fields' own say nothing
            if not (name == "title" and isinstance(value, str) and "openapi" not in part
                    and "version" not in part and not is_name)
        }  # fmt: skip
    if isinstance(part, list):
        return [_translated(each) for each in part]
    return part


def problem_kinds() -> list[tuple[str, int, str]]:
    """Every kind of problem with its status and title, for the page; titles untranslated."""
    return [(kind, status, title) for kind, (status, title) in KINDS.items()]
