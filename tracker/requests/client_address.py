"""Whose address a request came from, counting the proxies that are our own."""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

# With a port, as some proxies write it: 192.0.2.7:51034, [2001:db8::7]:51034, [2001:db8::7]
_WITH_PORT = re.compile(r"([0-9.]{7,15}):[0-9]{1,5}|\[([0-9A-Fa-f:.]{2,45})\](?::[0-9]{1,5})?")


def client_address(request: HttpRequest) -> str:
    """The peer, or behind PROXY_COUNT proxies what the outermost of them saw.

    Proxies append to the header, so what stands further left was written by the client and
    could be anything. What is no address is passed over: it could neither be stored nor counted.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    header = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    seen = [part.strip() for part in header.split(",")]
    count: int = settings.PROXY_COUNT
    if count == 0 or len(seen) < count:
        return peer
    return _address(seen[-count]) or peer


def _address(text: str) -> str:
    found = _WITH_PORT.fullmatch(text)
    try:
        return str(ip_address(found[1] or found[2] if found else text.partition("%")[0]))
    except ValueError:
        return ""


def counted_address(request: HttpRequest) -> str:
    """What guesses are counted by; empty where no address is known."""
    return counted(client_address(request))


def counted(text: str) -> str:
    """An address, or of IPv6 the first address of its /64, because one customer has all of that;
    empty for what is no address."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, 64), strict=False).network_address)
    return str(address)
