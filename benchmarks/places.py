"""One indicator over all places: read and judged, against the same ranking stored and read."""

from __future__ import annotations

import time
from typing import Any

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import overview, programs, scratch
from benchmarks.timing import Claim, medians
from targets.models import Unit, UnitKind
from targets.reads.places.places import PlaceFacts, place_facts
from targets.reads.places.rankable import RankableIndicator, rankable
from targets.reads.places.ranked import ByIndicator, Comparison, _ranked, by_indicator, by_summaries
from targets.reads.places.stored_summaries import stored_rows
from targets.reads.scope.labels import PlaceLabel, tier_labels
from targets.reads.scope.rules import rules_in_force
from targets.reads.scope.visibility import OFFICIAL
from targets.web.places.query import PAGE_ROWS
from targets.writes.targets.summaries import summaries

ROUNDS = 12
ROOT = "bench-root"
INDICATOR = "BENCH_3"
_GATHER = """
UPDATE targets_unit SET parent_id = (SELECT id FROM targets_unit WHERE code = %(root)s)
WHERE kind = 'place' AND parent_id IS NULL AND code <> %(root)s
"""
_STORE = """
CREATE TABLE bench_ranking (
    indicator text, year int, rank int, place_id uuid, code text, name_zh text, name_en text,
    actual numeric, target numeric, completion numeric, deviation numeric, verdict text
)
"""
_SUMMARY = """
SELECT rank, place_id, code, name_zh, name_en, actual, target, completion, deviation, verdict
FROM bench_ranking WHERE indicator = 'BENCH_3' AND year = 2024 ORDER BY rank, code
"""


def claims(owner: psycopg.Connection[Any]) -> list[Claim]:
    """The number of queries, and both times against a table of ranked rows under pgbench."""
    place, indicator = _gathered(owner)
    asked = Comparison(
        place, scratch.YEAR, overview.AT, tuple(tier_labels()), None,
        rules_in_force(overview.AT.as_of), OFFICIAL,
    )  # fmt: skip
    found = by_indicator(asked, indicator)
    _store(owner, found)
    limit = programs.pgbench_milliseconds(scratch.serving_address(), _SUMMARY, 200)
    began = time.perf_counter()
    summaries(asked, indicator)
    made = time.perf_counter() - began
    owner.execute("VACUUM (ANALYZE) targets_storedsummary, targets_seriesversion")
    with CaptureQueriesContext(connection) as captured:
        kept = summaries(asked, indicator)
    first = slice(0, PAGE_ROWS)
    assert by_summaries(asked, indicator, kept, shown=first).ranking == found.ranking
    data, ranked, shown, judged = medians(
        ROUNDS,
        lambda: stored_rows(asked, indicator),
        lambda: _ranked(asked, indicator, summaries(asked, indicator)),
        lambda: by_summaries(asked, indicator, summaries(asked, indicator), shown=first),
        lambda: by_indicator(asked, indicator),
    )
    return [
        Claim("places ranked, queries for the data", len(captured), 1, "",
              f"{len(found.places)} places"),
        Claim(
            "ranking's data query : the ranking stored, under pgbench",
            data * 1000 / limit, 5, "×", f"{data * 1000:.1f} ms : {limit:.2f} ms",
        ),
        Claim(
            "data and ranking : every place judged and ranked",
            ranked / judged, 0.2, "×", f"{ranked * 1000:.1f} ms : {judged * 1000:.0f} ms",
        ),
        Claim(
            "data, ranking, the hundred places shown judged : every place judged and ranked",
            shown / judged, 0.33, "×", f"{shown * 1000:.0f} ms; all summaries made anew in "
            f"{made * 1000:.0f} ms",
        ),
    ]  # fmt: skip


def _gathered(owner: psycopg.Connection[Any]) -> tuple[PlaceFacts, RankableIndicator]:
    """Every place of the scratch database below one."""
    owner.execute(
        'INSERT INTO targets_unit (id, code, name_zh, name_en, kind, "order", illustrative,'
        " checks_figures, signs_off, accepts_own) VALUES (gen_random_uuid(), %s, '全市', 'City',"
        " 'place', 0, false, true, false, false)",
        [ROOT],
    )
    owner.execute(_GATHER, {"root": ROOT})
    owner.execute("VACUUM (ANALYZE) targets_unit")
    place = place_facts(ROOT, overview.AT.today)
    assert place is not None
    assert Unit.objects.filter(parent_id=place.label.id, kind=UnitKind.PLACE).exists()
    indicator = rankable(place.label.id).indicator(INDICATOR)
    assert indicator is not None
    return place, indicator


def _store(owner: psycopg.Connection[Any], found: ByIndicator) -> None:
    """What a summary would hold, written by the owner and readable by whoever serves."""
    owner.execute(_STORE)
    with owner.cursor() as cursor, cursor.copy("COPY bench_ranking FROM STDIN") as copy:
        for row in found.ranking.rows:
            place, _summary, assessment = found.places[row.position]
            assert isinstance(place, PlaceLabel)  # every place is judged here
            headline = assessment.headline if assessment else None
            copy.write_row(
                (INDICATOR, scratch.YEAR, row.rank, place.id, place.code, place.name_zh,
                 place.name_en, assessment.actual if assessment else None,
                 headline.target.value if headline else None,
                 headline.completion_rate if headline else None,
                 headline.deviation if headline else None,
                 assessment.verdict.value if assessment else None)
            )  # fmt: skip
    owner.execute("CREATE INDEX ON bench_ranking (indicator, year, rank, code)")
    owner.execute("GRANT SELECT ON bench_ranking TO PUBLIC")
    owner.execute("VACUUM (ANALYZE) bench_ranking")
