"""Views of a screen that a person keeps under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key

MOST_VIEWS = 30  # a person


class SavedView(models.Model):
    """A screen's filters as its address carries them. Nobody else sees it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="saved_views",
        verbose_name=_("person"),
    )
    name = models.CharField(_("name"), max_length=60)
    screen = models.CharField(_("screen"), max_length=20)  # the name of its address
    query = models.CharField(_("filters"), max_length=1000, blank=True)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=["person", "name"], name="savedview_once"),)

    def __str__(self) -> str:
        return self.name
