"""The ledger of actuals, and the files that entries came from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .ledger import LedgerQuerySet
from .series import Series, place_of_series
from .vocabulary import Calendar, DeclaredState, Lane, Origin, Qualifier


class Import(models.Model):
    """A file that was read: what it was, and how many entries it made."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    file_name = models.CharField(_("file name"), max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64)
    rows_new = models.PositiveIntegerField(_("new"))
    rows_changed = models.PositiveIntegerField(_("changed"))
    rows_unchanged = models.PositiveIntegerField(_("unchanged"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    recorded_at = models.DateTimeField(_("recorded at"))

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-recorded_at",)
        indexes = (models.Index(fields=["-recorded_at", "-id"], name="import_recorded"),)

    def __str__(self) -> str:
        return self.file_name


class ActualQuerySet(LedgerQuerySet["Actual"]):
    """Phrases about many entries."""

    def official(self) -> ActualQuerySet:
        """Entries of the accepted lane."""
        return self.filter(lane=Lane.OFFICIAL)

    def pending(self) -> ActualQuerySet:
        """Entries that were submitted and not yet accepted or returned."""
        return self.filter(lane=Lane.PENDING)


class Actual(models.Model):
    """One entry of the ledger: what was said of one series, period and lane, by whom and when.

    An entry is never changed. It is ended (``superseded_at``) by the entry that follows it; a
    withdrawal is an entry without content, with a reason.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    # Indexes begin with the series; the composite key of migration 0002 includes the calendar
    series = models.ForeignKey(
        Series, models.PROTECT, related_name="actuals", db_index=False, verbose_name=_("series")
    )
    place = place_of_series()
    calendar = models.CharField(_("calendar"), max_length=16, choices=Calendar.choices)
    period_end = models.DateField(_("period end"))
    lane = models.CharField(_("lane"), max_length=8, choices=Lane.choices, default=Lane.OFFICIAL)
    withdrawn = models.BooleanField(_("withdrawn"), default=False)
    value = models.DecimalField(_("value"), max_digits=24, decimal_places=8, null=True, blank=True)
    qualifier = models.CharField(
        _("qualifier"), max_length=5, choices=Qualifier.choices, blank=True
    )
    stage = models.CharField(_("progress"), max_length=1000, blank=True)
    declared = models.CharField(
        _("declared state"), max_length=11, choices=DeclaredState.choices, blank=True
    )
    share_done = models.DecimalField(
        _("share of works (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    expected_on = models.DateField(_("expected on"), null=True, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    preliminary = models.BooleanField(_("preliminary figure"), default=False)
    release_on = models.DateField(
        _("released on"),
        null=True,
        blank=True,
        help_text=_("Before this day only the unit itself, its checkers and managers see it."),
    )
    same_as_last = models.BooleanField(_("said to equal the last period's"), default=False)
    # Codes of the guard's rules that spoke; the reason says why the figure stands all the same
    questioned = models.CharField(_("questioned"), max_length=200, blank=True)
    revision = models.BooleanField(_("revised after closing"), default=False)
    origin = models.CharField(_("origin"), max_length=7, choices=Origin.choices)
    from_import = models.ForeignKey(
        Import, models.PROTECT, null=True, blank=True, related_name="entries", editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("signed off by"),
    )
    address = models.CharField(_("network address"), max_length=45, blank=True)
    recorded_at = models.DateTimeField(_("recorded at"))
    superseded_at = models.DateTimeField(_("superseded at"), null=True, blank=True)

    objects = ActualQuerySet.as_manager()

    class Meta:
        verbose_name = _("actual")
        verbose_name_plural = _("actuals")
        ordering = ("series", "period_end", "recorded_at")
        indexes = (
            # What waits to be checked, of any place: few rows, found without a scan
            models.Index(
                fields=["series", "period_end"],
                condition=models.Q(lane="pending", superseded_at__isnull=True),
                name="actual_waiting",
            ),
            # The ledger of everything, newest first
            models.Index(fields=["-recorded_at", "-id"], name="actual_recorded"),
            # The few that are not, or were not, released at once
            models.Index(
                fields=["series", "period_end"],
                condition=models.Q(superseded_at__isnull=True, release_on__isnull=False),
                name="actual_release",
            ),
            # Replay (known_at) and the ledger of a series
            models.Index(fields=["series", "period_end", "recorded_at"], name="actual_history"),
        )
        constraints = (
            # Covering: one place's figures are read from the index alone
            models.UniqueConstraint(
                fields=["series", "period_end", "lane", "place"],
                condition=models.Q(superseded_at__isnull=True),
                include=[
                    "value",
                    "qualifier",
                    "declared",
                    "share_done",
                    "withdrawn",
                    "preliminary",
                    "release_on",
                ],
                name="actual_current_once",
            ),
            models.CheckConstraint(
                name="actual_says_something",
                condition=models.Q(
                    withdrawn=True,
                    value__isnull=True,
                    qualifier="",
                    stage="",
                    declared="",
                    share_done__isnull=True,
                    expected_on__isnull=True,
                    done_on__isnull=True,
                )
                & ~models.Q(reason="")
                | models.Q(withdrawn=False)
                & (models.Q(value__isnull=False) | ~models.Q(stage="") | ~models.Q(declared="")),
            ),
            models.CheckConstraint(
                name="actual_share_is_a_percentage",
                condition=models.Q(share_done__isnull=True)
                | models.Q(share_done__gte=0, share_done__lte=100),
            ),
            models.CheckConstraint(
                name="actual_ends_after_it_begins",
                condition=models.Q(superseded_at__isnull=True)
                | models.Q(superseded_at__gte=models.F("recorded_at")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.series_id} {self.period_end}: {self.value}"
