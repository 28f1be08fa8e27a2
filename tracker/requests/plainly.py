"""A refusal as a page that asks nothing of the database: it costs little and cannot fail."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.template.loader import render_to_string


def refused_plainly(
    message: str,
    status: int,
    *,
    heading: str = "",
    link: tuple[str, str] | None = None,
    typed: Sequence[str] = (),
) -> HttpResponse:
    """The page with its sentence, without the navigation that needs to know its reader. ``link``:
    an address and its words, opened beside this page; ``typed``: texts to be copied from it."""
    context = {"message": message, "heading": heading, "link": link, "typed": typed}
    page = render_to_string("refused_plainly.html", context)
    return HttpResponse(page, status=status)
