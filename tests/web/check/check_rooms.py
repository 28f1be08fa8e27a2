"""What the tests of checking, closing and explaining share: submissions that wait."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.http import HttpResponse

from targets.core.values.entry import Entry
from targets.models import Actual, Origin, Series
from targets.writes.entries.submit import Submission, submit
from tests.web.rooms import OCTOBER


def waiting(series: Series, value: str | None, end: date = OCTOBER, **more: Any) -> str:
    """Submit what is to be checked; the entry as the check form names it."""
    author: User = (
        more.pop("author", None)
        or User.objects.get_or_create(
            username="bao", defaults={"last_name": "包", "first_name": "员"}
        )[0]
    )
    signer: User | None = more.pop("signer", None)
    current = Actual.objects.known(None).filter(series=series, period_end=end)
    seen = current.order_by("-lane").first()
    if seen is not None:
        more.setdefault("reason", "更正")
    figure = None if value is None else Decimal(value)
    entry = Entry(series.id, series.calendar, end, figure, **more)
    submit(
        [entry._replace(seen_id=seen.id if seen is not None else None)],
        Submission(
            series.place, author.pk, Origin.GRID, signer_id=None if signer is None else signer.pk,
            may_revise=True,
        ),
    )  # fmt: skip
    return token_of(series, end)


def token_of(series: Series, end: date = OCTOBER) -> str:
    """What waits in a slot, as the check form names it."""
    current = Actual.objects.known(None).filter(series=series, period_end=end)
    official = current.official().first()
    return f"{current.pending().get().id}.{official.id if official else ''}"


def text(answer: HttpResponse) -> str:
    """The page as it was sent."""
    return answer.content.decode()


def main(answer: HttpResponse) -> str:
    """The page without its masthead."""
    return text(answer).split("<main")[1]
