"""The month's briefing: its wording, its draft, and what was issued."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .indicator import Tier
from .keys import new_key
from .unit import Unit, UnitKind


class Wording(models.Model):
    """One sentence of the briefing as a place words it; the shipped wording where none is kept.

    The text has named places for numbers, such as ``{met}``; which ones exist is checked
    against the key.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    place = models.ForeignKey(
        Unit,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="wordings",
        verbose_name=_("place"),
        limit_choices_to={"kind": UnitKind.PLACE},
        help_text=_("Empty: for every place without a wording of its own."),
    )
    key = models.CharField(_("sentence"), max_length=40)
    language = models.CharField(
        _("language"), max_length=10, choices=[("zh-hans", _("Chinese")), ("en", _("English"))]
    )
    text = models.CharField(_("wording"), max_length=1000)

    class Meta:
        verbose_name = _("wording of the briefing")
        verbose_name_plural = _("wordings of the briefing")
        ordering = ("key", "language")
        constraints = (
            models.UniqueConstraint(fields=["place", "key", "language"], name="wording_once"),
            models.UniqueConstraint(
                fields=["key", "language"],
                condition=models.Q(place__isnull=True),
                name="wording_of_installation_once",
            ),
        )

    def __str__(self) -> str:
        return self.text


class BriefingDraft(models.Model):
    """What was edited around the numbers before a briefing is issued: no ledger."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    place = models.ForeignKey(
        Unit, models.CASCADE, related_name="briefing_drafts", verbose_name=_("place")
    )
    as_of = models.DateField(_("as of"))  # the end of the month, come or not
    tier = models.ForeignKey(Tier, models.PROTECT, null=True, related_name="+")
    # Language → key of the paragraph → its text, with named places for numbers
    texts = models.JSONField(_("texts"), default=dict)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of a briefing")
        verbose_name_plural = _("drafts of briefings")
        constraints = (
            models.UniqueConstraint(
                fields=["place", "as_of", "tier"], name="briefingdraft_of_tier_once"
            ),
            models.UniqueConstraint(
                fields=["place", "as_of"],
                condition=models.Q(tier__isnull=True),
                name="briefingdraft_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.place_id} {self.as_of}"


class Briefing(models.Model):
    """A briefing as issued: frozen, with what it rests on. A ledger; nothing is ever changed.

    A later issue for the same place, month and tier replaces an earlier one, which stays to be
    read. That is also how one is withdrawn: by a corrected one.
    """

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    place = models.ForeignKey(
        Unit, models.PROTECT, related_name="briefings", verbose_name=_("place")
    )
    number = models.CharField(_("number"), max_length=60)
    year = models.PositiveSmallIntegerField(_("year"))
    as_of = models.DateField(_("as of"))
    tier = models.ForeignKey(
        Tier, models.PROTECT, null=True, related_name="+", verbose_name=_("tier")
    )
    known_at = models.DateTimeField(_("known at"))  # the ledger as it rests on
    # Language → key → text as issued; and the rows, figures as text, in every language
    texts = models.JSONField(_("texts"))
    data = models.JSONField(_("data"))
    sha256 = models.CharField(_("SHA-256 of the data"), max_length=64)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    author_name = models.CharField(_("issued by"), max_length=150, blank=True)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    recorded_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("briefing")
        verbose_name_plural = _("briefings")
        ordering = ("-as_of", "-recorded_at")
        constraints = (
            models.UniqueConstraint(
                fields=["place", "number"],
                name="briefing_number_once",
                violation_error_message=_("This place has already issued a briefing so numbered."),
            ),
        )

    def __str__(self) -> str:
        return self.number
