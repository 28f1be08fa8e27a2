"""The choices of the database, taken from the closed lists of the core, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.core.values import facts


class Measure(models.TextChoices):
    """What kind of quantity an indicator is."""

    AMOUNT = facts.Measure.AMOUNT.value, _("amount")
    RATE = facts.Measure.RATE.value, _("growth rate")
    SHARE = facts.Measure.SHARE.value, _("share")
    RANK = facts.Measure.RANK.value, _("rank")
    STOCK = facts.Measure.STOCK.value, _("stock")
    MILESTONE = facts.Measure.MILESTONE.value, _("milestone")
    PROGRAMME = facts.Measure.PROGRAMME.value, _("programme")
    QUALITATIVE = facts.Measure.QUALITATIVE.value, _("qualitative commitment")


class Accumulation(models.TextChoices):
    """How entries of one year add up."""

    RUNNING_TOTAL = facts.Accumulation.RUNNING_TOTAL.value, _("running total (year to date)")
    INCREMENT = facts.Accumulation.INCREMENT.value, _("amount per period, summed")
    LATEST = facts.Accumulation.LATEST.value, _("latest figure")
    STAGE = facts.Accumulation.STAGE.value, _("text and declared state")


class Comparator(models.TextChoices):
    """How an actual is held against the stated value."""

    AT_LEAST = facts.Comparator.AT_LEAST.value, _("at least (≥)")
    MORE_THAN = facts.Comparator.MORE_THAN.value, _("more than (>)")
    AT_MOST = facts.Comparator.AT_MOST.value, _("at most (≤)")
    LESS_THAN = facts.Comparator.LESS_THAN.value, _("less than (<)")
    BETWEEN = facts.Comparator.BETWEEN.value, _("between")
    EQUAL = facts.Comparator.EQUAL.value, _("equal, with tolerance (=)")


class Frequency(models.TextChoices):
    """How often an indicator is reported."""

    MONTHLY = facts.Frequency.MONTHLY.value, _("monthly")
    QUARTERLY = facts.Frequency.QUARTERLY.value, _("quarterly")
    HALF_YEARLY = facts.Frequency.HALF_YEARLY.value, _("half-yearly")
    ANNUAL = facts.Frequency.ANNUAL.value, _("annual")
    ONCE = facts.Frequency.ONCE.value, _("once")


class Calendar(models.TextChoices):
    """A frequency with its Jan–Feb rule."""

    MONTHLY = facts.Calendar.MONTHLY.value, _("monthly")
    MONTHLY_JAN_FEB = facts.Calendar.MONTHLY_JAN_FEB.value, _("monthly, January with February")
    QUARTERLY = facts.Calendar.QUARTERLY.value, _("quarterly")
    HALF_YEARLY = facts.Calendar.HALF_YEARLY.value, _("half-yearly")
    ANNUAL = facts.Calendar.ANNUAL.value, _("annual")
    ONCE = facts.Calendar.ONCE.value, _("once")


class Pace(models.TextChoices):
    """What a running total is held against before the year ends."""

    PATH = facts.PaceMethod.PATH.value, _("stated path")
    LAST_YEAR_SHAPE = facts.PaceMethod.LAST_YEAR_SHAPE.value, _("last year's shape")
    MEAN_SHAPE = facts.PaceMethod.MEAN_SHAPE.value, _("mean of several years' shapes")
    LINEAR = facts.PaceMethod.LINEAR.value, _("linear")
    NONE = facts.PaceMethod.NONE.value, _("none")


class DeclaredState(models.TextChoices):
    """What the lead unit declares about a task."""

    NOT_STARTED = facts.DeclaredState.NOT_STARTED.value, _("not started")
    NORMAL = facts.DeclaredState.NORMAL.value, _("progressing normally")
    SLOW = facts.DeclaredState.SLOW.value, _("slow")
    DONE = facts.DeclaredState.DONE.value, _("done")


class Qualifier(models.TextChoices):
    """What a published figure is when it is not exact; empty means exact."""

    ABOVE = facts.Qualifier.ABOVE.value, _("above (only a floor was published)")


class Lane(models.TextChoices):
    """Which ledger an entry stands in: the accepted figures, or those still to be checked."""

    OFFICIAL = "official", _("official")
    PENDING = "pending", _("pending")


class Origin(models.TextChoices):
    """By which door an entry came in."""

    GRID = "grid", _("logging grid")
    IMPORT = "import", _("imported file")
    API = "api", _("API")
    COMMAND = "command", _("command")


class CheckVerdict(models.TextChoices):
    """What a checker said of a submitted entry."""

    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned")
    COMMENTED = "commented", _("commented")


class ClosingAction(models.TextChoices):
    """What was done to a period of a place."""

    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")


class Role(models.TextChoices):
    """What a person may do for a unit and the units below it."""

    VIEWER = "viewer", _("viewer")
    REPORTER = "reporter", _("reporter")
    SIGNER = "signer", _("signer")
    CHECKER = "checker", _("checker")
    MANAGER = "manager", _("manager")
