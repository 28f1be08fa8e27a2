"""Which administration Django serves: managers enter by their role, no staff flag is needed."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.contrib.admin.options import TO_FIELD_VAR
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect


class ScopedAdminSite(AdminSite):
    """Django's admin with the application's rights in place of staff flags."""

    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Superusers and managers of any unit."""
        from targets.access import rights_of_request  # noqa: PLC0415 - apps load first

        return bool(request.user.is_active and rights_of_request(request).manages)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Guesses at this door are counted like those at the product's own."""
        from targets.web.account.login_form import AdminLoginForm  # noqa: PLC0415 - apps load first

        self.login_form = AdminLoginForm
        return super().login(request, extra_context)

    def password_change(  # type: ignore[override] # the stubs know one kind of answer
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """One's own password is changed at one place."""
        return redirect("targets:password")

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Every page of the administration comes by here."""

        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Django takes a field without a name for one that is named, and looks for it
            request.GET = _named(request.GET)  # type: ignore[assignment]
            request.POST = _named(request.POST)  # type: ignore[assignment]
            return view(request, *args, **kwargs)  # type: ignore[no-any-return]

        return super().admin_view(asked, cacheable)


def _named(fields: QueryDict) -> QueryDict:
    if fields.get(TO_FIELD_VAR) != "":
        return fields
    kept = fields.copy()
    del kept[TO_FIELD_VAR]
    return kept


class ScopedAdminConfig(AdminConfig):
    """Tells Django to serve the scoped administration."""

    default = False
    default_site = "tracker.administration.ScopedAdminSite"

    def ready(self) -> None:
        """Register the project's deploy checks too."""
        super().ready()
        from tracker import static_storage  # noqa: F401, PLC0415 - registering is importing
