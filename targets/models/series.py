"""A series: one indicator for one place, and who answers for it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .indicator import Indicator
from .keys import new_key
from .unit import Unit, UnitKind
from .vocabulary import Calendar


def place_of_series() -> models.ForeignKey[Unit, Unit]:
    """The place of a row's series, in the row itself: what many machines would share out by.

    It is part of the unique rules, and every statement names it. A composite key to the series
    holds it true (migration 0021), so that it needs no key of its own; a row that names none takes
    it from its series, and a series with rows keeps its place.
    """
    return models.ForeignKey(
        Unit,
        models.DO_NOTHING,
        related_name="+",
        verbose_name=_("place"),
        db_index=False,
        db_constraint=False,
        editable=False,
        blank=True,
    )


class Series(models.Model):
    """One line on the overview of a place."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    place = models.ForeignKey(
        Unit,
        models.PROTECT,
        related_name="series",
        verbose_name=_("place"),
        limit_choices_to={"kind": UnitKind.PLACE},
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="series", verbose_name=_("indicator")
    )
    # Copied from the indicator so that the ledger can refuse a period end it does not have
    calendar = models.CharField(_("calendar"), max_length=16, choices=Calendar.choices)
    order = models.PositiveIntegerField(_("order"), default=0)
    lead = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="leads",
        verbose_name=_("lead unit"),
    )
    reporting = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reporting unit"),
    )
    checking = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="checks",
        verbose_name=_("checking unit"),
    )
    supporting = models.ManyToManyField(
        Unit, blank=True, related_name="supports", verbose_name=_("supporting units")
    )
    leader = models.CharField(_("leader in charge"), max_length=100, blank=True)
    inferred = models.BooleanField(
        _("assignment inferred"),
        default=False,
        help_text=_("The units were guessed from their duties, not stated by the source."),
    )

    class Meta:
        verbose_name = _("series")
        verbose_name_plural = _("series")
        ordering = ("place", "order")
        constraints = (
            models.UniqueConstraint(
                fields=["place", "indicator"],
                name="series_once_per_place",
                violation_error_message=_("This place already has a series for this indicator."),
            ),
            # The other ends of the composite foreign keys
            models.UniqueConstraint(fields=["id", "calendar", "place"], name="series_calendar_key"),
            models.UniqueConstraint(fields=["id", "place"], name="series_place_key"),
        )

    def __str__(self) -> str:
        return f"{self.place} · {self.indicator}"
