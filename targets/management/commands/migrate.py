"""Django's migrate, followed by the serving role's grants: no table is ever without them."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connections

from targets.models.privileges import grant_to_serving_role


class Command(migrate.Command):
    """Apply migrations as the owner, then grant the serving role what serving needs."""

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if options["check_unapplied"] or options["plan"]:
            return
        try:
            grant_to_serving_role(connections[options["database"]], settings.SERVING_ROLE)
        except LookupError as error:
            raise CommandError(str(error)) from error
