"""The rows of the downloads, the same for CSV and XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator

from targets.exchange.out.assessments import AssessmentRow
from targets.exporting import actuals_file, assessment_rows, target_rows
from targets.reads.export.stated_targets import targets_in_force
from targets.reads.judging.judged import AsOf, judged_series
from targets.reads.overview.overview import arrange
from targets.reads.places.places import opening_as_of, opening_year, place_facts
from targets.web.export.query import ExportAsked


def assessments(wanted: ExportAsked) -> Iterator[AssessmentRow]:
    """Place by place, so that memory does not grow with their number."""
    for code in wanted.place_codes():
        facts = place_facts(code, wanted.today, wanted.known_at)
        if facts is None:
            continue
        year = wanted.year or (
            wanted.as_of.year if wanted.as_of else opening_year(facts, wanted.today)
        )
        judged = judged_series(
            year=year,
            at=AsOf(
                wanted.as_of or opening_as_of(facts, year, wanted.today),
                wanted.today,
                wanted.known_at,
            ),
            place_ids=[facts.label.id],
            tier=wanted.tier,
            with_sources=True,
            sight=wanted.sight_of(facts),
        )
        yield from assessment_rows(arrange(judged, wanted.filters).rows)


def actuals_csv(wanted: ExportAsked, headers: list[str]) -> Iterator[bytes]:
    """The whole file of actuals in batches, as PostgreSQL writes it."""
    yield from actuals_file(
        headers,
        place_ids=wanted.place_ids(),
        year=wanted.year,
        as_of=wanted.as_of,
        known_at=wanted.known_at,
        today=wanted.today,
        sight=wanted.sight_of_all,
        with_notes=wanted.with_people,
    )


def actuals(wanted: ExportAsked) -> Iterator[list[str]]:
    """The cells of the file of actuals, row by row, without its header."""
    rows = csv.reader(_lines(actuals_csv(wanted, [])))
    next(rows)
    yield from rows


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    """Lines of the file; a chunk ends with one."""
    for chunk in chunks:
        yield from io.StringIO(chunk.decode(), newline="")


def targets(wanted: ExportAsked) -> Generator[list[object]]:
    """Every target in force."""
    found = targets_in_force(
        as_of=wanted.as_of or wanted.today,
        known_at=wanted.known_at,
        place_ids=wanted.place_ids(),
        year=wanted.year,
        tier=wanted.tier,
    )
    yield from target_rows(found, with_people=wanted.with_people)
