"""Why a series lags, what is done about it and when it will have caught up: a ledger."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .ledger import LedgerQuerySet
from .series import Series, place_of_series


class Explanation(models.Model):
    """One explanation of one series and period; a later one ends it, nothing is lost."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    series = models.ForeignKey(
        Series,
        models.PROTECT,
        related_name="explanations",
        db_index=False,
        verbose_name=_("series"),
    )
    place = place_of_series()
    period_end = models.DateField(_("period end"))
    cause = models.CharField(_("cause"), max_length=500)
    measure = models.CharField(_("measure"), max_length=500, blank=True)
    catch_up_on = models.DateField(_("will have caught up on"), null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    address = models.CharField(_("network address"), max_length=45, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects: LedgerQuerySet[Explanation] = LedgerQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("explanation")
        verbose_name_plural = _("explanations")
        ordering = ("-period_end", "-recorded_at")
        indexes = (
            models.Index(
                fields=["series", "period_end", "recorded_at"], name="explanation_history"
            ),
            models.Index(fields=["-recorded_at", "-id"], name="explanation_recorded"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["series", "period_end", "place"],
                condition=models.Q(superseded_at__isnull=True),
                name="explanation_current_once",
            ),
        )

    def __str__(self) -> str:
        return self.cause
