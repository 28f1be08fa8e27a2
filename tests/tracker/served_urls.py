"""The product's addresses and a page that is never ready."""

import time

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def slow(request: HttpRequest) -> HttpResponse:
    """A request that is in progress for as long as the test lasts."""
    time.sleep(60)
    return HttpResponse("late")


handler500 = "tracker.requests.failures.server_error"
urlpatterns = [path("slow/", slow), path("", include("tracker.urls"))]
