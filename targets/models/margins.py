"""The margins of judgement: where on pace ends and behind begins."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.core.values import facts

from .indicator import Indicator
from .keys import new_key
from .ledger import LedgerQuerySet


def _margin(name: str, label: Any, **options: Any) -> Any:
    default = facts.Margins._field_defaults[name]
    return models.DecimalField(label, max_digits=8, decimal_places=3, default=default, **options)


class Margins(models.Model):
    """The distances that separate verdicts: for the installation, or for one indicator.

    Append-only and dated like targets, because replaying a past month needs those of then.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    indicator = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="margins",
        verbose_name=_("indicator"),
        help_text=_("Empty: for every indicator without margins of its own."),
    )
    effective_on = models.DateField(_("effective on"))
    ahead = _margin("ahead", _("ahead from (pp)"), validators=[MinValueValidator(0)])
    on_pace = _margin("on_pace", _("on pace from (pp)"), validators=[MaxValueValidator(0)])
    far = _margin("far", _("far behind from (pp)"), validators=[MaxValueValidator(0)])
    near_least = _margin("near_least", _("near margin, least (pp)"))
    near_most = _margin("near_most", _("near margin, most (pp)"))
    near_percent = _margin("near_percent", _("near margin, percent of the target"))
    near_rank = _margin("near_rank", _("near margin for ranks (places)"))
    near_stock_percent = _margin("near_stock_percent", _("near margin for stocks, percent"))
    small_count = _margin("small_count", _("counts up to this are not paced"))
    due_soon_days = models.PositiveSmallIntegerField(
        _("days before a task is due soon"),
        default=facts.Margins._field_defaults["due_soon_days"],
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True, editable=False)

    objects = LedgerQuerySet.as_manager()

    class Meta:
        verbose_name = _("margins")
        verbose_name_plural = _("margins")
        ordering = ("-effective_on", "-recorded_at")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "effective_on"],
                condition=models.Q(superseded_at__isnull=True),
                name="margins_of_indicator_once",
            ),
            # A row of its own: PostgreSQL 14 cannot say NULLS NOT DISTINCT
            models.UniqueConstraint(
                fields=["effective_on"],
                condition=models.Q(superseded_at__isnull=True, indicator__isnull=True),
                name="margins_of_installation_once",
            ),
            models.CheckConstraint(
                name="margins_in_order",
                condition=models.Q(far__lt=models.F("on_pace"))
                & models.Q(on_pace__lt=models.F("ahead"))
                & models.Q(near_least__lte=models.F("near_most")),
                violation_error_message=_(
                    "The margins must rise: far behind below on pace below ahead, and the least "
                    "near margin at most the greatest."
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator or '*'} {self.effective_on}"

    def as_values(self) -> facts.Margins:
        """The plain record that the core judges with."""
        return facts.Margins(**{name: getattr(self, name) for name in facts.Margins._fields})
