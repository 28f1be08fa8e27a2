"""What is measured: themes, tiers, documents, indicators."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from .keys import new_key
from .unit import code_validator
from .vocabulary import Accumulation, Calendar, Frequency, Measure, Pace


class Theme(models.Model):
    """A heading under which indicators stand on the overview."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(_("code"), max_length=64, unique=True, validators=[code_validator])
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ("order", "code")

    def __str__(self) -> str:
        return self.name_zh


class Tier(models.Model):
    """A level of ambition: an open ordered list, shipped with plan and stretch."""

    code = models.CharField(_("code"), max_length=32, primary_key=True, validators=[code_validator])
    name_zh = models.CharField(_("Chinese name"), max_length=50)
    name_en = models.CharField(_("English name"), max_length=80)
    short_zh = models.CharField(_("Chinese short name"), max_length=10)
    short_en = models.CharField(_("English short name"), max_length=20)
    order = models.PositiveIntegerField(_("order"), unique=True)

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ("order",)

    def __str__(self) -> str:
        return self.name_zh


class Document(models.Model):
    """Where targets were stated: a plan, a speech, a report."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(_("code"), max_length=64, unique=True, validators=[code_validator])
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200, blank=True)
    issuer = models.CharField(_("issuer"), max_length=200, blank=True)
    stated_on = models.DateField(_("stated on"), null=True, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ("-stated_on", "code")

    def __str__(self) -> str:
        return self.title_zh


class Indicator(models.Model):
    """The definition of something measured; the same for every place."""

    id = models.UUIDField(primary_key=True, default=new_key, editable=False)
    code = models.CharField(_("code"), max_length=64, unique=True, validators=[code_validator])
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150, blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="indicators", verbose_name=_("theme")
    )
    measure = models.CharField(_("measure"), max_length=12, choices=Measure.choices)
    accumulation = models.CharField(_("accumulation"), max_length=14, choices=Accumulation.choices)
    higher_is_better = models.BooleanField(_("higher is better"), default=True)
    frequency = models.CharField(_("frequency"), max_length=12, choices=Frequency.choices)
    jan_feb_merged = models.BooleanField(
        _("January with February"),
        default=False,
        help_text=_("There is no January figure: the first period is January and February."),
    )
    pace = models.CharField(_("pace"), max_length=16, choices=Pace.choices, default=Pace.NONE)
    is_count = models.BooleanField(_("counts whole units"), default=False)
    can_fall = models.BooleanField(
        _("can fall"),
        default=False,
        help_text=_("A net count: what was reached can be lost again."),
    )
    unit_zh = models.CharField(_("Chinese unit of measure"), max_length=20, blank=True)
    unit_en = models.CharField(_("English unit of measure"), max_length=40, blank=True)
    decimals = models.PositiveSmallIntegerField(
        _("decimals"), default=2, validators=[MaxValueValidator(8)]
    )
    count_in_name = models.PositiveIntegerField(
        _("number in the name"),
        null=True,
        blank=True,
        help_text=_("A number that belongs to the name of a programme; never a target."),
    )
    growth_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="growth_rates",
        verbose_name=_("growth rate of"),
        help_text=_("The indicator whose level this rate is the growth of."),
    )
    growth_is_real = models.BooleanField(
        _("growth at constant prices"),
        default=False,
        help_text=_("The rate leaves price changes out, so it differs from the level's own."),
    )
    reference_of = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="references",
        verbose_name=_("reference figure of"),
        help_text=_(
            "A figure to compare with, such as the city's average or the district's rank: logged "
            "like any other, and shown beside the indicator named here."
        ),
    )
    due_day = models.PositiveSmallIntegerField(
        _("due day"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(28)],
        help_text=_("Day of the month by which a period is reported. Empty: as everywhere."),
    )
    due_months = models.PositiveSmallIntegerField(
        _("due after months"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("2: the figure for May is due in July."),
    )
    definition_zh = models.TextField(_("Chinese definition"), blank=True)
    definition_en = models.TextField(_("English definition"), blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("theme__order", "code")
        constraints = (
            models.CheckConstraint(
                name="indicator_tasks_have_stages",
                condition=models.Q(
                    measure__in=["milestone", "programme", "qualitative"], accumulation="stage"
                )
                | (
                    ~models.Q(measure__in=["milestone", "programme", "qualitative"])
                    & ~models.Q(accumulation="stage")
                ),
                violation_error_message=_(
                    "Milestones, programmes and qualitative commitments are logged as text and "
                    "declared state; everything else as figures."
                ),
            ),
            models.CheckConstraint(
                name="indicator_jan_feb_only_monthly",
                condition=models.Q(jan_feb_merged=False) | models.Q(frequency="monthly"),
                violation_error_message=_(
                    "Only a monthly indicator can merge January and February."
                ),
            ),
            models.CheckConstraint(
                name="indicator_only_amounts_are_paced",
                condition=models.Q(pace="none") | models.Q(measure__in=["amount", "stock"]),
                violation_error_message=_("Only amounts and stocks are held against a pace."),
            ),
            models.CheckConstraint(
                name="indicator_only_rates_are_growth",
                condition=models.Q(growth_of__isnull=True) | models.Q(measure="rate"),
                violation_error_message=_("Only a growth rate is the growth of something."),
            ),
            models.CheckConstraint(
                name="indicator_not_its_own_reference",
                condition=~models.Q(reference_of=models.F("id")),
                violation_error_message=_("An indicator is not its own reference figure."),
            ),
            models.CheckConstraint(
                name="indicator_due_in_a_month",
                condition=models.Q(due_months__range=(1, 12))
                & (models.Q(due_day__isnull=True) | models.Q(due_day__range=(1, 28))),
            ),
        )

    def __str__(self) -> str:
        return self.name_zh

    @property
    def calendar(self) -> Calendar:
        """The reporting calendar that frequency and Jan–Feb rule make."""
        if self.jan_feb_merged:
            return Calendar.MONTHLY_JAN_FEB
        return Calendar(self.frequency)
