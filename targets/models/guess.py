"""Guesses at passwords, counted across processes and machines."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Guess(models.Model):
    """Passwords tried under one key since an instant, or a turn that somebody waits for.

    The table is unlogged: a crash of the database forgives everybody.
    """

    key = models.CharField(max_length=120, primary_key=True)
    used = models.PositiveIntegerField()
    since = models.DateTimeField()
    due = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("guess")
        verbose_name_plural = _("guesses")
        indexes = (models.Index(fields=["since"], name="guess_since"),)

    def __str__(self) -> str:
        return f"{self.key}: {self.used}"
