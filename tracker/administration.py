"""Which administration Django serves: ours, scoped by the application's rights."""

from django.contrib.admin.apps import AdminConfig


class ScopedAdminConfig(AdminConfig):
    """Django's admin with the application's rights in place of staff flags and permissions."""

    default = False
    default_site = "targets.admin.scope.ScopedAdminSite"
