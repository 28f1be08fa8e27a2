"""The product's addresses: the application's, the admin's, the health check."""

from django.contrib import admin
from django.urls import include, path

handler500 = "tracker.requests.failures.server_error"
urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("targets.api.urls")),
    path("", include("targets.web.urls")),
]
