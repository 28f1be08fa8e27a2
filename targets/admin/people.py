"""People and their memberships: nobody grants beyond their own subtree."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from targets import access
from targets.models import Membership, Unit

from .scope import ScopedAdmin, UnitChoice, managed_unit_ids, rights


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    """Roles in the subtree; a manager may also take them away."""

    list_display = ("person", "unit", "belongs_to", "role")
    list_filter = ("role",)
    search_fields = ("person__username", "person__last_name", "person__first_name", "unit__name_zh")
    list_select_related = ("person", "unit__parent")

    @admin.display(description=_("belongs to"), ordering="unit__parent__name_zh")
    def belongs_to(self, row: Membership) -> str:
        """The place, or the unit over the unit: departments of two places may share a name."""
        return str(row.unit.parent or "")

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(unit__in=managed_unit_ids(request))

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "person" and not rights(request).is_superuser:
            kwargs["queryset"] = people_below(request)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class AtLeastOne(BaseInlineFormSet):  # type: ignore[type-arg]
    """A manager's new person belongs somewhere, else the manager could not see them again."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validate_min = True


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    """A person's roles, those in the reader's subtree."""

    model = Membership
    extra = 1
    formset = AtLeastOne

    def get_min_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if rights(request).is_superuser else 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        if rights(request).is_superuser:
            return rows
        return rows.filter(unit__in=managed_unit_ids(request))

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.related_model is Unit:
            kwargs["queryset"] = access.managed_units(rights(request))
            kwargs["form_class"] = UnitChoice
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """A cell of a table has no label beside it: screen readers are told its column."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs["aria-label"] = str(db_field.verbose_name)
        return field

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rights(request).manages

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


def people_below(request: HttpRequest) -> QuerySet[User]:
    """People whom the reader administers."""
    return access.managed_people(rights(request))


class PersonAdmin(ScopedAdmin, UserAdmin):  # type: ignore[type-arg]
    """Accounts. Staff flags, groups and permissions are for superusers only; who is a superuser
    is for the command line. People are disabled, not deleted: what they recorded names them."""

    readonly_fields = ("is_superuser",)
    inlines = (MembershipInline,)
    list_display = ("username", "last_name", "first_name", "is_active", "last_login")
    list_filter = ("is_active",)
    _own_fields = (
        (None, {"fields": ("username", "password")}),
        (_("Personal info"), {"fields": ("last_name", "first_name", "email")}),
        (_("Account"), {"fields": ("is_active",)}),
    )

    def in_scope(self, rows: QuerySet[Any], request: HttpRequest) -> QuerySet[Any]:
        return rows.filter(pk__in=people_below(request).values("pk"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or rights(request).is_superuser:
            return super().get_fieldsets(request, obj)
        return self._own_fields

    def get_inline_instances(self, request: HttpRequest, obj: Any = None) -> Any:
        """Also while adding, which Django's own account form leaves out."""
        return [inline(self.model, self.admin_site) for inline in self.inlines]


admin.site.unregister(User)
admin.site.register(User, PersonAdmin)
