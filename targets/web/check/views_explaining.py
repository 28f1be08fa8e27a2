"""滞后原因: why a series lags, what is done about it, when it will have caught up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from targets import access, formatting
from targets.core.saying.sentence import sentence
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.reading import key_of
from targets.exchange.headers.period_text import parse_day
from targets.exchange.sheets.problems import CellRefused
from targets.models import Series
from targets.reads.check.closing import is_lagging
from targets.reads.judging.judged import JudgedSeries, judged_series
from targets.reads.scope.labels import TierLabel, tier_labels
from targets.reads.series.explanations import ExplanationEntry, current_of, explanations
from targets.reads.series.page import find_series
from targets.web.request.errors import handle_errors
from targets.web.request.query import ViewQuery, forbid, parse_query, refuse
from targets.writes.checking.explain import (
    Explaining,
    ExplanationConflict,
    ExplanationRefused,
    Said,
    explain,
)
from tracker.requests.client_address import client_address


class Subject(NamedTuple):
    """What is explained: a series and the period it is judged at."""

    asked: ViewQuery
    series: Series
    row: JudgedSeries
    period_end: date
    tiers: Mapping[str, TierLabel]


class Typed(NamedTuple):
    """The form as it was sent, or as it stands."""

    cause: str = ""
    measure: str = ""
    catch_up_on: str = ""
    seen_id: str = ""


class Outcome(NamedTuple):
    """A form that was not taken."""

    status: int
    typed: Typed
    problems: Mapping[str, str] = {}
    is_conflict: bool = False


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def explain_page(request: HttpRequest, place: str, code: str) -> HttpResponseBase:
    """The form for the period that is judged; a POST saves it and goes to the series."""
    tiers = tier_labels()
    query = parse_query(request, tiers, code=place)
    series = find_series(query.place.label.id, code)
    if series is None:
        raise Http404(_("This place has no series “%(code)s”.") % {"code": code})
    if query.rights.is_anonymous:
        forbid(request, query.rights)
    if not access.may_explain(query.rights, series, query.place.above):
        raise PermissionDenied(
            _(
                "Only reporters of the lead unit and of the reporting unit, and managers of the"
                " place, explain this series."
            )
        )
    (row,) = judged_series(
        year=query.year, at=query.at, series_id=series.id, sight=query.sight, with_sources=True
    )
    end = row.assessment.period_end
    if end is None:
        refuse(_("This series has no figure yet, so there is nothing to explain."))
    subject = Subject(query, series, row, end, tiers)
    return _posted(request, subject) if request.method == "POST" else _page(request, subject)


def _posted(request: HttpRequest, subject: Subject) -> HttpResponseBase:
    typed = Typed(*(_text(request, field) for field in Typed._fields))
    by = Explaining(
        place_id=subject.series.place_id,
        series_id=subject.series.id,
        period_end=subject.period_end,
        author_id=request.user.pk,
        address=client_address(request),
        seen_id=key_of(typed.seen_id),
    )
    try:
        written = explain(_read(typed), by)
    except ExplanationRefused as refused:
        problems = {field: formatting.phrase(each) for field, each in refused.problems.items()}
        return _page(request, subject, Outcome(400, typed, problems))
    except ExplanationConflict as conflict:
        # From now on the other one has been seen
        seen = str(conflict.current.id) if conflict.current is not None else ""
        outcome = Outcome(409, typed._replace(seen_id=seen), {}, is_conflict=True)
        return _page(request, subject, outcome)
    if written:
        messages.success(request, _("The explanation was saved."))
    else:
        messages.info(request, _("Nothing was changed, so nothing was written."))
    return redirect(f"{_series_address(subject)}#explanations")


def _read(typed: Typed) -> Said:
    day = None
    if typed.catch_up_on:
        try:
            day = parse_day(typed.catch_up_on)
        except CellRefused as error:
            message = phrase(gettext_noop("Write the day as 2026-12-31."))
            raise ExplanationRefused({"catch_up_on": message}) from error
    return Said(typed.cause, typed.measure, day)


def _text(request: HttpRequest, field: str) -> str:
    return request.POST.get(field, "").replace("\r\n", "\n").strip()


def _query(query: ViewQuery) -> str:
    return urlencode({"year": query.year, "as_of": f"{query.at.as_of:%Y-%m}"})


def _series_address(subject: Subject) -> str:
    row = subject.row
    address = reverse("targets:series", args=[row.place.code, row.code])
    return f"{address}?{_query(subject.asked)}"


def _typed(entry: ExplanationEntry | None) -> Typed:
    if entry is None:
        return Typed()
    day = entry.catch_up_on.isoformat() if entry.catch_up_on else ""
    return Typed(entry.cause, entry.measure, day, str(entry.id))


def _page(request: HttpRequest, subject: Subject, outcome: Outcome | None = None) -> HttpResponse:
    wanted, row, end = subject.asked, subject.row, subject.period_end
    known = explanations(row.place.id, row.id, wanted.year, up_to=wanted.at.as_of)
    current = current_of(known, end)
    context: dict[str, Any] = {
        "row": row,
        "name": formatting.name(row),
        "place_name": formatting.name(row.place),
        "year": wanted.year,
        "period": formatting.period(row.assessment.facts.calendar, end),
        "period_end": end,
        "sentence": formatting.phrases(
            sentence(row.assessment, formatting.series_words(row, subject.tiers))
        ),
        "is_lagging": is_lagging(row),
        "typed": outcome.typed if outcome is not None else _typed(current),
        "problems": outcome.problems if outcome is not None else {},
        "theirs": current if outcome is not None and outcome.is_conflict else None,
        "current": current,
        "query": _query(wanted),
        "series_address": _series_address(subject),
    }
    status = outcome.status if outcome is not None else 200
    return render(request, "targets/check/explain.html", context, status=status)
