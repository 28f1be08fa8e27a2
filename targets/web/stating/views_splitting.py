"""目标分解: a target shared among the towns or the departments of its place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from targets import formatting
from targets.core.splitting.splitting import Part, PartMethod, check_split
from targets.exchange.sheets.csv_writing import plain
from targets.models import Target, UnitKind
from targets.reads.judging.judged import AsOf
from targets.reads.stating.targets import last_years, sharers, target_of
from targets.web.request.errors import handle_errors
from targets.web.request.query import refuse
from targets.web.stating.query import TargetQuery, target_query
from targets.web.stating.split_form import KINDS, SplitTyped, read_split, shared_out, split_lines
from targets.writes.targets.split import (
    Allotted,
    SplitRefused,
    Splitter,
    split_target,
    unfit_to_split,
)
from targets.writes.targets.write import TargetConflict


@never_cache
@handle_errors
@require_http_methods(["GET", "HEAD", "POST"])
def target_split(request: HttpRequest, place: str, code: str) -> HttpResponseBase:
    """Looked at, worked out, and written as the targets of the parts; all or nothing."""
    query = target_query(request, place, code)
    whole = _whole(query)
    asked_for = request.POST if request.method == "POST" else request.GET
    kind = asked_for.get("kind", "") or UnitKind.PLACE.value
    if kind not in KINDS:
        refuse(_("A target is split among towns or among departments."))
    page = _Page(request, query, whole, kind)
    if request.method != "POST":
        return page.shown()
    typed = read_split(request.POST, page.shared, whole.series.indicator.unit_zh,
                       query.asked.at.today)  # fmt: skip
    if typed.problems:
        return page.shown(typed, status=400, problems=dict(typed.problems))
    split = shared_out(typed, whole.value or Decimal(0), page.shared, page.last, page.decimals)
    if split.problem is not None:
        return page.shown(typed, status=400, problems={"": formatting.phrase(split.problem)})
    if "save" not in request.POST:
        return page.shown(typed, split.targets)
    if not split.targets:
        said = _("There is no part to save: enter the parts, or work them out first.")
        return page.shown(typed, status=400, problems={"": said})
    return _save(request, page, typed, split.targets)


def _whole(query: TargetQuery) -> Target:
    """The target that is to be split. Refuses one that cannot be."""
    whole = target_of(query.series, query.asked.year, query.tier.code)
    if whole is None:
        refuse(_("Only a target with one number can be split."))
    unfit = unfit_to_split(whole)
    if unfit is not None:
        refuse(formatting.phrase(unfit))
    return whole


def _save(
    request: HttpRequest, page: _Page, typed: SplitTyped, parts: Mapping[str, Decimal]
) -> HttpResponseBase:
    today = page.wanted.asked.at.today
    by = Splitter(request.user.pk, today, typed.effective_on or today, typed.reason)
    allotted = [
        Allotted(each.unit, parts[each.unit.code])
        for each in page.shared
        if each.unit.code in parts
    ]
    try:
        result = split_target(page.whole, allotted, by)
    except SplitRefused as refused:
        problems = {code: formatting.phrase(each) for code, each in refused.problems.items()}
        return page.shown(typed, parts, status=400, problems=problems)
    except TargetConflict:
        said = _("This target was changed or stated by someone else meanwhile. Look at it again.")
        return page.shown(typed, parts, status=409, problems={"": said})
    messages.success(
        request,
        _("The target was split: %(stated)s stated, %(revised)s revised, %(unchanged)s unchanged.")
        % result._asdict(),
    )
    return redirect(f"{page.wanted.address('target_split')}&kind={page.kind}")


class _Page:
    """The screen of one target and one kind of part."""

    def __init__(self, request: HttpRequest, query: TargetQuery, whole: Target, kind: str) -> None:
        self.request, self.wanted, self.whole, self.kind = request, query, whole, kind
        self.shared = sharers(whole, kind)
        at = AsOf(date(whole.year - 1, 12, 31), query.asked.at.today, query.asked.at.known_at)
        units = [each.unit for each in self.shared]
        self.last = last_years(whole, units, kind, at, query.asked.sight) if units else {}
        self.decimals = whole.series.indicator.decimals

    def shown(
        self,
        typed: SplitTyped | None = None,
        parts: Mapping[str, Decimal] | None = None,
        *,
        status: int = 200,
        problems: Mapping[str, str] | None = None,
    ) -> HttpResponse:
        """The form, with the sum against the whole where there are parts."""
        lines = split_lines(self.shared, self.last, typed, parts or {})
        if problems:
            lines = [line._replace(problem=problems.get(line.unit.code, "")) for line in lines]
        indicator = self.whole.series.indicator
        context: dict[str, Any] = {
            "wanted": self.wanted,
            "place_name": formatting.name(self.wanted.asked.place.label),
            "illustrative": self.wanted.asked.place.label.illustrative,
            "year": self.whole.year,
            "tier_name": formatting.tier_name(self.wanted.tier),
            "kind": self.kind,
            "kinds": [
                (kind, f"{self.wanted.address('target_split')}&kind={kind}", label)
                for kind, label in zip(KINDS, (_("Towns"), _("Departments")), strict=True)
            ],
            "whole": plain(self.whole.value or Decimal(0)),
            "unit": formatting.unit(indicator),
            "lines": lines,
            "methods": [
                (method.value, label, method is self._chosen(typed, parts))
                for method, label in _methods().items()
            ],
            "check": self._check(parts),
            "worked_out": bool(parts),
            "problem": (problems or {}).get("", ""),
            "refused": bool(problems),
            "reason": typed.reason if typed else "",
            "effective_on": (typed.effective_on if typed else None) or self.wanted.asked.at.today,
            "edit_address": self.wanted.address("target_edit"),
            "places_address": f"{reverse('targets:places')}?place="
            f"{self.wanted.asked.place.label.code}&by={indicator.code}&year={self.whole.year}",
        }
        return render(self.request, "targets/stating/split.html", context, status=status)

    def _chosen(self, typed: SplitTyped | None, parts: Mapping[str, Decimal] | None) -> PartMethod:
        """Parts that were worked out, or stand, can be changed by hand and stay as they are."""
        if parts or (typed is None and any(each.part for each in self.shared)):
            return PartMethod.BY_HAND
        return typed.method if typed else PartMethod.EQUAL

    def _check(self, parts: Mapping[str, Decimal] | None) -> dict[str, Any] | None:
        """The parts that are worked out, or stand, against the whole."""
        standing = {
            each.unit.code: each.part.value for each in self.shared if each.part is not None
        }
        numbers: Mapping[str, Decimal | None] = standing | dict(parts or {})
        if not numbers or self.whole.value is None:
            return None
        series_words = formatting.series_words(self.whole.series.indicator, self.wanted.tiers)
        check = check_split(
            self.whole.value,
            [
                Part(each.unit.code, formatting.name(each.unit), numbers.get(each.unit.code))
                for each in self.shared
            ],
            series_words,
        )
        return {
            "sentence": formatting.phrase(check.sentence),
            "allocation": check.allocation.value,
            "missing": check.missing,
        }


def _methods() -> dict[PartMethod, str]:
    return {
        PartMethod.EQUAL: _("equally"),
        PartMethod.WEIGHTS: _("by weights"),
        PartMethod.LAST_YEAR: _("by last year’s figures"),
        PartMethod.BY_HAND: _("by hand"),
    }
