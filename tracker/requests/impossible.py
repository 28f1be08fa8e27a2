"""What no field and no column can hold is refused, wherever it is noticed."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from tracker.requests.plainly import refused_plainly

logger = logging.getLogger(__name__)
_OWN_RULES = "/api/"  # it refuses by field, and reports what it overlooks as its own failure
_BAD = 400


class Impossible:
    """Answer 400 where a view overlooked a value that cannot be: the database or a field noticed.

    Views refuse such values themselves, with a sentence about the field; this is for what comes
    in by a road they did not think of. It is logged with its trace, to be mended there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing on the way."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a value that cannot be; None for every other failure, which is ours."""
        if not isinstance(error, (ValidationError, DataError, OverflowError)):
            return None
        if request.path_info.startswith(_OWN_RULES):
            return None
        logger.warning("%s %s: impossible value", request.method, request.path, exc_info=error)
        return refused_plainly(
            _(
                "Something in this request cannot be: a number that is too large, or a day or key "
                "that is none. Go back, correct it and try once more."
            ),
            _BAD,
        )
