"""What an import becomes where units sign off: said before a file is chosen, and on its preview."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from targets import access, formatting
from targets.models import Draft, Series, StagedRow, Unit, Upload
from targets.reads.due.signers import SignOff, named, sign_offs_of
from targets.writes.entries.grid_lines import typed_in
from targets.writes.upload.drafts import drafted_series, rows_to_sign

PLACES = 10  # of a person, that are looked at before a file is chosen
Slot = tuple[uuid.UUID, date]


class ImportUnits(NamedTuple):
    """For which units a person's rows are submitted, and for which they become drafts."""

    submit_for: frozenset[uuid.UUID] | None  # None: every one
    draft_for: frozenset[uuid.UUID] = frozenset()

    @property
    def submits(self) -> bool:
        """Whether there is any unit at all whose rows they submit."""
        return self.submit_for is None or bool(self.submit_for)


class SignOffSaid(NamedTuple):
    """What a preview says of sign-off."""

    number: int  # rows that are sent to be signed off
    sentences: tuple[str, ...]
    series_ids: frozenset[uuid.UUID] = frozenset()


def import_units(rights: access.Rights, place: Unit) -> ImportUnits:
    """Where units sign off, only their signers submit; what their reporters bring is sent to be
    signed off. At most two queries."""
    if rights.is_superuser:
        return ImportUnits(None)
    reporting = frozenset(access.reporting_units(rights, place.id).values_list("id", flat=True))
    if not place.signs_off:
        return ImportUnits(reporting)
    signing = frozenset(access.signing_units(rights, place.id).values_list("id", flat=True))
    return ImportUnits(signing, reporting - signing)


def said_before(rights: access.Rights, places: Iterable[Unit]) -> list[str]:
    """Before a file is chosen: whose figures are sent to be signed off, and where nobody can."""
    sentences = []
    for place in [place for place in places if place.signs_off][:PLACES]:
        units = Unit.objects.filter(id__in=import_units(rights, place).draft_for)
        known = {unit.id: unit for unit in units.order_by("order", "code")}
        sign_offs = sign_offs_of(known)
        for unit_id, unit in known.items():
            sentence = _(
                "%(place)s: what you import for %(unit)s is sent to be signed off before it is "
                "submitted."
            ) % {"place": formatting.name(place), "unit": formatting.name(unit)}
            nobody = _nobody(sign_offs[unit_id], rights, place)
            sentences.append(formatting.joined([sentence, nobody] if nobody else [sentence]))
    return sentences


def said_of(upload: Upload, rights: access.Rights, units: ImportUnits) -> SignOffSaid:
    """What becomes of the rows that a signer has to sign first. Four queries, or none."""
    if not units.draft_for:
        return SignOffSaid(0, ())
    series_ids = drafted_series(upload.place_id, units.draft_for)
    rows = rows_to_sign(upload.id, series_ids).order_by()
    numbers: dict[uuid.UUID | None, int] = dict(rows.values_list("series_id").annotate(Count("id")))
    by_unit: dict[Unit, int] = {}
    for series in Series.objects.filter(
        id__in=[number for number in numbers if number]
    ).select_related("reporting"):
        if series.reporting is not None:
            number = by_unit.get(series.reporting, 0) + numbers[series.id]
            by_unit[series.reporting] = number
    sign_offs = sign_offs_of([unit.id for unit in by_unit])
    sentences = tuple(
        _sending(unit, number, sign_offs[unit.id], rights, upload.place)
        for unit, number in by_unit.items()
    )
    return SignOffSaid(sum(by_unit.values()), sentences, series_ids)


def said_after(rights: access.Rights, place: Unit, units: ImportUnits) -> list[str]:
    """After something was sent: where nobody can sign it."""
    found = sign_offs_of(units.draft_for)
    sentences = (_nobody(sign_off, rights, place) for sign_off in found.values())
    return [sentence for sentence in dict.fromkeys(sentences) if sentence]


def _sending(unit: Unit, number: int, sign_off: SignOff, rights: access.Rights, place: Unit) -> str:
    nobody = _nobody(sign_off, rights, place)
    sentence = ngettext(
        "%(count)s row is sent to be signed off in %(unit)s; it is submitted once it is signed.",
        "%(count)s rows are sent to be signed off in %(unit)s; they are submitted once they are "
        "signed.",
        number,
    ) % {"count": number, "unit": formatting.name(unit)}
    if nobody:
        return formatting.joined([sentence, nobody])
    signers = sign_off.others(rights.user_id, accepts_own=place.accepts_own)
    people = _("Signers: %(people)s.") % {"people": formatting.phrase(named(signers))}
    return formatting.joined([sentence, people])


def _nobody(sign_off: SignOff, rights: access.Rights, place: Unit) -> str:
    sentence = sign_off.nobody(
        rights.user_id, accepts_own=place.accepts_own, may_name=rights.is_superuser
    )
    return "" if sentence is None else formatting.phrase(sentence)


def drafts_beneath(
    place_id: uuid.UUID, rows: Sequence[StagedRow], series_ids: Collection[uuid.UUID]
) -> Mapping[Slot, str]:
    """Drafts that stand in the slots of rows to be signed, and would be replaced, in words. One
    query, or none."""
    slots = {
        (row.series_id, row.period_end)
        for row in rows
        if row.series_id in series_ids and row.period_end
    }
    if not slots:
        return {}
    drafts = Draft.objects.filter(
        place_id=place_id,
        series_id__in={series_id for series_id, _end in slots},
        period_end__in={end for _series_id, end in slots},
    ).select_related("author")
    return {
        (draft.series_id, draft.period_end): _replaced(draft)
        for draft in drafts
        if (draft.series_id, draft.period_end) in slots
    }


def _replaced(draft: Draft) -> str:
    typed = typed_in(draft.typed, seen_id=None, version="")
    author = draft.author
    name = f"{author.last_name}{author.first_name}" or author.username if author else "—"
    return _("It replaces the draft of %(person)s: %(text)s.") % {
        "person": name,
        "text": typed.value or typed.stage or typed.declared or _("nothing"),
    }
