"""Places and the departments in them: one tree."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from .keys import new_key

code_validator = RegexValidator(
    r"\A[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\Z",
    _("A code has Latin letters, digits, “_”, “.” and “-” only, and at most 64 of them."),
)

_ABOVE = "SELECT unnest(above) FROM targets_unit WHERE id = ANY (%s)"


class UnitKind(models.TextChoices):
    """A place has series; a department leads, reports or checks them."""

    PLACE = "place", _("place")
    DEPARTMENT = "department", _("department")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Phrases about many units."""

    def places(self) -> UnitQuerySet:
        """Only places."""
        return self.filter(kind=UnitKind.PLACE)

    def below(self, unit_ids: Iterable[uuid.UUID]) -> UnitQuerySet:
        """The units named and all units under them."""
        return self.filter(above__overlap=list(unit_ids))

    def above(self, unit_ids: Iterable[uuid.UUID]) -> UnitQuerySet:
        """The units named and all units over them."""
        return self.filter(id__in=RawSQL(_ABOVE, [list(unit_ids)]))  # noqa: S611


class Unit(models.Model):
    """A place (district, town …) or a department of one."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(_("code"), max_length=64, unique=True, validators=[code_validator])
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=UnitKind.choices)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("belongs to"),
    )
    # Every unit over it, the uppermost first, and itself at the end. A trigger keeps it whenever a
    # unit is added or moved; what lies below a unit is told by it without walking the tree.
    above = ArrayField(models.UUIDField(), default=list, editable=False)
    order = models.PositiveIntegerField(_("order"), default=0)
    collecting_since = models.DateField(
        _("collecting since"),
        null=True,
        blank=True,
        help_text=_("Periods that ended before this day are never overdue. Empty: none is."),
    )
    illustrative = models.BooleanField(
        _("illustrative data"),
        default=False,
        help_text=_(
            "Everything about this place is marked as illustrative, on screen and in files."
        ),
    )

    checks_figures = models.BooleanField(
        _("figures are checked"),
        default=True,
        help_text=_("What is logged counts once a checker accepted it. Off: it counts at once."),
    )
    signs_off = models.BooleanField(
        _("units sign off"),
        default=False,
        help_text=_("A signer of the unit signs what was entered before it is submitted."),
    )
    accepts_own = models.BooleanField(
        _("checkers may accept their own entries"),
        default=False,
        help_text=_("Off: whoever entered or signed a figure never accepts it."),
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("order", "code")
        indexes = (GinIndex(fields=["above"], name="unit_above"),)
        constraints = (
            models.UniqueConstraint(fields=["parent", "name_zh"], name="unit_name_once_per_parent"),
            models.CheckConstraint(
                condition=models.Q(kind="place") | models.Q(parent__isnull=False),
                name="unit_department_has_a_parent",
                violation_error_message=_("A department belongs to a place."),
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")), name="unit_not_its_own_parent"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="place")
                | (models.Q(collecting_since__isnull=True) & models.Q(illustrative=False)),
                name="unit_only_places_collect",
                violation_error_message=_("Only a place collects or is illustrative."),
            ),
        )

    def __str__(self) -> str:
        return self.name_zh

    def clean(self) -> None:
        """Refuse a parent below the unit itself: the tree has no circles."""
        super().clean()
        if self.parent_id and Unit.objects.below([self.id]).filter(id=self.parent_id).exists():
            raise ValidationError(
                {"parent": _("A unit cannot belong to itself or a unit below it.")}
            )
