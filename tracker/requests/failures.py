"""What the reader is told when something fails that no view foresaw: in words that are true.

While the database is away, slow or full, or files find no room, every page says so within a
second, asks to come back and leaves one line in the log. Nothing here asks the database or needs
to know the reader.
"""

from __future__ import annotations

import errno
import logging
import sys
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, connections
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from psycopg import errors

from tracker.postgresql.base import CommitUnknown, DatabaseWrapper
from tracker.postgresql.connection import NotConnected, Silent
from tracker.requests.plainly import refused_plainly

logger = logging.getLogger(__name__)

UNAVAILABLE, FULL, FAILED = 503, 507, 500
RETRY_SECONDS = 5
SAFE = ("GET", "HEAD", "OPTIONS")

AWAY = _("The database cannot be reached at the moment.")
SLOW = _("The database took too long to answer.")
COLLIDED = _("Somebody else was changing the same at the same moment.")
READ_ONLY = _("The database only answers at the moment and takes nothing in.")
NO_ROOM = _("The disk of the database is full. Tell your administrator.")
NO_ROOM_FOR_FILES = _("There is no room left for files. Tell your administrator.")
NO_FILES = _("Files cannot be kept at the moment. Tell your administrator.")
BROKEN = _("Something went wrong here; it was recorded.")

AGAIN = _("Try again in a few seconds.")
NOTHING_SAVED = _("Nothing was saved. Go back: what you entered is still there; send it once more.")
UNKNOWN = _(
    "Whether what you sent was saved is not known. Open the page again and look before you send it "
    "once more."
)

_REASONS: tuple[tuple[tuple[type[Exception], ...], str], ...] = (
    ((errors.QueryCanceled, errors.IdleInTransactionSessionTimeout, Silent), SLOW),
    ((errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure), COLLIDED),
    ((errors.ReadOnlySqlTransaction,), READ_ONLY),
    ((errors.DiskFull,), NO_ROOM),
)
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_NOT_WRITABLE = (errno.EACCES, errno.EPERM, errno.EROFS)
# What PostgreSQL says with a code, and yet is no fault of the statement
_GONE = ("08", "57P0", "53")


class Failure(NamedTuple):
    """Why it could not be done, as a msgid, and with what status that is answered."""

    reason: str
    status: int
    is_lost: bool  # the connection went away with work in it


def failure_of(error: BaseException | None) -> Failure | None:
    """What kind of absence of the database, or of room for files, this is; None for every other
    error."""
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return Failure(NO_ROOM_FOR_FILES, FULL, is_lost=False)
    if isinstance(error, OSError) and error.errno in _NOT_WRITABLE:
        return Failure(NO_FILES, UNAVAILABLE, is_lost=False)
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    cause = error.__cause__ or error
    for kinds, reason in _REASONS:
        if isinstance(cause, kinds):
            status = FULL if reason is NO_ROOM else UNAVAILABLE
            return Failure(reason, status, isinstance(cause, Silent))
    code = getattr(cause, "sqlstate", None) or ""
    if code and not code.startswith(_GONE):
        return None
    return Failure(AWAY, UNAVAILABLE, not isinstance(cause, NotConnected))


def outcome_of(method: str | None, error: BaseException | None, *, is_lost: bool) -> str:
    """What became of what was sent, as a msgid; for who only read, when to try again."""
    if method in SAFE:
        return AGAIN
    if is_lost or isinstance(error, CommitUnknown) or has_committed():
        return UNKNOWN
    return NOTHING_SAVED


def has_committed() -> bool:
    """Whether this request has written anything before it failed."""
    opened = connections.all(initialized_only=True)
    return any(isinstance(each, DatabaseWrapper) and each.has_committed for each in opened)


def note(request: HttpRequest, error: BaseException, failure: Failure) -> None:
    """One line for a request that the database could not serve, whatever the trace."""
    cause = error.__cause__ or error
    said = str(cause).partition("\n")[0]
    logger.warning(
        "%s %s: %d, %s: %s",
        request.method,
        request.path,
        failure.status,
        type(cause).__name__,
        said,
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """The page instead of Django's for errors that nobody caught; JSON for who asked for it."""
    error = sys.exc_info()[1]
    failure = failure_of(error)
    again = outcome_of(request.method, error, is_lost=failure is not None and failure.is_lost)
    # The error may have come before anybody chose the language
    with translation.override(translation.get_language_from_request(request)):
        reason = failure.reason if failure else BROKEN
        answer = _answer(request, sentences(gettext(reason), gettext(again)), failure)
    if failure is not None and error is not None:
        answer["Retry-After"] = str(RETRY_SECONDS)
        note(request, error, failure)
        answer._has_been_logged = True  # type: ignore[attr-defined] # Django would add the trace
    return answer


def sentences(*said: str) -> str:
    """One after the other; in Chinese nothing stands between them."""
    in_chinese = (translation.get_language() or "").startswith("zh")
    return ("" if in_chinese else " ").join(said)


def _answer(request: HttpRequest, message: str, failure: Failure | None) -> HttpResponse:
    status = FAILED if failure is None else failure.status
    if not request.accepts("text/html"):
        return JsonResponse({"detail": message}, status=status)
    heading = gettext("Something went wrong here") if failure is None else gettext("Not now")
    return refused_plainly(message, status, heading=heading)
