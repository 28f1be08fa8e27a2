"""Settings and addresses of a product started by the tests: static files of its own, a slow page."""

import os
import time
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from tracker.settings import *  # noqa: F403
from tracker.settings import DEBUG

ROOT_URLCONF = "tests.tracker.served"
STATIC_ROOT = Path(os.environ["TRACKER_DATA_DIR"]) / "static"


def slow(request: HttpRequest) -> HttpResponse:
    """A request that is in progress for as long as the test lasts."""
    time.sleep(60)
    return HttpResponse(f"late {DEBUG}")


urlpatterns = [path("slow/", slow), path("", include("tracker.urls"))]
