"""What indicators are to one another, the indices over them, and the wording of briefings."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from targets import formatting
from targets.briefs.substitution import WordingRefused
from targets.briefs.wordings import SENTENCES, validate_wording
from targets.core.judging.rollup import why_not_weighed
from targets.core.values.facts import Comparator, Measure
from targets.models import CompositeIndex, CompositePart, Indicator, Relation, Target, Wording

from .scope import Choosing, PlaceFilter, ScopedAdmin, managed_indicators, managed_place_ids, rights


@admin.register(Relation)
class RelationAdmin(ScopedAdmin):
    """Parts, wholes and shares. They hold in every place: superusers declare them, and managers
    among indicators that no place but theirs keeps."""

    list_display = ("indicator", "kind", "of", "within", "complete")
    list_filter = ("kind",)
    search_fields = ("indicator__name_zh", "indicator__code", "of__name_zh", "of__code")
    list_select_related = ("indicator", "of", "within")
    autocomplete_fields = ("indicator", "of", "within")

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_declare(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may declare a relation may take it back: nothing hangs on it."""
        return self.has_change_permission(request, obj)

    def _may_declare(self, request: HttpRequest, relation: Relation | None) -> bool:
        if relation is None or rights(request).is_superuser:
            return True
        named = {relation.indicator_id, relation.of_id}
        if relation.within_id is not None:
            named.add(relation.within_id)
        return managed_indicators(request).filter(id__in=named).count() == len(named)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if not rights(request).is_superuser:
            kwargs["queryset"] = managed_indicators(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CompositePartForm(ModelForm):  # type: ignore[type-arg]
    """Only what has a completion rate that is better the higher it is can be weighed."""

    class Meta:
        model = CompositePart
        fields = ("indicator", "weight")

    def clean_indicator(self) -> Indicator:
        indicator: Indicator = self.cleaned_data["indicator"]
        limited = Target.objects.known(None).filter(
            series__indicator=indicator, comparator__in=(Comparator.AT_MOST, Comparator.LESS_THAN)
        )
        refused = why_not_weighed(
            Measure(indicator.measure),
            higher_is_better=indicator.higher_is_better and not limited.exists(),
        )
        if refused is not None:
            raise ValidationError(formatting.phrase(refused))
        return indicator


class CompositePartInline(Choosing, admin.TabularInline):  # type: ignore[type-arg]
    """The indicators of an index with their weights."""

    model = CompositePart
    form = CompositePartForm
    extra = 3
    autocomplete_fields = ("indicator",)


@admin.register(CompositeIndex)
class CompositeIndexAdmin(ScopedAdmin):
    """Named indices with their weights, the same for all places: superusers make them."""

    managers_add: ClassVar[bool] = False
    managers_change: ClassVar[bool] = False
    inlines = (CompositePartInline,)
    list_display = ("name_zh", "name_en", "code", "order")
    search_fields = ("name_zh", "name_en", "code")

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows


class WordingForm(ModelForm):  # type: ignore[type-arg]
    """A sentence of the briefing; its numbers have to stay in it."""

    key = forms.ChoiceField(
        label=_("Sentence"),
        choices=[
            (key, f"{key}: {sentence.text('zh-hans')}") for key, sentence in SENTENCES.items()
        ],
        help_text=_("Shown with the wording that is shipped; every number in it has to stay."),
    )

    class Meta:
        model = Wording
        fields = ("place", "key", "language", "text")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if {"key", "language", "text"} <= set(cleaned):
            try:
                validate_wording(cleaned["key"], cleaned["language"], cleaned["text"])
            except WordingRefused as refused:
                raise ValidationError({"text": formatting.phrase(refused.reason)}) from refused
        return cleaned


@admin.register(Wording)
class WordingAdmin(ScopedAdmin):
    """How a place words its briefing; that of all places is the superusers'."""

    form = WordingForm
    list_display = ("key", "language", "place", "text")
    list_filter = ("language", ("place", PlaceFilter))
    search_fields = ("key", "text")
    list_select_related = ("place",)

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(place__in=managed_place_ids(request))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A manager's wording is of a place: one without is for every place."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        place = form.base_fields.get("place")
        if place is not None and not request.user.is_superuser:
            place.required = True
        return form
