"""What a unit has typed and not yet submitted: no ledger, an ordinary table."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .series import Series, place_of_series


class Draft(models.Model):
    """One slot as its unit last saved it. It counts nowhere; submitting it deletes it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    series = models.ForeignKey(
        Series, models.CASCADE, related_name="drafts", db_index=False, verbose_name=_("series")
    )
    place = place_of_series()
    period_end = models.DateField(_("period end"))
    # Field → text as typed, so that nothing is lost that cannot be read yet
    typed = models.JSONField(_("as typed"), default=dict)
    # What the slot held when it was typed; compared again when it is submitted
    seen_id = models.UUIDField(null=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    saved_at = models.DateTimeField(_("saved at"))
    # Set when sign-off inside the unit was asked for; cleared when a signer hands it back
    sign_off_asked_at = models.DateTimeField(_("sign-off asked at"), null=True, blank=True)
    handed_back = models.CharField(_("handed back because"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = (
            models.UniqueConstraint(
                fields=["series", "period_end", "place"], name="draft_once_per_slot"
            ),
        )

    def __str__(self) -> str:
        return f"{self.series_id} {self.period_end}"
