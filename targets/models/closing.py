"""Periods of places that were closed and reopened: a ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .unit import Unit, UnitKind
from .vocabulary import ClosingAction


class Closing(models.Model):
    """One closing or reopening; the newest for a place and period says how it stands.

    A closed period is frozen: entries for it need a reason and the right to revise, and are
    marked as revisions.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    place = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="closings",
        db_index=False,
        verbose_name=_("place"),
        limit_choices_to={"kind": UnitKind.PLACE},
    )
    period_end = models.DateField(_("period end"))
    action = models.CharField(_("action"), max_length=8, choices=ClosingAction.choices)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    # Codes of the series that had no accepted figure when it was closed
    missing = models.JSONField(_("missing"), default=list, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    address = models.CharField(_("network address"), max_length=45, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("closing")
        verbose_name_plural = _("closings")
        ordering = ("-recorded_at",)
        indexes = (
            models.Index(fields=["place", "period_end", "-recorded_at"], name="closing_of_period"),
            models.Index(fields=["-recorded_at", "-id"], name="closing_recorded"),
        )
        constraints = (
            models.CheckConstraint(
                name="closing_reopening_has_a_reason",
                condition=models.Q(action="closed") | ~models.Q(reason=""),
                violation_error_message=_("Reopening a period needs a reason."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id} {self.period_end} {self.get_action_display()}"
