"""Reminders: who was urged to report, and which digests were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .unit import Unit


class Urging(models.Model):
    """A unit was urged (催报) to report a period of a place: a ledger."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    place = models.ForeignKey(Unit, models.PROTECT, related_name="urgings", verbose_name=_("place"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="urged", verbose_name=_("unit"))
    period_end = models.DateField(_("period end"))
    message = models.CharField(_("message"), max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("urging")
        verbose_name_plural = _("urgings")
        ordering = ("-recorded_at",)
        indexes = (models.Index(fields=["-recorded_at", "-id"], name="urging_recorded"),)

    def __str__(self) -> str:
        return f"{self.unit_id} {self.period_end}"


class Digest(models.Model):
    """One message to one person. The row is written first: a day's number can be taken once,
    so nobody gets more than configured, whatever runs at the same time."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name=_("person")
    )
    day = models.DateField(_("day"))
    number = models.PositiveSmallIntegerField(_("number of the day"))
    kind = models.CharField(_("kind"), max_length=10)  # "digest" or "urging"
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = (
            models.UniqueConstraint(fields=["person", "day", "number"], name="digest_once"),
            models.UniqueConstraint(
                fields=["person", "day"],
                condition=models.Q(kind="digest"),
                name="digest_one_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person_id} {self.day}"


class Correspondence(models.Model):
    """How a person wants to be written to."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        primary_key=True,
        related_name="correspondence",
        verbose_name=_("person"),
    )
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    wants_digest = models.BooleanField(_("wants reminders by e-mail"), default=True)

    class Meta:
        verbose_name = _("correspondence")
        verbose_name_plural = _("correspondences")

    def __str__(self) -> str:
        return f"{self.person_id} {self.language}"
