"""目标管理: the targets of a place; one target stated, revised or corrected, with its path."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from targets import access, formatting
from targets.core.splitting.splitting import YearMethod, split_year
from targets.core.values.facts import Accumulation, Calendar, Measure, PaceMethod
from targets.core.values.periods import period_ends
from targets.exchange.sheets.csv_writing import plain
from targets.models import Document, Indicator, Target
from targets.reads.scope.labels import tier_labels
from targets.reads.series.consistency import Instead, findings, year_as_stated
from targets.reads.stating.targets import (
    document_choices,
    past_years,
    path_of,
    reference_choices,
    target_of,
)
from targets.web.parts.series_words import pace_name
from targets.web.request.errors import handle_errors
from targets.web.request.links import place_query
from targets.web.request.query import CHOICES, choices, parse_query, refuse
from targets.web.stating.form import CORRECT, PATH, TargetEntry
from targets.web.stating.lines import target_line
from targets.web.stating.query import TargetQuery, target_query
from targets.writes.targets.indicators import set_pace
from targets.writes.targets.split import unfit_to_split
from targets.writes.targets.write import (
    StatedTarget,
    TargetConflict,
    correct_target,
    revise_target,
    state_target,
)

# ---- What becomes of the form of a target: what would not fit, and the write itself


class Misfits(NamedTuple):
    """What would not fit, in sentences."""

    problems: list[str]  # hold the save back until it is confirmed
    notes: list[str]  # are said, and hold nothing back


def misfits_of(query: TargetQuery, form: TargetEntry) -> Misfits:
    """The target as typed against its own series and those it belongs to; nothing is written."""
    tiers, series = query.tiers, query.series
    code = series.indicator.code
    fact = form.fact(query.tier.code)
    checked = findings(
        place_id=series.place_id,
        year=query.asked.year,
        at=year_as_stated(query.asked.year, query.asked.at),
        named=lambda row: formatting.series_words(row, tiers),
        tiers=tuple(tiers),
        sight=query.asked.sight,
        instead=Instead(code, fact),
    )
    concerned = checked.of(code)
    return Misfits(
        [formatting.phrase(each.sentence) for each in concerned if each.is_grave],
        [formatting.phrase(each.sentence) for each in concerned if not each.is_grave],
    )


def write_target(
    query: TargetQuery, form: TargetEntry, current: Target | None, author_id: int | None
) -> None:
    """State, revise or correct; and the pace of the indicator, where it was changed."""
    cleaned, series = form.cleaned_data, query.series
    content: dict[str, Any] = {
        name: cleaned[name]
        for name in ("comparator", "value", "upper_value", "tolerance", "base_value", "due_on",
                     "comparator_wording", "modality", "note")
    }  # fmt: skip
    content["base_qualifier"] = form.base_qualifier()
    content["document_id"] = _id_of(Document, cleaned["document"])
    content["reference_id"] = _id_of(Indicator, cleaned["reference"])
    path = form.path()
    if current is None:
        stated = StatedTarget(series.id, query.asked.year, query.tier.code, **content)
        state_target(series.place_id, stated, author_id=author_id, path=path)
    elif cleaned["how"] == CORRECT:
        correct_target(series.place_id, current, content, reason=cleaned["reason"],
                       author_id=author_id, path=path)  # fmt: skip
    else:
        revise_target(series.place_id, current, content, reason=cleaned["reason"],
                      effective_on=cleaned["effective_on"] or query.asked.at.today,
                      author_id=author_id, path=path)  # fmt: skip
    if cleaned.get("pace"):
        set_pace(series.indicator_id, cleaned["pace"])


def _id_of(model: Any, code: str) -> Any:
    return model.objects.values_list("id", flat=True).get(code=code) if code else None


def refuse_invalid(form: TargetEntry, error: ValidationError) -> None:
    """What a write refused, beside the field it concerns."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            field = name if name in form.fields else None
            form.add_error(field, errors)
    else:
        form.add_error(None, error)


_SPREADS = {
    YearMethod.LINEAR: PaceMethod.LINEAR,
    YearMethod.LAST_YEAR_SHAPE: PaceMethod.LAST_YEAR_SHAPE,
    YearMethod.MEAN_SHAPE: PaceMethod.MEAN_SHAPE,
}


@handle_errors
@require_safe
def targets_page(request: HttpRequest) -> HttpResponseBase:
    """Every series of a place with what is stated for the year, and what does not fit."""
    offered = choices(access.rights_of_request(request))
    tiers = tier_labels()
    query = parse_query(request, tiers, offered=offered)
    place_id = query.place.label.id
    checked = findings(
        place_id=place_id,
        year=query.year,
        at=year_as_stated(query.year, query.at),
        named=lambda row: formatting.series_words(row, tiers),
        tiers=tuple(tiers),
        sight=query.sight,
    )
    known = {query.year, *query.place.years, *query.place.latest_ends}
    context = {
        "asked": query,
        "place_name": formatting.name(query.place.label),
        "places": offered if len(offered) <= CHOICES else (),
        "years": sorted({*known, query.at.today.year}, reverse=True),
        "states": access.may_state(query.rights, query.place.above),
        "lines": [target_line(row, query, tiers, checked) for row in checked.rows],
        "query": place_query(query, as_of=""),
    }
    return render(request, "targets/stating/targets.html", context)


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def target_edit(request: HttpRequest, place: str, code: str) -> HttpResponseBase:
    """One tier's target of a year: looked at, spread over the periods, checked, written."""
    wanted = target_query(request, place, code)
    series, year = wanted.series, wanted.asked.year
    current = target_of(series, year, wanted.tier.code)
    form = _form(request, wanted, current)
    if request.method != "POST":
        return _edit_page(request, wanted, form, current)
    spread = request.POST.get("spread", "")
    if spread:
        return _spread_page(request, wanted, current, spread)
    if not form.is_valid():
        return _edit_page(request, wanted, form, current, status=400)
    misfits = misfits_of(wanted, form)
    if "check" in request.POST or (misfits.problems and "despite" not in request.POST):
        status = 200 if "check" in request.POST else 400
        return _edit_page(request, wanted, form, current, status=status, misfits=misfits)
    try:
        write_target(wanted, form, current, request.user.pk)
    except TargetConflict:
        form.add_error(
            None,
            _("This target was changed or stated by someone else meanwhile. Look at it again."),
        )
        return _edit_page(request, wanted, form, current, status=409)
    except ValidationError as error:
        refuse_invalid(form, error)
        return _edit_page(request, wanted, form, current, status=400)
    messages.success(request, _("The target was saved."))
    for said in misfits.notes:
        messages.warning(request, said)
    query = urlencode({"place": wanted.asked.place.label.code, "year": str(year)})
    return redirect(f"{reverse('targets:targets')}?{query}")


def _form(
    request: HttpRequest,
    query: TargetQuery,
    current: Target | None,
    data: Any = None,
) -> TargetEntry:
    series = query.series
    has_path = (
        Measure(series.indicator.measure) is Measure.AMOUNT
        and Calendar(series.calendar) is not Calendar.ONCE
    )
    posted = request.POST if request.method == "POST" else None
    return TargetEntry(
        data if data is not None else posted,
        series=series,
        current=current,
        path=path_of(current),
        ends=period_ends(Calendar(series.calendar), query.asked.year) if has_path else (),
        documents=document_choices(),
        references=reference_choices(series),
        today=query.asked.at.today,
        sets_pace=has_path and access.may_set_pace(query.asked.rights, series.indicator_id),
    )


def _spread_page(
    request: HttpRequest, query: TargetQuery, current: Target | None, method: str
) -> HttpResponse:
    """The form again with the path filled in; nothing is written."""
    if method not in set(YearMethod):
        refuse(_("“%(method)s” is no way to spread a year.") % {"method": method[:20]})
    typed = request.POST.copy()
    first = _form(request, query, current)
    first.is_valid()
    value = first.cleaned_data.get("value")
    if value is None:
        first.add_error("value", _("Enter the value that is to be spread over the year."))
        return _edit_page(request, query, first, current, status=400)
    series = query.series
    split = split_year(
        value,
        Calendar(series.calendar),
        query.asked.year,
        YearMethod(method),
        decimals=series.indicator.decimals,
        past=past_years(series, query.asked.year, query.asked.at, query.asked.sight),
    )
    if not split.points:
        for problem in split.problems:
            first.add_error(None, formatting.phrase(problem))
        return _edit_page(request, query, first, current, status=400)
    for point in split.points:
        typed[f"{PATH}{point.period_end.isoformat()}"] = plain(point.value)
    if "pace" in typed:
        typed["pace"] = PaceMethod.PATH.value
    form = _form(request, query, current, typed)
    form.is_valid()
    years = ", ".join(str(year) for year in split.years)
    note = _("The path has the shape of %(years)s.") % {"years": years} if years else ""
    return _edit_page(request, query, form, current, note=note)


def _edit_page(
    request: HttpRequest,
    query: TargetQuery,
    form: TargetEntry,
    current: Target | None,
    *,
    status: int = 200,
    misfits: Misfits | None = None,
    note: str = "",
) -> HttpResponse:
    series = query.series
    spreads = [
        (method.value, pace_name(pace))
        for method, pace in _SPREADS.items()
        if Accumulation(series.indicator.accumulation) is not Accumulation.STAGE
    ]
    context: dict[str, Any] = {
        "wanted": query,
        "place_name": formatting.name(query.asked.place.label),
        "illustrative": query.asked.place.label.illustrative,
        "year": query.asked.year,
        "tier_name": formatting.tier_name(query.tier),
        "form": form,
        "current": current,
        "unit": formatting.unit(series.indicator),
        "misfits": misfits,
        "note": note,
        "spreads": spreads if form.ends else (),
        "here": query.address("target_edit"),
        "split_address": query.address("target_split")
        if current and unfit_to_split(current) is None
        else "",
        "others": [
            (formatting.tier_name(tier), query.address("target_edit", code))
            for code, tier in query.tiers.items()
            if code != query.tier.code
        ],
        "list_query": urlencode(
            {"place": query.asked.place.label.code, "year": str(query.asked.year)}
        ),
    }
    return render(request, "targets/stating/edit.html", context, status=status)
