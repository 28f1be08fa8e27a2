"""LOCAL=1 answers this machine alone, whatever address the server was bound to."""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own; one that cannot be read is not."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


class LocalOnly:
    """Refuse every request from another machine."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if not settings.LOCAL:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on what comes from here."""
        if not is_loopback(request.META.get("REMOTE_ADDR", "")):
            return HttpResponseForbidden(
                "LOCAL=1 answers this machine alone. / LOCAL=1 仅供本机访问。",
                content_type="text/plain; charset=utf-8",
            )
        return self.get_response(request)
