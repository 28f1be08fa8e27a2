"""The choices of the database, taken from the closed lists of the core, with their words."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from targets.core import values


class Measure(models.TextChoices):
    """What kind of quantity an indicator is."""

    AMOUNT = values.Measure.AMOUNT.value, _("amount")
    RATE = values.Measure.RATE.value, _("growth rate")
    SHARE = values.Measure.SHARE.value, _("share")
    RANK = values.Measure.RANK.value, _("rank")
    STOCK = values.Measure.STOCK.value, _("stock")
    MILESTONE = values.Measure.MILESTONE.value, _("milestone")
    PROGRAMME = values.Measure.PROGRAMME.value, _("programme")
    QUALITATIVE = values.Measure.QUALITATIVE.value, _("qualitative commitment")


class Accumulation(models.TextChoices):
    """How entries of one year add up."""

    RUNNING_TOTAL = values.Accumulation.RUNNING_TOTAL.value, _("running total (year to date)")
    INCREMENT = values.Accumulation.INCREMENT.value, _("amount per period, summed")
    LATEST = values.Accumulation.LATEST.value, _("latest figure")
    STAGE = values.Accumulation.STAGE.value, _("text and declared state")


class Comparator(models.TextChoices):
    """How an actual is held against the stated value."""

    AT_LEAST = values.Comparator.AT_LEAST.value, _("at least (≥)")
    MORE_THAN = values.Comparator.MORE_THAN.value, _("more than (>)")
    AT_MOST = values.Comparator.AT_MOST.value, _("at most (≤)")
    LESS_THAN = values.Comparator.LESS_THAN.value, _("less than (<)")
    BETWEEN = values.Comparator.BETWEEN.value, _("between")
    EQUAL = values.Comparator.EQUAL.value, _("equal, with tolerance (=)")


class Frequency(models.TextChoices):
    """How often an indicator is reported."""

    MONTHLY = values.Frequency.MONTHLY.value, _("monthly")
    QUARTERLY = values.Frequency.QUARTERLY.value, _("quarterly")
    HALF_YEARLY = values.Frequency.HALF_YEARLY.value, _("half-yearly")
    ANNUAL = values.Frequency.ANNUAL.value, _("annual")
    ONCE = values.Frequency.ONCE.value, _("once")


class Calendar(models.TextChoices):
    """A frequency with its Jan–Feb rule."""

    MONTHLY = values.Calendar.MONTHLY.value, _("monthly")
    MONTHLY_JAN_FEB = values.Calendar.MONTHLY_JAN_FEB.value, _("monthly, January with February")
    QUARTERLY = values.Calendar.QUARTERLY.value, _("quarterly")
    HALF_YEARLY = values.Calendar.HALF_YEARLY.value, _("half-yearly")
    ANNUAL = values.Calendar.ANNUAL.value, _("annual")
    ONCE = values.Calendar.ONCE.value, _("once")


class Pace(models.TextChoices):
    """What a running total is held against before the year ends."""

    PATH = values.PaceMethod.PATH.value, _("stated path")
    LAST_YEAR_SHAPE = values.PaceMethod.LAST_YEAR_SHAPE.value, _("last year's shape")
    MEAN_SHAPE = values.PaceMethod.MEAN_SHAPE.value, _("mean of several years' shapes")
    LINEAR = values.PaceMethod.LINEAR.value, _("linear")
    NONE = values.PaceMethod.NONE.value, _("none")


class DeclaredState(models.TextChoices):
    """What the lead unit declares about a task."""

    NOT_STARTED = values.DeclaredState.NOT_STARTED.value, _("not started")
    NORMAL = values.DeclaredState.NORMAL.value, _("progressing normally")
    SLOW = values.DeclaredState.SLOW.value, _("slow")
    DONE = values.DeclaredState.DONE.value, _("done")


class Qualifier(models.TextChoices):
    """What a published figure is when it is not exact; empty means exact."""

    ABOVE = values.Qualifier.ABOVE.value, _("above (only a floor was published)")


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
