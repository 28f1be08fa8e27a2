"""Units, themes, documents, tiers, indicators, series: what is tracked, and who answers for it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Exists, OuterRef, QuerySet, URLField
from django.http import HttpRequest

from targets.models import Document, Holiday, Indicator, Role, Series, Target, Theme, Tier, Unit

from .scope import (
    PlaceFilter,
    ScopedAdmin,
    managed_indicators,
    managed_place_ids,
    managed_unit_ids,
    rights,
)
from .sign_off import say_switched, sign_off_help


@admin.register(Unit)
class UnitAdmin(ScopedAdmin):
    """Places and departments of the subtree."""

    list_display = (
        "name_zh", "code", "kind", "parent", "collecting_since", "checks_figures", "illustrative",
    )  # fmt: skip
    list_filter = ("kind",)
    search_fields = ("name_zh", "name_en", "code")
    list_select_related = ("parent",)

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(id__in=managed_unit_ids(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Unit | None = None) -> tuple[str, ...]:
        """The top of a manager's subtree stays where it hangs."""
        if obj is None or rights(request).is_superuser:
            return ()
        if obj.id in rights(request).unit_ids(Role.MANAGER):
            return ("parent", "kind")
        return ("kind",)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A manager's new unit hangs below one they manage: a top-level unit is nobody's."""
        form: Any = super().get_form(request, obj, change, **kwargs)
        parent = form.base_fields.get("parent")
        if parent is not None and not rights(request).is_superuser:
            parent.required = True
        signs_off = form.base_fields.get("signs_off")
        if signs_off is not None and obj is not None:
            signs_off.help_text = sign_off_help(obj, str(signs_off.help_text))
        return form

    def save_model(self, request: HttpRequest, obj: Unit, form: Any, change: bool) -> None:
        """Where units sign off no more, nothing goes on waiting for it."""
        super().save_model(request, obj, form, change)
        if "signs_off" in form.changed_data:
            say_switched(request, obj)


@admin.register(Theme)
class ThemeAdmin(ScopedAdmin):
    """Headings of the overview, shared by all places: managers add, superusers change."""

    managers_change = False
    list_display = ("name_zh", "name_en", "code", "order")

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows


@admin.register(Tier)
class TierAdmin(ThemeAdmin):
    """Levels of ambition, shared by all places."""

    managers_add = False
    list_display = ("name_zh", "name_en", "code", "order")

    def get_readonly_fields(self, request: HttpRequest, obj: Tier | None = None) -> tuple[str, ...]:
        return ("code",) if obj else ()


@admin.register(Holiday)
class HolidayAdmin(ScopedAdmin):
    """Days off and days worked instead: they move due days everywhere, so superusers keep them."""

    managers_add = managers_change = False
    list_display = ("day", "name", "is_worked")
    list_filter = ("is_worked",)
    date_hierarchy = "day"

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows


@admin.register(Document)
class DocumentAdmin(ScopedAdmin):
    """Plans and speeches; a manager changes those that only their places cite."""

    list_display = ("title_zh", "issuer", "stated_on", "code")
    formfield_overrides: ClassVar[Any] = {URLField: {"assume_scheme": "https"}}
    search_fields = ("title_zh", "title_en", "code")

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        elsewhere = Target.objects.filter(document=OuterRef("pk")).exclude(
            place__in=managed_place_ids(request)
        )
        return rows.filter(~Exists(elsewhere))


@admin.register(Indicator)
class IndicatorAdmin(ScopedAdmin):
    """Definitions; a manager changes those that only their places use."""

    list_display = ("name_zh", "code", "theme", "measure", "frequency", "unit_zh")
    list_filter = ("theme", "measure", "frequency")
    search_fields = ("name_zh", "name_en", "code")
    list_select_related = ("theme",)

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(id__in=managed_indicators(request))

    def get_readonly_fields(
        self, request: HttpRequest, obj: Indicator | None = None
    ) -> tuple[str, ...]:
        """What entries were made under is not changed beneath them."""
        if obj is None or not obj.series.filter(actuals__isnull=False).exists():
            return ()
        return ("code", "measure", "accumulation", "frequency", "jan_feb_merged", "unit_zh")

    def save_model(self, request: HttpRequest, obj: Indicator, form: Any, change: bool) -> None:
        """A changed frequency is carried to the series: their calendar is a copy."""
        super().save_model(request, obj, form, change)
        obj.series.update(calendar=obj.calendar)


@admin.register(Series)
class SeriesAdmin(ScopedAdmin):
    """One indicator for one place, with its units."""

    list_display = ("indicator", "place", "lead", "reporting", "checking", "leader", "inferred")
    list_filter = (("place", PlaceFilter),)
    search_fields = ("indicator__name_zh", "indicator__name_en", "indicator__code")
    list_select_related = ("indicator", "place", "lead", "reporting", "checking")
    filter_horizontal = ("supporting",)
    exclude = ("calendar",)

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(place__in=managed_place_ids(request))

    def get_readonly_fields(
        self, request: HttpRequest, obj: Series | None = None
    ) -> tuple[str, ...]:
        return ("place", "indicator") if obj else ()

    def save_model(self, request: HttpRequest, obj: Series, form: Any, change: bool) -> None:
        obj.calendar = obj.indicator.calendar
        super().save_model(request, obj, form, change)
