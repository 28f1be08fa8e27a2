"""The filters of a saved view in the reader's words, not as the address has them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from targets import access, formatting
from targets.core.saying.labels import verdict_name
from targets.core.values.facts import Verdict
from targets.models import Unit
from targets.reads.overview.overview import Group
from targets.reads.scope.labels import Label, TierLabel, tier_labels
from targets.reads.scope.namesakes import told_apart


class _Names(NamedTuple):
    """What codes stand for; a code without a name is printed as it is."""

    units: Mapping[str, str]
    tiers: Mapping[str, TierLabel]


def said_in_words(rights: access.Rights, queries: Sequence[str]) -> list[str]:
    """Each address's filters in one line. Two queries, whatever the number of addresses."""
    asked = [QueryDict(query).dict() for query in queries]
    codes = {str(said[name]) for said in asked for name in ("place", "lead") if name in said}
    names = _Names(_unit_names(rights, codes), tier_labels())
    return [_line({name: str(value) for name, value in said.items()}, names) for said in asked]


def _unit_names(rights: access.Rights, codes: set[str]) -> dict[str, str]:
    """Names of places this person may read, and of the units in them."""
    places = access.readable_places(rights).values("id")
    found = Unit.objects.filter(code__in=[code for code in codes if "\0" not in code])
    found = found.filter(Q(id__in=places) | Q(parent_id__in=places))
    labels = [Label(unit.code, unit.name_zh, unit.name_en) for unit in found]
    alike = told_apart(labels)
    return {label.code: formatting.name(alike.get(label.code, label)) for label in labels}


def _line(said: Mapping[str, str], names: _Names) -> str:
    parts = [say(said[name], names) for name, say in _SAID.items() if name in said]
    return " · ".join(part for part in parts if part)


def _year(value: str, _names: _Names) -> str:
    return _("%(year)s") % {"year": value}


def _as_of(value: str, _names: _Names) -> str:
    return _("as of %(month)s") % {"month": value}


def _unit(value: str, names: _Names) -> str:
    return names.units.get(value, value)


def _tier(value: str, names: _Names) -> str:
    return formatting.tier_name(names.tiers[value]) if value in names.tiers else value


def _verdict(value: str, _names: _Names) -> str:
    return formatting.message(verdict_name(Verdict(value))) if value in set(Verdict) else value


def _group(value: str, _names: _Names) -> str:
    grouped = {
        Group.THEME.value: _("by theme"),
        Group.LEAD.value: _("by lead unit"),
        Group.STATUS.value: _("by status"),
    }
    return grouped.get(value, value)


def _text(value: str, _names: _Names) -> str:
    return _("“%(text)s”") % {"text": value}


def _plain(value: str, _names: _Names) -> str:
    return value


def _pending(value: str, _names: _Names) -> str:
    return _("only accepted figures") if value == "no" else ""


def _with(value: str, _names: _Names) -> str:
    return _("beside %(month)s") % {"month": value}


def _since(value: str, _names: _Names) -> str:
    return _("beside what was known on %(day)s") % {"day": value}


def _known(value: str, _names: _Names) -> str:
    return _("as known on %(day)s") % {"day": value}


# In the order of the line; the column that sorts is left unsaid
_SAID: dict[str, Callable[[str, _Names], str]] = {
    "place": _unit,
    "year": _year,
    "as_of": _as_of,
    "known": _known,
    "tier": _tier,
    "lead": _unit,
    "leader": _plain,
    "q": _text,
    "verdict": _verdict,
    "group": _group,
    "pending": _pending,
    "with": _with,
    "since": _since,
}
