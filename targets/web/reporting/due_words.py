"""The due list in words: what is due, until when, and where to go for it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from targets import formatting
from targets.closed_words import closed_sentence
from targets.models import Role
from targets.reads.due.checking import CheckLine
from targets.reads.due.closed import ClosedLine
from targets.reads.due.explaining import ExplainLine
from targets.reads.due.list import DueList, FillLine, ReturnedLine, SignLine
from targets.reads.due.signers import SignOffLine, named
from targets.reads.due.urgings import Urged
from targets.reads.scope.labels import Label, PlaceLabel
from targets.web.parts.slot_words import entered_period_of, month_of, period_of, said


class Line(NamedTuple):
    """One thing to do: what, the facts about it, what was said, and its address."""

    what: str
    facts: tuple[str, ...]
    when: str
    is_late: bool
    address: str
    quote: str = ""
    where: str = ""  # place and unit


class Section(NamedTuple):
    """One kind of things to do."""

    key: str
    title: str
    action: str  # what the link says
    lines: tuple[Line, ...]


def sections(due: DueList) -> list[Section]:
    """Everything that is due, by kind; kinds with nothing are left out."""
    every = [
        _section("returned", _("Returned to me"), _("Mend"), map(_returned, due.returned)),
        _section("overdue", _("Overdue"), _("Log now"), map(_fill, due.overdue)),
        _section("fill", _("To log"), pgettext("do", "Log"), map(_fill, due.to_fill)),
        _section("sign", _("To sign off"), _("Sign off"), map(_sign, due.to_sign)),
        _section("check", _("To check"), pgettext("do", "Check"), map(_check, due.to_check)),
        _section(
            "explain", _("To explain"), pgettext("do", "Explain"), map(_explain, due.to_explain)
        ),
        _section("closed", _("Closed before all was reported"), _("View"), map(_shut, due.closed)),
        _section(
            "unsigned",
            _("Nobody can sign off"),
            _("Name a signer"),
            (sign_off(line) for line in due.sign_offs if line.is_stuck),
        ),
        _section(
            "signing",
            _("Waiting for the units' signers"),
            _("Look"),
            (sign_off(line) for line in due.sign_offs if not line.is_stuck),
        ),
    ]
    return [section for section in every if section.lines]


def _section(key: str, title: str, action: str, lines: Iterable[Line]) -> Section:
    return Section(key, title, action, tuple(lines))


def summary(due: DueList) -> str:
    """逾期2项,退回1项,待填报12项: one sentence for the head of the list and of the mail."""
    counts = (
        (sum(line.to_enter for line in due.overdue),
         _("%(count)s overdue")),
        (len(due.returned), _("%(count)s returned")),
        (sum(line.to_enter for line in due.to_fill),
         _("%(count)s to log")),
        (sum(line.drafts for line in due.to_sign),
         _("%(count)s to sign off")),
        (sum(line.entries for line in due.to_check),
         _("%(count)s to check")),
        (len(due.to_explain), _("%(count)s to explain")),
        (sum(line.is_stuck for line in due.sign_offs),
         _("%(count)s units nobody can sign off for")),
    )  # fmt: skip
    return _(", ").join(text % {"count": count} for count, text in counts if count)


def urgings(due: DueList) -> list[Line]:
    """Urgings received, newest first."""
    return [_urged(urging) for urging in due.urgings]


def _urged(each: Urged) -> Line:
    return Line(
        what=month_of(each.period_end),
        facts=(_("urged by %(person)s") % {"person": each.author},) if each.author else (),
        when=f"{timezone.localtime(each.recorded_at):%Y-%m-%d}",
        is_late=True,
        address=log_address(each.place.code, each.unit.code, each.period_end),
        quote=each.message,
        where=_where(each.place, each.unit),
    )


def _fill(line: FillLine) -> Line:
    facts = [
        _("%(left)s of %(all)s to enter") % {"left": line.to_enter, "all": line.expected},
    ]
    if line.drafts:
        facts.append(_("drafts saved: %(count)s") % {"count": line.drafts})
    if line.asked_to_sign:
        facts.append(_("waiting to be signed off: %(count)s") % {"count": line.asked_to_sign})
    return Line(
        what=month_of(line.period_end),
        facts=tuple(facts),
        when=until(line.due_on, line.days_left),
        is_late=line.days_left < 0,
        address=log_address(line.place.code, line.unit.code, line.period_end),
        where=_where(line.place, line.unit),
    )


def until(due_on: date, days_left: int) -> str:
    """11月18日截止,剩3天; 已逾期5天."""
    given = {"due": formatting.day(due_on), "days": abs(days_left)}
    if days_left < 0:
        return (
            ngettext(
                "due %(due)s, %(days)s day late", "due %(due)s, %(days)s days late", -days_left
            )
            % given
        )
    if days_left == 0:
        return _("due today, %(due)s") % given
    return (
        ngettext("due %(due)s, %(days)s day left", "due %(due)s, %(days)s days left", days_left)
        % given
    )


def _returned(line: ReturnedLine) -> Line:
    series = line.series
    facts = [entered_period_of(series.calendar, series.accumulation, line.period_end)]
    when = ""
    if line.freed:
        facts.append(_("sign-off was switched off before it was signed: submit it"))
    elif line.returned is None:
        facts.append(_("handed back by the signer"))
    else:
        facts.append(_("returned: %(said)s") % {"said": said(line.returned, line.series)})
        if line.returned.author:
            facts.append(_("by %(person)s") % {"person": line.returned.author})
        when = f"{timezone.localtime(line.returned.recorded_at):%Y-%m-%d}"
    if line.stands:
        facts.append(_("the accepted figure stands"))
    if line.draft_saved:
        facts.append(_("draft saved"))
    address = log_address(line.series.place.code, line.series.unit.code, line.period_end)
    return Line(
        what=formatting.name(line.series),
        facts=tuple(facts),
        when=when,
        is_late=False,
        address=f"{address}#line-{line.series.code}",
        quote=line.reason,
        where=_where(line.series.place, line.series.unit),
    )


def _sign(line: SignLine) -> Line:
    return Line(
        what=month_of(line.period_end),
        facts=(_("figures that wait: %(count)s") % {"count": line.drafts},),
        when=_("asked on %(day)s")
        % {"day": formatting.day(timezone.localtime(line.oldest_at).date())},
        is_late=False,
        address=log_address(line.place.code, line.unit.code, line.period_end),
        where=_where(line.place, line.unit),
    )


def sign_off(line: SignOffLine) -> Line:
    """A unit whose lines wait to be signed off, or that has nobody to sign."""
    facts = []
    if line.signers:
        facts.append(_("signers: %(people)s") % {"people": formatting.phrase(named(line.signers))})
    else:
        facts.append(_("no signer is named"))
    if line.stuck and line.signers:
        facts.append(
            _("typed by the only signer, for somebody else to sign: %(count)s")
            % {"count": line.stuck}
        )
    if line.drafts:
        facts.append(_("waiting to be signed off: %(count)s") % {"count": line.drafts})
    when = ""
    if line.oldest_at is not None:
        day = timezone.localtime(line.oldest_at).date()
        when = _("asked on %(day)s") % {"day": formatting.day(day)}
    address = _address("reporting", place=line.place.code)
    if line.is_stuck:
        query = urlencode({"unit": line.unit_id, "role": Role.SIGNER.value})
        address = f"{reverse('admin:targets_membership_add')}?{query}"
    return Line(
        what=formatting.name(line.unit),
        facts=tuple(facts),
        when=when,
        is_late=line.is_stuck and line.drafts > 0,
        address=address,
        where=formatting.name(line.place),
    )


def _check(line: CheckLine) -> Line:
    facts = [_("figures that wait: %(count)s") % {"count": line.entries}]
    if line.own:
        facts.append(_("your own, for somebody else to accept: %(count)s") % {"count": line.own})
    query = {
        "place": line.place.code,
        "unit": line.unit.code,
        "period": f"{line.period_end:%Y-%m}",
    }
    return Line(
        what=month_of(line.period_end),
        facts=tuple(facts),
        when=_waits(line.days),
        is_late=False,
        address=_address("check", **query),
        where=_where(line.place, line.unit),
    )


def _waits(days: int) -> str:
    if days == 0:
        return _("submitted today")
    oldest = ngettext("the oldest waits %(days)s day", "the oldest waits %(days)s days", days)
    return oldest % {"days": days}


def _explain(line: ExplainLine) -> Line:
    row = line.row
    return Line(
        what=formatting.name(row),
        facts=(
            period_of(row.assessment.facts.calendar, line.period_end),
            formatting.verdict(row.assessment),
        ),
        when=until(line.due_on, line.days_left),
        is_late=line.days_left < 0,
        address=_explain_address(row.place.code, row.code, line.period_end),
        where=_where(row.place, row.lead),
    )


def _shut(line: ClosedLine) -> Line:
    facts = [_("%(left)s of %(all)s not reported") % {"left": line.lacking, "all": line.expected}]
    if line.drafts:
        facts.append(_("drafts saved: %(count)s") % {"count": line.drafts})
    return Line(
        what=month_of(line.period_end),
        facts=(*facts, closed_sentence([line.closed], line.may_ask)),
        when=_("closed on %(day)s") % {"day": formatting.day(line.closed.closed_on)},
        is_late=False,
        address=log_address(line.place.code, line.unit.code, line.period_end),
        where=_where(line.place, line.unit),
    )


def _where(place: PlaceLabel, unit: Label | None) -> str:
    parts = [formatting.name(place)] + (
        [formatting.name(unit)] if unit is not None and unit.code else []
    )
    return " · ".join(dict.fromkeys(parts))


def log_address(place: str, unit: str, period_end: date) -> str:
    """The logging grid of one unit and month."""
    return _address("log", place=place, unit=unit, period=f"{period_end:%Y-%m}")


def _address(name: str, **query: Any) -> str:
    kept = {key: value for key, value in query.items() if value}
    return f"{reverse(f'targets:{name}')}?{urlencode(kept)}"


def _explain_address(place: str, code: str, period_end: date) -> str:
    try:
        address = reverse("targets:explain", args=[place, code])
    except NoReverseMatch:
        address = reverse("targets:series", args=[place, code])
    return f"{address}?{urlencode({'period': f'{period_end:%Y-%m}'})}"
