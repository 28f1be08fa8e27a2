"""Switching sign-off of a place: what waits is said before, and what became of it after."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import clock, formatting
from targets.models import Unit
from targets.reads.due.signers import SignOffLine, listed, sign_off_lines
from targets.writes.entries.sign import SignOffEnded, end_sign_off


def sign_off_help(place: Unit, help_text: str) -> str:
    """What the switch does, with what waits in the place now."""
    parts = [help_text]
    lines = sign_off_lines([place.id], place.id)
    waiting = sum(line.drafts for line in lines)
    if waiting:
        parts.append(
            ngettext(
                "%(count)s line waits to be signed off now. Switched off, it is submitted in the "
                "name of who sent it; if it cannot be taken any more, it goes back to its unit as "
                "a draft.",
                "%(count)s lines wait to be signed off now. Switched off, they are submitted in "
                "the name of who sent them; what cannot be taken any more goes back to its unit "
                "as a draft.",
                waiting,
            )
            % {"count": waiting}
        )
    if unsigned := _without_signer(lines):
        parts.append(unsigned)
    return formatting.joined(parts)


def say_switched(request: HttpRequest, place: Unit) -> None:
    """What switching did: off, what waited is freed; on, who cannot sign is named."""
    if place.signs_off:
        if unsigned := _without_signer(sign_off_lines([place.id], place.id)):
            messages.warning(request, unsigned)
        return
    ended = end_sign_off(place, today=clock.today())
    if ended.submitted:
        messages.success(request, _submitted(place, ended))
    if ended.left:
        where = formatting.phrase(
            listed(
                [
                    _("%(unit)s %(month)s (%(count)s)")
                    % {
                        "unit": formatting.name(unit),
                        "month": formatting.month(end),
                        "count": count,
                    }
                    for unit, end, count in ended.left
                ]
            )
        )
        messages.warning(
            request,
            _(
                "What could not be taken as it was sent is a draft of its unit, which finds it "
                "under To do: %(where)s."
            )
            % {"where": where},
        )


def _submitted(place: Unit, ended: SignOffEnded) -> str:
    text = (
        ngettext(
            "%(count)s line that waited to be signed off was submitted to be checked.",
            "%(count)s lines that waited to be signed off were submitted to be checked.",
            ended.submitted,
        )
        if place.checks_figures
        else ngettext(
            "%(count)s line that waited to be signed off was submitted and counts.",
            "%(count)s lines that waited to be signed off were submitted and count.",
            ended.submitted,
        )
    )
    return text % {"count": ended.submitted}


def _without_signer(lines: Sequence[SignOffLine]) -> str:
    units = [formatting.name(line.unit) for line in lines if not line.signers]
    if not units:
        return ""
    return _("These units have nobody to sign off; name signers under Memberships: %(units)s.") % {
        "units": formatting.phrase(listed(units))
    }
