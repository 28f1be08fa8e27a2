"""What a view raises when an address cannot be answered, and the clear page it stands for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from targets import formatting
from targets.writes.upload.store import TooMuchWork

TOO_MANY, UNAVAILABLE, RETRY_SECONDS = 429, 503, 10
_P = ParamSpec("_P")
_View = Callable[Concatenate[HttpRequest, _P], HttpResponseBase]


class BadRequest(Exception):
    """The URL asks for something that does not exist; the message helps (HTTP 400)."""


class LoginNeeded(Exception):
    """Anonymous readers have to log in to see this."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__("login needed")
        self.response: HttpResponse = redirect_to_login(request.get_full_path())


def handle_errors(view: _View[_P]) -> _View[_P]:
    """A bad URL answers 400 with its sentence; who has to log in is sent there."""

    @wraps(view)
    def answered(request: HttpRequest, /, *args: _P.args, **kwargs: _P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except TooMuchWork as busy:
            return too_much_work(request, busy)
        except BadRequest as refused:
            return bad_request(request, str(refused))
        except LoginNeeded as needed:
            return needed.response

    return answered


def too_much_work(request: HttpRequest, busy: TooMuchWork) -> HttpResponse:
    """The page for who has to come back: because of work of their own, or of everybody's."""
    status = TOO_MANY if busy.is_own else UNAVAILABLE
    answer = bad_request(request, formatting.phrase(busy.sentence), status=status)
    answer["Retry-After"] = str(RETRY_SECONDS)
    return answer


def bad_request(request: HttpRequest, message: str, status: int = 400) -> HttpResponse:
    """The page for a request that cannot be answered, with a sentence that helps."""
    return render(request, "refused.html", {"message": message}, status=status)
