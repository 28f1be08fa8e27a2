"""Whose address a request came from, counting the proxies that are our own."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer, or behind PROXY_COUNT proxies what the outermost of them saw.

    Proxies append to the header, so what stands further left was written by the client and
    could be anything.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    header = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    seen = [part.strip() for part in header.split(",")]
    count: int = settings.PROXY_COUNT
    if count == 0 or len(seen) < count or not seen[-count]:
        return peer
    return seen[-count]
