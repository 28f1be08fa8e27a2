"""The application's registration with Django."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """Stated targets, their actuals and how they are judged."""

    name = "targets"
    verbose_name = "Target Tracker"
