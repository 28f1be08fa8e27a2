"""What checkers said of submitted entries: a ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .actual import Actual
from .keys import new_key
from .series import Series, place_of_series
from .vocabulary import CheckVerdict


class Check(models.Model):
    """One act of checking: a pending entry accepted or returned, or commented on."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    # The slot is repeated so that a series' returned slots are read from one index
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="checks", db_index=False, verbose_name=_("series")
    )
    place = place_of_series()
    period_end = models.DateField(_("period end"))
    entry = models.ForeignKey(
        Actual, models.PROTECT, related_name="checks", verbose_name=_("submitted entry")
    )
    # The official entry that acceptance made; empty when the slot already said the same
    result = models.ForeignKey(
        Actual, models.PROTECT, null=True, blank=True, related_name="accepted_by", editable=False
    )
    verdict = models.CharField(_("verdict"), max_length=9, choices=CheckVerdict.choices)
    comment = models.CharField(_("comment"), max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    address = models.CharField(_("network address"), max_length=45, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        ordering = ("-recorded_at",)
        indexes = (
            models.Index(fields=["series", "period_end", "-recorded_at"], name="check_of_slot"),
            models.Index(fields=["-recorded_at", "-id"], name="check_recorded"),
        )
        constraints = (
            models.CheckConstraint(
                name="check_return_has_a_reason",
                condition=models.Q(verdict="accepted") | ~models.Q(comment=""),
                violation_error_message=_("Returning or commenting needs a sentence."),
            ),
            # An entry is accepted or returned once
            models.UniqueConstraint(
                fields=["entry", "place"],
                condition=~models.Q(verdict="commented"),
                name="check_decides_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_verdict_display()} {self.entry_id}"
