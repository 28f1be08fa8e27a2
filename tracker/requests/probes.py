"""Health and readiness are asked from inside, by number instead of name and without https."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import resolve

ADDRESSES = ("/healthz", "/readyz")
METHODS = ("GET", "HEAD")  # whatever else is refused where everything is


class Probes:
    """Answer probes before anything asks for whom: neither the name of the host nor a session
    matters to them, and they cost nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The probe's own answer, or whatever follows."""
        if request.path_info not in ADDRESSES or request.method not in METHODS:
            return self.get_response(request)
        answer: HttpResponse = resolve(request.path_info).func(request)
        return answer
