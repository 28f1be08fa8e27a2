"""Do the numbers fit? Targets and figures of several series held against one another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import localcontext

from targets.core.consistency.alone import find_alone
from targets.core.consistency.growth import find_growth
from targets.core.consistency.related import find_part, find_share, find_sum
from targets.core.consistency.values import Declared, Finding, Relation, RelationKind
from targets.core.judging.progress import CONTEXT


def find_inconsistencies(
    series: Sequence[Declared], relations: Sequence[Relation] = ()
) -> tuple[Finding, ...]:
    """Everything that does not fit, of each series and then of each relation, in the order
    given. A relation to a series that is not among them is left out: nothing is known of it.
    """
    known = {each.key: each for each in series}
    found: list[Finding] = []
    parts: dict[str, list[Relation]] = {}
    with localcontext(CONTEXT):
        for each in series:
            found += find_alone(each)
        for relation in relations:
            own, of = known.get(relation.series), known.get(relation.of)
            if own is None or of is None:
                continue
            if relation.kind is RelationKind.PART_OF:
                parts.setdefault(relation.of, []).append(relation)
                found += find_part(own, of)
            elif relation.kind is RelationKind.LEVEL_OF:
                found += find_growth(own, of)
            elif relation.in_ in known:
                found += find_share(own, of, known[relation.in_])
        for whole, declared in parts.items():
            declared_all = all(relation.complete for relation in declared)
            is_whole = sum(_is_part_of(relation, whole) for relation in relations) == len(declared)
            found += find_sum(
                known[whole],
                [known[relation.series] for relation in declared],
                complete=declared_all and is_whole,
            )
    return tuple(found)


def _is_part_of(relation: Relation, whole: str) -> bool:
    return relation.kind is RelationKind.PART_OF and relation.of == whole
