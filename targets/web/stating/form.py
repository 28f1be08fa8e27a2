"""The form of one tier's target: what is stated, from when it counts, and its path."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from targets import formatting
from targets.core.values.facts import Calendar, PathPoint, Qualifier, TargetFact
from targets.core.values.facts import Comparator as CoreComparator
from targets.exchange.headers.numbers import parse_number
from targets.exchange.sheets.csv_writing import plain
from targets.exchange.sheets.problems import CellRefused
from targets.models import Series, Target
from targets.models.vocabulary import Comparator, Pace
from targets.reads.scope.labels import Label

PATH = "path-"  # before the period end, in the names of the path's inputs
STATE, REVISE, CORRECT = "state", "revise", "correct"


class FigureField(forms.Field):
    """A number as officials write it: 3,000, 3000亿元, 6.5%. Empty is None."""

    def __init__(self, unit: str = "", **options: Any) -> None:
        self.unit = unit
        widget = forms.TextInput(attrs={"maxlength": "100", "inputmode": "decimal"})
        super().__init__(required=False, widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return parse_number(text, self.unit).value
        except CellRefused as refused:
            raise ValidationError(formatting.phrase(refused.message)) from refused


class TargetEntry(forms.Form):
    """One statement. ``how`` is asked only where there is one already."""

    how = forms.ChoiceField(
        label=gettext_lazy("What this change is"),
        choices=(
            (
                REVISE,
                gettext_lazy("a revision: the target was changed and counts from the date below"),
            ),
            (CORRECT, gettext_lazy("a correction: what is stored was never stated like this")),
        ),
        widget=forms.RadioSelect,
    )  # fmt: skip
    comparator = forms.ChoiceField(
        label=gettext_lazy("Comparator"),
        choices=[("", gettext_lazy("none: not a target")), *Comparator.choices],
        required=False,
    )
    value = FigureField(label=gettext_lazy("Value"))
    upper_value = FigureField(
        label=gettext_lazy("Upper value"), help_text=gettext_lazy("Only for “between”.")
    )
    tolerance = FigureField(
        label=gettext_lazy("Tolerance"), help_text=gettext_lazy("Only for “=”.")
    )
    reference = forms.ChoiceField(
        label=gettext_lazy("Compared with"),
        required=False,
        help_text=gettext_lazy(
            "Instead of a value: above the city’s average, in step with growth."
        ),
    )
    comparator_wording = forms.CharField(
        label=gettext_lazy("As worded"), max_length=50, required=False,
        help_text=gettext_lazy("The words around the number, as the document has them."),
    )  # fmt: skip
    modality = forms.CharField(label=gettext_lazy("Modality"), max_length=50, required=False)
    base_value = FigureField(label=gettext_lazy("Base"))
    due_on = forms.DateField(
        label=gettext_lazy("Due on"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip
    document = forms.ChoiceField(label=gettext_lazy("Stated in"), required=False)
    note = forms.CharField(label=gettext_lazy("Note"), max_length=1000, required=False)
    effective_on = forms.DateField(
        label=gettext_lazy("Counts from"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    pace = forms.ChoiceField(label=gettext_lazy("Pace"), choices=Pace.choices, required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        series: Series,
        current: Target | None,
        path: Mapping[date, Decimal],
        ends: Sequence[date],
        documents: Sequence[tuple[str, Label]],
        references: Sequence[tuple[str, Label]],
        today: date,
        sets_pace: bool,
    ) -> None:
        super().__init__(data, initial=_initial(series, current, path, today))
        none = ("", "—")
        self.current = current
        self.ends = tuple(ends)
        self.fields["document"].choices = [  # type: ignore[attr-defined]
            none, *((code, formatting.name(label)) for code, label in documents)
        ]  # fmt: skip
        self.fields["reference"].choices = [  # type: ignore[attr-defined]
            none, *((code, formatting.name(label)) for code, label in references)
        ]  # fmt: skip
        for name in ("value", "upper_value", "tolerance", "base_value"):
            self.fields[name].unit = series.indicator.unit_zh  # type: ignore[attr-defined]
        for end in self.ends:
            self.fields[f"{PATH}{end.isoformat()}"] = FigureField(
                series.indicator.unit_zh,
                label=formatting.single_period(Calendar(series.calendar), end),
            )
        if current is None:
            for name in ("how", "effective_on", "reason"):
                del self.fields[name]
        if not sets_pace:
            del self.fields["pace"]

    def path_fields(self) -> list[forms.BoundField]:
        """The inputs of the path, one a period."""
        return [self[f"{PATH}{end.isoformat()}"] for end in self.ends]

    def main_fields(self) -> list[forms.BoundField]:
        """Everything but the path and the pace."""
        return [field for field in self if not field.name.startswith(PATH) and field.name != "pace"]

    def path(self) -> list[tuple[date, Decimal]]:
        """The amounts typed; a period left empty shares the next amount."""
        found = []
        for end in self.ends:
            amount = self.cleaned_data.get(f"{PATH}{end.isoformat()}")
            if amount is not None:
                found.append((end, amount))
        return found

    def clean(self) -> dict[str, Any]:
        """The path has to end at the target: what it misses by is said."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        path, value = self.path(), cleaned.get("value")
        if not path:
            return cleaned
        if value is None:
            raise ValidationError(
                _("A path needs a value that it ends at. Clear the path, or enter the value.")
            )
        total = sum((amount for _end, amount in path), Decimal(0))
        if total != value:
            apart = plain(abs(total - value))
            said = (
                _(
                    "The path adds up to %(total)s, %(apart)s more than the target of %(value)s."
                    " Take it off some periods."
                )
                if total > value
                else _(
                    "The path adds up to %(total)s, %(apart)s less than the target of %(value)s."
                    " Add it to some periods."
                )
            )
            raise ValidationError(
                said % {"total": plain(total), "apart": apart, "value": plain(value)}
            )
        return cleaned

    def base_qualifier(self) -> str:
        """As stored for as long as the base is the stored one; what is typed anew is exact."""
        current, base = self.current, self.cleaned_data["base_value"]
        if current is None or base is None or base != current.base_value:
            return Qualifier.EXACT
        return current.base_qualifier

    def fact(self, tier: str) -> TargetFact:
        """What would be judged, for the checks before anything is written."""
        cleaned = self.cleaned_data
        comparator = cleaned["comparator"]
        return TargetFact(
            tier=tier,
            comparator=CoreComparator(comparator) if comparator else None,
            value=cleaned["value"],
            upper_value=cleaned["upper_value"],
            tolerance=cleaned["tolerance"],
            base_value=cleaned["base_value"],
            base_is_floor=self.base_qualifier() == Qualifier.ABOVE,
            due_on=cleaned["due_on"],
            comparator_wording=cleaned["comparator_wording"],
            modality=cleaned["modality"],
            path=tuple(PathPoint(end, amount) for end, amount in self.path()),
        )


def _initial(
    series: Series, current: Target | None, path: Mapping[date, Decimal], today: date
) -> dict[str, Any]:
    initial: dict[str, Any] = {"how": REVISE, "effective_on": today, "pace": series.indicator.pace}
    if current is None:
        return initial | {"comparator": ">="}
    for name in ("value", "upper_value", "tolerance", "base_value"):
        value = getattr(current, name)
        initial[name] = "" if value is None else plain(value)
    for name in ("comparator", "comparator_wording", "modality", "due_on", "note"):
        initial[name] = getattr(current, name)
    initial["document"] = current.document.code if current.document else ""
    initial["reference"] = current.reference.code if current.reference else ""
    return initial | {f"{PATH}{end.isoformat()}": plain(value) for end, value in path.items()}
