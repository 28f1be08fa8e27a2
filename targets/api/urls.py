"""Addresses of the API, its document and its documentation page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.csrf import csrf_exempt

from . import docs_page
from .wiring import api, method_not_allowed, no_such_address

_METHOD_NOT_ALLOWED = 405
View = Callable[..., HttpResponse]


def _speaking(view: View) -> View:
    """The router's own refusal of a method, said as a problem too."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        answer = view(request, *args, **kwargs)
        if answer.status_code == _METHOD_NOT_ALLOWED:
            return method_not_allowed(request, answer["Allow"])
        return answer

    return answered


def _operations() -> list[URLPattern]:
    operations = []
    for pattern in api.urls[0]:
        assert isinstance(pattern, URLPattern)  # noqa: S101 - flat by construction
        if pattern.name != "api-root":
            operations.append(
                path(f"v1/{pattern.pattern}", _speaking(pattern.callback), name=pattern.name)
            )
    return operations


app_name = "api"
urlpatterns = [
    path("", docs_page.docs, name="docs"),
    path("openapi.json", docs_page.openapi_json, name="openapi"),
    *_operations(),
    path("<path:rest>", csrf_exempt(no_such_address), name="other"),
]
