"""Files that support what was logged: stored outside the static tree, listed in the ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .ledger import LedgerQuerySet
from .series import Series, place_of_series


class Attachment(models.Model):
    """One file for one series and period. The bytes lie in the attachment folder under their
    SHA-256; ended means removed by a person, the bytes stay for the ledger."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    series = models.ForeignKey(
        Series,
        models.PROTECT,
        related_name="attachments",
        db_index=False,
        verbose_name=_("series"),
    )
    place = place_of_series()
    period_end = models.DateField(_("period end"))
    file_name = models.CharField(_("file name"), max_length=255)
    # Found from the content, never from the name
    media_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField("SHA-256", max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    address = models.CharField(_("network address"), max_length=45, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects: LedgerQuerySet[Attachment] = LedgerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ("series", "period_end", "recorded_at")
        indexes = (models.Index(fields=["-recorded_at", "-id"], name="attachment_recorded"),)
        constraints = (
            models.UniqueConstraint(
                fields=["series", "period_end", "sha256", "place"],
                condition=models.Q(superseded_at__isnull=True),
                name="attachment_once_per_slot",
            ),
        )

    def __str__(self) -> str:
        return self.file_name
