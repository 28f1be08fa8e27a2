"""An entry beside the one it replaced, field by field."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets import formatting
from targets.core.values.figures import percentage
from targets.models import Lane
from targets.reads.ledger.act import Act
from targets.web.ledger.words import door, on
from targets.web.parts.series_words import declared_name
from targets.web.parts.slot_words import NONE, said


class Field(NamedTuple):
    """One field of two entries."""

    label: str
    before: str
    after: str

    @property
    def is_changed(self) -> bool:
        """Whether the two say something else."""
        return self.before != self.after


def compared(before: Act | None, entry: Act, *, sees_addresses: bool) -> list[Field]:
    """Every field that either says anything in; an entry that replaced nothing has no before."""
    old = {} if before is None else _fields(before, sees_addresses=sees_addresses)
    new = _fields(entry, sees_addresses=sees_addresses)
    return [
        Field(label, "" if before is None else old[label] or NONE, text or NONE)
        for label, text in new.items()
        if text or old.get(label)
    ]


def _fields(act: Act, *, sees_addresses: bool) -> dict[str, str]:
    content, marks = act.after, act.marks
    if content is None or act.series is None:
        return {}
    share = content.share_done
    found = {
        _("What it says"): said(content, act.series),
        pgettext("ledger", "State"): declared_name(content.declared) if content.declared else "",
        _("Share of works"): "" if share is None else formatting.figure(percentage(share)),
        _("Expected"): on(content.expected_on) if content.expected_on else "",
        _("Done on"): on(content.done_on) if content.done_on else "",
        _("Source"): str(act.more["source"]),
        _("Note"): str(act.more["note"]),
        _("Reason"): act.reason,
        _("Questioned by the guard"): _("; ").join(
            formatting.rule_name(code) for code in marks.questioned
        ),
        _("As last period"): _("yes") if marks.same_as_last else "",
        _("Preliminary"): _("yes") if marks.preliminary else "",
        _("Released on"): on(marks.release_on) if marks.release_on else "",
        _("Revised after closing"): _("yes") if marks.revision else "",
        pgettext("ledger", "Lane"): str(Lane(act.more["lane"]).label),
        pgettext("person", "By"): act.author,
        _("Signed off by"): marks.signer,
        _("Way in"): door(act),
    }
    if sees_addresses:
        found[_("Network address")] = act.address
    return found
