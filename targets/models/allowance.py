"""How often somebody called in the present minute, across processes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Allowance(models.Model):
    """Calls counted in one minute under one key: a token, or a network address that failed.

    The table is unlogged: a crash of the database forgives everybody their last minute.
    """

    key = models.CharField(max_length=80, primary_key=True)
    minute = models.DateTimeField()
    used = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("allowance")
        verbose_name_plural = _("allowances")

    def __str__(self) -> str:
        return f"{self.key}: {self.used}"
