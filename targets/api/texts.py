"""What the shapes of the document are, for people."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

SHAPES: Mapping[str, str] = {
    "MeOut": _("Whose token it is, and what that person may do."),
    "TokenOut": _("The token of this call."),
    "RoleOut": _("A role for a unit and the units below it."),
    "NamedOut": _("A code with its names."),
    "BothOut": _("Words in both languages."),
    "PlaceOut": _("A place that the caller may read."),
    "PlacePage": _("A page of places, by code."),
    "IndicatorOut": _("The definition of something measured; the same for every place."),
    "IndicatorPage": _("A page of indicators, by code."),
    "SeriesOut": _("One indicator for one place, and who answers for it."),
    "SeriesPage": _("A page of series, in stated order."),
    "TargetOut": _("What a document states for one series, year and tier."),
    "TargetPage": _("A page of targets in force, by series, year and tier."),
    "ActualOut": _("One entry in force."),
    "ActualPage": _("A page of entries, by series, period end and lane."),
    "AssessmentOut": _("Where one series of one place stands in one year."),
    "AssessmentPage": _("A page of assessments, in stated order."),
    "JudgedTierOut": _("One tier's judgement."),
    "VerdictOut": _("A verdict: its stable code, and its word for this kind of indicator."),
    "ReportingOut": _("Whether the period that is due was reported; never mixed with the verdict."),
    "ExplanationOut": _("What the lead unit said of a series that lags."),
    "SubmissionIn": _("What is submitted; all of it or nothing."),
    "ItemIn": _("What is to stand in one slot from now on: all of it. What is left out is empty."),
    "SubmittedOut": _("What a submission did, or in a dry run would do."),
    "OutcomeOut": _("What became of one item."),
    "ProblemOut": _("What went wrong (RFC 9457)."),
    "ErrorOut": _("One of the things that are wrong."),
}
