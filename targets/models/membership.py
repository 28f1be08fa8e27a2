"""Who may do what for which unit."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .unit import Unit
from .vocabulary import Role


class Membership(models.Model):
    """A person's role for a unit and the units below it."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        verbose_name=_("person"),
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="memberships", verbose_name=_("unit")
    )
    role = models.CharField(_("role"), max_length=8, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = (
            models.UniqueConstraint(
                fields=["person", "unit", "role"],
                name="membership_once",
                violation_error_message=_("This person already has this role for this unit."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.person} · {self.unit} · {self.get_role_display()}"
