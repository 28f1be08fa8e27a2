"""Targets and margins: a change is a new row with a reason, never an edit."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from targets import clock, formatting
from targets.core.values.facts import Margins as MarginsFact
from targets.exchange.sheets.csv_writing import plain
from targets.models import Margins, PathPoint, Series, Target
from targets.reads.judging.judged import AsOf
from targets.reads.scope.labels import tier_labels
from targets.reads.series.consistency import findings, year_as_stated
from targets.writes.targets.margins import set_margins
from targets.writes.targets.write import (
    StatedTarget,
    TargetConflict,
    correct_target,
    first_day,
    revise_target,
    state_target,
)

from .scope import PlaceFilter, ScopedAdmin, managed_indicators, managed_place_ids, rights

CHANGEABLE = tuple(
    name.removesuffix("_id")
    for name in StatedTarget._fields
    if name not in {"series_id", "year", "tier_id", "allocated_from_id"}
)


class TargetForm(ModelForm):  # type: ignore[type-arg]
    """States a target, revises it from a date on, or corrects a mistake; by three functions."""

    REVISE, CORRECT = "revise", "correct"
    how = forms.ChoiceField(
        label=_("What this change is"),
        choices=(
            (REVISE, _("a revision: the target was changed and counts from the date below")),
            (CORRECT, _("a correction: what is stored was never stated like this")),
        ),
        initial=REVISE,
        widget=forms.RadioSelect,
    )
    revised_on = forms.DateField(label=_("Revised from"), required=False)
    why = forms.CharField(
        label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    class Meta:
        model = Target
        fields = ("series", "year", "tier", *CHANGEABLE)

    author_id: int | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance._state.adding:
            for name in ("how", "revised_on", "why"):
                del self.fields[name]
        else:
            for name in ("series", "year", "tier"):
                self.fields.pop(name, None)
            self.fields["revised_on"].initial = clock.today()
        for name in ("value", "upper_value", "tolerance", "base_value"):
            stored = self.initial.get(name)
            if isinstance(stored, Decimal):
                self.initial[name] = plain(stored)

    def clean(self) -> dict[str, Any]:
        """Write within a savepoint of the admin's transaction, so that a refusal by the write
        stands beside the field it concerns."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        try:
            self.written = self._write(cleaned)
        except TargetConflict:
            raise ValidationError(
                _("This target was changed or stated by someone else meanwhile. Look at it again.")
            ) from None
        except ValidationError as error:
            self._refuse(error)
        return cleaned

    def _refuse(self, error: ValidationError) -> None:
        renamed = {"effective_on": "revised_on", "reason": "why"}
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                field = renamed.get(name, name)
                self.add_error(field if field in self.fields else None, errors)
        else:
            self.add_error(None, error)

    def _write(self, cleaned: dict[str, Any]) -> Target:
        changes = {name: cleaned[name] for name in CHANGEABLE}
        for name in ("document", "reference"):
            changes[f"{name}_id"] = getattr(changes.pop(name), "pk", None)
        if self.instance._state.adding:
            series = cleaned["series"]
            stated = StatedTarget(
                series_id=series.pk, year=cleaned["year"], tier_id=cleaned["tier"].pk, **changes
            )
            return state_target(series.place_id, stated, author_id=self.author_id)
        current = Target.objects.select_related("series").get(pk=self.instance.pk)
        place_id = current.series.place_id
        if cleaned["how"] == self.CORRECT:
            return correct_target(
                place_id, current, changes, reason=cleaned["why"], author_id=self.author_id
            )
        return revise_target(
            place_id,
            current,
            changes,
            effective_on=cleaned["revised_on"] or first_day(current.year),
            reason=cleaned["why"],
            author_id=self.author_id,
        )

    def _post_clean(self) -> None:
        """The instance is never touched: the write makes a row of its own."""

    def save(self, commit: bool = True) -> Target:
        return self.written

    def save_m2m(self) -> None:
        """Nothing hangs on a target."""


class PathPointInline(admin.TabularInline):  # type: ignore[type-arg]
    """The path of a target, to read."""

    model = PathPoint
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


@admin.register(Target)
class TargetAdmin(ScopedAdmin):
    """Targets as they stand; changing one adds a row."""

    form = TargetForm
    inlines = (PathPointInline,)
    list_display = (
        "series", "year", "tier", "comparator", "stated", "effective_on", "document", "current",
    )  # fmt: skip
    list_filter = ("year", "tier", ("place", PlaceFilter))
    search_fields = ("series__indicator__name_zh", "series__indicator__code")
    list_select_related = ("place", "series__place", "series__indicator", "tier", "document")
    autocomplete_fields = ("series",)

    @admin.display(description=_("value"), ordering="value")
    def stated(self, target: Target) -> str:
        """The value as stated, without the zeros of its column."""
        return plain(target.value) if target.value is not None else ""

    @admin.display(boolean=True, description=_("current"))
    def current(self, target: Target) -> bool:
        """Ended rows were corrected."""
        return target.superseded_at is None

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(place__in=managed_place_ids(request))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """An ended row is history."""
        ended = isinstance(obj, Target) and obj.superseded_at is not None
        return not ended and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Target | None = None) -> tuple[str, ...]:
        if obj is None:
            return ("series", "year", "tier", *CHANGEABLE)
        return (*CHANGEABLE, "how", "revised_on", "why")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.author_id = request.user.pk
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "series" and not rights(request).is_superuser:
            kwargs["queryset"] = Series.objects.filter(place__in=managed_place_ids(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Target, form: Any, change: bool) -> None:
        """The form wrote the row already; what does not fit is said, and hinders nothing."""
        tiers, today = tier_labels(), clock.today()
        checked = findings(
            place_id=obj.series.place_id,
            year=obj.year,
            at=year_as_stated(obj.year, AsOf(today, today)),
            named=lambda row: formatting.series_words(row, tiers),
            tiers=tuple(tiers),
        )
        for finding in checked.of_targets():
            if obj.series.indicator.code in finding.series:
                self.message_user(request, formatting.phrase(finding.sentence), messages.WARNING)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        return [], {}, {str(Target._meta.verbose_name)}, []


class MarginsForm(ModelForm):  # type: ignore[type-arg]
    """Margins from a date on; the same date again is a correction."""

    class Meta:
        model = Margins
        fields = ("indicator", "effective_on", *MarginsFact._fields, "reason")

    def validate_constraints(self) -> None:
        """All but uniqueness: recording the same date again ends the row before it."""
        for constraint in Margins._meta.constraints:
            if not hasattr(constraint, "fields"):
                try:
                    constraint.validate(Margins, self.instance)
                except ValidationError as error:
                    self.add_error(None, error)


@admin.register(Margins)
class MarginsAdmin(ScopedAdmin):
    """Margins: added, never edited. Those of the installation are for superusers."""

    form = MarginsForm
    managers_change = False
    list_display = ("indicator", "effective_on", "ahead", "on_pace", "far", "recorded_at")
    list_select_related = ("indicator",)

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(Q(indicator__isnull=True) | Q(indicator__in=managed_indicators(request)))

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "indicator" and not rights(request).is_superuser:
            kwargs["queryset"] = managed_indicators(request)
            kwargs["required"] = True
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Margins, form: Any, change: bool) -> None:
        set_margins(obj, author_id=request.user.pk)
