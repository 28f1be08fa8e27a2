"""数据台账: everything that was ever written, by whom, when, why; one entry opened; files."""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Generator
from contextlib import closing
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from targets import access, clock, formatting
from targets.core.values.figures import percentage
from targets.exchange.out.xlsx import XlsxSheet, write_xlsx
from targets.exchange.sheets.csv_writing import csv_chunks
from targets.models import Lane
from targets.reads.export.actuals import ExportsBusyError, export_slot
from targets.reads.ledger.act import Act
from targets.reads.ledger.page import find_slot, ledger_acts, ledger_page, opened_entry
from targets.reads.places.places import place_facts_by_id
from targets.web.ledger.file import file_columns, most_rows, rows
from targets.web.ledger.query import ALL, LedgerQuery, after_text, ledger_query, sees_addresses
from targets.web.ledger.words import action, door, kinds, line, on
from targets.web.parts.downloads import ExportStream, busy, csv_answer, xlsx_answer
from targets.web.parts.series_words import declared_name
from targets.web.parts.slot_words import NONE, entered_period_of, said
from targets.web.request import query as asking
from targets.web.request.errors import LoginNeeded, handle_errors
from targets.web.request.query import CHOICES, choices
from tracker.postgresql.unhurried import unhurried

# ---- An entry beside the one it replaced, field by field


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
    fields = {
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
        fields[_("Network address")] = act.address
    return fields


@never_cache
@handle_errors
@require_safe
def ledger_screen(request: HttpRequest) -> HttpResponseBase:
    """One page of the stream, as the address asks for it."""
    asked = ledger_query(request)
    page = ledger_page(asked.scope, today=asked.today, after=asked.after)
    offered = choices(asked.rights)
    query = asked.query()
    following = page.following
    context = {
        "asked": asked,
        "query": query,
        "address": urlencode(query),
        "lines": [line(act) for act in page.acts],
        "following": urlencode(query | {"after": after_text(following)}) if following else "",
        "is_first": asked.after is None,
        "places": offered if len(offered) <= CHOICES else (),
        "all_places": ALL,
        "kinds": [(kind.value, name) for kind, name in kinds().items()],
        "place_name": formatting.name(asked.place.label) if asked.place else _("All places"),
        "is_narrowed": set(query) - {"place"},
    }
    return render(request, "targets/ledger/ledger.html", context)


@never_cache
@handle_errors
@require_safe
def ledger_entry(request: HttpRequest, entry: uuid.UUID) -> HttpResponseBase:
    """One entry, compared with the one it replaced, with what was said of it and followed."""
    rights = access.rights_of_request(request)
    if rights.is_anonymous:
        raise LoginNeeded(request)
    slot = find_slot(entry)
    place = place_facts_by_id(slot.place_id, clock.today()) if slot else None
    if slot is None or place is None:
        raise Http404(_("There is no such entry in the ledger."))
    if not rights.may_read(place.above, place.label.id):
        asking.forbid(request, rights)
    sight = access.sight_of(rights, place.above, place.label.id)
    found = opened_entry(slot, today=clock.today(), sight=sight)
    series = None if found is None else found.entry.series
    if found is None or series is None:
        raise Http404(_("There is no such entry in the ledger."))
    shows = sees_addresses(rights, place)
    context: dict[str, Any] = {
        "found": found,
        "entry": line(found.entry),
        "action": action(found.entry),
        "name": formatting.name(series),
        "place": place.label,
        "place_name": formatting.name(place.label),
        "period": entered_period_of(series.calendar, series.accumulation, slot.period_end),
        "month": f"{slot.period_end:%Y-%m}",
        "fields": compared(found.before, found.entry, sees_addresses=shows),
        "before": line(found.before) if found.before else None,
        "following": line(found.following) if found.following else None,
        "accepted": line(found.accepted) if found.accepted else None,
        "checks": [line(act) for act in found.checks],
        "history": [line(act) for act in found.history],
    }
    return render(request, "targets/ledger/entry.html", context)


@never_cache
@handle_errors
@require_GET
def ledger_csv(request: HttpRequest) -> HttpResponseBase:
    """The stream as CSV, sent as it is read; the filters narrow it."""
    query = ledger_query(request)
    try:
        stream = ExportStream(_csv(query), settings.EXPORT_SLOTS)
    except ExportsBusyError:
        return busy(request)
    return csv_answer(stream, f"{_file_name(query)}.csv")


def _csv(query: LedgerQuery) -> Generator[bytes]:
    headers = [column.header for column in file_columns(with_addresses=query.sees_addresses)]
    yield from csv_chunks(headers, _rows(query))


def _rows(query: LedgerQuery) -> Generator[tuple[object, ...]]:
    most = most_rows()
    acts = ledger_acts(query.scope, today=query.today, most=most + 1)
    yield from rows(acts, with_addresses=query.sees_addresses, most=most)


@never_cache
@handle_errors
@require_GET
def ledger_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The stream as XLSX: the same rows."""
    query = ledger_query(request)
    out = tempfile.SpooledTemporaryFile(max_size=2 * 1024 * 1024)  # noqa: SIM115 - closed by the answer
    columns = file_columns(with_addresses=query.sees_addresses)
    try:
        with unhurried(), export_slot(settings.EXPORT_SLOTS), closing(_rows(query)) as rows:
            write_xlsx(out, [XlsxSheet(_("Ledger"), columns, rows)])
    except ExportsBusyError:
        out.close()
        return busy(request)
    return xlsx_answer(out, f"{_file_name(query)}.xlsx")


def _file_name(query: LedgerQuery) -> str:
    if query.place is None:
        return "ledger_all"
    illustrative = "_illustrative" if query.place.label.illustrative else ""
    return f"ledger_{query.place.label.code}{illustrative}"
