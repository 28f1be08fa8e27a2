"""The API as one object: its operations, its one way in, and its one shape of errors."""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from targets import formatting
from tracker.requests import failures

from .asked import only_known_parameters
from .caller import TokenAuth
from .items import said_of
from .operations import assessments, catalogue, figures, submitting
from .problems import ProblemFound, problem_answer

VERSION = "1.0"
_NOT_MODIFIED = 304
logger = logging.getLogger(__name__)


class _Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}  # noqa: RUF012 - as the class above has it


class Api(NinjaAPI):
    """Answers may be kept by their caller alone, and need not be sent twice."""

    def create_response(self, request: HttpRequest, data: Any, **options: Any) -> HttpResponse:
        """The answer with its tag; 304 to a caller that has it already."""
        answer = super().create_response(request, data, **options)
        answer["Cache-Control"] = "private, no-store"
        if request.method == "GET":
            answer["ETag"] = etag_of(answer.content)
            unchanged = get_conditional_response(request, etag=answer["ETag"], response=answer)
            # If-Match, which is for those who write, is passed over
            if unchanged is not None and unchanged.status_code == _NOT_MODIFIED:
                unchanged["Cache-Control"] = "private, no-store"
                return unchanged
        return answer


def etag_of(content: bytes) -> str:
    """A strong tag: the same bytes have the same one."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


api = Api(
    title=gettext_noop("Target Tracker API"),
    version=VERSION,
    description=gettext_noop(
        "Places, indicators, series, targets, actuals and assessments as JSON, and figures "
        "submitted in bulk. Figures are decimal strings, days are ISO 8601, errors are RFC 9457 "
        "problem details. Sentences come in the language of the Accept-Language header."
    ),
    openapi_url=None,
    docs_url=None,
    urls_namespace="api-v1",
    auth=TokenAuth(),
    renderer=_Renderer(),
)
api.add_decorator(only_known_parameters, mode="operation")
# Submitting shares its address with the list of actuals, and so its router
assert submitting.router is figures.router  # noqa: S101 - imported so that it is there
for router in (catalogue.router, figures.router, assessments.router):
    api.add_router("", router)


@api.exception_handler(ProblemFound)
def _problem(request: HttpRequest, problem: ProblemFound) -> HttpResponse:
    return problem_answer(request, problem)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Parameters that cannot be; a header that is missing is the request's own form (400)."""
    errors = []
    for each in error.errors:
        where = [str(part) for part in each["loc"]]
        if where[0] == "header":
            return _problem(
                request,
                ProblemFound(
                    "key-missing",
                    _("Send the header “Idempotency-Key” with 1 to 100 visible ASCII characters."),
                ),
            )
        errors.append(
            {
                "field": where[-1],
                "code": each["type"],
                "detail": formatting.phrase(said_of(each["type"], each)),
            }
        )
    return _problem(
        request, ProblemFound("invalid", _("A parameter of the address is wrong."), errors=errors)
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, _error: Http404) -> HttpResponse:
    return no_such_address(request)


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _problem(request, ProblemFound("too-large", _("The body is too large.")))


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(BadRequest)
def _malformed(request: HttpRequest, _error: Exception) -> HttpResponse:
    return _problem(request, ProblemFound("malformed", _("The request cannot be read.")))


_LOOK_AGAIN = gettext_noop(
    "Whether it was written is not known: send the same again with the same Idempotency-Key, which "
    "writes it once."
)


@api.exception_handler(Exception)
def _failed(request: HttpRequest, error: Exception) -> HttpResponse:
    """Ours to mend: logged with its trace, and told to the caller as any other problem. While the
    database is away, slow or full, a line in the log and when to come back."""
    if failure := failures.failure_of(error):
        failures.note(request, error, failure)
        outcome = failures.outcome_of(request.method, error, is_lost=failure.is_lost)
        detail = _LOOK_AGAIN if outcome == failures.UNKNOWN else failures.AGAIN
        kind = "full" if failure.status == failures.FULL else "unavailable"
        return _problem(
            request,
            ProblemFound(
                kind,
                failures.sentences(_(failure.reason), _(detail)),
                headers={"Retry-After": str(failures.RETRY_SECONDS)},
            ),
        )
    logger.error("API: %s %s failed", request.method, request.path, exc_info=error)
    return _problem(
        request,
        ProblemFound("failed", _("Nothing was written. The failure was logged; try again later.")),
    )


def no_such_address(request: HttpRequest, rest: str = "") -> HttpResponse:
    """Any other address under the API's."""
    return _problem(
        request,
        ProblemFound("not-found", _("The API has no such address; /api/ lists those it has.")),
    )


def method_not_allowed(request: HttpRequest, allowed: str) -> HttpResponse:
    """An address that answers other methods, which the Allow header names."""
    return _problem(
        request,
        ProblemFound(
            "method",
            _("This address answers %(methods)s only.") % {"methods": allowed},
            headers={"Allow": allowed},
        ),
    )
