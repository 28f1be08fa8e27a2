"""The admin obeys the same rights as every screen: a manager sees and changes their subtree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import ForeignKey, ManyToManyField, Model, QuerySet
from django.http import HttpRequest

from targets import access, formatting
from targets.access import rights_of_request as rights
from targets.models import Indicator, Series, Unit
from targets.reads.scope.labels import Label
from targets.reads.scope.namesakes import told_apart

__all__ = [
    "Choosing",
    "PlaceFilter",
    "ScopedAdmin",
    "UnitChoice",
    "managed_indicators",
    "managed_place_ids",
    "managed_unit_ids",
    "rights",
]


class _UnitNames:
    """Units as they are offered: those that share a name with their place."""

    queryset: QuerySet[Unit]
    _alike: Mapping[str, Label] | None = None

    def label_from_instance(self, obj: Any) -> str:
        if self._alike is None:
            rows = self.queryset.values_list("code", "name_zh", "name_en")
            self._alike = told_apart(Label(*row) for row in rows)
        return formatting.name(self._alike.get(obj.code, obj))


class UnitChoice(_UnitNames, forms.ModelChoiceField):  # type: ignore[misc, type-arg]
    """One unit to be chosen."""


class UnitChoices(_UnitNames, forms.ModelMultipleChoiceField):  # type: ignore[misc, type-arg]
    """Several units to be chosen."""


class KeyedAutocomplete(AutocompleteSelect):
    """Django's own, but for what is no key at all: nothing is chosen then, and the form says so."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [each for each in value if self._is_key(each)], attr)

    def _is_key(self, text: str) -> bool:
        try:
            self.field.target_field.to_python(text)
        except ValidationError:
            return False
        return True


class Choosing:
    """For lists and inlines: whatever key is sent, the form can be shown again."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        mine: Any = self
        if db_field.name in mine.get_autocomplete_fields(request):
            kwargs.setdefault("widget", KeyedAutocomplete(db_field, mine.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


class PlaceFilter(admin.RelatedFieldListFilter):
    """Places to filter by; those that share a name with the place over them."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        offered = super().field_choices(field, request, model_admin)
        places = Unit.objects.in_bulk([key for key, _text in offered])
        alike = told_apart(Label(p.code, p.name_zh, p.name_en) for p in places.values())
        return [
            (
                key,
                formatting.name(alike.get(places[key].code, places[key]))
                if key in places
                else text,
            )
            for key, text in offered
        ]


class ScopedAdmin(Choosing, admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows in the reader's subtree only. Subclasses say which rows those are.

    ``managers_add`` and ``managers_change`` say what a manager may do inside the subtree;
    deleting is for superusers, and PostgreSQL refuses it for whatever is in use.
    """

    managers_add: ClassVar[bool] = True
    managers_change: ClassVar[bool] = True
    list_per_page = 50

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        """The rows a manager may see; superusers see all."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Only rows in scope exist for this reader: others answer 404."""
        rows = super().get_queryset(request)
        return rows if rights(request).is_superuser else self.in_scope(rows, request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return rights(request).manages

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return rights(request).manages and self._holds(request, obj)

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return rights(request).is_superuser or (rights(request).manages and self.managers_add)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        if rights(request).is_superuser:
            return True
        return rights(request).manages and self.managers_change and self._holds(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return rights(request).is_superuser

    def _holds(self, request: HttpRequest, obj: Model | None) -> bool:
        if obj is None or rights(request).is_superuser:
            return True
        return self.in_scope(type(obj)._default_manager.all(), request).filter(pk=obj.pk).exists()

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        self._limit_units(db_field, request, kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        self._limit_units(db_field, request, kwargs)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def _limit_units(self, db_field: Any, request: HttpRequest, kwargs: dict[str, Any]) -> None:
        if db_field.related_model is Unit:
            kwargs["queryset"] = access.managed_units(rights(request)).order_by("order", "code")
            kwargs["form_class"] = UnitChoices if db_field.many_to_many else UnitChoice


def managed_unit_ids(request: HttpRequest) -> QuerySet[Any, Any]:
    """Keys of the units the reader manages, as a subquery."""
    return access.managed_units(rights(request)).values("id")


def managed_place_ids(request: HttpRequest) -> QuerySet[Any, Any]:
    """Keys of the places the reader manages, as a subquery."""
    return access.managed_places(rights(request)).values("id")


def managed_indicators(request: HttpRequest) -> QuerySet[Indicator]:
    """Indicators that no place outside the subtree keeps: what is said of a definition holds in
    every place, so only who manages all of those says it."""
    elsewhere = Series.objects.exclude(place__in=managed_place_ids(request))
    return Indicator.objects.exclude(id__in=elsewhere.values("indicator_id"))
