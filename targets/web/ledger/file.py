"""The ledger as rows of a file: the columns of the screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from targets.exchange.out.xlsx import Kind, XlsxColumn
from targets.reads.ledger.act import Act
from targets.web.ledger.words import line


def file_columns(*, with_addresses: bool) -> list[XlsxColumn]:
    """The columns in the reader's language."""
    found = [
        XlsxColumn(_("Recorded at"), Kind.MOMENT, width=18),
        XlsxColumn(_("What was done")),
        XlsxColumn(_("Place")),
        XlsxColumn(pgettext("department", "Unit")),
        XlsxColumn(_("Indicator code")),
        XlsxColumn(_("Indicator")),
        XlsxColumn(_("Period")),
        XlsxColumn(pgettext("ledger", "From")),
        XlsxColumn(pgettext("ledger", "To")),
        XlsxColumn(pgettext("ledger", "Why")),
        XlsxColumn(pgettext("person", "By")),
        XlsxColumn(_("Way in")),
        XlsxColumn(pgettext("ledger", "Marks")),
        XlsxColumn(pgettext("ledger", "Key")),
    ]
    return found + ([XlsxColumn(_("Network address"))] if with_addresses else [])


def rows(acts: Iterable[Act], *, with_addresses: bool, most: int) -> Iterator[tuple[object, ...]]:
    """One row an act; a last row says so when there was more than a file takes."""
    width = len(file_columns(with_addresses=with_addresses))
    zone = timezone.get_default_timezone()
    for number, act in enumerate(acts, start=1):
        if number > most:
            last = _("There are older acts; narrow the filters to get them.")
            yield (None, last, *([None] * (width - 2)))
            return
        shown = line(act)
        values: tuple[object, ...] = (
            act.recorded_at.astimezone(zone), shown.action, shown.place, shown.unit,
            act.series.code if act.series else "", shown.series, shown.period, shown.before,
            shown.after, shown.why, act.author, shown.door, _("; ").join(shown.marks),
            str(act.id),
        )  # fmt: skip
        yield (*values, act.address) if with_addresses else values


def most_rows() -> int:
    """How many rows a file of the ledger takes."""
    limit: int = settings.XLSX_ROWS
    return limit
