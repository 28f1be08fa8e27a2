"""How indicators belong together: parts of a whole, and shares."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.core.consistency import values

from .indicator import Indicator
from .keys import new_key


class RelationKind(models.TextChoices):
    """What one indicator is of another; a level and its growth are ``Indicator.growth_of``."""

    PART_OF = values.RelationKind.PART_OF.value, _("part of")
    SHARE_OF = values.RelationKind.SHARE_OF.value, _("share of … in …")


class Relation(models.Model):
    """A declared relation; it holds in every place that has the series concerned."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="relations", verbose_name=_("indicator")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=RelationKind.choices)
    of = models.ForeignKey(
        Indicator, models.CASCADE, related_name="related", verbose_name=_("of the indicator")
    )
    within = models.ForeignKey(
        Indicator,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="shared",
        verbose_name=_("in the indicator"),
        help_text=_("Only for a share: the whole that it is a share in."),
    )
    complete = models.BooleanField(
        _("the parts are complete"),
        default=False,
        help_text=_("With all parts that are declared so, nothing of the whole is left over."),
    )

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ("of", "indicator")
        constraints = (
            models.UniqueConstraint(
                fields=["indicator", "kind", "of"],
                name="relation_once",
                violation_error_message=_("This relation is declared already."),
            ),
            models.CheckConstraint(
                name="relation_share_names_its_whole",
                condition=models.Q(kind="share_of", within__isnull=False)
                | models.Q(kind="part_of", within__isnull=True),
                violation_error_message=_(
                    "A share, and only a share, names what it is a share in."
                ),
            ),
            models.CheckConstraint(
                name="relation_not_to_itself",
                condition=~models.Q(indicator=models.F("of")),
                violation_error_message=_("An indicator is not part of itself."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator} · {self.of}"
