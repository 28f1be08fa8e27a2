"""What thousands of places are ranked by, kept beside the ledgers and told when they move on."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .series import Series, place_of_series
from .vocabulary import Calendar


class SeriesVersion(models.Model):
    """How often figures or targets of a series were written: what was worked out before the last
    time is no longer true. Counted up in the transaction that writes."""

    series = models.OneToOneField(
        Series, models.CASCADE, primary_key=True, related_name="version", editable=False
    )
    place = place_of_series()
    version = models.PositiveBigIntegerField(_("version"))

    class Meta:
        verbose_name = _("version of a series")
        verbose_name_plural = _("versions of series")
        constraints = (models.UniqueConstraint(fields=["series", "place"], name="version_once"),)

    def __str__(self) -> str:
        return f"{self.series_id}: {self.version}"


class StoredSummary(models.Model):
    """A :class:`~targets.core.judging.place_summary.PlaceSummary` as it was worked out.

    It is true while the series still has this version, is judged by the same rules, and no figure
    was released since. One row a series, year, month, tier and sight; nothing else reads it.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    series = models.ForeignKey(Series, models.CASCADE, related_name="+", db_index=False)
    place = place_of_series()
    year = models.PositiveSmallIntegerField(_("year"))
    month_end = models.DateField(_("end of the month"))
    tier = models.CharField(_("tier"), max_length=64, blank=True)  # empty: the first there is
    with_pending = models.BooleanField(_("with figures that wait to be checked"))
    as_of = models.DateField(_("as of"))  # within that month
    version = models.PositiveBigIntegerField(_("version"))
    judged_by = models.UUIDField(_("judged by"))  # a digest of the rules and of the code
    release_on = models.DateField(null=True)  # the first day that a further figure is released
    calendar = models.CharField(_("calendar"), max_length=16, choices=Calendar.choices)
    period_end = models.DateField(_("period end"), null=True)
    line = models.TextField()  # as core.place_summary writes and reads it
    figures = models.TextField(blank=True)  # likewise

    class Meta:
        verbose_name = _("stored summary")
        verbose_name_plural = _("stored summaries")
        constraints = (
            models.UniqueConstraint(
                fields=["series", "year", "month_end", "tier", "with_pending", "place"],
                name="storedsummary_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.series_id} {self.as_of}"
