"""A refusal as a page that asks nothing of the database: it costs little and cannot fail."""

from __future__ import annotations

from django.http import HttpResponse
from django.template.loader import render_to_string


def refused_plainly(message: str, status: int, *, heading: str = "") -> HttpResponse:
    """The page with its sentence, without the navigation that needs to know its reader."""
    page = render_to_string("refused_plainly.html", {"message": message, "heading": heading})
    return HttpResponse(page, status=status)
