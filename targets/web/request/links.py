"""What an address keeps from screen to screen: moment, tier, kind of figures, day replayed."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest

from targets.web.request.query import ViewQuery


def link_params(wanted: ViewQuery, **changes: str) -> dict[str, str]:
    """The view as parameters, what was defaulted filled in; what is empty is left out."""
    said = {
        "year": str(wanted.year),
        "as_of": f"{wanted.at.as_of:%Y-%m}",
        "tier": wanted.tier or "",
        "pending": "" if wanted.with_pending else "no",
        "known": f"{wanted.known_on:%Y-%m-%d}" if wanted.known_on else "",
    }
    return {key: value for key, value in (said | changes).items() if value}


def query(wanted: ViewQuery, **changes: str) -> str:
    """The view for an address that names its place in its path."""
    return urlencode(link_params(wanted, **changes))


def place_query(wanted: ViewQuery, **changes: str) -> str:
    """The view for an address that is asked for a place."""
    return urlencode({"place": wanted.place.label.code} | link_params(wanted, **changes))


def params_as_given(request: HttpRequest, wanted: ViewQuery) -> str:
    """The place, and of the view only what the address asks for: such a link follows the latest
    year and month unless they were chosen."""
    said = {
        key: value for key, value in link_params(wanted).items() if request.GET.get(key, "").strip()
    }
    return urlencode({"place": wanted.place.label.code} | said)


def without(request: HttpRequest, *names: str) -> str:
    """This address less some of its parameters."""
    said = {key: value for key, value in request.GET.items() if value and key not in names}
    return f"?{urlencode(said)}"


def replayed(wanted: ViewQuery) -> str:
    """What the name of a file adds where it holds the knowledge of a past day."""
    return f"_known_{wanted.known_on:%Y-%m-%d}" if wanted.known_on else ""


def full_address(request: HttpRequest, path: str) -> str:
    """An address of ours as it is given to others."""
    site: str = settings.SITE_ADDRESS
    return site + path if site else request.build_absolute_uri(path)
