"""Is the service alive, and is it ready: no rights, nothing told that is secret, and soon."""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from tracker import readiness

SECONDS = 1.5  # after which no answer is one


@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, 503 when it does not, within two seconds."""
    problems = within(readiness.database)
    if problems:
        answer = JsonResponse({"status": "no database"}, status=503, headers={"Retry-After": "5"})
        answer._has_been_logged = True  # type: ignore[attr-defined] # whoever asks is told
        return answer
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when requests can be served here, else 503 with what stands in the way."""
    problems = within(readiness.everything)
    status = "ready" if not problems else "not ready"
    body = {"status": status, "version": readiness.version(), "problems": problems}
    answer = JsonResponse(body, status=503 if problems else 200)
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


_asking = threading.Lock()


def within(ask: Callable[[], list[str]]) -> list[str]:
    """What is found in a thread of its own: a database that is frozen holds nobody up. While one
    is being asked in vain no second is."""
    found: list[str] = ["the database does not answer in time"]
    if not _asking.acquire(timeout=SECONDS):
        return found
    done = threading.Event()

    def run() -> None:
        try:
            found[:] = ask()
            done.set()
        finally:
            readiness.leave()
            _asking.release()

    threading.Thread(target=run, name="health", daemon=True).start()
    return list(found) if done.wait(SECONDS) else ["the database does not answer in time"]
