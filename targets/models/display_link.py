"""Screens on walls: an address that shows a place's slides and opens nothing else."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .unit import Unit


class DisplayLink(models.Model):
    """A secret that shows one place on a wall, without a login. Shown once; only its hash is
    kept. It belongs to the place, and outlives whoever made it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    place = models.ForeignKey(
        Unit, models.PROTECT, related_name="display_links", verbose_name=_("place")
    )
    name = models.CharField(_("name"), max_length=100)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    made_at = models.DateTimeField(_("made at"))
    expires_on = models.DateField(_("expires on"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("revoked by"),
    )
    used_at = models.DateTimeField(_("last used at"), null=True, blank=True)

    class Meta:
        verbose_name = _("display link")
        verbose_name_plural = _("display links")
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return self.name
