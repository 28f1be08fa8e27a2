"""The application's registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    """Stated targets, their actuals and how they are judged."""

    name = "targets"
    verbose_name = _("Target Tracker")

    def ready(self) -> None:
        """Register the deploy checks, and what a login begins."""
        from targets import checks  # noqa: F401, PLC0415 - registering is importing
        from tracker.requests import login_log, session_limits  # noqa: F401, PLC0415
