"""Targets as stated: append-only, effective-dated, one row a tier and revision."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .indicator import Document, Indicator, Tier
from .keys import new_key
from .ledger import LedgerQuerySet
from .series import Series, place_of_series
from .vocabulary import Comparator, Qualifier

FIRST_YEAR, LAST_YEAR = 1949, 2200


class TargetQuerySet(LedgerQuerySet["Target"]):
    """Phrases about many targets."""

    def in_force(self, as_of: date, known_at: datetime | None = None) -> TargetQuerySet:
        """Of each series, year and tier the row effective at ``as_of``, as then known."""
        return (
            self.known(known_at)
            .filter(effective_on__lte=as_of)
            .order_by("series_id", "year", "tier__order", "-effective_on")
            .distinct("series_id", "year", "tier__order")
        )


class Target(models.Model):
    """What a document states for one series, year and tier.

    A revision is a row with a later ``effective_on`` and a reason; it ends nothing. Only
    correcting a mistake ends a row. Without a value the statement is not quantified; a value
    without a comparator is context, not a target.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="targets", verbose_name=_("series")
    )
    place = place_of_series()
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="targets", verbose_name=_("tier"))
    effective_on = models.DateField(_("effective on"))
    comparator = models.CharField(
        _("comparator"), max_length=7, choices=Comparator.choices, blank=True
    )
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=8, null=True, blank=True)
    upper_value = models.DecimalField(
        _("upper value"), max_digits=24, decimal_places=8, null=True, blank=True
    )
    tolerance = models.DecimalField(
        _("tolerance"), max_digits=24, decimal_places=8, null=True, blank=True
    )
    base_value = models.DecimalField(
        _("base"), max_digits=24, decimal_places=8, null=True, blank=True
    )
    base_qualifier = models.CharField(
        _("base qualifier"), max_length=5, choices=Qualifier.choices, blank=True
    )
    base_year = models.PositiveSmallIntegerField(_("base year"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    comparator_wording = models.CharField(_("comparator as worded"), max_length=50, blank=True)
    modality = models.CharField(_("modality"), max_length=50, blank=True)
    document = models.ForeignKey(
        Document,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="targets",
        verbose_name=_("document"),
    )
    reference = models.ForeignKey(
        Indicator,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compared with"),
        help_text=_(
            "Instead of a value: the indicator whose figure, in the same place and period, is the "
            "yardstick, as in “above the city's average”."
        ),
    )
    allocated_from = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="allocations",
        verbose_name=_("part of the target"),
        help_text=_("The target of the whole, of which this is the part of one place or unit."),
    )
    note = models.CharField(_("note"), max_length=1000, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(_("recorded at"), editable=False)
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True, editable=False)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("target")
        verbose_name_plural = _("targets")
        ordering = ("series", "year", "tier", "effective_on")
        # The ledger of everything, newest first
        indexes = (models.Index(fields=["-recorded_at", "-id"], name="target_recorded"),)
        constraints = (
            models.UniqueConstraint(
                fields=["series", "year", "tier", "effective_on", "place"],
                condition=models.Q(superseded_at__isnull=True),
                name="target_current_once",
            ),
            models.CheckConstraint(
                name="target_comparator_has_a_value",
                condition=models.Q(comparator="")
                | models.Q(value__isnull=False)
                | models.Q(reference__isnull=False),
                violation_error_message=_("A comparator needs a value."),
            ),
            models.CheckConstraint(
                name="target_reference_instead_of_value",
                condition=models.Q(reference__isnull=True)
                | (
                    models.Q(value__isnull=True)
                    & models.Q(comparator__in=[">=", ">", "<=", "<", "="])
                ),
                violation_error_message=_(
                    "What is compared with another figure has a comparator and no value."
                ),
            ),
            models.CheckConstraint(
                name="target_bounds_in_order",
                condition=models.Q(upper_value__isnull=True)
                | models.Q(comparator="between", upper_value__gte=models.F("value")),
                violation_error_message=_(
                    "Only “between” has an upper value, and it is not below the value."
                ),
            ),
            models.CheckConstraint(
                name="target_between_has_two_bounds",
                condition=~models.Q(comparator="between") | models.Q(upper_value__isnull=False),
                violation_error_message=_("“Between” needs an upper value."),
            ),
            models.CheckConstraint(
                name="target_tolerance_of_equal",
                condition=models.Q(tolerance__isnull=True)
                | models.Q(comparator="=", tolerance__gte=0),
                violation_error_message=_("Only “=” has a tolerance, and it is not negative."),
            ),
            models.CheckConstraint(
                name="target_ends_after_it_begins",
                condition=models.Q(superseded_at__isnull=True)
                | models.Q(superseded_at__gte=models.F("recorded_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.series} {self.year} {self.tier_id} {self.effective_on}"


class PathPoint(models.Model):
    """What a target's path plans for one period alone, in the series' unit."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    target = models.ForeignKey(
        Target, models.PROTECT, related_name="path", verbose_name=_("target")
    )
    place = place_of_series()
    period_end = models.DateField(_("period end"))
    value = models.DecimalField(_("amount of the period"), max_digits=24, decimal_places=8)

    class Meta:
        verbose_name = _("point of a path")
        verbose_name_plural = _("points of a path")
        ordering = ("target", "period_end")
        constraints = (
            models.UniqueConstraint(
                fields=["target", "period_end", "place"], name="pathpoint_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.period_end}: {self.value}"
