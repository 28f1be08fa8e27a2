"""What becomes of the form of a target: what would not fit, and the write itself."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.core.exceptions import ValidationError

from targets import formatting
from targets.models import Document, Indicator, Target
from targets.reads.series.consistency import Instead, findings, year_as_stated
from targets.web.stating.form import CORRECT, TargetEntry
from targets.web.stating.query import TargetAsked
from targets.writes.targets.indicators import set_pace
from targets.writes.targets.write import StatedTarget, correct_target, revise_target, state_target


class Misfits(NamedTuple):
    """What would not fit, in sentences."""

    problems: list[str]  # hold the save back until it is confirmed
    notes: list[str]  # are said, and hold nothing back


def misfits_of(wanted: TargetAsked, form: TargetEntry) -> Misfits:
    """The target as typed against its own series and those it belongs to; nothing is written."""
    tiers, series = wanted.tiers, wanted.series
    code = series.indicator.code
    fact = form.fact(wanted.tier.code)
    checked = findings(
        place_id=series.place_id,
        year=wanted.asked.year,
        at=year_as_stated(wanted.asked.year, wanted.asked.at),
        named=lambda row: formatting.series_words(row, tiers),
        tiers=tuple(tiers),
        sight=wanted.asked.sight,
        instead=Instead(code, fact),
    )
    concerned = checked.of(code)
    return Misfits(
        [formatting.phrase(each.sentence) for each in concerned if each.is_grave],
        [formatting.phrase(each.sentence) for each in concerned if not each.is_grave],
    )


def write_target(
    wanted: TargetAsked, form: TargetEntry, current: Target | None, author_id: int | None
) -> None:
    """State, revise or correct; and the pace of the indicator, where it was changed."""
    cleaned, series = form.cleaned_data, wanted.series
    content: dict[str, Any] = {
        name: cleaned[name]
        for name in ("comparator", "value", "upper_value", "tolerance", "base_value", "due_on",
                     "comparator_wording", "modality", "note")
    }  # fmt: skip
    content["base_qualifier"] = form.base_qualifier()
    content["document_id"] = _id_of(Document, cleaned["document"])
    content["reference_id"] = _id_of(Indicator, cleaned["reference"])
    path = form.path()
    if current is None:
        stated = StatedTarget(series.id, wanted.asked.year, wanted.tier.code, **content)
        state_target(series.place_id, stated, author_id=author_id, path=path)
    elif cleaned["how"] == CORRECT:
        correct_target(series.place_id, current, content, reason=cleaned["reason"],
                       author_id=author_id, path=path)  # fmt: skip
    else:
        revise_target(series.place_id, current, content, reason=cleaned["reason"],
                      effective_on=cleaned["effective_on"] or wanted.asked.at.today,
                      author_id=author_id, path=path)  # fmt: skip
    if cleaned.get("pace"):
        set_pace(series.indicator_id, cleaned["pace"])


def _id_of(model: Any, code: str) -> Any:
    return model.objects.values_list("id", flat=True).get(code=code) if code else None


def refuse_invalid(form: TargetEntry, error: ValidationError) -> None:
    """What a write refused, beside the field it concerns."""
    if hasattr(error, "error_dict"):
        for name, errors in error.error_dict.items():
            field = name if name in form.fields else None
            form.add_error(field, errors)
    else:
        form.add_error(None, error)
