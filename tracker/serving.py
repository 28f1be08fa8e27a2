"""What servers are given: the product, over it what has to come before and after everything."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.utils.http import parse_header_parameters

from tracker.requests.no_content import NoContent


class Request(WSGIRequest):
    """A request whose kind of content may be anything: what cannot be read is no kind.

    Django reads it before anything could answer that it is wrong, and looks for the texts'
    encoding among all of Python's codecs, some of which are not for texts.
    """

    def _set_content_type_params(self, meta: Mapping[str, Any]) -> None:
        self.content_type, self.content_params = "", {}
        try:
            kind, parameters = parse_header_parameters(meta.get("CONTENT_TYPE", ""))
            charset = parameters.get("charset")
            if charset:
                "x".encode(charset)
                self._encoding = charset
        except (LookupError, UnicodeError, ValueError):
            return
        self.content_type, self.content_params = kind, parameters


class Handler(WSGIHandler):
    """Django's own, with requests that can always be made."""

    request_class = Request


def served() -> NoContent:
    """The application for gunicorn, waitress and `make run`."""
    django.setup(set_prefix=False)
    return NoContent(Handler())
