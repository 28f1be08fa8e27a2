"""Acts of the ledger in words: one line each, on the screen and in files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import formatting
from targets.core.values.facts import Comparator, Reference, TargetFact
from targets.exchange.sheets.csv_writing import plain
from targets.models import Origin
from targets.reads.ledger.act import Act
from targets.reads.ledger.scope import LedgerKind
from targets.web.parts.slot_words import NONE, entered_period_of, entry_marks, said

_KILO = 1024


class LedgerLine(NamedTuple):
    """One act as printed."""

    act: Act
    action: str
    family: str  # of colours
    series: str
    unit: str
    place: str
    period: str
    before: str
    after: str
    why: str
    door: str
    marks: tuple[str, ...]
    is_past: bool  # superseded


def kinds() -> dict[LedgerKind, str]:
    """What the filter calls each kind."""
    return {
        LedgerKind.ENTRY: _("figures and progress"),
        LedgerKind.CHECK: _("checks"),
        LedgerKind.CLOSING: _("closings"),
        LedgerKind.EXPLANATION: _("explanations"),
        LedgerKind.ATTACHMENT: _("attachments"),
        LedgerKind.TARGET: _("targets"),
        LedgerKind.MARGINS: _("margins"),
        LedgerKind.IMPORT: _("imports"),
        LedgerKind.URGING: _("urgings"),
    }


def action(act: Act) -> str:
    """报送, 生效, 撤回, 审核通过, 退回 … of one act."""
    return {
        "submitted": pgettext("act", "submitted"),
        "official": pgettext("act", "official figure"),
        "withdrawn": pgettext("act", "withdrawn"),
        "accepted": pgettext("act", "accepted"),
        "returned": pgettext("act", "returned"),
        "commented": pgettext("act", "commented"),
        "closed": pgettext("act", "closed"),
        "reopened": pgettext("act", "reopened"),
        "explained": pgettext("act", "explained"),
        "attached": pgettext("act", "file attached"),
        "stated": pgettext("act", "target recorded"),
        "margins": pgettext("act", "margins set"),
        "imported": pgettext("act", "file imported"),
        "urged": pgettext("act", "urged to report"),
    }[act.action]


_FAMILIES = {
    "submitted": "behind",
    "official": "good",
    "accepted": "good",
    "returned": "far",
    "withdrawn": "far",
    "urged": "far",
}


def line(act: Act) -> LedgerLine:
    """One act as printed."""
    return LedgerLine(
        act=act,
        action=action(act),
        family=_FAMILIES.get(act.action, "neutral"),
        series=formatting.name(act.series),
        unit=formatting.name(act.unit),
        place=formatting.name(act.place),
        period=_period(act),
        before=said(act.before, act.series) if act.before and act.series else "",
        after=_content(act),
        why=act.reason,
        door=door(act),
        marks=marks(act),
        is_past=act.superseded_at is not None,
    )


def _period(act: Act) -> str:
    if act.period_end is None:
        return str(act.more["year"]) if act.kind is LedgerKind.TARGET else ""
    if act.series is None:
        return formatting.month(act.period_end)
    return entered_period_of(act.series.calendar, act.series.accumulation, act.period_end)


def door(act: Act) -> str:
    """By which door it came: 网格填报, 导入 with the file's name, API, 命令."""
    name = str(Origin(act.origin).label) if act.origin else ""
    if act.kind is LedgerKind.IMPORT:
        return act.file_name
    return _(": ").join(part for part in (name, act.file_name) if part)


def _content(act: Act) -> str:
    if act.after is not None and act.series is not None:
        return said(act.after, act.series)
    content = _CONTENTS.get(act.kind)
    return content(act) if content else ""


def _explained(act: Act) -> str:
    more = act.more
    parts = [str(more["cause"]), str(more["measure"])]
    if more["catch_up_on"]:
        day = formatting.day(more["catch_up_on"])
        parts.append(_("will have caught up by %(day)s") % {"day": day})
    return _("; ").join(part for part in parts if part)


def _attached(act: Act) -> str:
    more = act.more
    return f"{more['file_name']} · {size(more['size'])} · SHA-256 {more['sha256']}"


def _imported(act: Act) -> str:
    return _("%(new)s new, %(changed)s changed, %(unchanged)s unchanged · SHA-256 %(sha)s") % {
        "new": act.more["rows_new"],
        "changed": act.more["rows_changed"],
        "unchanged": act.more["rows_unchanged"],
        "sha": act.more["sha256"],
    }


def _closed(act: Act) -> str:
    missing = act.more["missing"]
    return _("missing: %(codes)s") % {"codes": _(", ").join(map(str, missing))} if missing else ""


def size(count: int) -> str:
    """A file's size as people read it: 812 B, 24 KB, 3.1 MB."""
    if count < _KILO:
        return f"{count} B"
    if count < _KILO * _KILO:
        return f"{count // _KILO} KB"
    return f"{count / _KILO / _KILO:.1f} MB"


def _target(act: Act) -> str:
    more, series = act.more, act.series
    if series is None:
        return ""
    fact = TargetFact(
        tier=more["tier_id"],
        comparator=Comparator(more["comparator"]) if more["comparator"] else None,
        value=more["value"],
        upper_value=more["upper_value"],
        comparator_wording=more["comparator_wording"],
        modality=more["modality"],
        reference=(
            Reference(
                more["reference__code"], more["reference__name_zh"], more["reference__name_en"]
            )
            if more["reference__code"]
            else None
        ),
    )
    tier = more["tier__name_zh"] if formatting.in_chinese() else more["tier__name_en"]
    wording = formatting.target_wording(fact, series.unit_zh, series.unit_en, series.decimals)
    return _("%(tier)s: %(wording)s, from %(day)s") % {
        "tier": tier,
        "wording": wording or NONE,
        "day": formatting.day(more["effective_on"]),
    }


def _margins(act: Act) -> str:
    more = act.more
    whose = ""
    if more["indicator__code"]:
        english = "" if formatting.in_chinese() else more["indicator__name_en"]
        whose = english or more["indicator__name_zh"]
    return _(
        "%(whose)s: ahead %(ahead)s, on pace %(on_pace)s, far behind %(far)s, from %(day)s"
    ) % {
        "whose": whose or _("all indicators"),
        "ahead": plain(more["ahead"]),
        "on_pace": plain(more["on_pace"]),
        "far": plain(more["far"]),
        "day": formatting.day(more["effective_on"]),
    }


def marks(act: Act) -> tuple[str, ...]:
    """Everything an act is marked by, in words."""
    found: tuple[str, ...] = ()
    if act.superseded_at is not None:
        found = (_("superseded"),)
    elif act.action == "submitted":
        found = (_("to be checked"),)
    return found + entry_marks(act.marks)


def on(day: date | None) -> str:
    """A day, or a dash."""
    return NONE if day is None else formatting.day(day)


_CONTENTS: dict[LedgerKind, Callable[[Act], str]] = {
    LedgerKind.EXPLANATION: _explained,
    LedgerKind.ATTACHMENT: _attached,
    LedgerKind.IMPORT: _imported,
    LedgerKind.CLOSING: _closed,
    LedgerKind.TARGET: _target,
    LedgerKind.MARGINS: _margins,
}
