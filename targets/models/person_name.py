"""The names that people had: what somebody recorded keeps the name of then."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class PersonName(models.Model):
    """A name from an instant on. Written by the database itself whenever a name changes, by
    whatever door (migration 0013), and by nobody else. It also keeps people from being deleted:
    they are disabled."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="names")
    name = models.CharField(max_length=310)
    since = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["person", "-since"], name="personname_then"),)

    def __str__(self) -> str:
        return self.name
