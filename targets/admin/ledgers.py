"""The ledgers, to read: every entry and every file, never to change here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from targets.models import Actual, Import

from .scope import PlaceFilter, ScopedAdmin, managed_place_ids


class ReadOnlyAdmin(ScopedAdmin):
    """Nothing is added, changed or deleted here, not even by a superuser."""

    def has_add_permission(self, request: HttpRequest, *args: Any) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Actual)
class ActualAdmin(ReadOnlyAdmin):
    """The ledger of actuals."""

    list_display = (
        "series", "period_end", "lane", "value", "declared", "author", "recorded_at",
        "superseded_at",
    )  # fmt: skip
    list_filter = ("lane", "origin", ("place", PlaceFilter))
    search_fields = ("series__indicator__name_zh", "series__indicator__code")
    list_select_related = ("place", "series__indicator", "author")
    date_hierarchy = "period_end"
    show_full_result_count = False

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(place__in=managed_place_ids(request))


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    """Files that were read."""

    list_display = (
        "file_name", "rows_new", "rows_changed", "rows_unchanged", "author", "recorded_at",
    )  # fmt: skip
    list_select_related = ("author",)

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(entries__place__in=managed_place_ids(request)).distinct()
