"""Which administration Django serves: managers enter by their role, no staff flag is needed."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest


class ScopedAdminSite(AdminSite):
    """Django's admin with the application's rights in place of staff flags."""

    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Superusers and managers of any unit."""
        from targets.access import rights_of_request  # noqa: PLC0415 - apps load first

        return bool(request.user.is_active and rights_of_request(request).manages)


class ScopedAdminConfig(AdminConfig):
    """Tells Django to serve the scoped administration."""

    default = False
    default_site = "tracker.administration.ScopedAdminSite"
