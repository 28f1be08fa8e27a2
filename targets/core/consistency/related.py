"""What can be wrong between series that are declared to belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from targets.core.consistency.values import (
    Declared,
    Finding,
    FindingCode,
    figures_of,
    numbers,
    tier_name,
)
from targets.core.judging.progress import ZERO, percent
from targets.core.values.facts import Figure, Measure, Phrase
from targets.core.values.figures import points, stated
from targets.core.values.messages import gettext_noop, phrase
from targets.core.values.periods import cumulative_label

_LEVELS = frozenset({Measure.AMOUNT, Measure.STOCK})
_HALF = Decimal("0.5")  # of the last decimal: what rounding may add or take
_SHARE_MOST = Decimal("0.5")  # percentage points a share may be off
_SHARE_LEAST = Decimal("0.1")
_SHARE_PART = Decimal("0.1")  # of small shares: a tenth of itself


class _Held(NamedTuple):
    """The same number of several series, of one tier or at one period end."""

    values: Mapping[str, Decimal]  # by the series' key
    label: str | Phrase
    tier: str = ""
    period_end: date | None = None


def find_part(part: Declared, whole: Declared) -> Iterator[Finding]:
    """A part above its whole: targets of the same tier, and figures of the latest common
    period."""
    if not _is_comparable([part, whole]):
        yield _not_comparable([part, whole])
        return
    if whole.facts.can_fall:
        return  # another part may be negative
    for held in _held([part, whole]):
        value, limit = held.values[part.key], held.values[whole.key]
        if value - limit <= _slack(held, [part, whole]):
            continue
        said = phrase(
            gettext_noop(
                "%(label)s: %(part)s, %(value)s, is part of %(whole)s, %(limit)s, "
                "and yet %(apart)s more."
            ),
            label=held.label,
            part=part.words.name,
            value=stated(value, part.words),
            whole=whole.words.name,
            limit=stated(limit, whole.words),
            apart=stated(value - limit, whole.words),
        )
        yield _finding(FindingCode.PART_ABOVE_WHOLE, [part, whole], said, held)


def find_sum(whole: Declared, parts: Sequence[Declared], *, complete: bool) -> Iterator[Finding]:
    """The parts together against the whole: never more, and where complete not less either.

    Of parts that are not complete those with a number are enough to be too much.
    """
    if not _is_comparable([whole, *parts]):
        return  # said of the part concerned
    falls = any(each.facts.can_fall for each in [whole, *parts])
    for held in _held_of_some(whole, parts):
        known = [part for part in parts if part.key in held.values]
        is_all = complete and len(known) == len(parts)
        if len(known) < 2 or (falls and not is_all):  # noqa: PLR2004 - one alone is no sum
            continue
        total = sum((held.values[part.key] for part in known), ZERO)
        apart = total - held.values[whole.key]
        if abs(apart) <= _slack(held, [whole, *known]) or (apart < 0 and not is_all):
            continue
        yield _unequal(whole, known, held, total=total, apart=apart)


def _unequal(
    whole: Declared, parts: Sequence[Declared], held: _Held, *, total: Decimal, apart: Decimal
) -> Finding:
    if apart > 0:
        code = FindingCode.SUM_ABOVE_WHOLE
        msgid = gettext_noop(
            "%(label)s: the %(count)s parts of %(whole)s add up to %(total)s, "
            "%(apart)s more than the whole, %(limit)s."
        )
    else:
        code = FindingCode.SUM_BELOW_WHOLE
        msgid = gettext_noop(
            "%(label)s: the %(count)s parts of %(whole)s add up to %(total)s, "
            "%(apart)s less than the whole, %(limit)s, though they are complete."
        )
    said = phrase(
        msgid,
        label=held.label,
        count=len(parts),
        whole=whole.words.name,
        total=stated(total, whole.words),
        apart=stated(abs(apart), whole.words),
        limit=stated(held.values[whole.key], whole.words),
    )
    return _finding(code, [whole, *parts], said, held)


def find_share(share: Declared, part: Declared, whole: Declared) -> Iterator[Finding]:
    """A share against its part over its whole."""
    if share.facts.measure is not Measure.SHARE or not _is_comparable([part, whole]):
        yield _not_comparable([share, part, whole])
        return
    for held in _held([share, part, whole]):
        if held.values[whole.key] <= 0:
            continue
        value = held.values[share.key]
        implied = percent(held.values[part.key], held.values[whole.key])
        may = min(_SHARE_MOST, max(_SHARE_LEAST, abs(value) * _SHARE_PART))
        if abs(implied - value) <= may:
            continue
        said = phrase(
            gettext_noop(
                "%(label)s: %(part)s, %(value)s, of %(whole)s, %(limit)s, is %(implied)s; "
                "%(name)s says %(share)s, %(apart)s apart."
            ),
            label=held.label,
            part=part.words.name,
            value=stated(held.values[part.key], part.words),
            whole=whole.words.name,
            limit=stated(held.values[whole.key], whole.words),
            implied=Figure(implied, max(1, share.words.decimals), "%", "%"),
            name=share.words.name,
            share=stated(value, share.words),
            apart=points(abs(implied - value)),
        )
        yield _finding(FindingCode.SHARE_OFF, [share, part, whole], said, held)


def _is_comparable(found: Sequence[Declared]) -> bool:
    units = {each.words.unit_zh for each in found}
    return len(units) == 1 and all(each.facts.measure in _LEVELS for each in found)


def _not_comparable(found: Sequence[Declared]) -> Finding:
    first, *rest = found
    said = phrase(
        gettext_noop(
            "%(name)s and %(others)s are declared to belong together, "
            "but their units or kinds differ; they cannot be compared."
        ),
        name=first.words.name,
        others=rest[-1].words.name,
    )
    return Finding(FindingCode.NOT_COMPARABLE, tuple(each.key for each in found), said)


def _held(found: Sequence[Declared]) -> Iterator[_Held]:
    """Every tier that all of them have, and the latest period that all of them have."""
    first = found[0]
    stated_by = {each.key: numbers(each.facts) for each in found}
    for tier in stated_by[first.key]:
        if all(tier in each for each in stated_by.values()):
            values = {key: each[tier].value for key, each in stated_by.items()}
            yield _Held(values, tier_name(first, tier), tier=tier)
    known_by = {each.key: figures_of(each.facts) for each in found}
    common = set.intersection(*[set(each) for each in known_by.values()])
    if common:
        end = max(common)
        values = {key: each[end] for key, each in known_by.items()}
        yield _Held(values, cumulative_label(first.facts.calendar, end), period_end=end)


def _held_of_some(whole: Declared, parts: Sequence[Declared]) -> Iterator[_Held]:
    """Every tier of the whole, and the latest of its periods that most parts have, with the
    parts that have them."""
    stated_by = {part.key: numbers(part.facts) for part in parts}
    for tier, number in numbers(whole.facts).items():
        values = {key: each[tier].value for key, each in stated_by.items() if tier in each}
        yield _Held({**values, whole.key: number.value}, tier_name(whole, tier), tier=tier)
    own = figures_of(whole.facts)
    known_by = {part.key: figures_of(part.facts) for part in parts}
    if own:
        end = max(own, key=lambda day: (sum(day in each for each in known_by.values()), day))
        values = {key: each[end] for key, each in known_by.items() if end in each}
        label = cumulative_label(whole.facts.calendar, end)
        yield _Held({**values, whole.key: own[end]}, label, period_end=end)


def _slack(held: _Held, found: Sequence[Declared]) -> Decimal:
    """Targets are exact; published figures are rounded, each by half its last decimal."""
    if held.period_end is None:
        return ZERO
    return sum((_HALF.scaleb(-each.words.decimals) for each in found), ZERO)


def _finding(code: FindingCode, found: Sequence[Declared], said: Phrase, held: _Held) -> Finding:
    keys = tuple(each.key for each in found)
    return Finding(code, keys, said, tier=held.tier, period_end=held.period_end)
