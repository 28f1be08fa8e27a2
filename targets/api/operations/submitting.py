"""Submitting figures in bulk: the same guard, states and rights as in the grid."""

from __future__ import annotations

import hashlib
import uuid
from typing import Annotated, Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext
from ninja import Header, Query

from targets import access, clock, formatting
from targets.api.asked import readable_place
from targets.api.caller import Caller, caller_of
from targets.api.closed import closed_problem
from targets.api.item_shapes import SubmittedOut
from targets.api.items import read_items
from targets.api.operations.figures import decimal
from targets.api.operations.figures import router as router  # noqa: PLC0414 - exported
from targets.api.problems import ProblemFound, json_answer
from targets.api.shapes import PlaceCode
from targets.core.values.reading import whole
from targets.exchange.headers.period_text import parse_period_end
from targets.models import Origin, Series, Unit
from targets.reads.places.places import PlaceFacts
from targets.reads.scope.recorded_entry import codes_in
from targets.writes.api.entries import FORBIDDEN, BulkWritten, ItemsRefused, May, submit_items
from targets.writes.api.idempotency import (
    LONGEST_KEY,
    Answer,
    CallUnderWay,
    KeyReused,
    Refused,
    answer_once,
)
from targets.writes.api.items import RowProblem
from targets.writes.entries.ledger import Conflict, LedgerConflict, PeriodClosed
from targets.writes.entries.submit import Submission
from tracker.postgresql.unhurried import unhurried
from tracker.requests.client_address import client_address

Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7E]{1,100}$",
        max_length=LONGEST_KEY,
        description=gettext_noop(
            "A key of your choice for this request, such as a random UUID. Sending the request "
            "again under the same key answers the same and writes nothing more; keys are kept "
            "for 30 days."
        ),
        examples=["3f0e5c1a-2b3d-4a5e-9d52-0f6f3f6f8a11"],
    ),
]
DryRun = Annotated[
    bool,
    Query(description=gettext_noop("Say what would happen, and write nothing.")),
]


@router.post(
    "/places/{code}/actuals",
    response=SubmittedOut,
    operation_id="submit_actuals",
    tags=["submitting"],
    summary=gettext_noop("Submit figures and states in bulk"),
    description=gettext_noop(
        "All items or none. A figure that the guard questions passes with a reason; what stands "
        "is changed only with a reason. In places that check figures, what is submitted waits."
    ),
)
def submit_actuals(
    request: HttpRequest, code: PlaceCode, key: Key, dry_run: DryRun = False
) -> HttpResponse:
    """All items or none. A figure that the guard questions passes with a reason; what stands is
    changed only with a reason. In places that check figures, what is submitted waits."""
    caller = caller_of(request)
    caller.must_write()
    place = readable_place(caller, code)
    body = _body(request)
    job = _Job(caller, place, body, client_address(request)[:45])
    if dry_run:
        answer = job.tried()
        return json_answer(*answer)
    fingerprint = hashlib.sha256(b"\0".join((request.path.encode(), body))).hexdigest()
    try:
        with unhurried():
            answered = answer_once(
                caller.person.pk, key, fingerprint, job.performed, now=clock.now()
            )
    except KeyReused as error:
        raise ProblemFound(
            "key-reused",
            _("This key was used for another request. Choose a new one for each request."),
        ) from error
    except CallUnderWay as error:
        raise ProblemFound(
            "under-way",
            _("The same call is still being worked on. Ask again under the same key."),
            headers={"Retry-After": "5"},
        ) from error
    response = json_answer(*answered.answer)
    if answered.replayed:
        response["Idempotency-Replayed"] = "true"
    return response


def _body(request: HttpRequest) -> bytes:
    """The body, if it is JSON and not too large; its length is looked at before it is read."""
    if request.content_type != "application/json":
        raise ProblemFound(
            "media-type", _("Send the body as JSON, with “Content-Type: application/json”.")
        )
    most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    # What is no length is not read at all
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and whole(announced, 0, most) is None:
        raise ProblemFound(
            "too-large",
            _("At most %(most)s MB may be sent at once.") % {"most": most // (1024 * 1024)},
        )
    return request.body


class _Job:
    """One submission: who, where, what."""

    def __init__(self, caller: Caller, place: PlaceFacts, body: bytes, address: str) -> None:
        self.caller = caller
        self.place = Unit.objects.get(id=place.label.id)
        self.above = place.above
        self.address = address
        self.may = self._may()
        self.brought = read_items(body)

    def _may(self) -> May:
        rights, place_id = self.caller.rights, self.place.id
        if rights.is_superuser:
            return May(None, None)
        units = access.reporting_units(rights, place_id).values_list("id", flat=True)
        report_for = frozenset(units)
        corrects = access.may_correct(rights, self.above)
        if not (report_for or corrects):
            raise ProblemFound("forbidden", _("You may not log for any unit of this place."))
        sign_for = frozenset[uuid.UUID]()
        if self.place.signs_off:
            units = access.signing_units(rights, place_id).values_list("id", flat=True)
            sign_for = frozenset(units)
        return May(report_for, sign_for, corrects)

    def performed(self) -> Answer:
        """Submit; raises :class:`Refused` with the answer when nothing is written."""
        return Answer(200, _submitted(self._submit(), dry_run=False))

    def tried(self) -> Answer:
        """What submitting would answer; nothing is written."""
        try:
            with transaction.atomic():
                body = _submitted(self._submit(), dry_run=True)
                transaction.set_rollback(True)
        except Refused as refused:
            return refused.answer
        return Answer(200, body)

    def _submit(self) -> BulkWritten:
        person = self.caller.person
        submission = Submission(
            place=self.place,
            author_id=person.pk,
            origin=Origin.API,
            signer_id=person.pk if self.place.signs_off and self.may.sign_for != set() else None,
            address=self.address,
            may_revise=access.may_close(self.caller.rights, self.above, self.place.id),
        )
        try:
            return submit_items(
                self.brought.items,
                submission,
                self.may,
                today=clock.today(),
                problems=self.brought.problems,
            )
        except ItemsRefused as error:
            raise _refused(_of_items(error.problems)) from error
        except LedgerConflict as error:
            raise _refused(self._of_conflicts(error.conflicts)) from error
        except PeriodClosed as error:
            raise _refused(closed_problem(self.place.id, self.brought.items, error)) from error

    def _of_conflicts(self, conflicts: tuple[Conflict, ...]) -> ProblemFound:
        detail = _("Nothing was written: what stands is not what you saw. Look at it and decide.")
        codes = _codes({conflict.series_id for conflict in conflicts})
        rows = {
            (item.series, parse_period_end(item.period)): item.row for item in self.brought.items
        }
        return ProblemFound(
            "conflict",
            detail,
            errors=[
                {
                    **_where(rows.get((codes[conflict.series_id], conflict.period_end), 0), "seen"),
                    "code": "conflict",
                    "detail": _("Somebody changed this slot meanwhile."),
                    "current": _current(conflict),
                }
                for conflict in conflicts
            ],
        )


def _refused(problem: ProblemFound) -> Refused:
    return Refused(Answer(problem.status, problem.body()))


def _where(row: int, field: str) -> dict[str, Any]:
    pointer = f"/items/{row - 1}" + (f"/{field}" if field else "")
    return {"row": row, "pointer": pointer, "field": field}


def _of_items(problems: tuple[RowProblem, ...]) -> ProblemFound:
    """Everything that is wrong with the items; forbidden when any of it is about rights."""
    is_forbidden = any(problem.code in FORBIDDEN for problem in problems)
    errors = []
    for problem in problems:
        error = {
            **_where(problem.row, problem.field),
            "code": problem.code,
            "detail": formatting.phrase(problem.message),
        }
        if problem.rule:
            error |= {"rule": problem.rule, "suggestion": problem.suggestion}
        errors.append(error)
    return ProblemFound(
        "forbidden" if is_forbidden else "invalid",
        ngettext(
            "Nothing was written: %(count)s thing is wrong, listed by row and field.",
            "Nothing was written: %(count)s things are wrong, listed by row and field.",
            len(problems),
        )
        % {"count": len(problems)},
        errors=errors,
    )


def _codes(series_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Series.objects.filter(id__in=series_ids).values_list("id", "indicator__code"))


def _current(conflict: Conflict) -> dict[str, Any]:
    return {
        "id": None if conflict.current_id is None else str(conflict.current_id),
        "value": decimal(conflict.value),
        "stage": conflict.stage,
        "declared": conflict.declared,
        "withdrawn": conflict.withdrawn,
        "author": conflict.author,
        "recorded_at": conflict.recorded_at and conflict.recorded_at.isoformat(),
    }


def _submitted(done: BulkWritten, *, dry_run: bool) -> dict[str, Any]:
    written = done.written
    return {
        "dry_run": dry_run,
        "lane": str(done.lane),
        "new": written.new,
        "changed": written.changed,
        "unchanged": written.unchanged,
        "recorded_at": None if dry_run else written.recorded_at.isoformat(),
        "items": [
            {
                "row": outcome.row,
                "series": outcome.series,
                "period_end": outcome.period_end.isoformat(),
                "outcome": outcome.outcome,
                "id": None if dry_run or outcome.entry_id is None else str(outcome.entry_id),
                "questioned": list(codes_in(outcome.questioned)),
                "note": "" if outcome.note is None else formatting.phrase(outcome.note),
            }
            for outcome in done.outcomes
        ],
    }
