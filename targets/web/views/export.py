"""Downloads: assessments, actuals and targets as CSV, sent as they are made."""

from __future__ import annotations

from collections.abc import Callable, Generator
from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_safe

from targets import access, clock, words
from targets.exchange.actuals_file import ACTUALS_FILE
from targets.exchange.assessments_file import ASSESSMENTS_FILE
from targets.exchange.targets_file import TARGETS_FILE
from targets.exchange.writing import csv_chunks, csv_lines, header_line
from targets.exporting import actuals_file, assessment_rows, target_rows
from targets.reads.actuals_export import ExportsBusyError
from targets.reads.judged import AsOf, judged_series
from targets.reads.labels import tier_labels
from targets.reads.overview import arrange
from targets.reads.places import opening_as_of, opening_year, place_facts
from targets.reads.stated_targets import targets_in_force
from targets.web.answering import answering, bad_request
from targets.web.asked import CHOICES, LoginNeeded, choices
from targets.web.export_asked import ExportAsked, export_asked
from targets.web.export_stream import ExportStream, csv_answer

RETRY_SECONDS = 10
_ROWS_AT_ONCE = 200


@answering
@require_safe
def export_page(request: HttpRequest) -> HttpResponseBase:
    """What can be downloaded, and of which place, year and month."""
    rights = access.rights_of_request(request)
    offered = choices(rights)
    if not offered and rights.is_anonymous:
        raise LoginNeeded(request)
    tiers = tier_labels()
    wanted = export_asked(request, tiers)
    context = {
        "wanted": wanted,
        "places": offered if len(offered) <= CHOICES else (),
        "tiers": [(code, words.tier_name(tier)) for code, tier in tiers.items()],
        "as_of": request.GET.get("as_of", ""),
        "now": f"{clock.today():%Y-%m}",
    }
    return render(request, "targets/export.html", context)


@answering
@require_GET
def export_assessments(request: HttpRequest) -> HttpResponseBase:
    """Every series judged, one row a tier; the overview's filters narrow it."""
    return _download(request, "assessments", _assessments)


@answering
@require_GET
def export_actuals(request: HttpRequest) -> HttpResponseBase:
    """Every actual that counts or waits to be checked, as PostgreSQL writes it."""
    return _download(request, "actuals", _actuals)


@answering
@require_GET
def export_targets(request: HttpRequest) -> HttpResponseBase:
    """Every target in force; the file imports again."""
    return _download(request, "targets", _targets)


_Chunks = Generator[bytes]


def _download(
    request: HttpRequest, kind: str, chunks: Callable[[ExportAsked, str], _Chunks]
) -> HttpResponseBase:
    wanted = export_asked(request, tier_labels())
    try:
        stream = ExportStream(chunks(wanted, get_language() or "zh"), settings.EXPORT_SLOTS)
    except ExportsBusyError:
        answer = bad_request(
            request,
            _("Several downloads are running already. Try again in a few seconds."),
            status=503,
        )
        answer["Retry-After"] = str(RETRY_SECONDS)
        return answer
    return csv_answer(stream, _file_name(kind, wanted))


def _file_name(kind: str, wanted: ExportAsked) -> str:
    """Latin letters only, so that no server or browser garbles it; the sample says what it is."""
    parts = [kind]
    if wanted.place is not None:
        parts.append(wanted.place.label.code)
        if wanted.place.label.illustrative:
            parts.append("illustrative")
    if wanted.year is not None:
        parts.append(str(wanted.year))
    if wanted.as_of is not None:
        parts.append(f"{wanted.as_of:%Y-%m}")
    return "_".join(parts) + ".csv"


def _assessments(wanted: ExportAsked, language: str) -> _Chunks:
    """Place by place, so that memory does not grow with their number."""
    yield header_line(ASSESSMENTS_FILE.headers(language))
    for code in wanted.place_codes():
        facts = place_facts(code, wanted.today)
        if facts is None:
            continue
        year = wanted.year or (
            wanted.as_of.year if wanted.as_of else opening_year(facts, wanted.today)
        )
        judged = judged_series(
            year=year,
            at=AsOf(wanted.as_of or opening_as_of(facts, year, wanted.today), wanted.today),
            place_ids=[facts.label.id],
            tier=wanted.tier,
            with_sources=True,
            sight=wanted.sight_of(facts),
        )
        rows = assessment_rows(arrange(judged, wanted.filters).rows)
        while batch := [row.cells() for row in islice(rows, _ROWS_AT_ONCE)]:
            yield csv_lines(batch).encode()


def _actuals(wanted: ExportAsked, language: str) -> _Chunks:
    yield from actuals_file(
        ACTUALS_FILE.headers(language),
        place_ids=wanted.place_ids(),
        year=wanted.year,
        as_of=wanted.as_of,
        today=wanted.today,
        sight=wanted.sight_of_all,
        with_notes=wanted.with_people,
    )


def _targets(wanted: ExportAsked, language: str) -> _Chunks:
    targets = targets_in_force(
        as_of=wanted.as_of or wanted.today,
        place_ids=wanted.place_ids(),
        year=wanted.year,
        tier=wanted.tier,
    )
    rows = target_rows(targets, with_people=wanted.with_people)
    yield from csv_chunks(TARGETS_FILE.headers(language), rows)
