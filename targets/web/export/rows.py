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
from targets.web.export.query import ExportQuery


def assessments(query: ExportQuery) -> Iterator[AssessmentRow]:
    """Place by place, so that memory does not grow with their number."""
    for code in query.place_codes():
        facts = place_facts(code, query.today, query.known_at)
        if facts is None:
            continue
        year = query.year or (query.as_of.year if query.as_of else opening_year(facts, query.today))
        judged = judged_series(
            year=year,
            at=AsOf(
                query.as_of or opening_as_of(facts, year, query.today),
                query.today,
                query.known_at,
            ),
            place_ids=[facts.label.id],
            tier=query.tier,
            with_sources=True,
            sight=query.sight_of(facts),
        )
        yield from assessment_rows(arrange(judged, query.filters).rows)


def actuals_csv(query: ExportQuery, headers: list[str]) -> Iterator[bytes]:
    """The whole file of actuals in batches, as PostgreSQL writes it."""
    yield from actuals_file(
        headers,
        place_ids=query.place_ids(),
        year=query.year,
        as_of=query.as_of,
        known_at=query.known_at,
        today=query.today,
        sight=query.sight_of_all,
        with_notes=query.with_people,
    )


def actuals(query: ExportQuery) -> Iterator[list[str]]:
    """The cells of the file of actuals, row by row, without its header."""
    rows = csv.reader(_lines(actuals_csv(query, [])))
    next(rows)
    yield from rows


def _lines(chunks: Iterator[bytes]) -> Iterator[str]:
    """Lines of the file; a chunk ends with one."""
    for chunk in chunks:
        yield from io.StringIO(chunk.decode(), newline="")


def targets(query: ExportQuery) -> Generator[list[object]]:
    """Every target in force."""
    found = targets_in_force(
        as_of=query.as_of or query.today,
        known_at=query.known_at,
        place_ids=query.place_ids(),
        year=query.year,
        tier=query.tier,
    )
    yield from target_rows(found, with_people=query.with_people)
