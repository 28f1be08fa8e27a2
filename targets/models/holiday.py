"""Days off and days worked instead: what moves a due day."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Holiday(models.Model):
    """One day that is not what its weekday says."""

    day = models.DateField(_("day"), primary_key=True)
    name = models.CharField(_("name"), max_length=50)
    is_worked = models.BooleanField(
        _("worked"),
        default=False,
        help_text=_("A Saturday or Sunday on which offices work, instead of another day."),
    )

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ("day",)

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
