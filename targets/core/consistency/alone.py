"""What can be wrong with the targets of one series, looked at alone."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from targets.core.consistency.values import (
    Declared,
    Finding,
    FindingCode,
    Number,
    figures_of,
    numbers,
    tier_name,
)
from targets.core.judging.progress import ZERO
from targets.core.splitting.splitting import Allocation, Part, check_split
from targets.core.values.facts import Comparator, Measure, Phrase
from targets.core.values.figures import distance, points, stated
from targets.core.values.messages import gettext_noop, phrase

# A share seldom moves by so much within a year
FAR_POINTS = Decimal(5)
_PART = Decimal("0.5")  # or by half of what it was,
_LEAST = Decimal("0.5")  # if that is more than half a percentage point


def find_alone(declared: Declared) -> Iterator[Finding]:
    """Everything one series contradicts by itself."""
    yield from _milestone(declared)
    yield from _tiers(declared)
    yield from _paths(declared)
    yield from _towns(declared)
    yield from _share(declared)


def _milestone(declared: Declared) -> Iterator[Finding]:
    facts = declared.facts
    if facts.measure is not Measure.MILESTONE:
        return
    if not facts.targets or any(target.due_on is None for target in facts.targets):
        yield Finding(
            FindingCode.MILESTONE_DATE,
            (declared.key,),
            phrase(
                gettext_noop("%(name)s: a milestone without a date; nobody can say it is late."),
                name=declared.words.name,
            ),
        )


def _tiers(declared: Declared) -> Iterator[Finding]:
    found = [number for number in numbers(declared.facts).values() if not number.is_two_sided]
    for first, second in pairwise(found):
        names = {
            "name": declared.words.name,
            "first": tier_name(declared, first.target.tier),
            "second": tier_name(declared, second.target.tier),
        }
        if first.is_ceiling is not second.is_ceiling:
            msgid = gettext_noop(
                "%(name)s: the %(first)s and the %(second)s point in different directions."
            )
            said = phrase(msgid, **names)
        elif (second.value > first.value) if first.is_ceiling else (second.value < first.value):
            said = _easier(declared, first, second, names)
        else:
            continue
        yield Finding(FindingCode.TIERS_ORDER, (declared.key,), said, tier=second.target.tier)


def _easier(declared: Declared, first: Number, second: Number, names: dict[str, str]) -> Phrase:
    """The tier that should ask for more asks for less."""
    msgid = (
        gettext_noop(
            "%(name)s: the %(second)s of %(value)s is easier than the %(first)s of %(plan)s: "
            "%(apart)s more is allowed."
        )
        if first.is_ceiling
        else gettext_noop(
            "%(name)s: the %(second)s of %(value)s is easier than the %(first)s of %(plan)s: "
            "%(apart)s less is asked for."
        )
    )
    return phrase(
        msgid,
        **names,
        value=stated(second.value, declared.words),
        plan=stated(first.value, declared.words),
        apart=distance(declared.facts.measure, abs(second.value - first.value), declared.words),
    )


def _paths(declared: Declared) -> Iterator[Finding]:
    for tier, number in numbers(declared.facts).items():
        path = number.target.path
        whole = number.bounds.upper if number.bounds.lower is None else number.bounds.lower
        if not path or whole is None:
            continue
        total = sum((point.value for point in path), ZERO)
        if total == whole:
            continue
        msgid = (
            gettext_noop(
                "%(name)s: the path of the %(tier)s adds up to %(total)s, "
                "%(apart)s more than %(whole)s."
            )
            if total > whole
            else gettext_noop(
                "%(name)s: the path of the %(tier)s adds up to %(total)s, "
                "%(apart)s less than %(whole)s."
            )
        )
        said = phrase(
            msgid,
            name=declared.words.name,
            tier=tier_name(declared, tier),
            total=stated(total, declared.words),
            apart=stated(abs(total - whole), declared.words),
            whole=stated(whole, declared.words),
        )
        yield Finding(FindingCode.PATH_SUM, (declared.key,), said, tier=tier)


def _towns(declared: Declared) -> Iterator[Finding]:
    """What was split among towns against its whole: over or under may be meant, so it is a note.
    Departments have series of their own here, which are added up as parts."""
    for tier, number in numbers(declared.facts).items():
        parts = declared.towns.get(tier, ())
        if not parts or number.target.comparator is Comparator.BETWEEN:
            continue
        named = [Part(str(at), "", value) for at, value in enumerate(parts)]
        check = check_split(number.value, named, declared.words)
        if check.allocation is Allocation.EXACT:
            continue
        said = phrase(
            gettext_noop("%(name)s: the %(tier)s was split among %(count)s towns. %(check)s"),
            name=declared.words.name,
            tier=tier_name(declared, tier),
            count=len(parts),
            check=check.sentence,
        )
        yield Finding(FindingCode.TOWNS_OFF, (declared.key,), said, is_grave=False, tier=tier)


def _share(declared: Declared) -> Iterator[Finding]:
    """The first target of a share against its last known value."""
    stated_numbers = list(numbers(declared.facts).values())
    if declared.facts.measure is not Measure.SHARE or not stated_numbers:
        return
    first = stated_numbers[0]
    last = _last(declared, first)
    if last is None:
        return
    apart = abs(first.value - last)
    if apart <= FAR_POINTS and (apart <= _LEAST or apart <= abs(last) * _PART):
        return
    said = phrase(
        gettext_noop(
            "%(name)s: the %(tier)s of %(value)s is %(apart)s away from the last value, %(last)s."
        ),
        name=declared.words.name,
        tier=tier_name(declared, first.target.tier),
        value=stated(first.value, declared.words),
        apart=points(apart),
        last=stated(last, declared.words),
    )
    yield Finding(
        FindingCode.SHARE_FAR, (declared.key,), said, is_grave=False, tier=first.target.tier
    )


def _last(declared: Declared, number: Number) -> Decimal | None:
    known = figures_of(declared.facts, last_year=True)
    if known:
        return known[max(known)]
    target = number.target
    return None if target.base_is_floor else target.base_value
