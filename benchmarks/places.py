"""One indicator over all places: read and judged, against the same ranking stored and read."""

from __future__ import annotations

from typing import Any

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import overview, programs, scratch
from benchmarks.timing import Claim, medians
from targets.models import Unit, UnitKind
from targets.reads import ranked
from targets.reads.labels import tier_labels
from targets.reads.places import PlaceFacts, place_facts
from targets.reads.rankable import RankableIndicator, rankable
from targets.reads.ranked import ByIndicator, by_indicator
from targets.reads.rules import rules_in_force
from targets.reads.sight import OFFICIAL

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
    """The number of queries, and both times against the stored summary under pgbench."""
    place, indicator = _gathered(owner)
    with CaptureQueriesContext(connection) as captured:
        found = _rank(place, indicator)
    queries = len(captured) - 2  # tiers and margins, which every page reads
    _store(owner, found)
    limit = programs.pgbench_milliseconds(scratch.serving_address(), _SUMMARY, 200)
    data, whole = medians(
        ROUNDS,
        lambda: ranked._fetch(place, [indicator], overview.AT.as_of.year, overview.AT, OFFICIAL),
        lambda: _rank(place, indicator),
    )
    count = len(found.places)
    return [
        Claim("places ranked, queries for the data", queries, 1, "", f"{count} places"),
        Claim(
            "ranking's data query : the ranking stored, under pgbench",
            data * 1000 / limit, 5, "×", f"{data * 1000:.1f} ms : {limit:.2f} ms",
        ),
        Claim(
            "data, judged and ranked : the ranking stored, under pgbench",
            whole * 1000 / limit, 5, "×", f"{whole * 1000:.0f} ms : {limit:.2f} ms",
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


def _rank(place: PlaceFacts, indicator: RankableIndicator) -> ByIndicator:
    at = overview.AT
    return by_indicator(
        place, indicator, year=scratch.YEAR, at=at, tiers=tuple(tier_labels()), tier=None,
        rules=rules_in_force(at.as_of), sight=OFFICIAL,
    )  # fmt: skip


def _store(owner: psycopg.Connection[Any], found: ByIndicator) -> None:
    """What a summary would hold, written by the owner and readable by whoever serves."""
    owner.execute(_STORE)
    with owner.cursor() as cursor, cursor.copy("COPY bench_ranking FROM STDIN") as copy:
        for row in found.ranking.rows:
            place, assessment = found.places[row.position]
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
