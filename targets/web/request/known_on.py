"""“As known on”: the day whose knowledge of figures, targets and margins a reader asks for."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext as _

from targets import access, clock, formatting
from targets.exchange.headers.period_text import parse_day
from targets.exchange.sheets.problems import CellRefused
from targets.web.request.errors import BadRequest, LoginNeeded


def known_asked(request: HttpRequest, rights: access.Rights, today: date) -> date | None:
    """The day in ``?known=``; None for today and for none, which are the same."""
    day = day_asked(request, rights, today, "known")
    return day if day != today else None


def day_asked(request: HttpRequest, rights: access.Rights, today: date, name: str) -> date | None:
    """A day of the past whose knowledge a parameter asks for; None where it is empty.

    Anonymous readers see only what stands now: what was corrected since is not published.
    Raises :class:`BadRequest` for what is no day or has not come, :class:`LoginNeeded`.
    """
    text = request.GET.get(name, "").strip()
    if not text:
        return None
    if rights.is_anonymous:
        raise LoginNeeded(request)
    try:
        day = parse_day(text)
    except CellRefused as refused:
        raise BadRequest(
            _("“%(text)s” is not a day. Write it as 2026-09-30 or 2026年9月30日.")
            % {"text": text[:40]}
        ) from refused
    if day > today:
        now = f"{today:%Y-%m-%d}"
        raise BadRequest(
            had_not_come(text, today, now)
            or _("%(text)s has not come yet: choose a day up to %(now)s.")
            % {"text": text[:40], "now": now}
        )
    return day


def had_not_come(text: str, today: date, latest: str) -> str:
    """Why a day or month is refused where a past day is replayed; empty for the present one."""
    if today == clock.today():
        return ""
    return _("On %(day)s, %(text)s had not come yet: choose up to %(now)s.") % {
        "day": formatting.day(today),
        "text": text[:40],
        "now": latest,
    }
