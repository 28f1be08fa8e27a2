"""Indices that somebody named and gave weights to: the only way unlike figures are added."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .indicator import Indicator
from .keys import new_key
from .unit import code_validator


class CompositeIndex(models.Model):
    """A weighted mean of completion rates under a name of its own."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(_("code"), max_length=64, unique=True, validators=[code_validator])
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("composite index")
        verbose_name_plural = _("composite indices")
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name_zh


class CompositePart(models.Model):
    """One indicator of an index, with its weight; weights need not add up to anything."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    index = models.ForeignKey(
        CompositeIndex, models.CASCADE, related_name="parts", verbose_name=_("composite index")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="+", verbose_name=_("indicator")
    )
    weight = models.DecimalField(
        _("weight"),
        max_digits=10,
        decimal_places=4,
        validators=[MinValueValidator(Decimal("0.0001"))],
    )

    class Meta:
        verbose_name = _("part of an index")
        verbose_name_plural = _("parts of an index")
        ordering = ("index", "indicator")
        constraints = (
            models.UniqueConstraint(fields=["index", "indicator"], name="compositepart_once"),
            models.CheckConstraint(name="compositepart_weighs", condition=models.Q(weight__gt=0)),
        )

    def __str__(self) -> str:
        return f"{self.index}: {self.indicator}"
