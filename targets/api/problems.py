"""What goes wrong, as RFC 9457 problem details: one shape for every error of the API."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

MEDIA_TYPE = "application/problem+json"

# Code → status and title. A problem's type is the address of its paragraph on the docs page.
KINDS: Mapping[str, tuple[int, str]] = {
    "malformed": (400, _("The request cannot be read")),
    "key-missing": (400, _("The Idempotency-Key header is missing or unusable")),
    "unauthorised": (401, _("A valid token is needed")),
    "forbidden": (403, _("This token or its person may not do that")),
    "not-found": (404, _("There is no such thing")),
    "method": (405, _("This address does not answer that method")),
    "conflict": (409, _("Somebody changed a slot meanwhile")),
    "period-closed": (409, _("A period is closed")),
    "under-way": (409, _("The same call is still being worked on")),
    "too-large": (413, _("The request is too large")),
    "media-type": (415, _("The body has to be JSON")),
    "invalid": (422, _("Something in the request is wrong; nothing was written")),
    "key-reused": (422, _("The Idempotency-Key stands for another request")),
    "too-many": (429, _("Too many requests")),
    "failed": (500, _("The server failed")),
    "unavailable": (503, _("The database cannot do it at the moment")),
    "full": (507, _("There is no room left")),
}


class ProblemFound(Exception):
    """The call is answered with this problem, and does nothing."""

    def __init__(
        self,
        kind: str,
        detail: str,
        *,
        errors: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{kind}: {detail}")
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})

    @property
    def status(self) -> int:
        """The HTTP status of its kind."""
        return KINDS[self.kind][0]

    def body(self) -> dict[str, Any]:
        """The members of RFC 9457, and every single error where there are several."""
        status, title = KINDS[self.kind]
        found: dict[str, Any] = {
            "type": f"/api/#problem-{self.kind}",
            "title": gettext(title),
            "status": status,
            "detail": self.detail,
        }
        if self.errors:
            found["errors"] = [dict(error) for error in self.errors]
        return found


def problem_answer(request: HttpRequest, problem: ProblemFound) -> HttpResponse:
    """The problem as HTTP says it."""
    answer = json_answer(problem.status, problem.body())
    for name, value in problem.headers.items():
        answer[name] = value
    return answer


def json_answer(status: int, body: Mapping[str, Any]) -> HttpResponse:
    """A body as JSON, its names in order so that the same answer is the same bytes."""
    is_problem = status >= 400  # noqa: PLR2004 - HTTP's line between answers and errors
    answer = HttpResponse(
        json.dumps(body, ensure_ascii=False, sort_keys=True),
        status=status,
        content_type=MEDIA_TYPE if is_problem else "application/json",
    )
    answer["Cache-Control"] = "private, no-store"
    return answer
